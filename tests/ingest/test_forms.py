"""Forms are read by their labels, kept where a part is lost, and never completed by a guess. All projects here are invented."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from ingest.forms import read_forms
from ingest.forms.counted.funding import read_funding
from ingest.forms.counted.goals import Goals, is_cut_off, read_goals
from ingest.forms.counted.indicators import read_row
from ingest.shapes import Form, Funding, Indicator, Note, Page, Source, TextLine

BOTH = frozenset({"period", "year"})

HEAD = """某市预算部门项目支出绩效目标申报表
（2031年度）
项目名称 {name}
主管部门及代码 901-某局[部门] 实施单位 某中心
项目属性 一次性项目 项目期 3年
项目资金
（元）
实施期资金总额： 90,000 年度资金总额： {year}
其中：中央财政资金 0 其中：中央财政资金 0
省级财政资金 15,000 省级财政资金 5,000
市县（区）财政资

金
75,000 市县（区）财政资金 25,000
单位自筹 0 单位自筹 0
其他资金 其他资金"""
TEXTS = """项目概况 修缮观测站房屋
立项依据
关于观测站修缮的会议纪
要
项目设立必要性 房屋漏水
保证项目实施的制度、措施 财务制度
项目实施计划 上半年完工
实施期目标 年度目标
总体目标 房屋不再漏水 房屋不再漏水"""
OUTPUT = """绩
效
指
标
一级指标 二级指标 三级指标 指标值 二级指标 三级指标 指标值
产出指标
数量指标 修缮房屋 ≥2间 数量指标 修缮房屋≥2间
成本指标 成本指标"""
SATISFACTION = """满意度指标 服务对象满意度指标观测员满意度95% 服务对象满意度指标观测员满意度 95%
负责人： 经办人： ███ 联系电话： ███████████ 填报日期： 20310105093000"""
FORM = "\n".join([HEAD, TEXTS, OUTPUT, SATISFACTION])


def paged(*pages: str | None) -> tuple[Page, ...]:
    """Pages as a reader gives them; None is a page that holds nothing but a server's error."""
    made = []
    start = 1
    for number, text in enumerate(pages, 1):
        lines = (text or "").split("\n")
        placed = tuple(TextLine(start + at, line, follows=at > 0 and bool(lines[at - 1])) for at, line in enumerate(lines) if line)
        made.append(Page(number, placed, first_line=start, kind="error" if text is None else "text"))
        start += len(lines)
    return tuple(made)


def form(name: str, year: str = "30,000") -> str:
    return FORM.format(name=name, year=year)


def head(name: str, year: str = "30,000") -> str:
    return HEAD.format(name=name, year=year)


def only(pages: tuple[Page, ...]) -> Form:
    forms, _ = read_forms(pages)
    assert len(forms) == 1
    return forms[0]


def codes(notes: tuple[Note, ...]) -> list[str]:
    return [note.code for note in notes]


def test_a_form_is_read_field_by_field() -> None:
    read = only(paged(form("观测站修缮")))
    assert read.complete
    assert read.missing == ()
    assert (read.project, read.department, read.implementing_unit) == ("观测站修缮", "901-某局[部门]", "某中心")
    assert (read.attribute, read.period_years, read.unit) == ("一次性项目", 3, "元")
    assert read.period == Funding(Decimal(90000), Decimal(0), Decimal(15000), Decimal(75000), Decimal(0), None)
    assert read.year == Funding(Decimal(30000), Decimal(0), Decimal(5000), Decimal(25000), Decimal(0), None)
    assert (read.overview, read.basis, read.necessity) == ("修缮观测站房屋", "关于观测站修缮的会议纪要", "房屋漏水")
    assert (read.safeguards, read.plan) == ("财务制度", "上半年完工")
    assert (read.goal_period, read.goal_year) == ("房屋不再漏水", "房屋不再漏水")
    assert read.filled_at == "20310105093000"


def test_indicators_keep_value_and_unit_as_printed() -> None:
    rows = [replace(row, source=Source()) for row in only(paged(form("观测站修缮"))).indicators]
    assert rows == [
        Indicator("产出指标", "数量指标", "修缮房屋", "≥2间", "≥2间"),
        Indicator("产出指标", "成本指标", None, None, None),
        Indicator("满意度指标", "服务对象满意度指标", "观测员满意度", "95%", "95%"),
    ]


def test_nothing_of_the_signature_but_its_date_is_kept() -> None:
    assert "█" not in repr(only(paged(form("观测站修缮"))))


def test_a_form_that_goes_on_over_pages_is_one() -> None:
    pages = paged(head("甲"), TEXTS, "绩效\n指标\n" + OUTPUT, "绩效指标\n满意度指标\n" + SATISFACTION)
    read = only(pages)
    assert read.complete
    assert read.pages == (1, 2, 3, 4)
    assert len(read.segments) == 4


def test_funding_goes_on_behind_its_repeated_label() -> None:
    money = head("甲").split("\n")
    read = only(paged("\n".join(money[:9]), "\n".join(["项目资金", "（元）", *money[9:], TEXTS, OUTPUT, SATISFACTION])))
    assert read.complete
    assert read.year.city == Decimal(25000)
    assert read.period.province == Decimal(15000)


def test_two_forms_of_one_name_are_two() -> None:
    forms, notes = read_forms(paged(form("甲") + "\n" + form("甲", "7")))
    assert [(one.project, one.year.total) for one in forms] == [("甲", Decimal(30000)), ("甲", Decimal(7))]
    assert notes == ()


def test_text_behind_the_last_form_is_none_of_it() -> None:
    pages = paged(form("甲") + "\n十一、资产情况\n共有车辆二辆。")
    assert only(pages).segments == ((1, len(form("甲").split("\n"))),)


def test_a_lost_page_between_forms_leaves_two_damaged_ones() -> None:
    first = "\n".join([head("甲"), TEXTS, OUTPUT])
    second = "\n".join([TEXTS.partition("\n")[2], OUTPUT, SATISFACTION])
    forms, notes = read_forms(paged(form("乙"), form("丙"), first, second))
    assert [(one.project, one.complete) for one in forms] == [("乙", True), ("丙", True), ("甲", False), (None, False)]
    assert forms[2].missing == ("服务对象满意度指标", "填报日期")
    assert forms[3].missing == ("项目名称", "主管部门及代码", "实施单位", "项目属性", "项目期", "项目资金", "项目概况")
    assert forms[3].year.total is None
    assert codes(notes) == ["damaged_form", "damaged_form"]
    assert "甲" in notes[0].text
    assert "填报日期" in notes[0].text


def test_an_unreadable_page_inside_a_form_damages_it_but_does_not_cut_it() -> None:
    rest = "\n".join([TEXTS[TEXTS.index("总体目标") :], OUTPUT, SATISFACTION])
    forms, notes = read_forms(paged(form("乙"), head("甲").split("项目属性")[0], None, rest))
    assert [(one.project, one.complete, one.filled_at) for one in forms] == [
        ("乙", True, "20310105093000"),
        ("甲", False, "20310105093000"),
    ]
    assert "项目资金" in forms[1].missing
    assert forms[1].goal_year == "房屋不再漏水"
    assert "一页丢失" in notes[0].text


def test_behind_two_unreadable_pages_nothing_is_joined() -> None:
    rest = "\n".join([TEXTS[TEXTS.index("项目实施计划") :], OUTPUT, SATISFACTION])
    forms, _ = read_forms(paged(form("乙"), head("甲"), None, None, rest))
    assert [(one.project, one.plan) for one in forms] == [("乙", "上半年完工"), ("甲", None), (None, "上半年完工")]


def test_a_form_before_an_unreadable_page_is_not_called_complete_without_its_signature() -> None:
    unsigned = form("甲").rpartition("\n")[0]
    forms, notes = read_forms(paged(unsigned, None))
    assert not forms[0].complete
    assert "丢失" in notes[0].text


def test_a_satisfaction_row_of_another_form_is_not_added_to_this_one() -> None:
    unsigned = form("甲").rpartition("\n")[0]
    forms, _ = read_forms(paged(form("乙"), unsigned, "绩\n效\n" + SATISFACTION))
    assert [(one.project, one.complete, len(one.indicators)) for one in forms] == [("乙", True, 3), ("甲", False, 3), (None, False, 1)]


def test_a_document_without_forms_has_none() -> None:
    text = "第二部分 情况说明\n项目概况\n本年安排项目三个。\n项目支出绩效目标申报表\n一、机关运行经费\n数量指标 完成率 100%"
    assert read_forms(paged(text)) == ((), ())


def test_a_list_of_projects_is_no_form() -> None:
    assert read_forms(paged("项目支出绩效目标表\n项目名称 预算数 一级指标 二级指标\n甲 20.00 产出指标 数量指标"))[0] == ()


def test_a_further_line_of_a_line_with_several_fields_is_not_guessed() -> None:
    text = form("甲").replace("实施单位 某中心", "实施单位 某中\n心")
    forms, notes = read_forms(paged(text))
    assert (forms[0].department, forms[0].implementing_unit) == (None, None)
    assert codes(notes) == ["ambiguous"]


def test_a_line_inside_a_form_that_fits_no_field_is_noted() -> None:
    text = form("甲").replace("产出指标\n数量指标", "产出指标\n另附说明一份\n数量指标")
    forms, notes = read_forms(paged(text))
    assert forms[0].complete
    assert [(note.code, note.source.line) for note in notes] == [("unread_text", text.split("\n").index("另附说明一份") + 1)]


def test_last_characters_of_a_text_are_not_taken_for_the_vertical_heading() -> None:
    text = form("甲").replace("总体目标 房屋不再漏水 房屋不再漏水", "总体目标\n全部房屋完成修缮，达到指\n标\n全部房屋完成修缮，达到指\n标")
    read = only(paged(text))
    assert (read.goal_period, read.goal_year) == ("全部房屋完成修缮，达到指标", "全部房屋完成修缮，达到指标")


class TestFunding:
    def test_a_blank_source_is_not_zero(self) -> None:
        money = read_funding(["实施期资金总额： 8 年度资金总额： 4", "单位自筹 0 单位自筹 0", "其他资金 其他资金"])
        assert (money.period.self, money.period.other) == (Decimal(0), None)
        assert not money.doubtful

    def test_a_space_behind_a_thousands_separator_is_none(self) -> None:
        money = read_funding(["实施期资金总额：300, 000 年度资金总额：1,100, 000", "单位自筹 300, 000 单位自筹 0"])
        assert (money.period.total, money.year.total, money.period.self) == (Decimal(300000), Decimal(1100000), Decimal(300000))

    def test_two_figures_under_one_label_are_period_and_year(self) -> None:
        money = read_funding(["实施期资金总额： 8 年度资金总额： 4", "中央财政资金 8 4"])
        assert (money.period.central, money.year.central) == (Decimal(8), Decimal(4))

    def test_two_figures_stay_two_however_many_spaces_are_between(self) -> None:
        money = read_funding(["实施期资金总额： 8 年度资金总额： 4", "中央财政资金 8   4"])
        assert (money.period.central, money.year.central) == (Decimal(8), Decimal(4))

    def test_each_figure_knows_its_characters(self) -> None:
        lines = ["实施期资金总额： 1, 800 年度资金总额： 4", "市县（区）财政资", "金 1,800 市县（区）财政资金 4", "其他资金 其他资金"]
        places = {name: lines[line][start:end] for name, (line, start, end) in read_funding(lines).places}
        assert places == {"period.total": "1, 800", "year.total": "4", "period.city": "1,800", "year.city": "4"}

    def test_a_form_of_one_year_has_one_side(self) -> None:
        money = read_funding(["单位：万元", "年度资金总额： 12.5", "其中：中央财政资金 2.5", "其他资金 10"])
        assert (money.unit, money.year.total, money.year.central, money.year.other) == (
            "万元",
            Decimal("12.5"),
            Decimal("2.5"),
            Decimal(10),
        )
        assert money.period == Funding()

    @pytest.mark.parametrize("line", ["单位自筹 5", "单位自筹 5 单位自筹 5 单位自筹 5", "捐赠款 7 捐赠款 7"])
    def test_a_figure_that_fits_no_place_stands_nowhere(self, line: str) -> None:
        money = read_funding(["实施期资金总额： 8 年度资金总额： 4", line])
        assert money.doubtful
        assert (money.period, money.year) == (Funding(Decimal(8)), Funding(Decimal(4)))

    def test_a_doubtful_figure_is_noted(self) -> None:
        forms, notes = read_forms(paged(form("甲").replace("单位自筹 0 单位自筹 0", "单位自筹 9")))
        assert forms[0].year.self is None
        assert codes(notes) == ["ambiguous"]


class TestGoals:
    WIDE = ("一二三四五六七八九十一二三四五六七八九十", "春夏秋冬东南西北上下左右前后里外高低长短", "完毕。")
    NARROW = ("天地玄黄宇宙洪荒日月", "盈昃辰宿列张寒来暑往", "秋收冬藏。")

    def test_columns_of_different_width_are_told_apart(self) -> None:
        assert read_goals([*self.WIDE, *self.NARROW], BOTH) == Goals("".join(self.WIDE), "".join(self.NARROW))

    def test_a_full_last_line_is_told_by_the_text_that_begins_again(self) -> None:
        lines = ["春夏秋冬东南西北上下左右前后里外高低长短", "春夏秋冬东南西北上下", "左右前后里外高低长短"]
        assert read_goals(lines, BOTH) == Goals(lines[0], lines[1] + lines[2])

    def test_where_nothing_tells_them_apart_all_text_stays_together(self) -> None:
        assert read_goals(self.WIDE, BOTH) == Goals("".join(self.WIDE), None, certain=False)

    def test_a_single_text_in_two_columns_is_uncertain(self) -> None:
        assert read_goals(["完成全部修缮"], BOTH) == Goals("完成全部修缮", None, certain=False)

    def test_a_space_inside_a_goal_is_no_border(self) -> None:
        assert read_goals(["先修屋 顶再修墙 先修屋 顶再修墙"], BOTH) == Goals("先修屋 顶再修墙", "先修屋 顶再修墙")

    def test_a_single_column_needs_no_border(self) -> None:
        assert read_goals(self.WIDE, frozenset({"year"})) == Goals(None, "".join(self.WIDE))

    def test_uncertain_goals_are_noted(self) -> None:
        forms, notes = read_forms(paged(form("甲").replace("房屋不再漏水 房屋不再漏水", "房屋不再漏水")))
        assert (forms[0].goal_period, forms[0].goal_year) == ("房屋不再漏水", None)
        assert codes(notes) == ["ambiguous"]

    def test_a_goal_that_breaks_off_is_noticed(self) -> None:
        assert is_cut_off(Goals("全部房屋完成修缮并通过验收", "全部房屋完成修缮"))
        assert not is_cut_off(Goals("全部房屋完成修缮。", "全部房屋完成修缮"))
        assert not is_cut_off(Goals("全部房屋完成修缮并通过验收", "今年完成一半房屋"))


class TestIndicators:
    @pytest.mark.parametrize(
        ("side", "name", "value"),
        [
            ("出动人数 17100%", "出动人数", "17100%"),
            ("观测完成率100100%", "观测完成率", "100100%"),
            ("完成2030年观测计划比率100100%", "完成2030年观测计划比率", "100100%"),
            ("开设专栏12期，发布信息≥300条", "开设专栏12期，发布信息", "≥300条"),
            ("达标率90% 95%", "达标率90%", "95%"),
            ("及时 性 ≤ 5天", "及时 性", "≤5天"),
            ("完工日期2031年6月30日前", "完工日期", "2031年6月30日前"),
            ("设备投用时间100XX月XX日前", "设备投用时间", "100XX月XX日前"),
            ("观测员满意度（%） 90%", "观测员满意度（%）", "90%"),
        ],
    )
    def test_name_and_value_are_parted(self, side: str, name: str, value: str) -> None:
        rows, doubtful = read_row(f"质量指标 {side} 质量指标 {side}", True, Source())
        assert rows == (Indicator("产出指标", "质量指标", name, value, value),)
        assert not doubtful

    def test_the_side_with_a_space_says_where_the_glued_value_begins(self) -> None:
        rows, _ = read_row("质量指标 型号A4纸张合格 3级 质量指标 型号A4纸张合格3级", True, Source())
        assert rows == (Indicator("产出指标", "质量指标", "型号A4纸张合格", "3级", "3级"),)

    def test_a_target_named_like_its_kind_is_kept(self) -> None:
        row = "满意度指标 服务对象满意度指标服务对象满意度指标 ≥90% 服务对象满意度指标服务对象满意度指标≥90%"
        rows, _ = read_row(row, True, Source())
        assert rows == (Indicator("满意度指标", "服务对象满意度指标", "服务对象满意度指标", "≥90%", "≥90%"),)

    def test_different_targets_of_period_and_year_are_two(self) -> None:
        rows, _ = read_row("数量指标 修缮房屋 6间 数量指标 勘察房屋 2间", True, Source())
        assert rows == (
            Indicator("产出指标", "数量指标", "修缮房屋", "6间", None),
            Indicator("产出指标", "数量指标", "勘察房屋", None, "2间"),
        )

    def test_words_without_a_figure_are_not_parted_by_a_guess(self) -> None:
        rows, doubtful = read_row("社会效益指标 环境改善 显著 社会效益指标 环境改善 显著", True, Source())
        assert rows == (Indicator("效益指标", "社会效益指标", "环境改善 显著", None, None),)
        assert doubtful

    def test_a_row_on_wrapped_lines_is_read_as_one(self) -> None:
        wrapped = "数量指标 修缮房\n屋 ≥2间 数量指标 修缮房\n屋≥2间"
        read = only(paged(form("甲").replace("数量指标 修缮房屋 ≥2间 数量指标 修缮房屋≥2间", wrapped)))
        assert (read.indicators[0].level3, read.indicators[0].year, len(read.indicators)) == ("修缮房屋", "≥2间", 3)

    def test_one_sided_rows_give_the_year(self) -> None:
        rows, _ = read_row("数量指标 修缮房屋 2间", False, Source())
        assert rows == (Indicator("产出指标", "数量指标", "修缮房屋", None, "2间"),)
