"""What is read of the stored truth, and in how many queries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from budgets.models import Edition
from comparisons import report, series, stored
from tests.factories import Book, datong, department

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("other", [{"stage": "final_accounts"}, {"scope": "department"}, {"year": 2021}, {"name": "大同市财政局"}])
def test_only_the_same_stage_scope_and_department_one_year_earlier_is_last_years_document(other: dict[str, Any]) -> None:
    arguments: dict[str, Any] = {"year": 2022, **other}
    Book(**arguments).publish()
    edition = datong().publish()
    assert stored.previous(edition).edition is None


def test_the_budget_and_the_final_account_of_a_year_each_have_their_own_previous_year() -> None:
    stages = ("budget", "final_accounts")
    last, this = ({stage: datong(year=year, stage=stage).publish() for stage in stages} for year in (2022, 2023))
    for stage in stages:
        assert stored.previous(this[stage]).edition == last[stage]
    department_ = last["budget"].disclosure.department if last["budget"].disclosure else department()
    assert set(stored.shown_editions(department_)) == {*last.values(), *this.values()}


def test_a_draft_is_nobodys_previous_year() -> None:
    Book(year=2022).finish()
    assert stored.previous(datong().publish()).edition is None


def test_tables_are_known_even_where_they_are_empty() -> None:
    edition = datong().publish()
    tables = stored.read([edition])[edition.pk].tables
    assert [(table.schedule, table.no_data, table.facts) for table in tables] == [
        ("summary", False, 4),
        ("expenditure", False, 27),
        ("general_basic", False, 3),
        ("three_public", False, 12),
        ("operating", False, 2),
        ("fund_expenditure", True, 0),
    ]
    assert tables[2].carry_over == "excluded"


def test_editions_are_read_in_three_queries_however_many(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for year in (2021, 2022, 2023):
        datong(year=year).publish()
    editions = list(stored.shown_editions(department()))
    with django_assert_num_queries(3):
        volumes = stored.read(editions)
    assert len(volumes) == 3


def test_a_table_is_flagged_by_the_file_and_the_line_of_a_finding_not_by_the_line_alone() -> None:
    """Text and tables are two files of one edition; line 5 of each is something else."""
    text, tables = Book(), Book()
    tables.edition = text.edition
    text.table("three_public", "“三公”经费表")
    text.row("合计", {"total": "10.50"}, item="total")
    tables.table("operating", "机关运行经费表")
    tables.row("合计", {"amount": "159.79"}, item="total")
    sources = [{"line": 99}, {"line": 5, "sha256": tables.document.sha256}]
    text.find("text.figure", "mismatch", "不同。", line=99, sources=sources)
    tables.finish()
    edition = text.publish()
    found = report.report(stored.with_documents(Edition.objects.filter(pk=edition.pk)).get())
    assert {one.table.schedule: one.state for one in found.coverage} == {"three_public": "full", "operating": "flagged"}


def two_tables_of_a_kind(stage: str) -> Book:
    """The first has no column of projects; of the second, which has last year's and planned figures too, there are more rows."""
    book = Book(stage=stage)
    book.table("expenditure", "支出总表")
    book.row("公共安全支出", {"total": "5.00", "basic": "5.00"}, code="204")
    book.table("expenditure", "支出总表（续）")
    for code, total, basic, project in (("204", "5.00", "3.00", "2.00"), ("208", "7.00", "6.00", "1.00"), ("221", "4.00", None, "4.00")):
        book.row(f"{code}支出", {"total": total, "basic": basic, "project": project}, code=code)
        book.row(f"{code}支出", {"project": "1.50"}, code=code, fiscal_year=2022, column=3)
        if stage == "final_accounts":
            book.row(f"{code}支出", {"project": "2.50"}, code=code, figure="budget", column=4)
            book.row(f"{code}支出", {"project": project}, code=code, figure="final", column=5)
    return book


@pytest.mark.parametrize("stage", ["budget", "final_accounts"])
@pytest.mark.parametrize("measure", ["total", "basic", "project", "nothing"])
def test_one_column_of_a_table_is_the_same_whether_the_others_are_read_or_not(stage: str, measure: str) -> None:
    edition = two_tables_of_a_kind(stage).publish()
    [alone], [whole] = (read.values() for read in (stored.read_table([edition], "expenditure", measure), stored.read([edition])))
    assert series.own_lines(alone, "expenditure", measure) == series.own_lines(whole, "expenditure", measure)
    assert series.earlier_lines(alone, "expenditure", measure) == series.earlier_lines(whole, "expenditure", measure)
    assert series.measures(alone, "expenditure") == series.measures(whole, "expenditure")
    planned = [series.line_points(one, one.planned(), "expenditure", measure, "table") for one in (alone, whole)]
    assert planned[0] == planned[1]


def test_of_the_other_columns_little_is_read() -> None:
    edition = two_tables_of_a_kind("budget").publish()
    read = stored.read_table([edition], "expenditure", "project")[edition.pk]
    assert [point.key for point in series.own_lines(read, "expenditure", "project")] == ["2:204", "2:208", "2:221"]
    assert len(read.cells) == 6 + 2 + 2, "every cell of its own, of this year and the last, and the first of the others in each table"
