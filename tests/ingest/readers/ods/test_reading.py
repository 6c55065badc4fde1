"""OpenDocument spreadsheets: what their cells show, repeated and merged ones; what is hidden; what is made to exhaust or to mislead."""

from __future__ import annotations

import io
import zipfile

import pytest

from ingest.readers.ods import read_ods
from ingest.readers.worksheets import MOST_CELLS
from ingest.shapes import Document, UnreadableDocument

NAMES = "".join(
    f' xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"))
)
CALCEXT = ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
HIDDEN = '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>'
SETTINGS = '<s xmlns:config="c"><config:config-item config:name="ShowZeroValues" config:type="boolean">false</config:config-item></s>'


def words(text: str, attributes: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{attributes}><text:p>{text}</text:p></table:table-cell>'


def figure(value: str, shown: str, attributes: str = "") -> str:
    return f'<table:table-cell office:value-type="float" office:value="{value}"{attributes}><text:p>{shown}</text:p></table:table-cell>'


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row{attributes}>{''.join(cells)}</table:table-row>"


def sheet(*rows: str, name: str = "支出总表", style: str = "ta1") -> str:
    return f'<table:table table:name="{name}" table:style-name="{style}">{"".join(rows)}</table:table>'


def spreadsheet(*sheets: str, parts: dict[str, str] | None = None, head: str = "") -> bytes:
    content = (
        f"{head}<office:document-content{NAMES}{CALCEXT}><office:automatic-styles>{HIDDEN}</office:automatic-styles><office:body>"
        f"<office:spreadsheet>{''.join(sheets)}</office:spreadsheet></office:body></office:document-content>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        for name, text in {"content.xml": content, **(parts or {})}.items():
            package.writestr(name, text)
    return stream.getvalue()


def read(*sheets: str, parts: dict[str, str] | None = None) -> Document:
    return read_ods("a.ods", "0" * 64, spreadsheet(*sheets, parts=parts))


def refused(data: bytes) -> UnreadableDocument:
    with pytest.raises(UnreadableDocument) as caught:
        read_ods("a.ods", "0" * 64, data)
    assert "\n" not in str(caught.value)
    return caught.value


def codes(document: Document) -> list[str]:
    return [note.code for note in document.notes]


HEAD = row(words("科目编码"), words("科目名称"), words("合计"), words("基本支出"))


def test_cells_are_read_as_they_are_shown_with_sheet_and_cell() -> None:
    title = row(
        words("2026年支出总表", ' table:number-columns-spanned="4"'), '<table:covered-table-cell table:number-columns-repeated="3"/>'
    )
    body = row(words("205"), words("教育支出"), figure("1234.5", "1,234.50"), figure("1200", "1,200.00"))
    document = read(sheet('<table:table-column table:number-columns-repeated="4"/>', title, HEAD, body))
    (page,) = document.pages
    assert (document.media_type, page.sheet) == ("application/vnd.oasis.opendocument.spreadsheet", "支出总表")
    assert page.masked == ("2026年支出总表", "科目编码\t科目名称\t合计\t基本支出", "205\t教育支出\t1,234.50\t1,200.00")
    places = {cell.text: (cell.source.cell, cell.colspan) for lattice in page.lattices for cell in lattice.cells}
    assert places["1,234.50"] == ("C3", 1)
    assert places["2026年支出总表"] == ("A1", 4)
    assert not document.notes


def test_repeated_cells_and_rows_stand_as_often_as_they_are_repeated() -> None:
    gap = row('<table:table-cell table:number-columns-repeated="1024"/>', attributes=' table:number-rows-repeated="2"')
    same = row(words("某项"), "<table:table-cell/>", figure("0", "0.00", ' table:number-columns-repeated="2"'))
    twice = same.replace("<table:table-row>", '<table:table-row table:number-rows-repeated="2">')
    end = row('<table:table-cell table:number-columns-repeated="16384"/>', attributes=' table:number-rows-repeated="1048000"')
    document = read(sheet(HEAD, gap, twice, row(words("合计"), "<table:table-cell/>", figure("9", "9.00")), end))
    assert document.pages[0].masked[1:] == ("", "", "某项\t\t0.00\t0.00", "某项\t\t0.00\t0.00", "合计\t\t9.00")


def test_rows_of_heads_and_groups_are_rows() -> None:
    grouped = (
        f"<table:table-header-rows>{HEAD}</table:table-header-rows><table:table-row-group>{row(words('教育支出'))}</table:table-row-group>"
    )
    assert read(sheet(grouped)).pages[0].masked == ("科目编码\t科目名称\t合计\t基本支出", "教育支出")


def test_comments_are_no_text_and_spaces_breaks_and_links_are() -> None:
    cell = (
        '<table:table-cell office:value-type="string"><office:annotation><text:p>待核实</text:p></office:annotation>'
        '<text:p>甲<text:s text:c="2"/><text:span>乙</text:span><text:a>丙</text:a>丁</text:p><text:p>戊</text:p></table:table-cell>'
    )
    (line, other) = read(sheet(row(cell))).pages[0].lines
    assert (line.text.strip(), other.text.strip()) == ("甲  乙丙丁", "戊")


def test_what_the_format_hides_is_judged_and_noted() -> None:
    body = row(words("205"), words("教育支出"), figure("12.34", "12"), figure("-5.5", "5.50"))
    other = row(words("206"), words("科学技术支出"), figure("7", "柒"), '<table:table-cell office:value-type="float" office:value="8.25"/>')
    document = read(sheet(HEAD, body, other))
    assert document.pages[0].masked[1:] == ("205\t教育支出\t12.34\t-5.50", "206\t科学技术支出\t\t8.25")
    assert codes(document) == ["hidden_decimals", "number_not_shown", "hidden_sign"]


def test_hidden_sheets_are_left_out_hidden_rows_and_columns_noted() -> None:
    column = '<table:table-column/><table:table-column table:visibility="collapse"/>'
    body = row(words("205"), words("教育支出"), attributes=' table:visibility="filter"')
    secret = sheet(row(words("不公开")), name="底稿", style="ta2")
    document = read(sheet(column, HEAD, body), secret)
    assert len(document.pages) == 1
    assert "不公开" not in repr(document.pages)
    assert codes(document) == ["hidden_sheet", "hidden_rows", "hidden_columns"]
    assert "（2）" in document.notes[1].text
    assert "（B）" in document.notes[2].text


def test_errors_and_formulas_without_a_result_are_noted() -> None:
    error = words("#DIV/0!", ' calcext:value-type="error" table:formula="of:=1/0"')
    unvalued = '<table:table-cell table:formula="of:=[.A1]"/>'
    document = read(sheet(HEAD, row(words("205"), words("教育支出"), error, unvalued)))
    assert codes(document) == ["error_value", "formula_without_value"]
    assert [note.source.cell for note in document.notes] == ["C2", "D2"]


def test_zeros_that_the_view_does_not_show_are_blank_and_said() -> None:
    document = read(sheet(HEAD, row(words("205"), words("教育支出"), figure("0", "0.00"))), parts={"settings.xml": SETTINGS})
    assert document.pages[0].masked[1] == "205\t教育支出"
    assert codes(document) == ["hidden_zero"]


def test_personal_data_is_masked_and_macros_are_not_looked_at() -> None:
    document = read(sheet(HEAD, row(words("填表人："), words("王小明"))), parts={"Basic/script-lc.xml": "<a/>"})
    assert "王小明" not in repr(document)
    assert codes(document) == ["macros_ignored", "personal_data_masked"]


def test_a_password_is_told() -> None:
    manifest = "<m><encryption-data/></m>"
    error = refused(spreadsheet(sheet(HEAD), parts={"META-INF/manifest.xml": manifest}))
    assert (error.code, str(error)) == ("encrypted", "OpenDocument 表格设有密码，打不开；请提供没有密码的文件。")


def test_entities_are_refused() -> None:
    assert refused(spreadsheet(sheet(HEAD), head='<!DOCTYPE l [<!ENTITY a "ha">]>')).code == "forbidden_content"


@pytest.mark.parametrize("what", [' table:number-columns-repeated="1000000000"', ' table:number-columns-spanned="999999999"'])
def test_what_would_fill_the_memory_is_refused(what: str) -> None:
    assert refused(spreadsheet(sheet(row(words("某项", what))))).code == "too_large"


def test_a_column_that_no_program_has_is_refused() -> None:
    far = row('<table:table-cell table:number-columns-repeated="20000"/>', words("某项"))
    assert "第 1 行第 20001 列" in str(refused(spreadsheet(sheet(far))))


def test_rows_that_would_fill_the_memory_are_refused() -> None:
    assert refused(spreadsheet(sheet(row(words("某项"), attributes=' table:number-rows-repeated="1000000"')))).code == "too_large"
    assert MOST_CELLS < 1_000_000


@pytest.mark.parametrize(
    "data",
    [
        spreadsheet(sheet(HEAD))[:-40],
        spreadsheet(sheet(row(figure("abc", "1")))),
        spreadsheet(sheet(row(words("某项", ' table:number-columns-repeated="x"')))),
        spreadsheet(sheet(row("<text:span>" * 5000 + "</text:span>" * 5000))),
        spreadsheet(sheet(row(words("<text:span>" * 5000 + "</text:span>" * 5000)))),
        spreadsheet("<table:table>"),
    ],
    ids=["cut", "no number", "no count", "nested beside", "nested", "open"],
)
def test_damage_is_one_line(data: bytes) -> None:
    assert refused(data).code in ("damaged", "no_text")
