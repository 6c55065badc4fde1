"""The list of tables follows every change of an edition's state, written by the database itself."""

from datetime import timedelta

import pytest
from django.utils import timezone

from budgets.models import Edition, ListedTable
from budgets.moments import Moment, shown_as_of
from tests.factories import Book, datong

pytestmark = pytest.mark.django_db

_OF_TABLES = ("schedule", "edition", "state", "document", "order", "carry_over", "fund", "is_empty")


def listed(edition: Edition) -> list[tuple[object, ...]]:
    return sorted(ListedTable.objects.filter(edition=edition).exclude(schedule="").values_list(*_OF_TABLES))


def of_its_own(edition: Edition, state: str) -> list[tuple[object, ...]]:
    """The same from the tables themselves."""
    own = edition.printedtables.exclude(schedule="")
    return sorted(
        (one.schedule, edition.pk, state, one.document_id, one.order, one.carry_over, one.fund, one.no_data and not one.figures)
        for one in own
    )


def test_a_draft_is_not_listed_and_what_is_published_is_with_each_of_its_tables() -> None:
    book = datong()
    book.table("fund", "2023年政府性基金支出预算表", no_data=True)
    book.table("", "2023年说明用表")
    assert not ListedTable.objects.exists()
    edition = book.publish()
    assert listed(edition) == of_its_own(edition, "published")
    assert {(row[0], row[-1]) for row in listed(edition)} >= {("expenditure", False), ("fund", True)}
    (itself,) = ListedTable.objects.filter(edition=edition, schedule="")
    of = edition.disclosure
    assert of is not None
    assert (itself.fiscal_year, itself.stage, itself.scope, itself.department_id) == (of.fiscal_year, of.stage, of.scope, of.department_id)
    assert (itself.state, itself.document, itself.is_empty) == ("published", None, False)


def test_it_tells_in_which_state_an_edition_is() -> None:
    edition = datong().publish()
    for state in ("superseded", "published", "withdrawn"):
        Edition.objects.filter(pk=edition.pk).update(state=state, ended_at=timezone.now())
        assert listed(edition) == of_its_own(edition, state)


def test_a_new_edition_stands_beside_the_one_that_it_supersedes() -> None:
    first = datong().publish()
    second = Book(year=2023).publish()
    states = ListedTable.objects.filter(schedule="").values_list("edition", "state")
    assert dict(states) == {first.pk: "superseded", second.pk: "published"}


def test_as_of_a_moment_each_has_the_state_that_it_had_then() -> None:
    edition = datong().publish()
    published = edition.published_at
    assert published is not None
    Edition.objects.filter(pk=edition.pk).update(state="withdrawn", ended_at=published + timedelta(seconds=5))
    assert not ListedTable.objects.in_states("published").exists()
    with shown_as_of(Moment("before", published + timedelta(seconds=1))):
        assert ListedTable.objects.in_states("published").filter(schedule="").count() == 1
