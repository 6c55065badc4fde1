"""The smallest disclosures, one in each format that is read: two tables and a sentence. Pure.

They make a reader load all that it needs before the first document comes (`ingest.sandbox`), and are what mutations begin with
(`ingest.fuzzing`). Nothing but the standard library sets them. Names and figures are invented.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from ingest.compound import compound

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
_COMPUTED: Final = "1,234.50"
"""What a formula gives, in workbooks."""


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

_WHEN: Final = (2030, 1, 1, 0, 0, 0)
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
    written = "".join(
        f'<row r="{at}">{"".join(_cell(f"{chr(65 + column)}{at}", cell) for column, cell in enumerate(line))}</row>'
        for at, line in enumerate(_lines(title, rows), 1)
    )
    merged = '<mergeCells count="1"><mergeCell ref="A2:C2"/></mergeCells>'
    return f'<worksheet xmlns="{_SHEETS}"><sheetData>{written}</sheetData>{merged}</worksheet>'


def _cell(place: str, text: str) -> str:
    if figure := _figure(text):
        formula = "<f>1000+234.5</f>" if text == _COMPUTED else ""
        return f'<c r="{place}" s="1">{formula}<v>{figure}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>' if text else ""


def _lines(title: str, rows: Sequence[Sequence[str]]) -> Sequence[Sequence[str]]:
    """The rows of a worksheet: what stands above the table, the table, the sentences."""
    return [(_COVER,), (title,), (_UNIT,), *rows, *((sentence,) for sentence in _SENTENCES)]


def _figure(text: str) -> str | None:
    """The value of a cell that is a figure."""
    value = text.replace(",", "")
    return value if "." in value and value.replace(".", "").isdigit() else None


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


# OpenDocument

_OPEN: Final = "urn:oasis:names:tc:opendocument:xmlns"
_OPEN_SHEET: Final = "application/vnd.oasis.opendocument.spreadsheet"


def small_ods() -> bytes:
    """An OpenDocument spreadsheet with a sheet for each table; what it is stands first, not packed, as the format demands."""
    sheets = "".join(_open_sheet(f"表{at}", title, rows) for at, (title, rows) in enumerate(_TABLES, 1))
    spaces = "".join(f' xmlns:{name}="{_OPEN}:{name}:1.0"' for name in ("office", "table", "text", "manifest"))
    content = f"<office:document-content{spaces}><office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body>"
    listed = (("/", _OPEN_SHEET), ("content.xml", "text/xml"))
    files = "".join(f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>' for name, kind in listed)
    return _packed(
        {
            "content.xml": f"{content}</office:document-content>",
            "META-INF/manifest.xml": f"<manifest:manifest{spaces}>{files}</manifest:manifest>",
        },
        kind=_OPEN_SHEET,
    )


def _open_sheet(name: str, title: str, rows: Sequence[Sequence[str]]) -> str:
    lines = (
        f"<table:table-row>{''.join(_open_cell(cell, columns=3 if line == (title,) else 1) for cell in line)}</table:table-row>"
        for line in _lines(title, rows)
    )
    columns = '<table:table-column table:number-columns-repeated="5"/>'
    return f'<table:table table:name="{name}">{columns}{"".join(lines)}</table:table>'


def _open_cell(text: str, *, columns: int) -> str:
    if not text:
        return "<table:table-cell/>"
    value = _figure(text)
    kind = f'office:value-type="float" office:value="{value}"' if value else 'office:value-type="string"'
    formula = ' table:formula="=1000+234.5"' if text == _COMPUTED else ""
    spanned = f' table:number-columns-spanned="{columns}"' if columns > 1 else ""
    return f"<table:table-cell {kind}{formula}{spanned}><text:p>{text}</text:p></table:table-cell>"


# Workbooks of old

_BOF, _EOF, _CODEPAGE, _FONT_RECORD, _XF, _BOUNDSHEET, _SST = 0x809, 0x0A, 0x42, 0x31, 0xE0, 0x85, 0xFC
_DIMENSIONS, _LABEL, _NUMBER, _FORMULA, _MERGED = 0x200, 0xFD, 0x203, 0x06, 0xE5
"""Records of BIFF8 (MS-XLS 2.3): the beginning and end of a stream, what holds for a workbook, worksheets and their cells."""
_WORKBOOK, _WORKSHEET = 0x05, 0x10
_PLAIN, _MONEY = 15, 16
"""The styles of cells; those before are styles of styles, which every workbook has."""


def small_xls() -> bytes:
    """A workbook of old (BIFF8 in a compound file) with a sheet for each table, a merged title, and formulas with their stored value."""
    texts: dict[str, int] = {}
    sheets = [_old_sheet(title, rows, texts) for title, rows in _TABLES]
    head = [
        _old_stream(_WORKBOOK),
        _record(_CODEPAGE, 1200),
        _record(_FONT_RECORD, 220, 0, 0x7FFF, 400, 0, 0, 134, _old_text("宋体", "<BB")),
    ]
    head += [_record(_XF, 0, 4 if style == _MONEY else 0, 1 if style >= _PLAIN else 0xFFF5, bytes(14)) for style in range(_MONEY + 1)]
    names = [_old_text(f"表{number}", "<BB") for number in range(1, len(sheets) + 1)]
    told = _record(_SST, struct.pack("<II", len(texts), len(texts)), *(_old_text(text, "<HB") for text in texts)) + _record(_EOF)
    first = sum(map(len, head)) + sum(4 + 6 + len(name) for name in names) + len(told)
    for at, name in enumerate(names):
        head.append(_record(_BOUNDSHEET, struct.pack("<IBB", first + sum(map(len, sheets[:at])), 0, 0), name))
    return compound({"Workbook": b"".join((*head, told, *sheets))})


def _old_sheet(title: str, rows: Sequence[Sequence[str]], texts: dict[str, int]) -> bytes:
    """The stream of a worksheet; its texts stand in the workbook, `texts` says as which."""
    lines = _lines(title, rows)
    size = _record(_DIMENSIONS, struct.pack("<IIHHH", 0, len(lines), 0, max(map(len, lines)), 0))
    cells = (_old_cell(row, column, text, texts) for row, line in enumerate(lines) for column, text in enumerate(line) if text)
    return b"".join((_old_stream(_WORKSHEET), size, *cells, _record(_MERGED, 1, 1, 1, 0, 2), _record(_EOF)))


def _old_cell(row: int, column: int, text: str, texts: dict[str, int]) -> bytes:
    value = _figure(text)
    if value is None:
        return _record(_LABEL, row, column, _PLAIN, struct.pack("<I", texts.setdefault(text, len(texts))))
    number = struct.pack("<d", float(value))
    if text != _COMPUTED:
        return _record(_NUMBER, row, column, _MONEY, number)
    formula = struct.pack("<BHBdB", 0x1E, 1000, 0x1F, 234.5, 0x03)  # 1000, 234.5, +
    return _record(_FORMULA, row, column, _MONEY, number, 0, bytes(4), len(formula), formula)


def _old_stream(kind: int) -> bytes:
    return _record(_BOF, 0x600, kind, 0x0DBB, 1996, bytes(8))


def _record(number: int, *content: int | bytes) -> bytes:
    """A record; numbers in it are of two bytes."""
    data = b"".join(part if isinstance(part, bytes) else struct.pack("<H", part) for part in content)
    return struct.pack("<HH", number, len(data)) + data


def _old_text(text: str, head: str) -> bytes:
    """A text with its length before it: characters of two bytes."""
    return struct.pack(head, len(text), 1) + text.encode("utf-16-le")


def _packed(parts: Mapping[str, str], kind: str = "") -> bytes:
    """A package; `kind` stands first in it, as OpenDocument says what it is."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        if kind:
            package.writestr(zipfile.ZipInfo("mimetype", _WHEN), kind, zipfile.ZIP_STORED)
        for name, text in parts.items():
            package.writestr(zipfile.ZipInfo(name, _WHEN), _XML + text, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


SMALL: Final[Mapping[str, Callable[[], bytes]]] = {
    "small.txt": small_text,
    "small.html": small_html,
    "small.pdf": small_pdf,
    "plain.pdf": lambda: small_pdf(packed=False),
    "small.docx": small_docx,
    "small.xlsx": small_xlsx,
    "small.xls": small_xls,
    "small.ods": small_ods,
}
"""By file name."""
