"""Web pages as browsers show them: text in order, tables with their cells, and nothing that is not shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.limits import CELLS
from ingest.readers.html import read_html
from ingest.shapes import Document, UnreadableDocument
from tests.ingest.readers.flowing import cell_of, cells, codes, lines


def read(body: str, head: str = "") -> Document:
    page = f"<!DOCTYPE html><html><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>"
    return read_html("a.html", "", page.encode())


def test_text_is_read_in_order_paragraph_by_paragraph_and_line_by_line() -> None:
    document = read(
        "<h1>某局 2030 年\n部门预算</h1><div>一、职责<p>负责\n  预算&nbsp;工作。</p>尾</div>"
        "<p>甲<br>乙</p><ul><li>丙<li>丁</ul><p> </p><pre>戊\n己</pre>"
    )
    assert lines(document) == ["某局 2030 年部门预算", "一、职责", "负责预算 工作。", "尾", "甲", "乙", "丙", "丁", "戊", "己"]
    assert [line.number for line in document.pages[0].lines] == list(range(1, 11))
    assert document.pages[0].masked[4:6] == ("甲", "乙")


def test_lists_are_numbered_as_they_are_shown() -> None:
    numbered = "<ol><li>甲<li>乙<ol type=a><li>丙</ol><li value=7>丁</ol><ol start=3 style='list-style-type:cjk-ideographic'><li>戊</ol>"
    assert lines(read(numbered)) == ["1. 甲", "2. 乙", "a. 丙", "7. 丁", "三、戊"]


def test_merged_cells_take_up_their_rows_and_columns() -> None:
    document = read(
        "<table><tr><th rowspan=2>项目<th colspan=2>合计<tr><th>基本<th>项目支出"
        "<tr><td>甲<td>1.00<td>2.00<tr><td rowspan=0>乙<td>3.00</table>"
    )
    assert cells(document) == [
        (0, 0, 2, 1, "项目"),
        (0, 1, 1, 2, "合计"),
        (1, 1, 1, 1, "基本"),
        (1, 2, 1, 1, "项目支出"),
        (2, 0, 1, 1, "甲"),
        (2, 1, 1, 1, "1.00"),
        (2, 2, 1, 1, "2.00"),
        (3, 0, 1, 1, "乙"),
        (3, 1, 1, 1, "3.00"),
    ]
    source = cell_of(document, "项目支出").source
    assert (source.table, source.row, source.cell, source.line) == (1, 2, "3", 2)


def test_columns_in_which_no_cell_begins_are_none() -> None:
    document = read("<table><tr><td colspan=1000>收支总表<tr><td colspan=3>甲<td>1.00<tr><td colspan=3>乙<td>2.00</table>")
    assert document.pages[0].lattices[0].columns == 2
    assert cell_of(document, "2.00").source.cell == "2"


def test_cells_keep_their_lines_and_lose_what_has_no_width() -> None:
    document = read("<table><tr><td>一般<br>公共\u200b预算<td>&nbsp;1,234.50&nbsp;<tr><td>甲<td>２.００</table>")
    assert cell_of(document, "一般公共预算").lines == ("一般", "公共预算")
    assert [text for *_, text in cells(document)] == ["一般公共预算", "1,234.50", "甲", "２.００"]


def test_what_is_not_shown_is_left_out_and_counted() -> None:
    document = read(
        "<script>var a='<p>脚本';</script><p hidden>甲</p><p style='color:red;display: none'>乙</p><p class='b gone'>丙</p>"
        "<p class=print>丁</p><table><tr><td>戊<td>1.00<tr style='display:none'><td>隐<td>9.00<tr><td>己<td>2.00</table>"
        "<input type=hidden value=庚><select><option>辛</select>",
        "<style>/* .print{display:none} */ .gone, #x > p {display:none} @media print{.print{display:none}}</style>",
    )
    assert lines(document) == ["丁", "戊  1.00", "己  2.00"]
    assert codes(document) == [("warning", "hidden_elements")]
    assert "4 处" in document.notes[0].text
    assert cell_of(document, "2.00").source.row == 3


def test_the_mark_of_a_footnote_and_struck_figures_are_no_part_of_a_figure() -> None:
    document = read("<table><tr><td>甲<sup>①</sup><td>12.00<sup>1</sup><tr><td>面积m<sup>2</sup><td><s>15.00</s>16.00</table>")
    assert [text for *_, text in cells(document)] == ["甲", "12.00", "面积m2", "16.00"]
    assert codes(document) == [("warning", "struck_text"), ("info", "footnote_marks")]


def test_tables_that_only_arrange_the_page_are_undone_and_counted() -> None:
    inner = "<table><tr><td>项目<td>合计<tr><td>甲<td>1.00</table>"
    document = read(f"<table><tr><td>导航<td><p>支出总表</p><table><tr><td>编制单位：某局<td>单位：万元</table>{inner}</table>")
    assert lines(document) == ["导航", "支出总表", "编制单位：某局  单位：万元", "项目  合计", "甲  1.00"]
    assert len(document.pages[0].lattices) == 1
    assert cell_of(document, "1.00").source.table == 3


def test_a_table_within_a_cell_of_figures_stands_behind_its_table() -> None:
    inner = "<table><tr><td>明细<td>金额<tr><td>丙<td>33.00</table>"
    rows = "".join(f"<tr><td>科目{number}，说明很长的一段文字<td>{number}.00" for number in range(9))
    document = read(f"<table><tr><td>项目<td>合计{inner}{rows}</table>")
    assert [lattice.rows for lattice in document.pages[0].lattices] == [10, 2]
    assert cell_of(document, "合计").source.table == 1
    assert cell_of(document, "33.00").source.table == 2


def test_tables_nested_beyond_all_use_are_text() -> None:
    document = read("<table><tr><td>甲<td>1.00<tr><td>" * 60 + "乙" + "</table>" * 60)
    assert "乙" in lines(document)


def test_a_table_saved_from_a_worksheet_with_several_is_several() -> None:
    one = "<tr><td colspan=3>{title}<tr><td>单位：万元<tr><td>项目<td>合计<td>基本支出<tr><td>甲<td>1.00<td>1.00<tr><td>&nbsp;"
    document = read(f"<table>{one.format(title='收入总表')}{one.format(title='支出总表')}</table>")
    assert [(lattice.box or (0, 0, 0, 0))[1] for lattice in document.pages[0].lattices] == [0, 5]


@pytest.mark.parametrize("span", ["colspan=1000 rowspan=65534", "colspan=99999999999999 rowspan=1000000"])
def test_cells_that_claim_more_than_any_table_has_cost_only_themselves(span: str) -> None:
    rows = "".join(f"<tr><td {span}>{number}<td>1" for number in range(1000))
    document = read(f"<p>甲</p><table>{rows}</table><table><tr><td>乙<td>1.00<tr><td>丙<td>2.00</table>")
    assert lines(document) == ["甲", "乙  1.00", "丙  2.00"]
    assert codes(document) == [("error", "table_left_out")]


def test_a_document_is_read_as_far_as_any_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.readers.flowing.laying.CHARACTERS", 10)
    document = read("".join(f"<p>第{number}段文字</p>" for number in range(9)))
    assert lines(document) == ["第0段文字", "第1段文字", "第2段文字"]
    assert codes(document) == [("error", "rest_left_out")]
    assert CELLS > 10


def test_a_paragraph_without_end_is_left_out_and_noted() -> None:
    document = read(f"<p>甲</p><p>{'字' * 10_001}</p><p>乙</p>")
    assert lines(document) == ["甲", "乙"]
    assert codes(document) == [("error", "line_left_out")]


def test_personal_data_is_masked_in_text_and_from_cell_to_cell() -> None:
    document = read("<p>联系人：王小明 电话 13812345678</p><table><tr><td>填表人：<td>王小明<tr><td>合计<td>1.00</table>")
    page = document.pages[0]
    assert "王小明" not in "".join((*page.masked, *lines(document), *(text for *_, text in cells(document))))
    assert "13812345678" not in page.masked[0]
    assert codes(document) == [("info", "personal_data_masked")]


def test_the_title_names_the_document_without_the_name_of_the_site() -> None:
    page = read("<p>正文</p>", "<title>某市某局2030年部门预算_某市人民政府</title>").pages[0]
    assert [line.text.strip() for line in page.furniture] == ["某市某局2030年部门预算"]
    assert page.masked == ("正文", "某市某局2030年部门预算")
    assert not read("<p>正文</p>", "<title>某市人民政府</title>").pages[0].furniture


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-16-le", "big5"])
def test_a_page_is_read_in_its_encoding(encoding: str) -> None:
    head = f"<meta http-equiv=Content-Type content='text/html; charset={encoding}'>"
    page = f"<html><head>{head}</head><body><p>預算總表 1,234.00</p></body></html>"
    assert lines(read_html("a.html", "", page.encode(encoding))) == ["預算總表 1,234.00"]


def test_a_page_saved_anew_keeps_a_declaration_that_is_wrong() -> None:
    assert lines(read_html("a.html", "", "<meta charset=gb2312><p>收支总表</p>".encode())) == ["收支总表"]


def test_a_page_without_end_is_read_where_no_table_breaks_off() -> None:
    assert lines(read_html("a.html", "", "<html><body><p>收支总表".encode())) == ["收支总表"]
    with pytest.raises(UnreadableDocument) as refused:
        read_html("a.html", "", "<html><body><table><tr><td>收支总表".encode())
    assert refused.value.code == "damaged"


def test_nothing_is_fetched_and_entities_of_ones_own_are_none(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("root:", encoding="utf-8")
    kind = f'<!DOCTYPE html [<!ENTITY a SYSTEM "{secret.as_uri()}">]>'
    page = f'{kind}<html><body><p>甲&a;</p><iframe src="http://127.0.0.1:9/"></iframe></body></html>'
    document = read_html("a.html", "", page.encode())
    assert "root:" not in "".join(lines(document))
    assert ("warning", "framed_content") in codes(document)


def test_many_elements_take_no_time_beyond_their_number() -> None:
    document = read("<p>甲" * 20_000 + "<table>" + "<tr><td>乙<td>1.00" * 5_000 + "</table>")
    assert len(lines(document)) == 25_000


def test_figures_one_below_the_other_are_not_one_figure() -> None:
    document = read("<table><tr><td>甲<td>12<br>34<tr><td>乙<td>1,234,<br>567.00<tr><td>丙<td><p>12.00<p>（不含结转）</table>")
    assert [text for *_, text in cells(document)] == ["甲", "12；34", "乙", "1,234,567.00", "丙", "12.00（不含结转）"]
    assert document.pages[0].masked[0] == "甲\t12\n34"
