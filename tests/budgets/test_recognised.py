"""Figures that were recognised in pictures: stored with their confidence, published by a person only, told wherever they are shown."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.test import Client

from budgets import editions
from budgets.departments import register_department
from budgets.editions import EditionError
from budgets.models import DocumentPage, Edition
from budgets.overlay import Step
from config.local import showcase
from tests.budgets.test_editions import NAME, read
from tests.contracts import amount, column, finding, row, table

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    return User.objects.create_user("reviewer", is_staff=True, is_superuser=True)


def scanned() -> Edition:
    """A draft of one table: two figures recognised, one of them confirmed by nothing, and one read as text."""
    columns = [column(0, "total", "合计"), column(1, "basic", "基本支出")]
    rows = [
        row(
            "合计", amount(0, "20.00", "200000.00", 11, confidence="0.987"), amount(1, "8.00", "80000.00", 11, confidence="0.412"), line=11
        ),
        row("其他支出", amount(0, "12.00", "120000.00", 12), line=12, code="229"),
    ]
    told = finding("not_evaluable", check="recognition.confirmed", sources=[{"line": 11, "span": [50, 58]}])
    register_department(NAME)
    return editions.begin(read(tables=[table("expenditure", "2023年支出总表", columns, rows)], findings=[told], statements=[], forms=[]))


def published(person: User) -> Edition:
    return editions.publish(editions.submit_for_review(scanned(), person), person, compared=True)


def test_each_figure_keeps_its_confidence_and_the_edition_knows_how_many_there_are() -> None:
    edition = scanned()
    assert edition.recognised == 2
    kept = dict(edition.facts.filter(presence="printed").values_list("printed", "confidence"))
    assert kept == {"20.00": Decimal("0.987"), "8.00": Decimal("0.412"), "12.00": None}


def test_what_a_person_corrected_is_recognised_no_more(person: User) -> None:
    edition = scanned()
    document = edition.parts.get().reading.document
    edition = editions.correct(edition, document, Step(0, "amount", 0, 0, 1, "8.00", "3.00"), "原图是 3.00", person)
    assert edition.recognised == 1
    assert edition.facts.get(printed="8.00").confidence is None


def test_nobody_publishes_it_without_having_compared_it(person: User) -> None:
    edition = editions.submit_for_review(scanned(), person)
    with pytest.raises(EditionError, match="2 处数字由图像识别"):
        editions.publish(edition, person, "理由")
    assert editions.publish(edition, person, compared=True).compared_by == person


def test_the_database_refuses_it_too(person: User) -> None:
    edition = editions.submit_for_review(scanned(), person)
    with pytest.raises(IntegrityError, match="what_was_recognised_is_published_by_a_person"), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(state="published", published_at=edition.created_at, number=1)


def test_the_demo_leaves_it_waiting(person: User) -> None:
    edition, why = showcase.publish(scanned(), person, person)
    assert edition is None
    assert "由图像识别" in why
    assert not Edition.objects.published().exists()


def test_the_reviewer_ticks_it(person: User, client: Client) -> None:
    client.force_login(person)
    edition = editions.submit_for_review(scanned(), person)
    page = client.get(f"/admin/budgets/edition/{edition.pk}/change/").content.decode()
    assert 'name="compared"' in page
    assert "由图像识别。我已逐格对照原图" in page
    address = f"/admin/budgets/edition/{edition.pk}/publish/"
    client.post(address, {"reason": ""})
    edition.refresh_from_db()
    assert edition.state == "in_review"
    client.post(address, {"reason": "", "compared": "1"})
    edition.refresh_from_db()
    assert (edition.state, edition.compared_by) == ("published", person)


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ("20.00", ["由图像识别，置信度 0.987", "有别的数核对得上"]),
        ("8.00", ["由图像识别，置信度 0.412", "没有别的数核对得上，请看原图"]),
        ("12.00", []),
    ],
)
def test_the_page_of_a_figure_says_how_sure_it_is(person: User, client: Client, printed: str, said: list[str]) -> None:
    fact = published(person).facts.get(printed=printed)
    page = client.get(f"/evidence/facts/{fact.pk}/", follow=True).content.decode()
    assert [words for words in said if words not in page] == []
    assert ("置信度 0" in page) is bool(said)


def test_the_page_of_the_disclosure_and_comparisons_say_it(person: User, client: Client) -> None:
    edition = published(person)
    assert edition.disclosure is not None
    department = edition.disclosure.department_id
    for address in (f"/editions/{edition.pk}/", f"/compare/?d={department}&y=2023", f"/departments/{department}/"):
        assert "公布前由人对照过原图" in client.get(address, follow=True).content.decode(), address


def test_the_api_gives_it(person: User, client: Client) -> None:
    edition = published(person)
    found: dict[str, Any] = client.get(f"/api/v1/facts/?edition={edition.pk}").json()
    assert {one["printed"]: one["confidence"] for one in found["results"] if one["printed"]} == {
        "20.00": "0.987",
        "8.00": "0.412",
        "12.00": None,
    }


def test_the_picture_of_a_recognised_page_is_shown() -> None:
    kinds = {kind: DocumentPage(kind=kind, width=595.0, height=842.0).is_drawn for kind in ("text", "recognised", "picture")}
    assert kinds == {"text": True, "recognised": True, "picture": False}
