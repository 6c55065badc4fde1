"""The index of headline figures: written on publishing, made anew where it lacks, and an answer is the same with it and without it."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from budgets import editions
from budgets.models import Edition, Fact, Statement
from comparisons import indexing, stored
from comparisons.asked import Question
from comparisons.compare import fetch
from comparisons.comparison import Comparison, compare
from comparisons.indicators import INDICATORS, Indicator
from comparisons.models import HeadlineIndex, HeadlineTold
from comparisons.subjects import TOTALS
from tests.comparisons.sides import WANLI, wanli
from tests.factories import Book, datong_with_text, department

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

LINE = "three_public"


def published(*books: Book) -> list[int]:
    """The editions of these books in force, each with its index, as publishing leaves them."""
    made = [book.publish().pk for book in books]
    indexing.index(made)
    return made


def person(name: str) -> User:
    return User.objects.create_user(name)


def in_review(book: Book) -> Edition:
    edition = book.finish()
    Edition.objects.filter(pk=edition.pk).update(state="draft", checks_current=True, digest="d" * 64)
    return editions.submit_for_review(edition, person("录入"))


def answer(*departments: int, line: str = "") -> Comparison:
    asked = Question(departments, years=(2022, 2023, 2024), lines=(line,) if line else ())
    return compare(asked, *fetch(asked))


def told(found: Comparison, one: Indicator) -> list[object]:
    """All that a comparison says of one indicator: its figures with their bases and evidence, changes, sentences, rates of execution.

    Of the steps those from a year that tells it: asked alone, a year that does not is no column to be compared with.
    """
    own: list[object] = []
    for group in found.groups:
        figures = group.track.figures
        own += [(year, there[one.key]) for year, there in figures.items() if one.key in there]
        for step in (step for step in group.track.steps if one.key in figures[step.before]):
            own += [change for change in step.changes.lines if change.key == one.key]
            own += [claim for claim in group.claims.get(step.after, ()) if claim.key == one.key]
        own += [(year, rates[one.key]) for year, rates in group.executions.items() if one.key in rates]
    return own


def keys_of(year: int) -> set[str]:
    """The totals of which something is kept."""
    return set(HeadlineTold.objects.filter(index__edition__disclosure__fiscal_year=year).values_list("key", flat=True))


def test_an_edition_is_indexed_when_it_is_published_and_no_draft_is() -> None:
    edition = in_review(datong_with_text())
    assert not HeadlineIndex.objects.exists()
    editions.publish(edition, person("审核"))
    assert HeadlineIndex.objects.get().edition == edition
    assert indexing.lacking() == []


def test_the_index_names_the_cells_and_the_sentences_of_a_total() -> None:
    book = Book()
    book.table("three_public", "三公经费表")
    [reception] = book.row("公务接待费", {"reception": "0.50"}, item="reception")
    [total] = book.row("合计", {"total": "3.50"}, item="total")
    book.say("三公经费3.50万元。", "三公经费", amount="3.50")
    book.say("工会经费1.00万元。", "工会经费", amount="1.00")
    published(book)
    kept = stored.told_in([book.edition.pk], ["reception"], ["three_public"], ["three_public"])
    assert kept.cells[book.edition.pk] == stored.cells_in(book.edition.facts.all())[book.edition.pk][:1]
    assert [cell.id for cell in kept.cells[book.edition.pk]] == [reception.pk]
    whole = stored.told_in([book.edition.pk], ["three_public"], [])
    assert [cell.id for cell in whole.cells[book.edition.pk]] == [reception.pk, total.pk], "its parts too: they tell it where no total is"
    assert [said.subject for said in kept.said[book.edition.pk]] == ["三公经费"]
    assert [table.schedule for table in kept.tables[book.edition.pk]] == ["three_public"]
    assert not HeadlineTold.objects.filter(said__contains="工会经费").exists()


def test_what_is_kept_is_what_is_stored() -> None:
    editions_told = published(wanli(2024), datong_with_text())
    cells = stored.cells_in(Fact.objects.filter(edition__in=editions_told))
    said = stored.said_in(Statement.objects.filter(edition__in=editions_told))
    keys = [one.key for one in TOTALS]
    kept = stored.told_in(editions_told, keys, keys)
    assert kept.lacking == frozenset()
    for edition in editions_told:
        assert kept.cells[edition] == [cell for cell in cells[edition] if cell in set(kept.cells[edition])]
        assert kept.said[edition] == [one for one in said[edition] if one in set(kept.said[edition])]
        assert kept.cells[edition]
        assert kept.said[edition]


@pytest.mark.parametrize("indexed", [True, False], ids=["with index", "without index"])
@pytest.mark.parametrize("one", INDICATORS, ids=lambda one: one.key)
def test_asked_alone_an_indicator_has_the_answer_it_has_among_all(one: Indicator, indexed: bool) -> None:
    published(wanli(2023), wanli(2024), datong_with_text(year=2022), datong_with_text(), datong_with_text(stage="final_accounts"))
    if not indexed:
        HeadlineIndex.objects.all().delete()
    departments = department(WANLI).pk, department().pk
    assert told(answer(*departments, line=one.key), one) == told(answer(*departments), one)


def test_an_index_by_other_rules_is_not_believed() -> None:
    published(datong_with_text())
    right = told(answer(department().pk), INDICATORS[0])
    HeadlineIndex.objects.update(rules="older")
    HeadlineTold.objects.update(cells="", said="")
    assert told(answer(department().pk, line=INDICATORS[0].key), INDICATORS[0]) == right
    assert indexing.lacking() == [Edition.objects.get().pk]


def test_what_lacks_is_made_by_the_command_once() -> None:
    published(*(datong_with_text(year=year) for year in (2021, 2022, 2023)))
    HeadlineIndex.objects.filter(edition__disclosure__fiscal_year=2021).delete()
    HeadlineIndex.objects.filter(edition__disclosure__fiscal_year=2022).update(rules="older")
    HeadlineTold.objects.exclude(index__edition__disclosure__fiscal_year=2023).delete()
    before = keys_of(2023)
    out, err = io.StringIO(), io.StringIO()
    call_command("index_headlines", stdout=out, stderr=err)
    assert (out.getvalue(), err.getvalue()) == ("索引建好了：2 个版本。\n", "2/2\n")
    assert before
    assert keys_of(2021) == keys_of(2022) == before
    again = io.StringIO()
    call_command("index_headlines", stdout=again)
    assert again.getvalue() == "没有要建的：每个公布过的版本都有索引。\n"


def test_a_withdrawn_edition_tells_nothing_indexed_or_not() -> None:
    [pk] = published(datong_with_text())
    editions.withdraw(Edition.objects.get(pk=pk), person("审核"), "印错了")
    assert answer(department().pk, line=LINE).groups[0].track.figures == {2022: {}, 2023: {}, 2024: {}}


def test_publishing_and_indexing_stand_and_fall_together(monkeypatch: pytest.MonkeyPatch) -> None:
    edition = in_review(datong_with_text())

    def fails(_editions: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(indexing, "index", fails)
    with pytest.raises(ZeroDivisionError):
        editions.publish(edition, person("审核"))
    edition.refresh_from_db()
    assert edition.state == Edition.State.IN_REVIEW


def test_one_line_reads_only_its_own_cells(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    [pk] = published(datong_with_text())
    read = list(Edition.objects.filter(pk=pk).select_related("disclosure"))
    one = INDICATORS[0]
    with django_assert_num_queries(1):
        volume = stored.read_headline(read, (one,))[pk]
    places = {place.schedule for place in (*one.find.places, *one.find.beside)}
    assert volume.cells
    assert {cell.schedule for cell in volume.cells} <= places
    assert Decimal(0) not in {cell.yuan for cell in volume.cells}
