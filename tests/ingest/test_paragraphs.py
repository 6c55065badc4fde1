"""Lines joined into paragraphs by what the text says, and paragraphs under their headings."""

from __future__ import annotations

from dataclasses import replace

from ingest.paragraphs import read_paragraphs, read_sections
from ingest.shapes import Form, Grid, Page, Paragraph, Source, TextLine

FULL = "负责全市水资源的统一监督管理，拟订水中长期供求规划、水量分配方案并监督实施"
"""A full line of 36 Chinese characters, 72 columns."""


def page(*texts: str, number: int = 1, first: int = 1) -> Page:
    """A page whose lines are separated by an empty line each, as extractors write them."""
    return Page(number, tuple(TextLine(first + 2 * index, text) for index, text in enumerate(texts)))


def texts(*pages: Page, segments: tuple[tuple[int, int], ...] = ()) -> list[str]:
    return [paragraph.text for paragraph in paragraphs(*pages, segments=segments)]


def paragraphs(*pages: Page, segments: tuple[tuple[int, int], ...] = ()) -> tuple[Paragraph, ...]:
    grid = Grid((), (), (), 0, segments=segments)
    return read_paragraphs(pages, (grid,), ())


def test_wrapped_lines_are_joined_with_nothing() -> None:
    assert texts(page(FULL, FULL, "组织编制水资源规划。")) == [f"{FULL}{FULL}组织编制水资源规划。"]


def test_an_amount_that_did_not_fit_into_the_line_is_joined() -> None:
    short = "2030年度收入预算为3,012.50万元，其中：一般公共预算拨款收入"
    assert texts(page(FULL, "组织开展节水工作。", short, "3,012.50万元，占100.00%。"))[-1] == f"{short}3,012.50万元，占100.00%。"


def test_a_line_that_ends_a_sentence_early_ends_its_paragraph() -> None:
    assert texts(page(FULL, "组织开展节水工作。", FULL, "负责防汛工作。")) == [f"{FULL}组织开展节水工作。", f"{FULL}负责防汛工作。"]


def test_where_paragraphs_are_indented_a_line_that_is_not_goes_on_behind_a_sentence_that_fills_its_line() -> None:
    indented, nearly_full = f"\u3000\u3000{FULL[2:]}", f"{FULL[4:]}。"
    reason = "主要原因是人员增加。"
    assert texts(page(indented, nearly_full, reason)) == [f"{FULL[2:]}{nearly_full}{reason}"]
    assert texts(page(FULL, nearly_full, reason)) == [f"{FULL}{nearly_full}", reason]
    assert texts(page(indented, "组织开展节水工作。", reason)) == [f"{FULL[2:]}组织开展节水工作。", reason]
    assert texts(page(indented, nearly_full, f"\u3000\u3000{reason}")) == [f"{FULL[2:]}{nearly_full}", reason]
    assert texts(page(indented, f"{FULL[4:]}；", reason)) == [f"{FULL[2:]}{FULL[4:]}；", reason]


def test_items_of_a_list_are_paragraphs() -> None:
    assert texts(page(FULL, "（一）办公室", "（二）规划科", "1.水费5万元；", "（2）电费6万元；", "注：本表为空。"))[1:] == [
        "（一）办公室",
        "（二）规划科",
        "1.水费5万元；",
        "（2）电费6万元；",
        "注：本表为空。",
    ]


def test_a_heading_does_not_run_into_its_text() -> None:
    heading = "七、一般公共预算“三公”经费预算财政拨款情况增减变动的原因的说明"
    assert texts(page(FULL, FULL[1:] + "。", heading, FULL, "无。"))[1:] == [heading, f"{FULL}无。"]


def test_a_wrapped_heading_is_one() -> None:
    first = "九、一般公共预算财政拨款安排的“三公”经费、会议费、培训费支出预算情"
    found = paragraphs(page(FULL, FULL[1:] + "。", first, "况说明", "无"))
    assert [paragraph.text for paragraph in found][1:] == [f"{first}况说明", "无"]
    assert found[-1].section == f"{first}况说明"


def test_paragraphs_go_on_over_pages() -> None:
    assert texts(page(FULL), page("综合管理。", number=2, first=101)) == [f"{FULL}综合管理。"]


def test_lines_of_tables_are_left_out_and_part_the_text() -> None:
    assert texts(page(FULL, "项目 金额", "水费 5.00", "综合管理。"), segments=((3, 6),)) == [FULL, "综合管理。"]


def test_lines_of_forms_are_left_out() -> None:
    form = Form(None, Source(), complete=False, segments=((3, 4),))
    assert [found.text for found in read_paragraphs([page("情况说明如下。", "项目名称 水费", "完毕。")], (), (form,))] == [
        "情况说明如下。",
        "完毕。",
    ]


def test_the_heading_of_a_part_inside_a_table_stays_a_heading() -> None:
    found = paragraphs(page("二十七、债务还本支出", "第二部分 第二部分 报表报表", "二十八、债务付息支出", "见附表。"), segments=((1, 6),))
    assert [paragraph.text for paragraph in found] == ["第二部分 报表", "见附表。"]
    assert found[1].section == "第二部分 报表"


def test_every_character_leads_to_its_line_and_page() -> None:
    indented = TextLine(7, f"　　{FULL[:34]}", offset=1)
    found = read_paragraphs([page(FULL, number=4, first=5), Page(5, (indented, TextLine(9, "工作。")))], (), ())
    assert [paragraph.text for paragraph in found] == [FULL, f"{FULL[:34]}工作。"]
    assert found[1].breaks == ((0, 7, 3), (34, 9, 0))
    assert found[1].pages == (5, 5)
    assert found[0].source == Source(page=4, line=5)


def test_a_page_of_a_server_error_is_no_text() -> None:
    assert read_paragraphs([Page(1, (TextLine(1, "500 Internal Server Error"),), kind="error")], (), ()) == ()


def test_sections_hold_what_stands_under_their_heading() -> None:
    found = read_sections(
        paragraphs(page("第一部分 概况", "一、职责", "负责供水。", "负责排水。", "（一）机构", "设三个科室。", "二、其他"))
    )
    assert [(section.level, section.title, section.text) for section in found] == [
        (1, "第一部分 概况", ""),
        (2, "一、职责", "负责供水。\n负责排水。"),
        (3, "（一）机构", "设三个科室。"),
        (2, "二、其他", ""),
    ]


def test_a_sentence_marked_like_a_heading_stands_beside_it_not_under_it() -> None:
    found = read_sections(paragraphs(page("第四部分 名词解释", "一、专户资金：", "专指教育收费。", "二、单位资金：指其他收入。")))
    assert [(section.title, section.text) for section in found] == [
        ("第四部分 名词解释", "二、单位资金：指其他收入。"),
        ("一、专户资金：", "专指教育收费。"),
    ]


def test_a_line_of_the_contents_is_no_section() -> None:
    found = read_sections(paragraphs(page("一、职责", "二、机构", "一、职责", "负责供水。", "二、机构", "设三个科室。")))
    assert [(section.title, section.text) for section in found] == [("一、职责", "负责供水。"), ("二、机构", "设三个科室。")]


def test_text_before_the_first_heading_is_kept() -> None:
    found = read_sections(paragraphs(page("按要求公开如下。", "一、职责", "负责供水。")))
    assert [(section.title, section.text) for section in found] == [("", "按要求公开如下。"), ("一、职责", "负责供水。")]


def test_the_mark_of_a_part_alone_on_its_line_has_its_name_on_the_next() -> None:
    found = paragraphs(page("第二部分", "\u3000\u3000情况说明", FULL, "防汛工作。"))
    assert [paragraph.text for paragraph in found] == ["第二部分情况说明", f"{FULL}防汛工作。"]
    assert found[1].section == "第二部分情况说明"


def test_a_heading_of_the_contents_is_found_again_whatever_its_spaces() -> None:
    sections = read_sections(paragraphs(page("第二部分 情况说明", "第三部分 名词解释", "第二部分", "情况说明", "综合管理。")))
    assert [(section.title, section.text) for section in sections] == [("第三部分 名词解释", ""), ("第二部分情况说明", "综合管理。")]


def worksheets(*sheets: tuple[str, tuple[str, ...]]) -> tuple[Page, ...]:
    """Worksheets of text, each line in a cell of its own."""
    pages: list[Page] = []
    first = 1
    for number, (name, texts) in enumerate(sheets, 1):
        lines = tuple(TextLine(first + at, f"\u3000\u3000{text}", box=(0.0, float(at), 1.0, at + 1.0)) for at, text in enumerate(texts))
        pages.append(Page(number, lines, first_line=first, sheet=name))
        first += len(texts)
    return tuple(pages)


def headed(*sheets: tuple[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(section.title, section.text) for section in read_sections(paragraphs(*worksheets(*sheets)))]


CONTENTS = ("目录", ("目  录", "一、编制说明", "二、名词解释", "三、其他情况说明"))


def test_no_section_goes_on_over_worksheets() -> None:
    found = headed(CONTENTS, ("说明", ("2030年预算编制说明", "收入预算为5万元。")), ("其他", ("一、车辆", "有车3辆。", "二、采购：无。")))
    assert found == [
        ("目  录", "一、编制说明\n二、名词解释\n三、其他情况说明"),
        ("2030年预算编制说明", "收入预算为5万元。"),
        ("一、车辆", "有车3辆。"),
        ("其他", "二、采购：无。"),
    ]


def test_a_heading_of_one_worksheet_is_not_that_of_the_same_name_on_another() -> None:
    found = headed(("甲", ("一、说明", "水费。")), ("乙", ("二、采购：无。", "一、说明", "电费。")), ("说明", ("本局公开如下。",)))
    assert found == [("一、说明", "水费。"), ("乙", "二、采购：无。"), ("一、说明", "电费。"), ("说明", "本局公开如下。")]


def test_a_worksheet_without_a_title_is_headed_by_its_name_if_somebody_gave_it_one() -> None:
    assert headed(("收支说明", ("按要求公开如下。",)), ("Sheet2", ("本局有车。",)), ("Sheet3", ("本局无房。",))) == [
        ("收支说明", "按要求公开如下。"),
        ("", "本局有车。"),
        ("", "本局无房。"),
    ]


def test_what_may_stand_over_a_title_is_under_the_name_of_the_worksheet() -> None:
    assert headed(("说明", ("附件2：", "2030年预算情况说明", "收入预算为5万元。"))) == [
        ("说明", "附件2："),
        ("2030年预算情况说明", "收入预算为5万元。"),
    ]


def test_a_worksheet_that_says_nothing_has_no_title_of_that() -> None:
    assert headed(("国有资本经营预算", ("无", "按要求公开。"))) == [("国有资本经营预算", "无\n按要求公开。")]


def test_a_line_of_several_cells_is_no_title() -> None:
    (sheet,) = worksheets(("车辆", ("数量  情况", "有车3辆。")))
    wide = replace(sheet, lines=(replace(sheet.lines[0], box=(0.0, 0.0, 2.0, 1.0)), *sheet.lines[1:]))
    assert [section.title for section in read_sections(paragraphs(wide))] == ["车辆"]


def test_a_title_that_a_table_took_is_over_the_text_beneath_it() -> None:
    (sheet,) = worksheets(("Sheet1", ("2030年收入预算总表", "水费 5.00", "按要求公开。")))
    (found,) = read_sections(paragraphs(sheet, segments=((1, 2),)))
    assert (found.title, found.text, found.source.line) == ("2030年收入预算总表", "按要求公开。", 3)


def test_a_worksheet_with_sentences_is_no_list_of_contents() -> None:
    assert headed(("目录", ("预算公开目录", "一、职责", "负责供水。"))) == [("预算公开目录", ""), ("一、职责", "负责供水。")]


def test_a_mark_of_a_part_that_ends_a_worksheet_takes_no_name_from_the_next() -> None:
    assert [found.text for found in paragraphs(*worksheets(("甲", ("第二部分",)), ("乙", ("情况说明", "有车。"))))][:2] == [
        "第二部分",
        "情况说明",
    ]
