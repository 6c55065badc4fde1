"""Tables from counted spaces, each rule with its smallest example. A dot stands for a space."""

from ingest.grids import find_grids
from tests.ingest.typed import body_of, codes_of, document_of, grid_of, rows

CAPTION = ("公开表3", "2030年支出总表", "单位名称：某局·单位：万元")
CODED = (*CAPTION, "科目编码·科目名称·合计·基本支出·项目支出")
TWO_SIDED = ("公开表1", "2030年收支总表", "单位：万元", "收入·支出", "项目·金额·项目·合计·当年预算安排")


def headers(*lines: str) -> list[list[tuple[str, int, int]]]:
    return [[(cell.text, cell.colspan, cell.rowspan) for cell in row] for row in grid_of(*lines).header]


# Cells


def test_a_missing_middle_cell_is_two_spaces() -> None:
    assert body_of(*CODED, "205·教育支出·20.00··20.00", "206·科学技术支出·5.00·5.00··") == [
        ["205", "教育支出", "20.00", "", "20.00"],
        ["206", "科学技术支出", "5.00", "5.00", ""],
    ]


def test_a_blank_cell_and_a_printed_zero_are_two_things() -> None:
    assert body_of(*CODED, "205·教育支出·0.00··0.00", "206·科学技术支出····") == [
        ["205", "教育支出", "0.00", "", "0.00"],
        ["206", "科学技术支出", "", "", ""],
    ]


def test_figures_know_their_line_and_characters() -> None:
    cell = grid_of(*CODED, "205·教育支出·20.0020.00··7.00").body[0][2]
    assert (cell.source.line, cell.source.span) == (9, (9, 14))
    assert (cell.text, cell.raw) == ("20.00", "20.0020.00")


# Bold


def test_bold_empty_cells_are_halved_where_the_count_is_too_high() -> None:
    assert body_of(*CODED, "20501·教育管理事务·20.00···20.0020.00", "206·科学技术支出·5.00·5.005.00···") == [
        ["20501", "教育管理事务", "20.00", "", "20.00"],
        ["206", "科学技术支出", "5.00", "5.00", ""],
    ]


def test_empty_cells_are_not_halved_where_nothing_is_bold() -> None:
    grid = grid_of(*CODED, "205·教育支出·20.00··20.00", "206·科学技术支出·5.00·5.00···", "207·文化支出·1.00··1.00")
    assert [row[0].text for row in grid.body] == ["205", "207"]
    assert codes_of(grid.notes) == ["ambiguous"]


def test_the_label_of_a_total_may_span_code_and_name() -> None:
    body = body_of(*CODED, "合计合计·25.0025.00·5.005.00·20.0020.00", "205·教育支出·25.00·5.00·20.00")
    assert body[0] == ["合计", "", "25.00", "5.00", "20.00"]
    assert body_of(*CODED, "合计合计·······", "·····") == [["合计", "", "", "", ""], ["", "", "", "", ""]]


def test_bold_heads_are_read_once_also_where_they_are_wrapped() -> None:
    lines = (*CAPTION, "科目编码科目编码·科目名称科目名称·合计合计\n基本支基本支\n出出", "项目支出项目支出", "205·教育支出·2.00·1.00·1.00")
    assert [cell.text for cell in grid_of(*lines).header[0]] == ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]


# Glue


def test_a_figure_and_the_label_behind_it_are_told_apart() -> None:
    body = body_of(*TWO_SIDED, "一、财政拨款·9.00一、教育支出·4.00·4.00", "二、其他收入··二、卫生支出·5.00·5.00")
    assert body[0] == ["一、财政拨款", "9.00", "一、教育支出", "4.00", "4.00"]


def test_a_figure_and_the_code_behind_it_are_told_apart_by_the_decimals() -> None:
    heads = ("国有资本经营预算收入·国有资本经营预算支出", "科目编码·科目名称·金额·科目编码·科目名称·金额")
    rest = ("205·教育支出·0.00205·教育支出·1.50", "20501·教育管理事务·0.0020501·教育管理事务·1.50")
    body = body_of("公开表9", "国有资本经营预算收支表", "单位：万元", *heads, *rest)
    assert body[1] == ["20501", "教育管理事务", "0.00", "20501", "教育管理事务", "1.50"]


# Lines that belong together


def test_a_wrapped_label_is_joined_without_a_space_and_its_figures_follow() -> None:
    body = body_of(*CODED, "2050199\n其他教育管理事务\n支出", "146.70·146.70··", "206·科学技术支出·5.00·5.00··")
    assert body[0] == ["2050199", "其他教育管理事务支出", "146.70", "146.70", ""]


def test_behind_a_figure_or_an_ordinal_a_new_cell_begins() -> None:
    body = body_of(*TWO_SIDED, "一、财政拨款·9.00\n一、一般公共服务支\n出", "··", "二、其他收入\n··", "···")
    assert body[0] == ["一、财政拨款", "9.00", "一、一般公共服务支出", "", ""]


def test_empty_cells_in_front_of_a_wrapped_label_are_a_line_of_spaces() -> None:
    body = body_of(*TWO_SIDED, "一、财政拨款·9.00一、教育支出·4.00·4.00", "··\n二、文化旅游体育与传媒\n支出", "5.00·5.00")
    assert body[1] == ["", "", "二、文化旅游体育与传媒支出", "5.00", "5.00"]


# Page breaks


def test_empty_cells_that_a_page_break_swallowed_are_given_back_and_marked() -> None:
    text = rows(*TWO_SIDED, "一、财政拨款·9.00一、教育支出·9.00·9.00") + "··\n二、卫生健康支\n出\n·三、农林水支\n出\n\n··\n\n"
    text += rows("收入总计·9.00支出总计·9.00·9.00")
    (grid,) = find_grids(document_of(text).pages)
    assert [[cell.text for cell in row] for row in grid.body][1:3] == [
        ["", "", "二、卫生健康支出", "", ""],
        ["", "", "三、农林水支出", "", ""],
    ]
    assert [[cell.inferred for cell in row] for row in grid.body][1:3] == [[False] * 3 + [True] * 2, [True] * 2 + [False] * 3]
    assert [note.code for note in grid.notes] == ["inferred_cells", "inferred_cells"]
    assert grid.pages == (1, 2)


def test_the_head_may_stand_on_one_page_and_the_body_on_the_next() -> None:
    text = rows(*CODED)[:-2] + "\n·" + rows("205·教育支出·2.00·1.00·1.00")
    (grid,) = find_grids(document_of(text).pages)
    assert (grid.pages, len(grid.body)) == ((1, 2), 1)


def test_a_section_heading_printed_into_a_table_is_taken_out() -> None:
    grid = grid_of(*CODED, "205·教育支出·2.00·1.00·1.00", "第二部分·第二部分·单位预算表单位预算表", "206·科学技术支出·1.00··1.00")
    assert [row[0].text for row in grid.body] == ["205", "206"]
    assert codes_of(grid.notes) == ["floating_heading"]
    assert grid.segments == ((1, 9), (13, 13))


# What is no row


def test_numbers_of_columns_are_no_figures() -> None:
    grid = grid_of(*CODED, "1·2·3·4·5", "205·教育支出·2.00·1.00·1.00")
    assert [row[0].text for row in grid.body] == ["205"]
    assert codes_of(grid.notes) == ["column_numbers_removed"]


def test_the_remark_under_a_table_is_kept_and_ends_it() -> None:
    grid = grid_of(*CODED, "合计合计·······", "注：本表无数据注：本表无数据·····", "四、说明文字说明文字")
    assert [remark.text for remark in grid.remarks] == ["注：本表无数据"]
    assert grid.segments == ((1, 11),)


def test_running_text_behind_a_table_is_not_part_of_it() -> None:
    grid = grid_of(*CODED, "205·教育支出·2.00·1.00·1.00", "第三部分·情况说明", "本年支出2.00万元，其中：基本支出1.00万元。")
    assert grid.segments == ((1, 9),)
    assert not grid.notes


def test_a_line_that_does_not_fit_is_noted_and_gives_no_figure() -> None:
    grid = grid_of(*CODED, "205·教育支出·2.00·1.00·1.00", "206·科学技术支出·5.00·5.00", "207·文化支出·1.00··1.00")
    assert [row[0].text for row in grid.body] == ["205", "207"]
    assert [(note.level, note.code, note.source.line) for note in grid.notes] == [("warning", "ambiguous", 11)]


def test_a_last_row_that_does_not_fit_is_noted_too() -> None:
    grid = grid_of(*CODED, "205·教育支出·2.00·1.00·1.00", "206·科学技术支出·5.00·5.00")
    assert [row[0].text for row in grid.body] == ["205"]
    assert [(note.code, note.source.line) for note in grid.notes] == [("ambiguous", 11)]


def test_a_code_in_a_column_of_figures_is_no_figure() -> None:
    grid = grid_of(*CODED, "205·教育支出·2.00·1.00·1.00", "20501·教育管理事务·2050101·1.00·1.00", "206·科学技术支出·1.00··1.00")
    assert [row[0].text for row in grid.body] == ["205", "206"]
    assert codes_of(grid.notes) == ["ambiguous"]


def test_a_table_whose_spaces_were_lost_gives_no_figures() -> None:
    grid = grid_of(*CODED, "205·教育支出·2.00·2.00", "206·科学技术支出·5.00·5.00", "207·文化支出·1.00·1.00", "208·社会支出·4.00·3.00·1.00")
    assert grid.body == ()
    assert [(note.level, note.code) for note in grid.notes] == [("warning", "ambiguous")]


def test_a_table_without_any_text_is_empty() -> None:
    grid = grid_of(*CODED, "·····", "注：本表无数据")
    assert ([[cell.text for cell in row] for row in grid.body], grid.notes) == ([[""] * 5], ())


def test_a_head_that_a_stray_space_cut_short_gives_no_figures() -> None:
    grid = grid_of(*CAPTION, "科目编码·科目名称", "·", "合计·基本支出·项目支出", "205·教育支出·2.00·1.00·1.00")
    assert grid.body == ()
    assert [(note.level, note.code) for note in grid.notes] == [("warning", "ambiguous")]


# Captions


def test_number_title_and_unit_are_the_caption() -> None:
    grid = grid_of(
        "·····公开表3··", "2030年支出总表2030年支出总表", "单位名称：某局\n··", "单位:万元", *CODED[3:], "205·教育支出·2.00·1.00·1.00"
    )
    assert [cell.text for cell in grid.caption] == ["公开表3", "2030年支出总表", "单位名称：某局", "单位:万元"]


def test_the_contents_are_no_tables() -> None:
    text = rows("目录", "公开表1", "2030年收支总表", "公开表2", "2030年收入总表", *CODED, "205·教育支出·2.00·1.00·1.00")
    assert len(find_grids(document_of(text).pages)) == 1


def test_two_tables_on_a_page_are_two() -> None:
    text = rows(*CODED, "205·教育支出·2.00·1.00·1.00", "公开表4", *CODED[1:], "206·科学技术支出·5.00·5.00··")
    assert [[row[0].text for row in grid.body] for grid in find_grids(document_of(text).pages)] == [["205"], ["206"]]


# Heads


def test_heads_over_codes_and_over_figures() -> None:
    heads = ("项目项目·2030年预算数2030年预算数", "科目编码·科目名称·合计·基本支出·项目支出")
    assert headers(*CAPTION, *heads, "205·教育支出·2.00·1.00·1.00") == [
        [("项目", 2, 1), ("2030年预算数", 3, 1)],
        [("科目编码", 1, 1), ("科目名称", 1, 1), ("合计", 1, 1), ("基本支出", 1, 1), ("项目支出", 1, 1)],
    ]


def test_a_head_beside_a_group_spans_its_rows_although_it_is_printed_before() -> None:
    heads = (
        "项目名称·合计",
        "2030年财政拨款\n单位资金",
        "一般公共预算一般公共预算\n政府性政府性\n基金预基金预",
        "算算",
        "国有资本经营国有资本经营\n预算预算",
    )
    assert headers("公开表12", "2030年项目支出表", "单位：万元", *heads, "甲项目·3.00·1.00·1.00··1.00") == [
        [("项目名称", 1, 2), ("合计", 1, 2), ("2030年财政拨款", 3, 1), ("单位资金", 1, 2)],
        [("一般公共预算", 1, 1), ("政府性基金预算", 1, 1), ("国有资本经营预算", 1, 1)],
    ]


def test_both_sides_have_their_own_heads() -> None:
    heads = ("收入·支出", "项目·金额·项目\n金额", "小计·一般公共预算·政府性基金预算")
    body = ("一、一般公共预算·9.00一、教育支出·4.00·4.00··", "二、政府性基金··二、卫生支出·5.00·5.00··")
    assert headers("公开表4", "财政拨款收支总表", "单位：万元", *heads, *body) == [
        [("收入", 2, 1), ("支出", 4, 1)],
        [("项目", 1, 2), ("金额", 1, 2), ("项目", 1, 2), ("金额", 3, 1)],
        [("小计", 1, 1), ("一般公共预算", 1, 1), ("政府性基金预算", 1, 1)],
    ]


def test_a_carry_over_split_by_source_repeats_the_heads_of_the_year() -> None:
    heads = ("科目编码·科目名称·合计·本年收入·上年结转", "小计·一般公共预算·政府性基金预算·小计·一般公共预算·政府性基金预算")
    found = headers("公开表2", "收入总表", "单位：万元", *heads, "205·教育支出·6.00·3.00·2.00·1.00·3.00·2.00·1.00")
    assert found[0] == [("科目编码", 1, 2), ("科目名称", 1, 2), ("合计", 1, 2), ("本年收入", 3, 1), ("上年结转", 3, 1)]


def test_an_unknown_head_keeps_its_place() -> None:
    heads = headers(*CAPTION, "科目编码·科目名称·合计·基本支出·机动安排额", "205·教育支出·2.00·1.00·1.00")
    assert heads[0][-1] == ("机动安排额", 1, 1)


def test_heads_that_can_be_read_in_two_ways_are_left_out_and_noted() -> None:
    grid = grid_of(*CAPTION, "科目编码·科目名称", "甲类\n乙类", "丙额·丁额·戊额", "205·教育支出·2.00·1.00·1.00")
    assert [cell.text for cell in grid.body[0]] == ["205", "教育支出", "2.00", "1.00", "1.00"]
    assert [(note.level, note.code) for note in grid.notes] == [("warning", "ambiguous")]
