"""The database itself refuses to change what was published, whoever asks."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction

from budgets import editions
from budgets.departments import register_department
from budgets.models import Document, DocumentPage, Edition, Fact, Part, Reading
from budgets.overlay import Step
from ingest.store import store
from tests.contracts import extraction

pytestmark = pytest.mark.django_db

ROWS = ("printedtable", "fact", "statement", "form", "finding", "note", "part", "correction")


@pytest.fixture
def person() -> User:
    return User.objects.create_user("clerk")


@pytest.fixture
def edition(person: User) -> Edition:
    """A published edition with one row of each kind."""
    register_department("大同市应急管理局")
    document = Document.objects.create(sha256="a" * 64, name="文件.txt", size=1, original="a")
    edition = store(document, extraction()).edition
    step = Step(0, "amount", 0, 1, 0, "54.70", "55.70")
    edition = editions.correct(edition, document, step, "看错了", person)
    results = {
        part.pk: {"findings": part.reading.extraction["findings"], "checks": {"row.total": {"exact": 3}}} for part in edition.parts.all()
    }
    edition = editions.record_checks(edition, results, corrections=1)
    return editions.publish(editions.submit_for_review(edition, person), person)


def refused(sql: str, *parameters: str | int | None) -> None:
    with pytest.raises(IntegrityError, match=r"不再改动|只增加"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def allowed(sql: str, *parameters: str | int | None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return int(cursor.rowcount)


@pytest.mark.parametrize("table", ROWS)
def test_no_row_of_a_published_edition_is_deleted(edition: Edition, table: str) -> None:
    refused(f"DELETE FROM budgets_{table} WHERE edition_id = %s", edition.pk)  # noqa: S608


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("fact", "yuan = yuan + 1"),
        ("fact", "page = 9"),
        ("statement", "amount = 0"),
        ("form", "year_total = 0"),
        ("finding", "outcome = 'soft'"),
        ("note", "text = ''"),
        ("part", "findings = NULL"),
        ("correction", "reason = 'x'"),
    ],
)
def test_no_row_of_a_published_edition_is_changed(edition: Edition, table: str, change: str) -> None:
    refused(f"UPDATE budgets_{table} SET {change} WHERE edition_id = %s", edition.pk)  # noqa: S608


def test_no_row_is_added_to_a_published_edition(edition: Edition) -> None:
    fact = edition.facts.first()
    assert fact is not None
    fact.pk, fact.measure = None, "new"
    with pytest.raises(IntegrityError, match="不再改动"), transaction.atomic():
        Fact.objects.bulk_create([fact])
    reading = Reading.objects.create(document=fact.document, parser_version="later", extraction={})
    with pytest.raises(IntegrityError, match="不再改动"), transaction.atomic():
        Part.objects.create(edition=edition, reading=reading)


def test_no_row_is_moved_into_or_out_of_a_published_edition(edition: Edition) -> None:
    other = Edition.objects.create(state="waiting")
    refused("UPDATE budgets_note SET edition_id = %s WHERE edition_id = %s", other.pk, edition.pk)
    document = Document.objects.get()
    allowed('INSERT INTO budgets_note (edition_id, document_id, "order", level, code, text, sheet, cell) '
            "VALUES (%s, %s, 99, 'info', 'x', '', '', '')", other.pk, document.pk)  # fmt: skip
    refused("UPDATE budgets_note SET edition_id = %s WHERE edition_id = %s", edition.pk, other.pk)


def test_of_a_published_edition_only_the_state_moves_on(edition: Edition) -> None:
    refused("DELETE FROM budgets_edition WHERE id = %s", edition.pk)
    for change in ("number = 7", "digest = 'x'", "published_at = now()", "disclosure_id = NULL", "reason = 'x'", "checks = '{}'"):
        refused(f"UPDATE budgets_edition SET {change} WHERE id = %s", edition.pk)  # noqa: S608
    for state in ("draft", "in_review", "waiting", "discarded"):
        refused("UPDATE budgets_edition SET state = %s WHERE id = %s", state, edition.pk)
    assert allowed("UPDATE budgets_edition SET state = 'withdrawn', end_reason = 'x' WHERE id = %s", edition.pk) == 1
    refused("UPDATE budgets_edition SET state = 'published' WHERE id = %s", edition.pk)


def test_a_superseded_edition_may_be_in_force_again_and_only_its_state_moves(edition: Edition) -> None:
    assert allowed("UPDATE budgets_edition SET state = 'superseded' WHERE id = %s", edition.pk) == 1
    refused("UPDATE budgets_edition SET state = 'published', digest = 'x' WHERE id = %s", edition.pk)
    refused("UPDATE budgets_edition SET state = 'published', replaces_id = id WHERE id = %s", edition.pk)
    assert allowed("UPDATE budgets_edition SET state = 'published', ended_at = now(), end_reason = '恢复' WHERE id = %s", edition.pk) == 1
    refused("UPDATE budgets_fact SET page = 9 WHERE edition_id = %s", edition.pk)


def test_nothing_becomes_published_but_from_review(edition: Edition) -> None:
    draft = Edition.objects.create(disclosure=edition.disclosure)
    refused("UPDATE budgets_edition SET state = 'withdrawn', published_at = now(), digest = 'x', number = 2 WHERE id = %s", draft.pk)
    refused(
        "INSERT INTO budgets_edition (disclosure_id, number, state, created_at, published_at, digest, reason, end_reason, checks,"
        " checks_current) VALUES (%s, 3, 'published', now(), now(), 'x', '', '', '{}', true)",
        edition.disclosure_id,
    )


def test_what_stands_behind_published_figures_stays(edition: Edition) -> None:
    refused("UPDATE budgets_reading SET extraction = '{}'")
    refused("DELETE FROM budgets_reading")
    refused("UPDATE budgets_document SET sha256 = 'b'")
    refused("UPDATE budgets_document SET original = 'b'")
    refused("DELETE FROM budgets_document")
    refused("UPDATE budgets_documentpage SET lines = '[]'")
    refused("DELETE FROM budgets_documentpage")
    refused("UPDATE budgets_disclosure SET fiscal_year = 2022")
    with pytest.raises(IntegrityError, match="不再改动"), transaction.atomic():
        DocumentPage.objects.create(document=Document.objects.get(), number=2, first_line=60, lines=[])
    assert allowed("UPDATE budgets_document SET source_url = 'https://example.org/'") == 1


def test_a_draft_may_change_and_go(person: User) -> None:
    register_department("大同市应急管理局")
    document = Document.objects.create(sha256="a" * 64, name="文件.txt", size=1, original="a")
    edition = store(document, extraction()).edition
    assert allowed("UPDATE budgets_fact SET yuan = 1 WHERE presence = 'printed'") == 5
    edition.delete()
    assert not Fact.objects.exists()


def test_a_correction_is_never_edited_even_in_a_draft(person: User) -> None:
    register_department("大同市应急管理局")
    document = Document.objects.create(sha256="a" * 64, name="文件.txt", size=1, original="a")
    edition = store(document, extraction()).edition
    editions.correct(edition, document, Step(0, "amount", 0, 1, 0, "54.70", "55.70"), "看错了", person)
    refused("UPDATE budgets_correction SET new = '99'")


def test_when_an_edition_was_in_force_is_written_down_and_stays(edition: Edition) -> None:
    assert list(edition.transitions.values_list("state", "at")) == [("published", edition.published_at)]
    refused("UPDATE budgets_transition SET at = now() WHERE edition_id = %s", edition.pk)
    refused("DELETE FROM budgets_transition WHERE edition_id = %s", edition.pk)
