"""A change as a sentence. Every expected sentence was written by hand, its figures from the documents named or worked out on paper."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparisons.changes import Basis, Breaks, Caution, Change, Classification, Evidence, Point, compare
from comparisons.templatetags.changes import WORDS
from comparisons.wording.pieces import About
from comparisons.wording.sentences import LANGUAGES, LanguageCode, sentence
from tests.comparisons.wording.points import BUDGET, TEXT, change, point

YUAN = replace(BUDGET, unit="元")
NOTHING = About()
RECEPTIONS = About(name="Receptions")

YUAN = replace(BUDGET, unit="元")


def new(after: Point) -> Change:
    """A line that only the later of two whole tables has."""
    both = compare([point("1", 2022)], [replace(after, key="new")], whole=True)
    return next(found for found in both.lines if found.key == "new")


def ended(before: Point) -> Change:
    """A line that only the earlier of two whole tables has."""
    both = compare([replace(before, key="ended")], [point("1")], whole=True)
    return next(found for found in both.lines if found.key == "ended")


def basis(field: str, value: str) -> Basis:
    more: dict[str, Any] = {field: value}
    return replace(BUDGET, **more)


def zh(one: Change, about: About = NOTHING) -> str:
    return str(sentence(one, "zh", about))


def en(one: Change, about: About = RECEPTIONS) -> str:
    return str(sentence(one, "en", about))


def short(one: Change) -> tuple[str, str]:
    return sentence(one, "zh").short, sentence(one, "en").short


# Changed and unchanged


def test_a_rise_as_datong_2023_prints_it() -> None:
    one = change(point("2,005.93", 2022, label="收入总计"), point("2,296.59", label="收入总计"))
    assert zh(one) == "2023年收入总计 2,296.59万元，比上年增加 290.66万元（+14.49%）。"
    assert en(one, About(name="Total income")) == (
        "Total income 2023: 2,296.59 (CNY 10,000), up 290.66 (CNY 10,000) on the year before (+14.49%)."
    )
    assert short(one) == ("+290.66万元（+14.49%）", "+290.66 (CNY 10,000) (+14.49%)")


def test_a_fall_in_whole_yuan_as_wanli_2024_prints_it() -> None:
    one = change(point("164,978,640", 2023, YUAN, label="支出总计"), point("156,211,123", 2024, YUAN, label="支出总计"))
    about = About(department="万里街道", stage="budget", scope="department")
    assert zh(one, about) == "万里街道2024年部门预算支出总计 156,211,123元，比上年减少 8,767,517元（−5.31%）。"
    assert en(one, replace(about, department="Wanli", name="Total expenditure")) == (
        "Wanli, department budget, Total expenditure 2024: 156,211,123 (CNY), down 8,767,517 (CNY) on the year before (−5.31%)."
    )
    assert short(one) == ("−8,767,517元（−5.31%）", "−8,767,517 (CNY) (−5.31%)")


def test_against_an_earlier_year_than_the_one_before() -> None:
    one = change(point("2,005.93", 2021), point("2,296.59"))
    assert zh(one) == "2023年公务接待费 2,296.59万元，比2021年增加 290.66万元（+14.49%）。"
    assert en(one) == "Receptions 2023: 2,296.59 (CNY 10,000), up 290.66 (CNY 10,000) on 2021 (+14.49%)."


def test_unchanged() -> None:
    one = change(point("10.50", 2022), point("10.50"))
    assert zh(one, About(reason="")) == "2023年公务接待费 10.50万元，与上年持平。"
    assert en(one) == "Receptions 2023: 10.50 (CNY 10,000), the same as the year before."
    assert short(one) == ("持平", "the same")


def test_a_rate_that_is_not_zero_but_rounds_to_it() -> None:
    one = change(point("1,000,000.00", 2022), point("1,000,000.01"))
    assert zh(one) == "2023年公务接待费 1,000,000.01万元，比上年增加 0.01万元（+<0.01%）。"


# A line that is new, ended, blank, not there


def test_a_new_line_as_wanli_2024_has_one() -> None:
    one = new(point("250,000", 2024, YUAN, label="教育支出"))
    assert zh(one, About(base_year=2023)) == "2024年教育支出 250,000元，上年的表里没有这一行。"
    assert (
        en(one, About(name="Education", base_year=2023)) == "Education 2024: 250,000 (CNY); no such line in the table of the year before."
    )
    assert zh(one) == "2024年教育支出 250,000元，对照年度的表里没有这一行。"
    assert short(one) == ("新增 250,000元", "new: 250,000 (CNY)")


def test_an_ended_line() -> None:
    one = ended(point("1.35", 2022))
    assert zh(one, About(year=2023)) == "2022年公务接待费 1.35万元，2023年的表里没有这一行。"
    assert en(one, About(name="Receptions", year=2023)) == "Receptions 2022: 1.35 (CNY 10,000); no such line in the table of 2023."
    assert short(one) == ("不再列出，原 1.35万元", "no longer listed: 1.35 (CNY 10,000)")


def test_a_blank_cell_is_said_to_be_blank_on_either_side() -> None:
    one = change(point("1.35", 2022), point(""))
    assert zh(one) == "2023年公务接待费未填，上年 1.35万元，不计算增减。"
    assert en(one) == "Receptions 2023: left blank; the year before: 1.35 (CNY 10,000); no change is computed."
    assert short(one) == ("未填，上年 1.35万元", "left blank; the year before: 1.35 (CNY 10,000)")
    other = change(point("", 2022), point("1.35"))
    assert zh(other) == "2023年公务接待费 1.35万元，上年未填，不计算增减。"
    assert en(other) == "Receptions 2023: 1.35 (CNY 10,000); the year before: left blank; no change is computed."


def test_a_dash_is_a_dash_and_a_printed_zero_a_zero() -> None:
    one = change(point("—", 2022), point("0.00"))
    assert zh(one) == "2023年公务接待费 0.00万元，上年为“—”，不计算增减。"
    assert en(one) == "Receptions 2023: 0.00 (CNY 10,000); the year before: “—”; no change is computed."


def test_a_figure_on_neither_side() -> None:
    one = change(point("—", 2022), point(""))
    assert zh(one) == "2023年公务接待费未填，上年为“—”，没有数可比。"
    assert en(one) == "Receptions 2023: left blank; the year before: “—”; there is no figure to compare."
    assert short(one) == ("未填，上年为“—”", "left blank; the year before: “—”")


def test_a_figure_whose_unit_is_unknown_is_told_as_printed() -> None:
    unknown = Point("line", "公务接待费", 2023, None, replace(BUDGET, unit=""), printed="13.5")
    one = change(point("1.35", 2022), unknown)
    assert zh(one) == "2023年公务接待费印作 13.5，单位不明，上年 1.35万元，不计算增减。"
    assert en(one) == "Receptions 2023: printed as 13.5, unit unknown; the year before: 1.35 (CNY 10,000); no change is computed."


def test_one_side_is_not_known() -> None:
    one = change(None, point("1.35"))
    assert zh(one, About(base_year=2022)) == "2023年公务接待费 1.35万元，没有上年的数可比。"
    assert en(one) == "Receptions 2023: 1.35 (CNY 10,000); there is no figure of the other year to compare with."
    assert short(one) == ("1.35万元，没有对照年度的数", "1.35 (CNY 10,000); no figure of the other year")
    other = change(point("1.35", 2022), None)
    assert zh(other, About(year=2023)) == "2022年公务接待费 1.35万元，没有2023年的数可比。"
    assert en(other, About(name="Receptions", year=2023)) == (
        "Receptions 2022: 1.35 (CNY 10,000); there is no figure of 2023 to compare with."
    )


# Unlike bases


def test_a_budget_and_a_final_account_are_not_subtracted_as_wanli_prints_them() -> None:
    accounts = replace(BUDGET, stage="final_accounts")
    one = change(point("635.10", 2023, label="公益性岗位补贴"), point("421.23", 2024, accounts, label="公益性岗位补贴"))
    assert zh(one) == "2024年公益性岗位补贴 421.23万元，上年 635.10万元；阶段不同（上年是预算，本年是决算），不计算增减。"
    assert en(one, About(name="Job subsidies")) == (
        "Job subsidies 2024: 421.23 (CNY 10,000); the year before: 635.10 (CNY 10,000); "
        "the stages differ (the year before: budget; this year: final accounts), so no change is computed."
    )
    assert short(one)[0] == "421.23万元，上年 635.10万元，阶段不同（上年是预算，本年是决算）"


@pytest.mark.parametrize(
    ("field", "before", "after", "chinese", "english"),
    [
        (
            "scope",
            "department",
            "unit",
            "口径不同（上年是部门，本年是单位）",
            "the scopes differ (the year before: department; this year: unit)",
        ),
        (
            "carry_over",
            "included",
            "excluded",
            "结转口径不同（上年含上年结转，本年不含上年结转）",
            "the carry-over differs (the year before: with carry-over; this year: without carry-over)",
        ),
        (
            "fund",
            "general",
            "fiscal",
            "资金来源不同（上年是一般公共预算，本年是全部财政拨款）",
            "the sources of funds differ (the year before: general public budget; this year: all fiscal appropriation)",
        ),
        ("measure", "total", "basic", "不是同一项", "the two are not the same measure"),
    ],
)
def test_what_differs_is_named(field: str, before: str, after: str, chinese: str, english: str) -> None:
    one = change(point("1.35", 2022, basis(field, before)), point("1.50", 2023, basis(field, after)))
    assert zh(one) == f"2023年公务接待费 1.50万元，上年 1.35万元；{chinese}，不计算增减。"
    assert en(one) == f"Receptions 2023: 1.50 (CNY 10,000); the year before: 1.35 (CNY 10,000); {english}, so no change is computed."


def test_a_code_that_changed_its_meaning_is_not_compared() -> None:
    one = change(
        point("1.35", 2022),
        point("1.50"),
        classification=Classification(broken={"line": Caution("classification", after="2019年起不含消防")}),
    )
    assert zh(one) == "2023年公务接待费 1.50万元，上年 1.35万元；科目的含义在两年之间有变（2019年起不含消防），不计算增减。"
    assert "the code changed its meaning between the years (2019年起不含消防), so no change is computed." in en(one)


@pytest.mark.parametrize(
    ("caution", "chinese", "english"),
    [
        (
            Caution("basis_changed", after="统计口径与上年不一致"),
            "口径变了（文件写明：“统计口径与上年不一致”）",
            "the basis changed (the document says: “统计口径与上年不一致”)",
        ),
        (
            Caution("split", "甲局", "乙局", "2022-03-01", "某文"),
            "机构有变（2022-03-01，甲局分设乙局）",
            "the department changed (2022-03-01: 乙局 was split off from 甲局)",
        ),
        (
            Caution("transfer", "甲局", "乙局", "2022-03-01", "某文"),
            "职能有变（2022-03-01，甲局的职能划转到乙局）",
            "its duties changed (2022-03-01: duties of 甲局 passed to 乙局)",
        ),
        (
            Caution("merge_unclear", "甲局", "乙局", "2022-03-01", "某文"),
            "机构有变（2022-03-01，甲局并入乙局，有一年两者都有文件）",
            "the department changed (2022-03-01: 甲局 was merged into 乙局; of one year both have a document)",
        ),
    ],
)
def test_over_a_break_nothing_is_computed_and_the_break_is_told(caution: Caution, chinese: str, english: str) -> None:
    one = change(point("1.35", 2022), point("1.50"), breaks=Breaks((caution,)))
    assert zh(one) == f"2023年公务接待费 1.50万元，上年 1.35万元；{chinese}，不计算增减。"
    assert en(one) == f"Receptions 2023: 1.50 (CNY 10,000); the year before: 1.35 (CNY 10,000); {english}, so no change is computed."


def test_a_year_without_a_document_that_could_have_said_that_the_basis_changed() -> None:
    one = change(point("1.35", 2020), point("1.50"), breaks=Breaks(notes=(Caution("not_collected", after="2021、2022"),)))
    assert zh(one).endswith("（+11.11%）；没有2021、2022年自己的现行文件，看不到它有没有写明口径变了。")
    assert "; no document of 2021, 2022 itself is in force here, so" in en(one)


def test_a_department_that_was_merged_in_is_told_beside_the_change() -> None:
    one = change(point("1.35", 2022), point("1.50"), breaks=Breaks(notes=(Caution("merge", "甲局", "乙局", "2022-03-01", "某文"),)))
    assert zh(one) == "2023年公务接待费 1.50万元，比上年增加 0.15万元（+11.11%）；2022-03-01，甲局并入乙局，前后的数不是同一范围。"
    assert en(one).endswith("(+11.11%); on 2022-03-01 甲局 was merged into 乙局, so the years do not cover the same.")


def test_figures_of_different_tables_are_compared_and_the_tables_named() -> None:
    one = change(point("2,005.93", 2022, replace(BUDGET, schedule="甲表")), point("2,296.59", basis=replace(BUDGET, schedule="乙表")))
    assert zh(one) == "2023年公务接待费 2,296.59万元，比上年增加 290.66万元（+14.49%）；两年的数取自不同的表（甲表、乙表）。"
    english = en(one, About(name="Receptions", titles={"甲表": "Table A", "乙表": "Table B"}))
    assert english.endswith("(+14.49%); the figures come from different tables (Table A and Table B).")


# No rate


@pytest.mark.parametrize(
    ("base", "chinese", "english"),
    [
        (
            "0.00",
            "增加 25.00万元（上年为零，没有变化率）。",
            "up 25.00 (CNY 10,000) on the year before (the year before was zero, so there is no rate).",
        ),
        (
            "-5.00",
            "增加 30.00万元（上年为负数，没有变化率）。",
            "up 30.00 (CNY 10,000) on the year before (the year before was negative, so there is no rate).",
        ),
    ],
)
def test_a_base_that_has_no_rate(base: str, chinese: str, english: str) -> None:
    one = change(point(base, 2022), point("25.00"))
    assert zh(one) == f"2023年公务接待费 25.00万元，比上年{chinese}"
    assert en(one) == f"Receptions 2023: 25.00 (CNY 10,000), {english}"


TOLD = replace(BUDGET, source="text")
"""What a sentence tells of the year before."""


def test_a_base_told_so_roughly_that_its_rounding_decides() -> None:
    """6 may be 5.5 or 6.5, so that the fall to 3.10 is one of 44 % or of 52 %."""
    one = change(point("6", 2022, TOLD), point("3.10"))
    assert zh(one).startswith("2023年公务接待费 3.10万元，比上年减少约 3万元（上年的数只知道大概，变化率会差一个百分点以上，不写）")
    assert "(the figure of the year before is known only roughly; the rate could be off by more than one point and is not given)" in en(one)
    assert short(one) == ("约 −3万元", "about −3 (CNY 10,000)")


# No more digits than the figures hold


def test_a_base_in_whole_wan_yuan_gives_an_approximate_change() -> None:
    """290.59 is between 290.085 and 291.095, 14.49 % between 14.45 and 14.52."""
    one = change(point("2,006", 2022, TOLD), point("2,296.59"))
    assert zh(one).startswith("2023年公务接待费 2,296.59万元，比上年增加约 291万元（约 +14.5%）")
    assert en(one).startswith("Receptions 2023: 2,296.59 (CNY 10,000), up about 291 (CNY 10,000) on the year before (about +14.5%)")
    assert short(one) == ("约 +291万元（约 +14.5%）", "about +291 (CNY 10,000) (about +14.5%)")


def test_what_is_rounded_is_rounded_half_up() -> None:
    assert "比上年增加约 291万元（" in zh(change(point("2,006", 2022, TOLD), point("2,296.50")))
    assert "比上年减少约 291万元（" in zh(change(point("2,296.50", 2022), point("2,006", basis=TOLD)))
    assert "（+0.13%）" in zh(change(point("80000.00", 2022), point("80100.00")))  # 0.125 %


def test_two_figures_in_whole_wan_yuan_differ_by_whole_ones() -> None:
    one = change(point("2,006", 2022), point("2,297"))
    assert zh(one) == "2023年公务接待费 2,297万元，比上年增加 291万元（+14.51%）。"


def test_a_table_that_drops_zeros_at_the_end_is_exact_all_the_same() -> None:
    assert zh(change(point("398.4", 2022), point("420.25"))) == "2023年公务接待费 420.25万元，比上年增加 21.85万元（+5.48%）。"
    assert zh(change(point("25.03", 2022), point("0"))) == "2023年公务接待费 0万元，比上年减少 25.03万元（−100.00%）。"


def test_a_difference_below_what_the_base_can_show_is_none_to_speak_of() -> None:
    one = change(point("2,006", 2022, TOLD), point("2,006.30"))
    assert zh(one).startswith("2023年公务接待费 2,006.30万元，与上年大致持平，差额在四舍五入之内")
    assert en(one).startswith(
        "Receptions 2023: 2,006.30 (CNY 10,000), about the same as the year before: the difference is within rounding"
    )
    assert zh(change(point("2,006", 2022, TOLD), point("2,006.00"))).startswith("2023年公务接待费 2,006.00万元，与上年持平；")


def test_one_unit_for_a_sentence() -> None:
    """The printed one; else 亿元 or 万元 where all stand exactly in it with two decimals; else 元."""
    assert (
        zh(change(point("600,000.00", 2022), point("750,000.00")))
        == "2023年公务接待费 750,000.00万元，比上年增加 150,000.00万元（+25.00%）。"
    )
    whole = change(point("12000000000", 2022, YUAN), point("15000000000", basis=YUAN))
    assert zh(whole) == "2023年公务接待费 150.00亿元，比上年增加 30.00亿元（+25.00%）。"
    assert en(whole) == "Receptions 2023: 150.00 (CNY 100 million), up 30.00 (CNY 100 million) on the year before (+25.00%)."
    mixed = change(point("200.00", 2022), point("2500000.50", basis=YUAN))
    assert zh(mixed) == "2023年公务接待费 2,500,000.50元，比上年增加 500,000.50元（+25.00%）。"
    thousands = replace(BUDGET, unit="千元")
    assert zh(change(point("100.0", 2022, thousands), point("125.0", basis=thousands))).startswith(
        "2023年公务接待费 12.50万元，比上年增加 2.50万元"
    )


# What must be known of the figures


def test_a_base_from_the_text_of_the_next_document() -> None:
    """Datong 2023 says 2,296.59, 290.66 more: so last year's was 2,005.93, and it does not say of which stage."""
    one = change(point("2005.93", 2022, TEXT, derivation="2,296.59 − 290.66 = 2,005.93", step=Decimal(200)), point("2,296.59"))
    assert zh(one) == (
        "2023年公务接待费 2,296.59万元，比上年增加 290.66万元（+14.49%）；上年的数取自本年文件的文字，那里没有写明是预算数还是执行数。"
    )
    assert en(one) == (
        "Receptions 2023: 2,296.59 (CNY 10,000), up 290.66 (CNY 10,000) on the year before (+14.49%); the figure of the year "
        "before is taken from the text of this year’s document, which does not say whether it is a budget or an execution."
    )


def test_a_base_from_a_table_of_the_next_document_and_one_from_a_text_that_may_be_its_own() -> None:
    table = change(point("1.50", 2022, replace(BUDGET, source="table")), point("1.50"))
    assert zh(table) == "2023年公务接待费 1.50万元，与上年持平；上年的数取自本年文件的表格。"
    text = change(point("1.50", 2022, replace(BUDGET, source="text")), point("1.50"))
    assert zh(text) == "2023年公务接待费 1.50万元，与上年持平；上年的数取自文件的文字，不是表格。"
    assert en(text) == (
        "Receptions 2023: 1.50 (CNY 10,000), the same as the year before; "
        "the figure of the year before is taken from a text, not from a table."
    )


def test_a_figure_told_by_the_document_of_another_year_names_that_year() -> None:
    later = replace(BUDGET, source="table")
    one = change(point("1.50", 2021, later), point("1.50", 2023, later))
    assert zh(one) == "2023年公务接待费 1.50万元，与2021年持平；2021年的数取自2022年文件的表格；本年的数取自2024年文件的表格。"
    assert en(one).endswith("; the figure of this year is taken from a table of 2024’s document.")


def test_a_stage_that_its_own_document_does_not_say() -> None:
    one = change(point("1.50", 2022, replace(BUDGET, stage=None)), point("1.50"))
    assert zh(one) == "2023年公务接待费 1.50万元，与上年持平；上年的数没有写明是预算数还是执行数。"


def test_two_figures_of_last_year_are_both_told() -> None:
    sources = [point("152.61", 2022), point("150.00", 2022, replace(BUDGET, source="table"))]
    (one,) = compare(sources, [point("159.79")]).lines
    assert (
        zh(one) == "2023年公务接待费 159.79万元，比上年增加 7.18万元（+4.70%）；上年的数说法不一（152.61万元、150.00万元），这里用第一个。"
    )
    assert en(one).endswith(
        "(+4.70%); the figure of the year before is told differently (152.61 (CNY 10,000), 150.00 (CNY 10,000)), the first is used."
    )


def test_one_of_the_two_figures_may_be_blank() -> None:
    sources = [point("152.61", 2022), point("", 2022, replace(BUDGET, source="table"))]
    (one,) = compare(sources, [point("159.79")]).lines
    assert "上年的数说法不一（152.61万元、未填），这里用第一个" in zh(one)


def test_a_corrected_figure_says_so() -> None:
    one = change(point("1.50", 2022), point("1.50", evidence=Evidence("fact", 7, corrected=True)))
    assert zh(one) == "2023年公务接待费 1.50万元，与上年持平；本年的数由人更正过。"
    assert en(one) == "Receptions 2023: 1.50 (CNY 10,000), the same as the year before; the figure of this year was corrected by a person."


def test_a_figure_of_another_department_or_of_several_says_whose_it_is() -> None:
    before, after = point("300.00", 2022), point("332.00")
    renamed = change(replace(before, owner="安监局"), after)
    assert str(sentence(renamed)).endswith("；上年的数是安监局的。")
    assert str(sentence(renamed, "en")).endswith("; the figure of the year before is that of 安监局.")
    whole = replace(before, addends=(replace(before, owner="工商局"), replace(before, owner="质监局")))
    merged = change(whole, after)
    assert str(sentence(merged)).endswith("；上年的数是工商局、质监局之和。")
    assert str(sentence(merged, "en")).endswith("; the figure of the year before is the sum of 工商局, 质监局.")
    assert "本年的数是安监局的" in str(sentence(change(before, replace(after, owner="安监局"))))


def test_a_caution_without_words_is_not_left_out_in_silence() -> None:
    one = replace(change(point("1.35", 2022), point("1.50")), cautions=(Caution("count_undated", "", "2024"),))
    with pytest.raises(ValueError, match="count_undated"):
        sentence(one)


# Whole and reason


def parts() -> tuple[Change, Change]:
    """A whole of 1,000.00 that rose to 1,100.00, and a part of it that rose from 300.00 to 332.00: 32 of the 1,000 are 3.20 points."""
    whole = change(point("1,000.00", 2022, label="支出总计"), point("1,100.00", label="支出总计"))
    return change(point("300.00", 2022, label="教育支出"), point("332.00", label="教育支出")), whole


def test_what_a_part_adds_to_its_whole() -> None:
    part, whole = parts()
    assert (
        zh(part, About(parent=whole))
        == "2023年教育支出 332.00万元，比上年增加 32.00万元（+10.67%），对支出总计变化率的影响为 +3.20 个百分点。"
    )
    assert en(part, About(name="Education", parent=whole, parent_name="total expenditure")) == (
        "Education 2023: 332.00 (CNY 10,000), up 32.00 (CNY 10,000) on the year before (+10.67%); "
        "it adds 3.20 percentage points to the rate of total expenditure."
    )


def test_a_part_that_fell_and_one_that_ended_lower_their_whole() -> None:
    _, whole = parts()
    fell = change(point("300.00", 2022), point("290.00"))
    assert "，对支出总计变化率的影响为 −1.00 个百分点。" in zh(fell, About(parent=whole))
    assert "; it takes 5.00 percentage points off the rate of 支出总计." in en(ended(point("50.00", 2022)), About(parent=whole))


def test_nothing_is_said_of_what_a_blank_cell_adds() -> None:
    _, whole = parts()
    assert "百分点" not in zh(change(point("300.00", 2022), point("")), About(parent=whole))


def test_the_reason_in_the_words_of_the_document_and_that_none_was_found() -> None:
    part, _ = parts()
    assert zh(part, About(reason="人员增加")).endswith("（+10.67%）；文件说明的原因：“人员增加”。")
    assert en(part, About(reason="人员增加")).endswith("(+10.67%); the reason that the document gives: “人员增加”.")
    assert zh(part, About(reason="人员增加", reason_of="财政拨款支出")).endswith("；文件对同额的财政拨款支出说明的原因：“人员增加”。")
    assert en(part, About(reason="人员增加", reason_of="fiscal expenditure")).endswith(
        "; the reason that the document gives for fiscal expenditure, the same amount: “人员增加”."
    )
    assert zh(part, About(reason="")).endswith("（+10.67%）；没有读到文件说明的原因。")
    assert en(part, About(reason="")).endswith("(+10.67%); no reason was found in the document.")


def test_the_pieces_know_their_figures_and_what_was_computed() -> None:
    part, whole = parts()
    pieces = sentence(part, "zh", About(parent=whole, reason="人员增加")).pieces
    assert [(piece.text, piece.role) for piece in pieces if piece.role] == [
        ("332.00万元", "figure"),
        ("32.00万元", "change"),
        ("+10.67%", "change"),
        ("3.20", "change"),
        ("“人员增加”", "reason"),
    ]
    assert next(piece for piece in pieces if piece.role == "figure").point == part.after


# Of every sentence


def test_both_languages_have_the_same_phrases_with_the_same_slots() -> None:
    def slots(template: str) -> set[str]:
        return set(re.findall(r"{(\w+)}", template))

    chinese, english = LANGUAGES["zh"], LANGUAGES["en"]
    assert chinese.phrases.keys() == english.phrases.keys()
    assert chinese.words.keys() == english.words.keys()
    differing = {key for key in chinese.phrases if slots(chinese.phrases[key]) != slots(english.phrases[key])}
    assert differing == set()


def test_every_code_has_the_word_that_the_pages_use() -> None:
    assert {code: str(word) for code, word in WORDS.items()} == LANGUAGES["zh"].words
    assert WORDS.keys() == LANGUAGES["en"].words.keys()


PRINTED = st.one_of(
    st.sampled_from(["", "—", "0", "0.00"]),
    st.tuples(st.integers(-10_000_000, 10_000_000), st.integers(0, 2)).map(lambda sized: f"{Decimal(sized[0]).scaleb(-sized[1]):f}"),
)
SIDES = st.one_of(st.none(), st.tuples(PRINTED, st.sampled_from(["元", "万元", "亿元", "千元"])))
UNIT_OF = {"元": 1, "万元": 10_000, "亿元": 100_000_000, " (CNY 10,000)": 10_000, " (CNY 100 million)": 100_000_000, " (CNY)": 1, "": 1}


def parsed(text: str) -> Decimal:
    """An amount of a sentence, read back in 元."""
    unit = next(unit for unit in ("亿元", "万元", " (CNY 100 million)", " (CNY 10,000)", " (CNY)", "元", "") if text.endswith(unit))
    return Decimal(text.removesuffix(unit).replace(",", "").replace("−", "-")) * UNIT_OF[unit]


@given(SIDES, SIDES, st.booleans(), st.sampled_from(["zh", "en"]))
def test_every_figure_of_a_sentence_reads_back_as_the_figure_of_the_change(
    before: tuple[str, str] | None, after: tuple[str, str] | None, whole: bool, language: LanguageCode
) -> None:
    if before is None and after is None:
        return
    sides = [
        point(side[0], year, replace(BUDGET, unit=side[1])) if side is not None else None for side, year in ((before, 2022), (after, 2023))
    ]
    one = change(*sides, whole=whole)
    told = sentence(one, language)
    for piece in told.pieces:
        if piece.role == "figure" and piece.point is not None and piece.point.yuan is not None:
            assert parsed(piece.text) == piece.point.yuan
        elif piece.role == "figure":
            assert not re.search(r"\d", piece.text)
    texts = [piece.text for piece in told.pieces]
    computed = [at for at, piece in enumerate(told.pieces) if piece.role == "change" and not piece.text.endswith("%")]
    for at in computed:
        size = abs(one.difference or Decimal(0))
        coarsest = max(point.step for point in sides if point is not None)
        if re.search("约 $|about $", texts[at - 1]):
            assert abs(parsed(texts[at]) - size) <= coarsest / 2
        else:
            assert parsed(texts[at]) == size
    for percent in (piece.text for piece in told.pieces if piece.text.endswith("%") and "<" not in piece.text):
        assert one.rate is not None
        assert abs(Decimal(percent.rstrip("%").replace(",", "").replace("−", "-")) - one.rate) <= Decimal("0.5")
    assert one.kind != "blank" or not computed
    assert str(told).endswith("。" if language == "zh" else ".")
    assert "{" not in str(told) + told.short
    assert "None" not in str(told) + told.short
    assert "  " not in str(told)
