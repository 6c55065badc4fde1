"""The smallest disclosures, one in each format that is read: two tables and a sentence. Pure.

They make a reader load all that it needs before the first document comes (`ingest.sandbox`), and are what mutations begin with
(`ingest.fuzzing`). Nothing but the standard library sets them. Names and figures are invented.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Final

Table = tuple[str, Sequence[Sequence[str]]]

_COVER: Final = "某某市某某局2023年部门预算"
_TABLES: Final[Sequence[Table]] = (
    (
        "2023年部门支出预算总表",
        (
            ("科目编码", "科目名称", "合计", "基本支出", "项目支出"),
            ("205", "教育支出", "1,234.50", "1,000.00", "234.50"),
            ("20502", "普通教育", "1,234.50", "1,000.00", "234.50"),
            ("合计", "", "1,234.50", "1,000.00", "234.50"),
        ),
    ),
    ("2023年“三公”经费支出预算表", (("项目", "2023年预算数"), ("公务接待费", "2.00"), ("合计", "2.00"))),
)
_SENTENCES: Final = (
    "一、预算收支情况说明",
    "2023年支出预算1,234.50万元，比2022年1,200.00万元增加34.50万元，增长2.88%，主要是人员增加。",
    "2023年机关运行经费为159.79万元，比2022年152.61万元增加7.18万元。",
)
_UNIT: Final = "单位：万元"


def small_text() -> bytes:
    """As a program extracts text from a PDF: one run a cell, one space for an empty one."""
    lines = [_COVER]
    for title, rows in _TABLES:
        lines += [title, _UNIT, *map(" ".join, rows)]
    return "".join(f"{line}\n\n" for line in (*lines, *_SENTENCES)).encode()


def small_html() -> bytes:
    """A web page."""
    body = [f"<h1>{_COVER}</h1>"]
    for title, rows in _TABLES:
        cells = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
        body += [f"<p><b>{title}</b></p><p align='right'>{_UNIT}</p><table border='1'>", *(f"<tr>{row}</tr>" for row in cells), "</table>"]
    body += [f"<p style='text-indent:2em'>{sentence}</p>" for sentence in _SENTENCES]
    head = "<!DOCTYPE html>\n<html><head><meta charset='utf-8'><style>.x{display:none}</style></head><body>\n"
    return (head + "\n".join(body) + "\n</body></html>\n").encode()


# PDF

_FONT: Final = (
    "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType0"
    "/BaseFont/STSong-Light/DW 1000/W[1 95 500]/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/FontDescriptor"
    "<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120"
    "/CapHeight 880/StemV 93>>>>]>>"
)
_LEFT, _WIDTH, _HEIGHT = 40, 100, 20


def small_pdf(*, packed: bool = True) -> bytes:
    """One page with ruled tables; its stream packed, as nearly all are, or plain."""
    drawn = _drawing().encode()
    stream = zlib.compress(drawn) if packed else drawn
    filtered = "/Filter/FlateDecode" if packed else ""
    return _pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
            f"<</Length {len(stream)}{filtered}>>\nstream\n".encode() + stream + b"\nendstream",
            _FONT.encode(),
        ]
    )


def _drawing() -> str:
    drawn, y = [_shown(_LEFT + 150, 800, _COVER, 14)], 770
    for title, rows in _TABLES:
        drawn += [_shown(_LEFT + 150, y, title, 14), _shown(_LEFT + 400, y - 20, _UNIT, 9)]
        y -= 30
        for row in rows:
            for at, cell in enumerate(row):
                x = _LEFT + _WIDTH * at
                drawn += [f"0.5 w {x} {y - _HEIGHT} {_WIDTH} {_HEIGHT} re S", _shown(x + 4, y - 14, cell, 9)]
            y -= _HEIGHT
        y -= 30
    return "\n".join([*drawn, *(_shown(_LEFT, y - 20 * at, sentence, 10) for at, sentence in enumerate(_SENTENCES))])


def _shown(x: int, y: int, text: str, size: int) -> str:
    return f"BT /F {size} Tf 1 0 0 1 {x} {y} Tm <{text.encode('utf-16-be').hex()}> Tj ET"


def _pdf(objects: Sequence[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start, count = len(out), len(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n%b" % (count, b"".join(b"%010d 00000 n \n" % place for place in places))
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count, start)
    return bytes(out)


# Office

_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPE: Final = "application/vnd.openxmlformats-officedocument."
_SHEETS: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_WORDS: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def small_docx() -> bytes:
    """A Word document."""
    body = [_paragraph(_COVER)]
    for title, rows in _TABLES:
        cells = ("".join(f"<w:tc><w:tcPr/>{_paragraph(cell)}</w:tc>" for cell in row) for row in rows)
        body += [_paragraph(title), _paragraph(_UNIT), f"<w:tbl><w:tblPr/>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"]
    body += map(_paragraph, _SENTENCES)
    main = f'<w:document xmlns:w="{_WORDS}"><w:body>{"".join(body)}<w:sectPr/></w:body></w:document>'
    return _packed(
        {
            "[Content_Types].xml": _types({"/word/document.xml": "wordprocessingml.document.main+xml"}),
            "_rels/.rels": _relations(("officeDocument", "word/document.xml")),
            "word/document.xml": main,
        }
    )


def _paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def small_xlsx() -> bytes:
    """A workbook with a sheet for each table, and one formula with its stored value."""
    sheets = [_sheet(title, rows) for title, rows in _TABLES]
    names = [f"xl/worksheets/sheet{number}.xml" for number in range(1, len(sheets) + 1)]
    listed = "".join(f'<sheet name="表{number}" sheetId="{number}" r:id="r{number}"/>' for number in range(1, len(sheets) + 1))
    types = {"/xl/workbook.xml": "spreadsheetml.sheet.main+xml", "/xl/styles.xml": "spreadsheetml.styles+xml"}
    return _packed(
        {
            "[Content_Types].xml": _types(types | {f"/{name}": "spreadsheetml.worksheet+xml" for name in names}),
            "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'<workbook xmlns="{_SHEETS}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _relations(*(("worksheet", f"/{name}") for name in names), ("styles", "/xl/styles.xml")),
            "xl/styles.xml": _styles(),
            **dict(zip(names, sheets, strict=True)),
        }
    )


def _sheet(title: str, rows: Sequence[Sequence[str]]) -> str:
    lines = [(_COVER,), (title,), (_UNIT,), *rows, *((sentence,) for sentence in _SENTENCES)]
    written = "".join(
        f'<row r="{at}">{"".join(_cell(f"{chr(65 + column)}{at}", cell) for column, cell in enumerate(line))}</row>'
        for at, line in enumerate(lines, 1)
    )
    merged = '<mergeCells count="1"><mergeCell ref="A2:C2"/></mergeCells>'
    return f'<worksheet xmlns="{_SHEETS}"><sheetData>{written}</sheetData>{merged}</worksheet>'


def _cell(place: str, text: str) -> str:
    figure = text.replace(",", "")
    if text == "1,234.50":
        return f'<c r="{place}" s="1"><f>1000+234.5</f><v>{figure}</v></c>'
    if figure.replace(".", "").isdigit() and "." in figure:
        return f'<c r="{place}" s="1"><v>{figure}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>' if text else ""


def _styles() -> str:
    formats = "".join(f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0"/>' for number in (0, 4))
    fonts = '<fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
    others = '<fills count="1"><fill><patternFill/></fill></fills><borders count="1"><border/></borders>'
    cells = f'<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2">{formats}</cellXfs>'
    return f'<styleSheet xmlns="{_SHEETS}">{fonts}{others}{cells}</styleSheet>'


def _types(parts: Mapping[str, str]) -> str:
    listed = "".join(f'<Override PartName="{name}" ContentType="{_TYPE}{kind}"/>' for name, kind in parts.items())
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    defaults = f'<Default Extension="rels" ContentType="{relations}"/><Default Extension="xml" ContentType="application/xml"/>'
    return f'<Types xmlns="{_PACKAGE}/content-types">{defaults}{listed}</Types>'


def _relations(*parts: tuple[str, str]) -> str:
    listed = "".join(f'<Relationship Id="r{at}" Type="{_OFFICE}/{kind}" Target="{name}"/>' for at, (kind, name) in enumerate(parts, 1))
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _packed(parts: Mapping[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(zipfile.ZipInfo(name, (2030, 1, 1, 0, 0, 0)), _XML + text, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


SMALL: Final[Mapping[str, Callable[[], bytes]]] = {
    "small.txt": small_text,
    "small.html": small_html,
    "small.pdf": small_pdf,
    "plain.pdf": lambda: small_pdf(packed=False),
    "small.docx": small_docx,
    "small.xlsx": small_xlsx,
}
"""By file name."""
