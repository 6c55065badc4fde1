"""Storing what was read: one edition, however often and from wherever it is stored."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import DataError, connection, transaction
from pytest_django.fixtures import DjangoAssertNumQueries

from budgets import editions, neighbours
from budgets.companions import relation_of_all
from budgets.departments import register_department
from budgets.models import Document, Edition, Note, Reading
from budgets.overlay import Step
from ingest import store as module
from ingest.store import Stored, store
from tests.contracts import amount, expenditure, extraction, finding, row, tables_file, text_file

pytestmark = pytest.mark.django_db

MOST_QUERIES = 31


@pytest.fixture
def person() -> User:
    return User.objects.create_user("clerk")


@pytest.fixture
def document() -> Document:
    register_department("大同市应急管理局")
    return received(1)


def received(number: int) -> Document:
    sha256 = hashlib.sha256(str(number).encode()).hexdigest()
    return Document.objects.create(sha256=sha256, name=f"文件{number}.txt", size=1, original=sha256)


def read(document: Document, **more: Any) -> dict[str, Any]:
    return extraction(sha256=document.sha256, **more)


def with_figure(printed: str, yuan: str) -> list[dict[str, Any]]:
    """The same table, another figure in its second row."""
    table = expenditure()
    table["rows"][1] = row("卫生健康支出", amount(0, printed, yuan, 12), amount(1, "54.70", "547000.00", 12), line=12, code="210")
    return [table]


def counts(stored: Stored) -> tuple[int, int, int]:
    return stored.added, stored.unchanged, stored.superseded


def test_a_first_reading_becomes_an_edition_with_pages(document: Document) -> None:
    stored = store(document, read(document))
    assert counts(stored) == (6 + 2, 0, 0)  # figures of cells; a statement and a form
    assert stored.edition.facts.count() == 9
    page = document.pages.get()
    assert (page.number, page.first_line, page.lines[0]) == (1, 1, "第 1 行")
    document.refresh_from_db()
    assert document.media_type == "text/plain"
    assert "pages" not in Reading.objects.get().extraction


def test_stored_twice_is_stored_once(document: Document) -> None:
    store(document, read(document))
    assert counts(store(document, read(document))) == (0, 8, 0)
    assert [Reading.objects.count(), Edition.objects.count(), document.pages.count()] == [1, 1, 1]


def test_nothing_is_kept_of_what_cannot_be_stored(document: Document) -> None:
    broken = read(document, findings=[finding("x" * 99)])
    with pytest.raises(DataError), transaction.atomic():
        store(document, broken)
    assert [Reading.objects.count(), Edition.objects.count(), document.pages.count()] == [0, 0, 0]


def test_without_an_identity_the_edition_waits(document: Document) -> None:
    stored = store(document, read(document, unit=None))
    assert (stored.edition.state, counts(stored)) == ("waiting", (2, 0, 0))


# A newer parser


@pytest.fixture
def newer_parser(document: Document, monkeypatch: pytest.MonkeyPatch) -> Stored:
    """The document was read by the parser of today; from now on it is a later one."""
    stored = store(document, read(document))
    monkeypatch.setattr(module, "PARSER_VERSION", "later")
    return stored


def corrected(edition: Edition, document: Document, person: User) -> Edition:
    return editions.correct(edition, document, Step(0, "amount", 0, 1, 0, "54.70", "55.70"), "看错了", person)


def published(edition: Edition, person: User) -> Edition:
    results: dict[int, dict[str, Any]] = {part.pk: {"findings": [], "checks": {}} for part in edition.parts.all()}
    edition = editions.record_checks(edition, results, edition.corrections.count())
    return editions.publish(editions.submit_for_review(edition, person), person)


def test_a_newer_reading_takes_the_older_ones_place_in_a_draft(document: Document, newer_parser: Stored) -> None:
    stored = store(document, read(document, tables=with_figure("54.80", "548000.00")))
    assert (stored.edition, counts(stored)) == (newer_parser.edition, (1, 7, 1))
    assert stored.edition.facts.get(code="210", measure="total").yuan == Decimal("548000")
    assert stored.edition.parts.get().reading.parser_version == "later"


def test_what_was_in_review_goes_back_to_draft(document: Document, newer_parser: Stored, person: User) -> None:
    editions.submit_for_review(newer_parser.edition, person)
    assert store(document, read(document)).edition.state == "draft"


def test_a_newer_reading_of_the_same_figures_leaves_a_published_edition_alone(
    document: Document, newer_parser: Stored, person: User
) -> None:
    edition = published(newer_parser.edition, person)
    stored = store(document, read(document))
    assert (stored.edition, counts(stored), Edition.objects.count()) == (edition, (0, 8, 0), 1)


def test_a_newer_reading_with_another_figure_makes_a_draft_after_a_published_edition(
    document: Document, newer_parser: Stored, person: User
) -> None:
    edition = published(newer_parser.edition, person)
    stored = store(document, read(document, tables=with_figure("54.80", "548000.00")))
    assert (stored.edition.number, stored.edition.state) == (None, "draft")
    assert edition.facts.get(code="210", measure="total").yuan == Decimal("547000")


def test_corrections_that_still_fit_are_kept(document: Document, newer_parser: Stored, person: User) -> None:
    published(corrected(newer_parser.edition, document, person), person)
    moved = [*with_figure("54.70", "547000.00"), expenditure()]
    edition = store(document, read(document, tables=moved)).edition
    assert edition.facts.get(table=0, code="210", measure="total").yuan == Decimal("557000")
    assert not edition.checks_current


def test_a_correction_that_no_longer_fits_is_a_note(document: Document, newer_parser: Stored, person: User) -> None:
    published(corrected(newer_parser.edition, document, person), person)
    edition = store(document, read(document, tables=with_figure("54.80", "548000.00"))).edition
    assert edition.facts.get(code="210", measure="total").yuan == Decimal("548000")
    assert edition.notes.filter(code="correction_no_longer_fits").exists()
    assert edition.corrections.count() == 1


def test_a_newer_reading_may_find_the_identity_that_was_missing(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = store(document, read(document, stage=None)).edition
    monkeypatch.setattr(module, "PARSER_VERSION", "later")
    stored = store(document, read(document))
    assert (stored.edition.pk, stored.edition.state, stored.edition.facts.count()) == (waiting.pk, "draft", 9)


def test_what_a_clerk_discarded_stays_discarded(document: Document, newer_parser: Stored, person: User) -> None:
    edition = editions.discard(newer_parser.edition, person, "重复")
    assert store(document, read(document)).edition == edition
    assert Edition.objects.count() == 1


# Another file


def test_another_file_of_the_same_disclosure_is_a_draft_that_asks(document: Document) -> None:
    store(document, read(document))
    other = received(2)
    stored = store(other, read(other))
    assert (stored.edition.number, stored.edition.state) == (None, "draft")
    assert stored.edition.notes.filter(code="second_file").exists()


@pytest.mark.django_db(transaction=True)
def test_stored_by_two_at_once_is_stored_once(document: Document) -> None:
    """Both begin before either ends: the row of the document makes one wait for the other."""
    started = Barrier(2)

    def run() -> Stored:
        try:
            with transaction.atomic():
                started.wait(10)
                return store(document, read(document))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        both = [future.result() for future in [pool.submit(run), pool.submit(run)]]
    assert sorted(counts(stored) for stored in both) == [(0, 8, 0), (8, 0, 0)]
    assert [Reading.objects.count(), Edition.objects.count(), document.pages.count()] == [1, 1, 1]


@pytest.mark.parametrize("gap", [{}, {"scope": None}])
def test_text_and_tables_stored_one_after_the_other_are_one_draft(document: Document, gap: dict[str, Any]) -> None:
    other = received(2)
    first, second = store(document, text_file(sha256=document.sha256)), store(other, tables_file(sha256=other.sha256, **gap))
    assert (first.edition, counts(first)) == (second.edition, (3, 0, 0))
    assert counts(second) == (8, 0, 0)
    assert counts(store(other, tables_file(sha256=other.sha256, **gap))) == (0, 8, 0)
    assert [Edition.objects.count(), second.edition.parts.count(), second.edition.checks_current] == [1, 2, False]


@pytest.mark.parametrize("gap", [{}, {"scope": None}])
@pytest.mark.django_db(transaction=True)
def test_text_and_tables_stored_at_once_are_one_draft(document: Document, gap: dict[str, Any]) -> None:
    """Both begin before either ends: the department's row makes one wait for the other."""
    other, started = received(2), Barrier(2)
    files = [(document, text_file(sha256=document.sha256)), (other, tables_file(sha256=other.sha256, **gap))]

    def run(which: int) -> Stored:
        try:
            with transaction.atomic():
                started.wait(10)
                return store(*files[which])
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        both = [future.result() for future in [pool.submit(run, which) for which in (0, 1)]]
    assert both[0].edition == both[1].edition
    edition = Edition.objects.get()
    assert [part.reading.document for part in edition.parts.all()] == [document, other]
    assert (edition.state, edition.facts.count(), edition.statements.count()) == ("draft", 11, 3)


def test_a_newer_reading_of_one_of_two_files_keeps_the_other(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    other = received(2)
    store(document, text_file(sha256=document.sha256))
    edition = store(other, tables_file(sha256=other.sha256)).edition
    monkeypatch.setattr(module, "PARSER_VERSION", "later")
    stored = store(other, tables_file(sha256=other.sha256, tables=with_figure("54.80", "548000.00")))
    assert (stored.edition, stored.edition.parts.count(), stored.edition.checks_current) == (edition, 2, False)
    assert stored.edition.facts.get(code="210", measure="total").yuan == Decimal("548000")


@pytest.mark.django_db(transaction=True)
def test_published_by_two_at_once_one_edition_is_in_force(document: Document, person: User) -> None:
    store(document, read(document))
    other = received(2)
    store(other, read(other))
    Note.objects.filter(code="second_file").delete()  # as if neither had known of the other
    reviewed = [editions.submit_for_review(edition, person) for edition in Edition.objects.order_by("pk")]
    started = Barrier(2)

    def publish(edition: Edition) -> str:
        try:
            started.wait(10)
            editions.publish(edition, person)
        except editions.EditionError as error:
            return str(error)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as pool:
        said = [future.result() for future in [pool.submit(publish, edition) for edition in reviewed]]
    assert sorted(said)[0] == ""
    assert "同一公开事项还有另一个文件" in sorted(said)[1], "nobody decided that it takes the other's place"
    assert sorted(Edition.objects.values_list("state", "number")) == [("in_review", None), ("published", 1)]


def test_pages_of_a_pdf_keep_their_size_and_what_stands_where(document: Document) -> None:
    given = read(document)
    places = {"width": 595.0, "height": 842.0, "boxes": [[1.0, 2.0, 3.0, 4.0], None], "hidden": [[5.0, 6.0, 7.0, 8.0]]}
    given["pages"] = [{"page": 1, "printed": None, "line": 1, "kind": "text", "lines": ["收入总计", ""], **places}]
    store(document, given)
    page = document.pages.get()
    assert {name: getattr(page, name) for name in places} == places
    assert page.is_drawn


def test_pages_of_a_text_have_no_places(document: Document) -> None:
    store(document, read(document))
    page = document.pages.get()
    assert (page.width, page.height, page.boxes, page.hidden, page.is_drawn) == (None, None, [], [], False)


def test_a_second_file_of_the_same_disclosure_is_compared_with_the_first_once(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []

    def watched(*files: Any) -> Any:
        compared.append(1)
        return relation_of_all(*files)

    monkeypatch.setattr(neighbours, "relation_of_all", watched)
    store(document, read(document))
    other = received(2)
    second = store(other, read(other)).edition
    assert (compared, "second_file" in set(second.notes.values_list("code", flat=True))) == ([1], True)


def test_the_first_reading_of_a_document_asks_the_database_little(
    document: Document, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """Each query takes a millisecond, whatever the document."""
    with django_assert_max_num_queries(MOST_QUERIES):
        store(document, read(document))
