"""From stored rows to comparisons. The figures are those printed in the 2023 disclosure of 大同市应急管理局, the sums done by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from budgets.models import Edition
from comparisons import series, spoken, stored
from comparisons.changes import Changes
from comparisons.indicators import BY_KEY
from comparisons.standings import asked, entries
from tests.factories import Book, datong, datong_with_text

if TYPE_CHECKING:
    pass

pytestmark = pytest.mark.django_db


def headline(edition: Edition) -> Changes:
    previous = stored.previous(edition).edition
    volumes = stored.read([edition, previous] if previous else [edition])
    return series.headline(volumes[edition.pk], volumes[previous.pk] if previous else None)


def amounts(changes: Changes) -> dict[str, tuple[str, str]]:
    """Before and after in 万元, as a person would note them down."""

    def written(yuan: Decimal | None) -> str:
        return "" if yuan is None else f"{yuan / 10000:.2f}"

    return {
        change.key: (written(change.before.yuan) if change.before else "?", written(change.after.yuan) if change.after else "?")
        for change in changes.lines
    }


def test_last_years_figures_come_from_this_years_text_where_there_is_no_document_of_last_year() -> None:
    changes = headline(datong_with_text().publish())
    assert amounts(changes) == {
        "total_income": ("2005.93", "2296.59"),
        "total_expenditure": ("2005.93", "2296.59"),
        "basic": ("?", "1486.79"),
        "personnel": ("?", "1327.00"),
        "operating": ("?", "159.79"),
        "project": ("?", "809.80"),
        "three_public": ("10.50", "10.50"),
        "abroad": ("?", ""),
        "reception": ("0.00", "0.00"),
        "vehicles": ("?", "10.50"),
        "vehicle_purchase": ("?", ""),
        "vehicle_running": ("?", "10.50"),
        "agency_running": ("152.61", "159.79"),
        "procurement": ("?", "398.40"),
    }
    total = changes.of("total_expenditure")
    assert total is not None
    assert total.rate is not None
    assert total.before is not None
    assert (total.difference, round(total.rate, 2), total.before.basis.source) == (Decimal("2906600"), Decimal("14.49"), "text")
    assert [caution.code for caution in total.cautions] == ["stage_not_stated"]
    agency = changes.of("agency_running")
    assert agency is not None
    assert agency.rate is not None
    assert (agency.difference, round(agency.rate, 2)) == (Decimal("71800"), Decimal("4.70"))


def test_last_years_own_document_is_used_where_there_is_one_and_the_text_is_kept() -> None:
    last = Book(year=2022)
    last.table("operating", "2022年机关运行经费表")
    last.row("合计", {"amount": "150.00"}, item="total")
    last.publish()
    agency = headline(datong_with_text().publish()).of("agency_running")
    assert agency is not None
    assert agency.before is not None
    assert (agency.before.yuan, agency.before.basis.source) == (Decimal("1500000"), "own")
    assert [(point.yuan, point.basis.source) for point in agency.others] == [(Decimal("1526100"), "text")]
    assert [caution.code for caution in agency.cautions] == ["restated"]


def test_a_figure_printed_twice_with_different_amounts_is_none() -> None:
    book = Book()
    book.table("operating", "机关运行经费表")
    book.row("合计", {"amount": "159.79"}, item="total")
    book.row("合计", {"amount": "160.00"}, item="total", row_key="合计#2")
    assert headline(book.publish()).of("agency_running") is None


def test_items_may_be_columns() -> None:
    book = Book()
    book.table("three_public", "“三公”经费表", unit="元")
    book.row("合计", {"total": "479,100", "abroad": "0", "reception": "13,500", "vehicles": "465,600"}, item="total")
    assert {key: value for key, (_, value) in amounts(headline(book.publish())).items()} == {
        "three_public": "47.91",
        "abroad": "0.00",
        "reception": "1.35",
        "vehicles": "46.56",
    }


def test_lines_are_joined_by_code_and_their_contributions_add_up() -> None:
    last = Book(year=2022)
    last.table("expenditure", "2022年支出总表")
    last.row("合计", {"total": "2,005.93"}, item="total")
    for code, label, printed in (("208", "社会保障和就业支出", "150.00"), ("211", "节能环保支出", "5.93"), ("224", "应急", "1,850.00")):
        last.row(label, {"total": printed}, code=code)
    last.publish()
    edition = datong().publish()
    previous = stored.previous(edition).edition
    assert previous is not None
    volumes = stored.read([edition, previous])
    changes = series.lines(volumes[edition.pk], volumes[previous.pk], "expenditure")
    kinds = {change.key: (change.kind, change.contribution) for change in changes.parts("total")}
    assert kinds == {
        "208": ("changed", Decimal("167000")),
        "210": ("new", Decimal("547000")),
        "211": ("ended", Decimal("-59300")),
        "213": ("new", Decimal("2749100")),
        "221": ("new", Decimal("1653300")),
        "224": ("changed", Decimal("-2150500")),
    }
    total = next(level for level in changes.levels if level.parent == "total")
    assert (total.difference, total.residual) == (Decimal("2906600"), Decimal(0))
    assert [change.key for change in changes.parts("221")] == ["22102"]
    assert [change.key for change in changes.parts("22102")] == ["2210201", "2210202"]


def test_a_table_without_a_last_year_has_figures_and_no_changes() -> None:
    edition = datong().publish()
    volume = stored.read([edition])[edition.pk]
    changes = series.lines(volume, None, "expenditure", "project")
    assert {change.kind for change in changes.lines} == {"unknown"}
    health = changes.of("210")
    assert health is not None
    assert health.after is not None
    assert (health.after.yuan, health.after.presence) == (None, "blank")


def test_a_line_of_names_is_found_again_whatever_its_ordinal() -> None:
    last = Book(year=2022)
    last.table("summary", "2022年收支总表")
    last.row("二、公共安全支出", {"total": "9.00"}, side="expenditure")
    last.publish()
    book = Book()
    book.table("summary", "2023年收支总表")
    book.row("四、公共安全支出", {"total": "10.00"}, side="expenditure")
    edition = book.publish()
    previous = stored.previous(edition).edition
    assert previous is not None
    volumes = stored.read([edition, previous])
    (change,) = series.lines(volumes[edition.pk], volumes[previous.pk], "summary").lines
    assert (change.key, change.difference) == ("expenditure:公共安全支出", Decimal("10000"))


def test_a_code_that_was_renumbered_is_one_line_and_one_that_was_redefined_is_not_compared() -> None:
    """The economic classification of 2018: 30311 住房公积金 became 30113, and 301 took it in."""
    last = Book(year=2017)
    last.table("general_basic", "2017年基本支出表")
    last.row("工资福利支出", {"total": "90.00"}, code="301")
    last.row("住房公积金", {"total": "9.00"}, code="30311")
    last.publish()
    book = Book(year=2018)
    book.table("general_basic", "2018年基本支出表")
    book.row("工资福利支出", {"total": "100.00"}, code="301")
    book.row("住房公积金", {"total": "10.00"}, code="30113")
    edition = book.publish()
    previous = stored.previous(edition).edition
    assert previous is not None
    volumes = stored.read([edition, previous])
    changes = series.lines(volumes[edition.pk], volumes[previous.pk], "general_basic")
    assert {change.key: (change.kind, change.difference) for change in changes.lines} == {
        "301": ("unlike", None),
        "30113": ("changed", Decimal("10000")),
    }


def test_this_years_table_may_print_last_years_figure() -> None:
    book = Book()
    book.table("operating", "机关运行经费表")
    book.row("合计", {"amount": "159.79"}, item="total")
    book.row("合计", {"amount": "152.61"}, item="total", figure="previous", fiscal_year=2022)
    agency = headline(book.publish()).of("agency_running")
    assert agency is not None
    assert agency.before is not None
    assert (agency.before.yuan, agency.before.basis.source, agency.before.year) == (Decimal("1526100"), "table", 2022)


def test_a_final_account_is_read_from_its_final_column() -> None:
    book = Book(stage="final_accounts")
    book.table("three_public", "“三公”经费支出决算表")
    book.row("合计", {"total": "12.00"}, item="total", figure="budget")
    book.row("合计", {"total": "10.50"}, item="total", figure="final")
    three_public = headline(book.publish()).of("three_public")
    assert three_public is not None
    assert three_public.after is not None
    assert (three_public.after.yuan, three_public.after.basis.stage) == (Decimal("105000"), "final_accounts")


def test_what_the_text_says_is_set_beside_the_tables() -> None:
    edition = datong_with_text().publish()
    volume = stored.read([edition])[edition.pk]
    found = [(claim.key, {one.what: one.verdict for one in claim.checks}) for claim in spoken.claims(volume, headline(edition))]
    assert found == [
        ("total_income", {"amount": "agrees", "change": "unchecked", "percent": "agrees"}),
        ("total_expenditure", {"amount": "agrees", "change": "unchecked", "percent": "agrees"}),
        ("three_public", {"amount": "agrees", "change": "unchecked"}),
        ("reception", {"amount": "unchecked", "change": "unchecked"}),
        ("agency_running", {"amount": "agrees", "change": "agrees"}),
        ("procurement", {"amount": "unchecked"}),
    ]


@pytest.mark.parametrize(
    ("cell", "told", "shown"),
    [
        (None, ["0.00"], ("0.00", "printed", "text")),
        ("—", ["28.00"], ("280000.00", "printed", "text")),
        (None, [], ("", "blank", "own")),
        ("—", [], ("", "dash", "own")),
        (None, ["0.00", "28.00"], ("", "blank", "own")),
        ("14.00", ["0.00"], ("140000.00", "printed", "own")),
    ],
)
def test_a_blank_cell_or_a_dash_gives_way_to_what_the_text_states(cell: str | None, told: list[str], shown: tuple[str, str, str]) -> None:
    """As 上海市数据局 in 2026: the cell of 公务用车购置费 is blank, and the text says 公务用车购置费0.00万元."""
    book = Book()
    book.table("three_public", "“三公”经费支出表")
    book.row("合计", {"vehicle_purchase": cell}, item="total")
    for amount in told:
        book.say(f"公务用车购置费{amount}万元。", "公务用车购置费", amount=amount)
    edition = book.publish()
    volume = stored.read([edition])[edition.pk]
    (point,) = series.indicator_points(volume, BY_KEY["vehicle_purchase"])
    assert (f"{point.yuan:.2f}" if point.yuan is not None else "", point.presence, point.basis.source) == shown
    (entry,) = entries(asked("vehicle_purchase", 2023, "budget", "unit")).now
    assert (entry.yuan, entry.absent or "printed", entry.basis.source) == (point.yuan, point.presence, point.basis.source)
    claims = spoken.claims(volume, headline(edition))
    assert {check.why for claim in claims for check in claim.checks} <= ({""} if shown[1:] == ("printed", "own") else {"blank"})


def three_public_of(year: int, title: str, head: str = "total") -> Book:
    book = Book(year=year)
    book.table("three_public", title)
    book.row("合计", {head: "10.50"}, item="total")
    return book


def test_figures_of_different_funds_are_not_compared_and_the_difference_is_named() -> None:
    three_public_of(2022, "财政拨款“三公”经费支出表").publish()
    change = headline(three_public_of(2023, "一般公共预算“三公”经费支出表").publish()).of("three_public")
    assert change is not None
    assert (change.kind, change.difference, change.rate) == ("unlike", None, None)
    assert [(caution.code, caution.before, caution.after) for caution in change.cautions] == [("fund", "fiscal", "general")]


def test_a_title_that_names_no_funds_is_no_difference() -> None:
    three_public_of(2022, "“三公”经费支出表").publish()
    change = headline(three_public_of(2023, "一般公共预算“三公”经费支出表").publish()).of("three_public")
    assert change is not None
    assert change.difference == 0
    assert change.cautions == ()


@pytest.mark.parametrize(("subject", "fund"), [("财政拨款“三公”经费预算", "fiscal"), ("“三公”经费预算", "")])
def test_a_sentence_is_of_the_funds_that_its_subject_names(subject: str, fund: str) -> None:
    """北京市统计局: 财政拨款“三公”经费 is not known to be that of 一般公共预算 alone."""
    made = Book(year=2026)
    made.say(f"{subject}73.79万元。", subject, amount="73.79")
    made.say("2026年预算数11.43万元。", "公务用车购置和运行维护费", amount="11.43", section=f"四、{subject}情况说明")
    points = series.own_headline(stored.read([made.publish()])[made.edition.pk], [BY_KEY["three_public"], BY_KEY["vehicles"]])
    assert [(point.printed, point.basis.fund) for point in points] == [("73.79", fund), ("11.43", fund)]


@pytest.mark.parametrize(("told", "fund"), [("10.50", "general"), ("9.00", "fiscal")])
def test_a_sentence_that_tells_the_tables_very_amount_speaks_of_its_funds(told: str, fund: str) -> None:
    made = three_public_of(2026, "一般公共预算财政拨款“三公”经费支出表")
    text = f"财政拨款“三公”经费{told}万元，比上年减少1.00万元。"
    made.say(text, "财政拨款“三公”经费", amount=told, change="1.00", direction="decrease", base_year=2025)
    (point,) = series.earlier_headline(stored.read([made.publish()])[made.edition.pk], [BY_KEY["three_public"]])
    assert point.basis.fund == fund


@pytest.mark.parametrize(("operating", "parent"), [("30.00", "basic"), ("25.00", None)])
def test_a_figure_of_other_funds_is_a_part_where_there_is_no_other(operating: str, parent: str | None) -> None:
    """省政协: 人员经费 and 公用经费 of 财政拨款基本支出 come to 80 less than all 基本支出."""
    made = Book(year=2019)
    made.table("expenditure", "支出总表")
    made.row("合计", {"total": "150.00", "basic": "100.00"}, item="total")
    for subject, amount in (("人员经费", "70.00"), ("公用经费", operating)):
        made.say(f"（一）{subject}{amount}万元。", subject, amount=amount, part_of="财政拨款基本支出预算")
    points = series.own_headline(stored.read([made.publish()])[made.edition.pk])
    parents = {point.key: point.parent for point in points}
    assert (parents["basic"], parents["personnel"], parents["operating"]) == ("total_expenditure", parent, parent)


def test_the_only_column_of_a_table_is_its_total_whatever_its_head() -> None:
    last, book = three_public_of(2022, "“三公”经费支出表", "amount").publish(), three_public_of(2023, "“三公”经费支出表").publish()
    volumes = stored.read([last, book])
    change = series.lines(volumes[book.pk], volumes[last.pk], "three_public").of("total")
    assert change is not None
    assert change.difference == 0


def of_income(year: int, *rows: tuple[str, str]) -> Edition:
    book = Book(year=year)
    book.table("income", "收入总表")
    for label, amount in rows:
        book.row(label, {"total": amount})
    book.row("收入总计", {"total": "100.00"}, item="total")
    return book.publish()


def test_rows_without_codes_that_do_not_add_up_to_the_row_above_are_none_of_its_parts() -> None:
    """江苏's table of income prints 一般公共预算资金 and in it 公共财政拨款: two levels, and nothing printed says so."""
    edition = of_income(2023, ("一般公共预算资金", "99.00"), ("公共财政拨款", "99.00"), ("其他资金", "1.00"))
    points = series.own_lines(stored.read([edition])[edition.pk], "income", "total")
    assert {point.label: point.parent for point in points} == dict.fromkeys(("一般公共预算资金", "公共财政拨款", "其他资金", "收入总计"))


def test_rows_without_codes_that_add_up_are_the_parts() -> None:
    edition = of_income(2023, ("一般公共预算资金", "99.00"), ("其他资金", "1.00"))
    points = series.own_lines(stored.read([edition])[edition.pk], "income", "total")
    assert {point.label: point.parent for point in points} == {"一般公共预算资金": "total", "其他资金": "total", "收入总计": None}


def test_a_row_is_a_part_of_the_nearest_row_whose_names_it_stands_under() -> None:
    """江苏's procurement: 办案费 is printed beside 会议费 and has no row; two rows of one name differ by the form beside it."""
    book = Book(year=2023)
    book.table("procurement", "政府采购表")
    book.row("服务", {"total": "30.00"})
    book.row("会议费", {"total": "30.00"}, path=["服务", "办案费"])
    for form, amount in (("集中采购", "20.00"), ("分散采购", "10.00")):
        book.row("会议服务", {"total": amount}, path=["服务", "办案费", "会议费"], row_key=f"服务/办案费/会议费/会议服务|{form}")
    edition = book.publish()
    points = series.own_lines(stored.read([edition])[edition.pk], "procurement", "total")
    assert [(point.label, point.parent) for point in points] == [
        ("服务", None),
        ("办案费 › 会议费", "服务"),
        ("会议服务（集中采购）", "服务/办案费/会议费"),
        ("会议服务（分散采购）", "服务/办案费/会议费"),
    ]


@pytest.mark.parametrize(("printed", "told"), [("100.00", "90.00"), ("120.00", None)])
def test_income_of_the_year_alone_says_nothing_of_all_income(printed: str, told: str | None) -> None:
    """本年收入合计 100, up by 10: with carry-over 收入总计 is 120, and what was carried into last year is not known."""
    made = Book("甲局", year=2024)
    made.table("summary", "收支总表")
    made.row("收入总计", {"amount": printed}, side="income", item="total")
    made.say(
        "本年收入合计100万元，较上年增加10万元。",
        "本年收入合计",
        amount="100",
        unit="万元",
        change="10",
        direction="increase",
        base_year=2023,
    )
    edition = made.publish()
    volume = stored.read([edition])[edition.pk]
    (change,) = series.headline(volume, None, [BY_KEY["total_income"]]).lines
    before = change.before.yuan / 10000 if change.before is not None and change.before.yuan is not None else None
    assert before == (None if told is None else Decimal(told))
    claims = spoken.claims(volume, series.headline(volume), [BY_KEY["total_income"]])
    assert bool(claims) == (told is not None)


@pytest.mark.parametrize(("base", "base_kind", "stage"), [("9.00", "budget", "budget"), ("8.00", "budget", None), ("9.00", "", None)])
def test_the_text_names_the_stage_of_the_figure_that_a_table_prints_for_last_year(base: str, base_kind: str, stage: str | None) -> None:
    """深圳: the table says only 2025年 9.00, and the text 比2025年年初预算9.00万元减少."""
    made = Book("甲局", year=2026)
    made.table("three_public", "“三公”经费表")
    made.row("合计", {"total": "8.50"}, item="total")
    made.row("合计", {"total": "9.00"}, item="total", fiscal_year=2025)
    text = f"“三公”经费8.50万元，比2025年年初预算{base}万元减少0.50万元。"
    made.say(text, "“三公”经费", amount="8.50", base=base, base_year=2025, base_kind=base_kind, change="0.50", direction="decrease")
    edition = made.publish()
    volume = stored.read([edition])[edition.pk]
    table, *_text = series.earlier_headline(volume, [BY_KEY["three_public"]])
    assert (table.basis.source, table.basis.stage, table.yuan) == ("table", stage, Decimal(90000))


def _spends(year: int, total: str, basic: str, project: str, reserve: str) -> Book:
    book = Book("甲局", year=year)
    book.table("summary", "收支总表")
    book.row("支出总计", {"amount": total}, side="expenditure", item="total")
    book.table("expenditure", "支出总表")
    book.row("合计", {"total": total, "basic": basic, "project": project, "reserve": reserve, "to_superior": "0"}, item="total")
    return book


def test_all_that_is_spent_is_made_up_of_its_natures() -> None:
    """江苏省政协办公厅 2018 and 2019 (万元): what basic and project expenditure leave is the reserve, not a residual."""
    before = _spends(2018, "10150.48", "5678.17", "3314.68", "1157.63").publish()
    after = _spends(2019, "13377.11", "6522.75", "4968.34", "1886.02").publish()
    volumes = stored.read([before, after])
    changes = series.headline(volumes[after.pk], volumes[before.pk])
    assert {change.key: change.difference for change in changes.parts("total_expenditure")} == {
        "basic": Decimal("8445800"),
        "project": Decimal("16536600"),
        "reserve": Decimal("7283900"),
    }
    (level,) = (one for one in changes.levels if one.parent == "total_expenditure")
    assert level.residual == 0


def test_a_part_that_few_have_is_left_out_where_it_is_nothing() -> None:
    volume, earlier = (
        stored.read([edition])[edition.pk] for edition in (_spends(year, "3", "1", "2", "0").publish() for year in (2019, 2018))
    )
    assert [change.key for change in series.headline(volume, earlier).lines] == ["total_expenditure", "basic", "project"]
    (alone,) = series.headline(volume, earlier, [BY_KEY["reserve"]]).lines
    assert (alone.before, alone.after) != (None, None)


def test_a_part_that_was_nothing_before_is_shown_with_its_nought() -> None:
    editions = [_spends(2018, "3", "1", "2", "0").publish(), _spends(2019, "4", "1", "2", "1").publish()]
    volumes = stored.read(editions)
    changes = series.headline(volumes[editions[1].pk], volumes[editions[0].pk])
    change = changes.of("reserve")
    assert change is not None
    assert change.before is not None
    assert change.before.yuan == 0
    assert change.difference == 10_000


def test_what_a_table_counts_among_the_projects_is_no_part_beside_them() -> None:
    edition = _spends(2019, "3", "1", "2", "0.5").publish()
    parents = {point.key: point.parent for point in series.own_headline(stored.read([edition])[edition.pk])}
    assert (parents["project"], parents["reserve"]) == ("total_expenditure", None)


@pytest.mark.parametrize(
    ("stated", "left_out", "verdict", "calculation"),
    [
        ("1327.00", "", "agrees", "工资福利支出 + 对个人和家庭的补助 = 1,327.00"),
        ("1337.00", "", "unchecked", ""),  # the text may divide them in another way
        ("1327.00", "303", "unchecked", ""),
        ("1327.00", "310", "unchecked", ""),  # what is there does not come to the total
    ],
)
def test_personnel_costs_that_the_table_gives_as_rows_alone_are_checked_by_their_sum(
    stated: str, left_out: str, verdict: str, calculation: str
) -> None:
    """1,326.46 + 0.54 = 1,327.00; with 151.79 and 8.00 they come to 1,486.79."""
    made = Book()
    made.table("general_basic", "一般公共预算基本支出表")
    rows = (("301", "工资福利支出", "1,326.46"), ("302", "商品和服务支出", "151.79"), ("303", "对个人和家庭的补助", "0.54"))
    for code, label, printed in (*rows, ("310", "资本性支出", "8.00")):
        if code != left_out:
            made.row(label, {"total": printed}, code=code)
    made.row("合计", {"total": "1,486.79"}, item="total")
    made.say(f"人员经费{stated}万元。", "人员经费", amount=stated, section="一般公共预算基本支出情况", part_of="基本支出")
    volume = stored.read([made.publish()])[made.edition.pk]
    (claim,) = [one for one in spoken.all_claims(volume) if one.key == "personnel"]
    assert [(one.verdict, one.calculation) for one in claim.checks] == [(verdict, calculation)]
