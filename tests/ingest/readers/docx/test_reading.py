"""Word documents as they read with all changes accepted: text in order, tables with their cells, and nothing that is hidden."""

from __future__ import annotations

import pytest

from ingest.readers.docx import opening, read_docx
from ingest.shapes import Document, UnreadableDocument
from tests.ingest.readers.flowing import cell_of, cells, codes, lines
from tests.ingest.words import W, Word, p, part_of, run, tbl, tc, tr


def read(word: Word) -> Document:
    return read_docx("a.docx", "", word.data())


def refused(data: bytes) -> UnreadableDocument:
    with pytest.raises(UnreadableDocument) as caught:
        read_docx("a.docx", "", data)
    assert "\n" not in str(caught.value)
    return caught.value


def test_paragraphs_are_read_in_order_with_breaks_tabs_and_hyphens() -> None:
    word = Word().p("某局2030年部门预算").p(run("编制单位：某局") + "<w:r><w:tab/></w:r>" + run("单位：万元"))
    word.p(run("甲") + "<w:r><w:br/></w:r>" + run("乙")).p("").p("<w:r><w:noBreakHyphen/><w:t>5.00</w:t></w:r>")
    assert lines(read(word)) == ["某局2030年部门预算", "编制单位：某局  单位：万元", "甲", "乙", "-5.00"]


def test_merged_cells_take_up_their_rows_and_columns() -> None:
    word = Word().add(
        tbl(
            tr(tc("项目", merge="restart"), tc("合计", span=2)),
            tr(tc(merge="continue"), "基本", "项目支出"),
            tr("甲", "1.00", "2.00"),
            tr(tc("乙", merge="restart"), "3.00", "4.00"),
            tr(tc(merge="continue"), "5.00", "6.00"),
        )
    )
    document = read(word)
    assert cells(document)[:4] == [(0, 0, 2, 1, "项目"), (0, 1, 1, 2, "合计"), (1, 1, 1, 1, "基本"), (1, 2, 1, 1, "项目支出")]
    assert cells(document)[7:] == [
        (3, 0, 2, 1, "乙"),
        (3, 1, 1, 1, "3.00"),
        (3, 2, 1, 1, "4.00"),
        (4, 1, 1, 1, "5.00"),
        (4, 2, 1, 1, "6.00"),
    ]
    source = cell_of(document, "6.00").source
    assert (source.table, source.row, source.cell, source.line) == (1, 5, "3", 5)


def test_a_row_that_begins_further_right_keeps_its_columns() -> None:
    word = Word().add(tbl(tr("项目", "合计"), tr("1.00", properties='<w:gridBefore w:val="1"/>'), tr("甲", "2.00")))
    assert cell_of(read(word), "1.00").column == 1


def test_what_was_deleted_is_out_what_was_inserted_is_in() -> None:
    word = Word().p(run("收入") + f'<w:del w:id="1"><w:r><w:delText>9.00</w:delText></w:r></w:del><w:ins w:id="2">{run("8.00")}</w:ins>')
    word.p(run("合"), '<w:rPr><w:del w:id="3"/></w:rPr>').p("计")
    word.add(tbl(tr("项目", "合计"), tr("甲", "1.00", properties='<w:del w:id="4"/>'), tr("乙", "2.00", properties='<w:ins w:id="5"/>')))
    document = read(word)
    assert lines(document) == ["收入8.00", "合计", "项目  合计", "乙  2.00"]
    assert codes(document) == [("warning", "tracked_changes")]
    assert cell_of(document, "2.00").source.row == 3


def test_hidden_and_struck_text_and_the_marks_of_footnotes_are_left_out() -> None:
    word = Word().p(run("甲") + run("藏", "<w:vanish/>") + run("隐", '<w:rStyle w:val="H"/>') + run("显", '<w:vanish w:val="0"/>'))
    word.table(("项目", "合计")).body[-1] = tbl(
        tr("项目", "合计"),
        tr("乙", tc(p(run("12.00") + run("1", '<w:vertAlign w:val="superscript"/>')))),
        tr("丙", tc(p(run("3.00", "<w:strike/>") + run("4.00")))),
    )
    word.part("word/styles.xml", part_of("styles", '<w:style w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>'))
    document = read(word)
    assert lines(document)[0] == "甲显"
    assert [text for *_, text in cells(document)] == ["项目", "合计", "乙", "12.00", "丙", "4.00"]
    assert codes(document) == [("warning", "hidden_text"), ("warning", "struck_text"), ("info", "footnote_marks")]


NUMBERING = part_of(
    "numbering",
    '<w:abstractNum w:abstractNumId="0">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="（%2）"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="11"/></w:lvlOverride></w:num>',
)


def numbered(number: int, level: int) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def test_numbers_of_lists_are_written_as_word_shows_them() -> None:
    word = Word().p("职责", numbered(1, 0)).p("甲", numbered(1, 1)).p("乙", numbered(1, 1)).p("机构", '<w:pStyle w:val="T"/>')
    word.p("丙", numbered(1, 1)).p("另", numbered(2, 0)).p("无", '<w:pStyle w:val="T"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    word.part("word/numbering.xml", NUMBERING)
    based = '<w:style w:styleId="T"><w:basedOn w:val="B"/></w:style>'
    style = f'{based}<w:style w:styleId="B"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    word.part("word/styles.xml", part_of("styles", style))
    assert lines(read(word)) == ["一、职责", "（1）甲", "（2）乙", "二、机构", "（1）丙", "十一、另", "无"]


def test_text_boxes_are_read_once_behind_their_paragraph() -> None:
    box = f"<w:txbxContent>{p('收支总表')}</w:txbxContent>"
    twice = f"<mc:Choice><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
    drawn = f"<w:r><mc:AlternateContent>{twice}</mc:AlternateContent></w:r>"
    assert lines(read(Word().p(run("甲") + drawn + run("乙")).p("丙"))) == ["甲乙", "收支总表", "丙"]


def test_of_a_run_that_is_given_in_two_forms_the_first_is_read() -> None:
    two = f"<mc:AlternateContent><mc:Choice>{run('甲')}</mc:Choice><mc:Fallback>{run('乙')}</mc:Fallback></mc:AlternateContent>"
    assert lines(read(Word().p(run("一") + two + run("二")))) == ["一甲二"]


def test_cells_merged_as_old_versions_of_word_do_are_one() -> None:
    old = tc("其中").replace("<w:tcPr>", '<w:tcPr><w:hMerge w:val="restart"/>')
    further = tc("").replace("<w:tcPr>", '<w:tcPr><w:hMerge w:val="continue"/>')
    document = read(Word().add(tbl(tr("项目", old, further), tr("甲", "1.00", "2.00"))))
    assert cells(document)[:2] == [(0, 0, 1, 1, "项目"), (0, 1, 1, 2, "其中")]


def test_notes_stand_at_the_end_and_what_every_sheet_repeats_is_furniture() -> None:
    word = Word().p(run("收入") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + run("12.00"))
    feet = f'<w:footnote w:type="separator" w:id="0">{p("线")}</w:footnote><w:footnote w:id="2">{p("注：含结转")}</w:footnote>'
    word.part("word/footnotes.xml", part_of("footnotes", feet))
    word.part("word/header1.xml", part_of("hdr", p("某局2030年部门预算"))).part("word/header2.xml", part_of("hdr", p("某局2030年部门预算")))
    page = read(word).pages[0]
    assert [line.text.strip() for line in page.lines] == ["收入12.00", "注：含结转"]
    assert [line.text.strip() for line in page.furniture] == ["某局2030年部门预算"]


def test_nested_tables_content_controls_and_fields_are_read() -> None:
    inner = tbl(tr("项目", "合计"), tr("甲", "1.00"))
    word = Word().add(tbl(tr(tc(p("部门：某局") + inner + p("")))))
    word.add(f"<w:sdt><w:sdtContent>{p('控件')}</w:sdtContent></w:sdt>")
    word.p('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>' + run("3"))
    document = read(word)
    assert lines(document) == ["部门：某局", "项目  合计", "甲  1.00", "控件", "3"]
    assert cell_of(document, "1.00").source.table == 2


def test_contents_lead_to_their_pages_by_dots() -> None:
    word = Word().p(run("一、职责") + "<w:r><w:tab/></w:r>" + run("3"), '<w:pStyle w:val="TOC1"/>')
    assert lines(read(word)) == ["一、职责……3"]


def test_the_strict_form_of_the_format_reads_the_same() -> None:
    strict = part_of("document", f"<w:body>{p('收支总表')}</w:body>").replace(W, "http://purl.oclc.org/ooxml/wordprocessingml/main")
    assert lines(read(Word().part("word/document.xml", strict))) == ["收支总表"]


def test_personal_data_is_masked_from_cell_to_cell() -> None:
    document = read(Word().add(tbl(tr("填表人：", "王小明"), tr("合计", "1.00"))))
    assert "王小明" not in "".join(document.pages[0].masked)


def test_spans_beyond_all_use_cost_only_their_table() -> None:
    rows = [tr(tc("甲", span=100_000_000), "1.00") for _ in range(1000)]
    document = read(Word().add(tbl(*rows)).p("乙"))
    assert lines(document)[-1] == "乙"


def test_packages_made_to_exhaust_their_reader_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(Word().part("word/media/a.xml", " " * (8 * 1024 * 1024)).data()).code == "too_large"
    deep = part_of("document", "<w:body>" + "<w:sdt>" * 3000 + "</w:sdt>" * 3000 + "</w:body>")
    assert refused(Word().part("word/document.xml", deep).data()).code == "too_large"
    assert refused(Word().part("word/document.xml", '<!DOCTYPE a [<!ENTITY b "c">]><document/>').data()).code == "forbidden_content"
    monkeypatch.setattr(opening, "MOST_NESTED", 3)
    assert refused(Word().p("甲").data()).code == "too_large"


@pytest.mark.parametrize("text", ["", "<document", "<document/>", "<a><b/></a>"])
def test_a_main_part_that_is_none_is_damaged(text: str) -> None:
    assert refused(Word().part("word/document.xml", text).data()).code == "damaged"
