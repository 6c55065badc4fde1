"""Forms in lattices: what is a form, over how many pages it goes, and what its cells say."""

from __future__ import annotations

from dataclasses import fields, replace
from decimal import Decimal

import pytest

from ingest.forms import outside_forms, read_forms
from ingest.shapes import Form, Funding, LatticeCell, Page
from tests.ingest.forms.ruling import WIDTH, box, lattice, page

HEAD = (
    "项目名称 | < | 档案整理 | < | <",
    "主管部门 | < | 某市档案局 | 实施单位 | 某市档案馆",
    "项目资金（万元） | 年度资金总额： | < | 30.50 | <",
    "^ | 其中：财政拨款 | < | 20.50 | <",
    "^ | 其他资金 | < | 10 | <",
    "年度目标 | 整理完成上年档案 | < | < | <",
)
INDICATORS = (
    "绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值",
    "^ | 产出指标 | 数量指标 | 整理卷数 | ≥500卷",
    "^ | ^ | ^ | 数字化页数 | ≥9万页",
    "^ | 效益指标 | 社会效益指标 | 查档时间 | ≤10分钟",
    "^ | 满意度指标 | 服务对象满意度指标 | 满意度 | ≥95%",
)


def only(*pages: Page) -> Form:
    (form,) = read_forms(pages)[0]
    return form


def levels(form: Form) -> list[tuple[str | None, str | None, str | None, str | None]]:
    return [(one.level1, one.level2, one.level3, one.year) for one in form.indicators]


def test_a_form_is_read_cell_by_cell() -> None:
    form = only(page(7, lattice(7, *HEAD, *INDICATORS), above=["项目支出绩效目标表"]))
    assert (form.project, form.department, form.implementing_unit, form.unit) == ("档案整理", "某市档案局", "某市档案馆", "万元")
    assert form.year == Funding(total=Decimal("30.50"), fiscal=Decimal("20.50"), other=Decimal(10))
    assert form.period == Funding()
    assert (form.goal_period, form.goal_year) == (None, "整理完成上年档案")
    assert levels(form) == [
        ("产出指标", "数量指标", "整理卷数", "≥500卷"),
        ("产出指标", "数量指标", "数字化页数", "≥9万页"),
        ("效益指标", "社会效益指标", "查档时间", "≤10分钟"),
        ("满意度指标", "服务对象满意度指标", "满意度", "≥95%"),
    ]
    assert (form.complete, form.missing, form.pages, form.kind) == (True, (), (7,), "project")


def test_a_form_says_whether_it_prints_a_cell_for_the_sum_of_its_money() -> None:
    blank = [row.replace("30.50", "") for row in HEAD]
    without = [row.replace("年度资金总额：", "") for row in blank]
    assert [only(page(7, lattice(7, *rows, *INDICATORS))).has_total for rows in (HEAD, blank, without)] == [True, True, False]


def test_every_figure_has_its_place() -> None:
    form = only(page(7, lattice(7, *HEAD, *INDICATORS)))
    assert (form.place("year.total").page, form.place("year.total").bbox) == (7, box(2, 3, "30.50"))
    assert form.place("year.fiscal").bbox == box(3, 3, "20.50")
    assert form.source.bbox == box(0, 2, "档案整理")
    assert all(one.source.bbox for one in form.indicators)


def test_two_times_stand_side_by_side() -> None:
    form = only(
        page(
            1,
            lattice(
                1,
                "财政项目支出绩效目标填报表 | < | < | < | < | <",
                "项目名称 | 公园养护 | < | 项目性质 | 经常性项目 | <",
                "项目资金（元） | 项目资金总额 | 900.00 | 年度资金申请总额 | < | 300.00",
                "^ | 其中：财政资金 | 900.00 | 其中：当年财政拨款 | < | 280.00",
                "^ | ^ | ^ | 上年结转资金 | < | 20.00",
                "项目绩效目标 | 项目总目标 | < | 年度总体目标 | < | <",
                "^ | 三年养好 | < | 今年养好 | < | <",
                "绩效指标 | 一级指标 | 二级指标 | 三级指标 | 实施周期指标值 | 年度指标值",
                "^ | 产出指标 | 数量指标 | 公园数 | 9个 | 3个",
            ),
        )
    )
    assert form.period == Funding(total=Decimal(900), fiscal=Decimal(900))
    assert form.year == Funding(total=Decimal(300), fiscal=Decimal(280), carryover=Decimal(20))
    assert (form.goal_period, form.goal_year, form.attribute) == ("三年养好", "今年养好", "经常性项目")
    assert [(one.period, one.year) for one in form.indicators] == [("9个", "3个")]


@pytest.mark.parametrize(("goal", "side"), [("年度目标", "year"), ("实施期目标", "period")])
def test_a_total_without_a_time_is_that_of_the_goal(goal: str, side: str) -> None:
    rows = [row.replace("年度资金总额", "资金总额").replace("年度目标", goal) for row in HEAD]
    form = only(page(1, lattice(1, *rows, *INDICATORS)))
    other = form.period if side == "year" else form.year
    assert (getattr(form, side).total, other) == (Decimal("30.50"), Funding())


def test_money_of_no_known_time_is_not_read() -> None:
    rows = [row.replace("年度资金总额", "资金总额").replace("年度目标", "总体目标") for row in HEAD]
    forms, notes = read_forms((page(1, lattice(1, *rows, *INDICATORS)),))
    assert (forms[0].period, forms[0].year) == (Funding(), Funding())
    assert any(note.code == "form_partly_read" and "30.50" in note.text for note in notes)


@pytest.mark.parametrize("figure", ["约30万", "30 50", "30.50元"])
def test_what_is_no_figure_of_the_unit_is_not_read(figure: str) -> None:
    form = only(page(1, lattice(1, *(row.replace("30.50", figure) for row in HEAD), *INDICATORS)))
    assert form.year.total is None
    assert form.unread == ("year.total",)


def test_figures_that_meet_at_a_border_are_not_read() -> None:
    def read(width: float) -> Form:
        ruled = lattice(
            1,
            "部门名称 | < | 某局 | < | <",
            "总体资金情况（万元） | < | 预算支出总额 | 财政拨款 | 其他资金",
            "^ | < | 157.000 | 107.000 | 50.000",
            HEAD[5],
            *INDICATORS,
        )
        cells = tuple(_beside_the_border(cell, width) if cell.text in ("107.000", "50.000") else cell for cell in ruled.cells)
        return only(page(1, replace(ruled, cells=cells)))

    apart, touching = read(5.0), read(0.4)
    assert apart.year == Funding(total=Decimal(157), fiscal=Decimal(107), other=Decimal(50))
    assert (touching.year, touching.unread) == (Funding(total=Decimal(157)), ("year.fiscal", "year.other"))


def _beside_the_border(cell: LatticeCell, width: float) -> LatticeCell:
    """The cell with its text so far from the border between the third and the fourth column of figures."""
    border = 50.0 + 4 * WIDTH
    place = (border - 40, 145.0, border - width, 155.0) if cell.text == "107.000" else (border + width, 145.0, border + 40, 155.0)
    return replace(cell, source=replace(cell.source, bbox=place))


def test_a_form_goes_on_over_pages() -> None:
    first = lattice(1, *HEAD, *INDICATORS[:2])
    second = lattice(2, " |  |  | 数字化页数 | ≥9万页", *(row.replace("^", "", 1) for row in INDICATORS[3:]), top=40.0)
    form = only(page(1, first), page(2, second, first_line=50))
    assert form.pages == (1, 2)
    assert levels(form)[1] == ("产出指标", "数量指标", "数字化页数", "≥9万页")
    assert len(form.indicators) == 4


def test_a_level_that_the_next_page_names_belongs_to_both_sides() -> None:
    first = lattice(1, *HEAD, *INDICATORS[:2], "^ |  |  | 整理成本 | ≤5万元")
    second = lattice(2, " | 成本指标 | 经济成本指标 | 扫描成本 | ≤2万元", top=40.0)
    form = only(page(1, first), page(2, second, first_line=50))
    assert levels(form)[1:] == [
        ("成本指标", "经济成本指标", "整理成本", "≤5万元"),
        ("成本指标", "经济成本指标", "扫描成本", "≤2万元"),
    ]


def test_a_level_between_two_names_is_neither() -> None:
    first = lattice(1, *HEAD, *INDICATORS[:2])
    second = lattice(2, " |  |  | 整理成本 | ≤5万元", top=40.0)
    third = lattice(3, " | 效益指标 | 社会效益指标 | 查档时间 | ≤10分钟", top=40.0)
    form = only(page(1, first), page(2, second, first_line=50), page(3, third, first_line=60))
    assert levels(form)[1] == (None, None, "整理成本", "≤5万元")


def test_text_between_two_pages_ends_a_form() -> None:
    first = lattice(1, *HEAD, *INDICATORS[:2])
    second = lattice(2, *(row.replace("^", "", 1) for row in INDICATORS[3:]))
    forms, _ = read_forms((page(1, first), page(2, second, above=["二、其他说明"], first_line=50)))
    assert [form.pages for form in forms] == [(1,)]


def test_several_forms_stand_in_one_lattice() -> None:
    other = [row.replace("档案整理", "档案搬迁").replace("30.50", "40.50") for row in HEAD]
    forms, _ = read_forms((page(1, lattice(1, *HEAD, *INDICATORS, *other, *INDICATORS)),))
    assert [(form.project, form.year.total, len(form.indicators)) for form in forms] == [
        ("档案整理", Decimal("30.50"), 4),
        ("档案搬迁", Decimal("40.50"), 4),
    ]
    assert not {line for form in forms[:1] for line in form.segments} & {line for form in forms[1:] for line in form.segments}


def test_a_list_of_projects_is_no_form() -> None:
    listed = lattice(
        1,
        "项目名称 | 项目总额 | 绩效目标 | 一级指标 | 二级指标 | 三级指标 | 指标值",
        "档案整理 | 30.50 | 整理档案 | 产出指标 | 数量指标 | 整理卷数 | 500卷",
        "^ | ^ | ^ | 效益指标 | 社会效益指标 | 查档时间 | 10分钟",
    )
    assert read_forms((page(1, listed),))[0] == ()


def test_a_form_in_which_nothing_is_filled_in_stays_a_table() -> None:
    blank = lattice(
        1,
        "项目名称 | < |  | < | <",
        "主管部门 | < |  | < | <",
        "资金金额（万元） | 实施期资金总额： | < |  | <",
        "年度目标 |  | < | < | <",
        "绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值",
        "^ | 产出指标 | 数量指标 | …… | ",
    )
    pages = (page(1, blank),)
    forms, _ = read_forms(pages)
    assert forms == ()
    assert outside_forms(pages, forms) == pages


def test_a_department_declares_as_a_whole() -> None:
    form = only(
        page(
            1,
            lattice(
                1,
                "部门（单位）名称 | < | 某市档案局 | < | <",
                "年度主要任务 | 任务名称 | 主要内容 | 预算金额（万元） | <",
                "^ | ^ | ^ | 总额 | 财政拨款",
                "^ | 整理 | 整理档案 | 30 | 20",
                "^ | 搬迁 | 搬迁档案 | 5 | 5",
                "^ | 金额合计 | < | 35 | 25",
                "年度总体目标 | 管好档案 | < | < | <",
                *INDICATORS,
            ),
        )
    )
    assert (form.kind, form.project, form.department, form.unit) == ("department", None, "某市档案局", "万元")
    assert form.year == Funding(total=Decimal(35), fiscal=Decimal(25))
    assert form.place("year.total").bbox == box(5, 3, "35")


def test_tables_are_looked_for_outside_of_forms() -> None:
    table = lattice(1, "科目 | 金额", "教育 | 5", top=500.0)
    pages = (page(1, lattice(1, *HEAD, *INDICATORS), table, above=["一、说明"]),)
    forms, _ = read_forms(pages)
    (left,) = outside_forms(pages, forms)
    assert left.lattices == (table,)
    assert [line.text for line in left.lines] == ["一、说明", "科目 金额", "教育 5"]


def test_persons_are_left_out() -> None:
    form = only(page(1, lattice(1, *HEAD[:2], "项目负责人 | < | 张某某 | 联系电话 | 12345678", *HEAD[2:], *INDICATORS)))
    kept = " ".join(str(getattr(form, field.name)) for field in fields(form))
    assert "张某某" not in kept
    assert "12345678" not in kept


def test_a_form_without_money_has_lost_it() -> None:
    forms, notes = read_forms((page(1, lattice(1, *HEAD[:2], HEAD[5], *INDICATORS)),))
    assert (forms[0].complete, forms[0].missing) == (False, ("项目资金",))
    assert [note.code for note in notes] == ["damaged_form"]


def test_a_table_with_a_title_of_its_own_is_no_more_of_the_form() -> None:
    forms, _ = read_forms(
        (
            page(1, lattice(1, *HEAD, *INDICATORS)),
            page(2, lattice(2, "某专项转移支付资金绩效目标表 | < | < | < | <", "年度金额： | < | 125.00 | < | <", *INDICATORS)),
        )
    )
    assert [form.pages for form in forms] == [(1,)]
