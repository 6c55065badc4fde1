"""The signals of a stored disclosure, and what they are gathered from."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from budgets.models import Edition, Part
from comparisons import observed, stored
from comparisons.roster import roster
from comparisons.signals.shapes import Signal
from tests.comparisons.sides import wanli, zhengxie
from tests.comparisons.test_lineage import book as year_of
from tests.comparisons.test_lineage import happened
from tests.comparisons.test_views import withdraw
from tests.factories import Book, datong_with_text, department, expect

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


def fetched(edition: Edition) -> Edition:
    return stored.with_documents(Edition.objects.filter(pk=edition.pk)).get()


def told(edition: Edition) -> dict[str, Signal]:
    return {signal.code: signal for signal in observed.observed(fetched(edition)).signals}


def test_last_years_figure_told_otherwise_leads_to_both_cells() -> None:
    last = Book(year=2022)
    last.table("operating", "2022年机关运行经费表")
    (fact,) = last.row("合计", {"amount": "150.00"}, item="total")
    last.publish()
    found = told(datong_with_text().publish())
    one = found["restated.last_year"]
    assert "2022 年自己的文件是 150.00，下一年的文件说是 152.61" in one.text
    assert [(evidence.kind, evidence.id == fact.pk) for evidence in one.evidence] == [("fact", True), ("statement", False)]
    assert one.evidence[0].line == fact.line


def test_last_year_is_the_document_of_the_former_name_as_on_every_other_page() -> None:
    """Its own document prints 100.00; this year's text says 110 after a fall of 90, which makes 200."""
    year_of("旧名局", 2018, "100.00").publish()
    book = year_of("今名局", 2019, "110.00")
    book.say("支出总计110.00万元，比上年减少90.00万元。", "支出总计", amount="110.00", change="90.00", direction="decrease")
    edition = book.publish()
    happened("rename", ("旧名局", "今名局"))
    (one,) = [signal for signal in observed.observed(fetched(edition)).signals if signal.code == "stated.change"]
    assert one.text == "支出总计：文件写增减 −90.00 万元，两年的数算出来是 +10.00 万元。"
    assert [(point.owner, point.yuan) for point in one.points] == [("旧名局", Decimal(1_000_000)), ("", Decimal(1_100_000))]


def test_a_figure_of_the_former_name_that_is_told_otherwise_names_whose_it_is() -> None:
    year_of("旧名局", 2018, "100.00").publish()
    book = year_of("今名局", 2019, "110.00")
    book.say("支出总计110.00万元，上年200.00万元。", "支出总计", amount="110.00", base="200.00", base_year=2018)
    edition = book.publish()
    happened("rename", ("旧名局", "今名局"))
    one = told(edition)["restated.last_year"]
    assert one.text == (
        "支出总计（万元）：2018 年自己的文件是 100.00，下一年的文件说是 200.00。2018 年的文件是旧名局的，它后来更名。"
        "下一年的文件没有写明它是预算数还是执行数。"
    )


def test_over_a_split_signals_compare_nothing_either() -> None:
    """100 → 300 without a reason would be a large change; the year is broken."""
    for name, kind in (("大局", "split"), ("别局", "")):
        year_of(name, 2018, "100.00").publish()
        book = year_of(name, 2019, "300.00")
        book.say("政府采购预算总额1.00万元。", "政府采购预算总额", amount="1.00")
        edition = book.publish()
        if kind:
            happened(kind, (name, "新局"))
        assert ("change.no_reason" in told(edition)) == (not kind)


def test_a_stated_percentage_that_the_years_contradict() -> None:
    """万里街道: 16,497.86 → 15,621.11 is −5.31 %; the sentence was made to say 6.31."""
    wanli(2023).publish()
    one = told(wanli(2024).publish())["stated.change"]
    assert one.text == "支出总计：文件写变化率 −6.31%，两年的数算出来是 −5.31%。"


def final_accounts(printed: str) -> Edition:
    book = Book(stage="final_accounts")
    book.table("three_public", "“三公”经费支出决算表")
    book.row("合计", {"total": printed}, item="total", figure="budget")
    book.row("合计", {"total": "4.00"}, item="total", figure="final")
    return book.publish()


def budget() -> None:
    book = Book()
    book.table("three_public", "“三公”经费支出预算表")
    book.row("合计", {"total": "10.50"}, item="total")
    book.publish()


def test_the_budget_inside_final_accounts_is_set_beside_the_budget() -> None:
    budget()
    edition = final_accounts("12.00")
    one = told(edition)["restated.budget"]
    assert one.text == "“三公”经费（万元）：2023 年预算文件是 10.50，决算文件里的预算数是 12.00。"
    assert [figure.yuan for figure in one.points] == [Decimal(105_000), Decimal(120_000)]


def test_the_same_budget_is_no_signal_and_without_a_budget_there_is_none() -> None:
    assert "restated.budget" not in told(final_accounts("12.00"))
    budget()
    assert "restated.budget" not in told(final_accounts("10.50"))


def test_a_budget_that_only_a_sentence_of_the_final_accounts_names() -> None:
    budget()
    book = Book(stage="final_accounts")
    book.table("three_public", "“三公”经费支出决算表")
    book.row("合计", {"total": "4.00"}, item="total")
    said = {"amount": "4.00", "base": "12.00", "base_year": 2023, "base_kind": "budget", "percent": "33.33", "percent_kind": "completion"}
    statement = book.say("“三公”经费支出年初预算为12.00万元，决算为4.00万元，完成预算的33.33%。", "“三公”经费支出", **said)
    one = told(book.publish())["restated.budget"]
    assert one.statements == (statement.pk,)


def test_a_gap_is_told_by_the_disclosure_behind_it() -> None:
    zhengxie(2017).publish()
    edition = zhengxie(2019).publish()
    assert told(edition)["disclosure.missing"].text == "2018 年部门预算：没有收录；2017 年和 2019 年的都有。"
    zhengxie(2018).publish()
    assert "disclosure.missing" not in told(edition)


def test_dates_of_the_documents_say_whether_it_was_late() -> None:
    book = zhengxie(2018)
    book.document.approved_on, book.document.published_on = date(2018, 2, 1), date(2018, 2, 28)
    book.document.save()
    edition = book.publish()
    (entry,) = roster(stored.disclosed_of([department("江苏省政协办公厅").pk]))
    assert (entry.published.timing, entry.published.days_late, entry.state) == ("late", 7, "there")
    assert told(edition)["disclosure.late"].editions == (edition.pk,)


def test_without_dates_it_is_not_known() -> None:
    zhengxie(2018).publish()
    (entry,) = roster(stored.disclosed_of([department("江苏省政协办公厅").pk]))
    assert (entry.published.timing, entry.published.why) == ("not_known", "both")


TODAY = date(2026, 1, 1)
OFFICE = "江苏省政协办公厅"


def codes(edition: Edition | None, name: str = OFFICE) -> list[str]:
    (one,) = [one for one in observed.of_department(department(name).pk) if one.edition == edition]
    return [signal.code for signal in one.signals]


def test_what_the_list_asks_for_and_nobody_collected_stands_on_its_own() -> None:
    edition = zhengxie(2018).publish()
    expect(OFFICE, 2018)
    expect(OFFICE, 2019)
    expect(OFFICE, 2018, stage="final_accounts")
    found = observed.of_department(department(OFFICE).pk)
    assert [(one.due.year, one.due.stage, one.edition) for one in found] == [
        (2019, "budget", None),
        (2018, "final_accounts", None),
        (2018, "budget", edition),
    ]
    assert [signal.text for one in found if one.edition is None for signal in one.signals] == [
        "2019 年部门预算：没有收录；应当有，依据是某省预算公开名单（第三条）。",
        "2018 年部门决算：没有收录；应当有，依据是某省预算公开名单（第三条）。",
    ]
    assert "disclosure.missing" not in codes(edition)
    assert observed.observed(fetched(edition)).edition == edition


def test_a_gap_that_is_listed_is_told_once_and_by_the_list() -> None:
    zhengxie(2017).publish()
    edition = zhengxie(2019).publish()
    expect(OFFICE, 2018)
    assert "disclosure.missing" not in codes(edition)
    assert codes(None) == ["disclosure.missing"]


def test_a_department_of_which_nothing_was_collected() -> None:
    expect(OFFICE, 2018)
    assert codes(None) == ["disclosure.missing"]
    assert observed.of_department(department("别的厅").pk) == ()


def test_what_was_withdrawn_was_collected() -> None:
    withdraw(zhengxie(2018).publish())
    expect(OFFICE, 2018)
    assert observed.of_department(department(OFFICE).pk) == ()


def test_the_lists_dates_say_that_a_collected_one_was_late_only_where_both_are_known() -> None:
    edition = zhengxie(2018).publish()
    listed = expect(OFFICE, 2018, approved_on=date(2018, 2, 1))
    assert "disclosure.late" not in codes(edition)
    listed.published_on = date(2018, 2, 28)  # the last day is 21 February
    listed.save()
    assert told(edition)["disclosure.late"].text == "2018 年部门预算：2018-02-01 批复，2018-02-28 公开，比批复后 20 日晚 7 日。"


def test_files_that_tell_two_days_of_approval_are_not_decided_by_the_list() -> None:
    """Either day, and the list's, is more than 20 days before 28 February: with a day of approval it would be late."""
    expect(OFFICE, 2018, approved_on=date(2018, 1, 1), published_on=date(2018, 2, 28))
    one, other = zhengxie(2018), zhengxie(2018)
    for book, day in ((one, 1), (other, 2)):
        book.document.approved_on = date(2018, 2, day)
        book.document.save()
    Part.objects.create(edition=one.edition, reading=other.finish().parts.get().reading, order=1)
    assert "disclosure.late" not in codes(one.publish())


def test_nothing_is_missing_before_its_day_has_come() -> None:
    expect(OFFICE, 2026, approved_on=date(2025, 12, 12))  # 20 days later is 1 January 2026
    pk = department(OFFICE).pk
    assert stored.listed_of([pk], TODAY) == ()
    assert [one.due.year for one in stored.listed_of([pk], date(2026, 1, 2))] == [2026]


def test_the_list_is_read_by_one_query_however_long_it_is(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for name in (OFFICE, "江苏省高级人民法院"):
        for year in range(2017, 2023):
            expect(name, year)
    both = [department(OFFICE).pk, department("江苏省高级人民法院").pk]
    with django_assert_num_queries(1):
        assert len(stored.listed_of(both, TODAY)) == 12


def test_a_draft_is_no_disclosure() -> None:
    zhengxie(2018).finish()
    assert stored.disclosed_of([department("江苏省政协办公厅").pk]) == ()


def test_empty_tables_are_there_and_have_no_figures() -> None:
    book = Book(year=2018)
    book.table("fund_expenditure", "政府性基金表", no_data=True)
    book.table("operating", "机关运行经费表")
    book.row("合计", {"amount": None}, item="total")
    book.table("", "别的表")
    book.publish()
    (one,) = stored.disclosed_of([department().pk])
    assert (one.full, one.empty, one.unrecognised, one.state) == ((), ("fund_expenditure", "operating"), 0, "empty")


def test_queries_are_constant_over_years(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    zhengxie(2019).publish()
    edition = fetched(zhengxie(2019).publish())
    with CaptureQueriesContext(
        connection,
    ) as few:
        observed.observed(edition)
    for year in (2017, 2018):
        zhengxie(year).publish()
        zhengxie(year, "final_accounts").publish()
        expect(OFFICE, year - 8)
    with django_assert_num_queries(len(few)):
        observed.observed(edition)
    assert len(few) <= 20
