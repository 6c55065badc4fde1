"""Rows that are written by COPY are those that saving would write, and what is refused is refused alike."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from budgets.copying import copy_rows
from budgets.models import DocumentPage, Fact, Note
from tests.factories import Book

pytestmark = pytest.mark.django_db

AWKWARD = "制表\t换行\n回车\r反斜\\N \\. “引号”'\" 𠮷 {}"


def note(**more: Any) -> dict[str, Any]:
    edition = Book().finish()
    return {
        "edition_id": edition.pk,
        "document_id": edition.readings.get().document_id,
        "order": 7,
        "level": "info",
        "code": "x",
        "text": "y",
    } | more


def test_every_character_and_place_comes_back_as_it_went() -> None:
    row = note(text=AWKWARD, bbox=[1.5, 2, 3.25, 4], page=3, sheet=AWKWARD[:20])
    copy_rows(Note, tuple(row), [row.values()])
    found = Note.objects.get(order=7)
    assert {name: getattr(found, name) for name in row} == row
    assert (found.line, found.span, found.cell) == (None, None, "")  # what is left out has the field's default


def test_a_figure_is_exact_and_what_is_none_is_null() -> None:
    book = Book()
    book.table("operating", AWKWARD)
    (saved,) = book.row("合计", {"total": "1.00"}, item="total")
    fields = [field for field in Fact._meta.concrete_fields if not field.primary_key]
    for order, yuan in enumerate((Decimal("-1234567890123456789.12345678"), Decimal("1E+3"), Decimal(0), None), start=100):
        row = {field.attname: getattr(saved, field.attname) for field in fields} | {"order": order, "row_key": str(order), "yuan": yuan}
        copy_rows(Fact, tuple(row), [row.values()])
        found = Fact.objects.get(order=order)
        assert (found.yuan, found.label, found.header, found.bbox) == (yuan, saved.label, saved.header, None)


def test_lists_of_a_page_stay_lists() -> None:
    document = Book().document
    lines, hidden = [AWKWARD, ""], [[1.0, 2.0, 3.0, 4.0]]
    about = {"document_id": document.pk, "printed": None, "first_line": 1}
    copy_rows(DocumentPage, ("number", "lines", "hidden"), [(1, lines, hidden)], about)
    page = DocumentPage.objects.get(document=document)
    assert (page.lines, page.hidden, page.boxes, page.kind) == (lines, hidden, [], "text")


@pytest.mark.parametrize(
    ("more", "error"), [({"code": "长" * 61}, DataError), ({"text": "空\0字符"}, DataError), ({"order": None}, IntegrityError)]
)
def test_what_cannot_be_stored_is_refused_as_ever(more: dict[str, Any], error: type[Exception]) -> None:
    row = note(**more)
    with pytest.raises(error), transaction.atomic():
        copy_rows(Note, tuple(row), [row.values()])
    assert not Note.objects.exists()


def test_what_was_published_is_refused_too() -> None:
    edition = Book().publish()
    row = {
        "edition_id": edition.pk,
        "document_id": edition.readings.get().document_id,
        "order": 7,
        "level": "info",
        "code": "x",
        "text": "y",
    }
    with pytest.raises(IntegrityError, match="已公布的版本不再改动"), transaction.atomic():
        copy_rows(Note, tuple(row), [row.values()])


def test_a_fact_refers_to_what_is_there_and_keeps_it_there() -> None:
    """As a constraint would have it, asked once for all that are written together."""
    book = Book()
    book.table("summary", "收支总表")
    book.row("合计", {"total": "1.00"})
    fact = Fact.objects.get()
    for name in ("edition_id", "document_id", "correction_id"):
        with pytest.raises(IntegrityError, match="no such"), transaction.atomic():
            Fact.objects.filter(pk=fact.pk).update(**{name: 999_999})
        fields = {field.attname: getattr(fact, field.attname) for field in Fact._meta.concrete_fields if field.attname != "id"}
        with pytest.raises(IntegrityError, match="no such"), transaction.atomic():
            Fact.objects.bulk_create([Fact(**{**fields, "measure": "other", name: 999_999})])
    for table in ("edition", "document"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM budgets_{table} WHERE id = %s", [getattr(fact, f"{table}_id")])  # noqa: S608
