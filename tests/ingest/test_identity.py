"""Unit, region, year, stage and scope: where documents say them, and what happens where they contradict themselves."""

from __future__ import annotations

import pytest

from ingest.identity import read_identity
from ingest.paragraphs import read_paragraphs
from ingest.shapes import Cell, Form, Grid, Identity, Note, Page, Source, TextLine

FIELDS = ("unit", "region", "fiscal_year", "stage", "scope")


def page(*texts: str, furniture: tuple[str, ...] = (), first: int = 1) -> Page:
    lines = tuple(TextLine(first + 2 * index, text) for index, text in enumerate(texts))
    return Page(1, lines, furniture=tuple(TextLine(first + 90 + index, text) for index, text in enumerate(furniture)))


def table(*caption: str) -> Grid:
    return Grid(tuple(Cell(text, Source(line=40 + index)) for index, text in enumerate(caption)), (), (), 2)


def reading(*pages: Page, grids: tuple[Grid, ...] = (), forms: tuple[Form, ...] = ()) -> tuple[Identity, tuple[Note, ...]]:
    return read_identity(pages, grids, read_paragraphs(pages, grids, forms), forms)


def values(identity: Identity) -> list[str | int | None]:
    stated = [getattr(identity, field) for field in FIELDS]
    return [one.value if one else None for one in stated]


@pytest.mark.parametrize(
    ("cover", "said"),
    [
        (("苏州市审计局", "2030年度部门预算"), ["苏州市审计局", "苏州市", 2030, "budget", "department"]),
        (("2030年度无锡市信访局部门预算公开",), ["无锡市信访局", "无锡市", 2030, "budget", "department"]),
        (("2030 年度", "福州市公安局", "单位决算"), ["福州市公安局", "福州市", 2030, "final_accounts", "unit"]),
        (("2030年深圳市科技创新局（本级）部", "门预算"), ["深圳市科技创新局（本级）", "深圳市", 2030, "budget", "department"]),
        (("北京市民政局部门", "2030年度部门预算信息公开"), ["北京市民政局", "北京市", 2030, "budget", "department"]),
        (
            ("上海市普陀区2030年区级部门预算", "预算主管部门：上海市普陀区司法局"),
            ["上海市普陀区司法局", "上海市普陀区", 2030, "budget", "department"],
        ),
        (("苏州市审计局", "二〇三〇年部门预算"), ["苏州市审计局", "苏州市", 2030, "budget", "department"]),
        (("二○二三年度", "苏州市审计局部门决算"), ["苏州市审计局", "苏州市", 2023, "final_accounts", "department"]),
        (("苏州市审计局２０３０年部门预算",), ["苏州市审计局", "苏州市", 2030, "budget", "department"]),
        (("苏州市审计局部门预算", "（2030年）"), ["苏州市审计局", "苏州市", 2030, "budget", "department"]),
        (("苏州市审计局", "部门预算公开", "2030"), ["苏州市审计局", "苏州市", 2030, "budget", "department"]),
        (("140203001-苏州市审计局", "2030年部门预算"), ["苏州市审计局", "苏州市", 2030, "budget", "department"]),
        (("苏州市2022年世界运动会筹备办公室2030年部门预算",), ["苏州市2022年世界运动会筹备办公室", "苏州市", 2030, "budget", "department"]),
        (("附件1", "关于苏州市审计局2030年部门预算编制情况的说明"), ["苏州市审计局", "苏州市", 2030, "budget", "department"]),
        (("部门编码：140203", "苏州市审计局", "2030年部门预算"), ["苏州市审计局", "苏州市", 2030, "budget", "department"]),
        (("苏州市审计局2030年部门预算公开目录",), ["苏州市审计局", "苏州市", 2030, "budget", "department"]),
        (("2030年市级部门预算", "苏州市审计局"), ["苏州市审计局", "苏州市", 2030, "budget", "department"]),
        (("苏州市实验幼儿园2030年单位预算",), ["苏州市实验幼儿园", "苏州市", 2030, "budget", "unit"]),
        (("苏州市审计局2030年部门（单位）预算公开",), ["苏州市审计局", "苏州市", 2030, "budget", None]),
        (("苏州市审计局2030年部门预算调整",), [None, "苏州市", None, None, None]),
    ],
)
def test_a_cover_says_who_and_when(cover: tuple[str, ...], said: list[str | int | None]) -> None:
    identity, notes = reading(page(*cover, "目 录", "第一部分 概况"))
    assert values(identity) == said
    assert notes == ()


def test_the_region_has_its_code() -> None:
    identity, _ = reading(page("上海市普陀区司法局2030年部门预算", "目录"))
    assert identity.region is not None
    assert (identity.region.value, identity.region.code) == ("上海市普陀区", "310107")


def test_a_region_that_several_share_is_unknown() -> None:
    identity, _ = reading(page("普陀区司法局2030年部门预算", "目录"))
    assert identity.unit is not None
    assert identity.region is None


def test_a_running_title_says_it_and_where() -> None:
    identity, _ = reading(page("第一部分 概况", "一、职责", furniture=("仅供审阅", "大同市水务局2030年单位预算公开报告")))
    assert values(identity) == ["大同市水务局", "大同市", 2030, "budget", "unit"]
    assert identity.unit is not None
    assert identity.unit.source == Source(page=1, line=92)


def test_headings_of_parts_and_captions_of_tables_say_it_together() -> None:
    caption = table("预算公开表1", "2030年收支总表", "单位名称：大同市水务局", "单位：万元")
    identity, _ = reading(page("第一部分 概况", "第二部分 2030年度单位预算情况说明"), grids=(caption,))
    assert values(identity) == ["大同市水务局", "大同市", 2030, "budget", "unit"]


def test_tables_alone_say_no_scope() -> None:
    identity, _ = reading(page("项目 金额"), grids=(table("2030年部门支出预算总表", "部门名称：大同市水务局"),))
    assert values(identity) == ["大同市水务局", "大同市", 2030, "budget", None]


def test_the_name_of_a_budget_does_not_say_the_stage() -> None:
    identity, _ = reading(page("项目 金额"), grids=(table("2030年一般公共预算财政拨款支出决算表"),))
    assert values(identity)[3] == "final_accounts"


def test_single_tables_of_another_year_do_not_matter() -> None:
    grids = tuple(table(f"{year}年支出预算表") for year in (2030, 2030, 2030, 2029))
    assert values(reading(page("项目"), grids=grids)[0])[2] == 2030


def test_forms_say_the_unit_where_nothing_else_does() -> None:
    form = Form("水费", Source(line=12), complete=True, implementing_unit="大同市水务局")
    assert values(reading(page("项目"), forms=(form,))[0])[:2] == ["大同市水务局", "大同市"]
    other = Form("电费", Source(line=90), complete=True, implementing_unit="大同市水文站")
    assert values(reading(page("项目"), forms=(form, other))[0])[0] is None


def whole(*head: str, department: str | None = "苏州市水务局", first: int = 1) -> Form:
    """The form of a department as a whole, which begins with these lines."""
    numbers = [first + 2 * index for index in range(len(head))]
    segments = tuple((number, number) for number in numbers)
    return Form(None, Source(page=1), complete=True, kind="department", department=department, segments=segments)


@pytest.mark.parametrize(
    "head",
    [
        ("苏州市水务局2030年部门整体预算绩效目标申报表", "部门名称  苏州市水务局"),
        ("预算13表 部门整体支出绩效目标表", "（2030年度）", "部门名称  苏州市水务局"),
        ("部门整体支出绩效目标表", "2030（年度）", "部门（单位）名称  苏州市水务局"),
    ],
)
def test_a_form_of_a_whole_department_says_who_and_when(head: tuple[str, ...]) -> None:
    identity, notes = reading(page(*head, *["绩效"] * 9), forms=(whole(*head),))
    assert values(identity) == ["苏州市水务局", "苏州市", 2030, None, None]
    assert identity.fiscal_year is not None
    assert "2030" in identity.fiscal_year.printed
    assert notes == ()


def test_a_year_within_a_form_is_not_its_year() -> None:
    fields = ("部门名称  苏州市水务局", "2030年部门整体支出绩效目标表")
    assert values(reading(page(*fields), forms=(whole(*fields),))[0])[2] is None


def test_forms_of_different_years_say_no_year() -> None:
    heads = ("2030年部门整体支出绩效目标表", "2029年部门整体支出绩效目标表")
    forms = tuple(whole(head, first=1 + 2 * at) for at, head in enumerate(heads))
    assert values(reading(page(*heads), forms=forms)[0])[2] is None


def test_what_tables_say_goes_before_the_year_over_a_form() -> None:
    head = "2029年部门整体支出绩效目标表"
    assert values(reading(page(head), grids=(table("2030年收支预算总表"),), forms=(whole(head),))[0])[2] == 2030


@pytest.mark.parametrize(
    ("titles", "field", "code"),
    [
        (("大同市水务局2030年单位预算公开报告", "大同市水务局2031年单位预算公开报告"), "fiscal_year", "ambiguous_fiscal_year"),
        (("大同市水务局2030年单位预算公开报告", "大同市水务局2030年部门预算公开报告"), "scope", "ambiguous_scope"),
        (("大同市水务局2030年单位预算公开报告", "大同市水务局2030年单位决算公开报告"), "stage", "ambiguous_stage"),
        (("大同市水务局2030年单位预算公开报告", "大同市审计局2030年单位预算公开报告"), "unit", "ambiguous_unit"),
    ],
)
def test_a_contradiction_leaves_the_field_unknown_and_is_noted(titles: tuple[str, ...], field: str, code: str) -> None:
    identity, notes = reading(page("第一部分 概况", furniture=titles))
    assert getattr(identity, field) is None
    assert [note.code for note in notes] == [code]


def test_a_title_that_no_caption_confirms_is_a_contradiction() -> None:
    identity, notes = reading(
        page("大同市水务局2030年部门预算", "目录"), grids=(table("2030年收支总表", "单位名称：大同市审计局"), table("2030年支出总表"))
    )
    assert values(identity)[0] is None
    assert [note.code for note in notes] == ["ambiguous_unit"]
    assert "大同市水务局、大同市审计局" in notes[0].text


def test_the_unit_of_money_is_no_unit() -> None:
    assert values(reading(page("单位：万元", "编制单位：万元"))[0])[0] is None


def test_a_document_that_says_nothing_has_no_identity() -> None:
    assert reading(page("本年工作进展顺利。")) == (Identity(), ())
    assert reading() == (Identity(), ())
