"""Findings are answered: by whom, what becomes public, what survives a new derivation, and what does not stand any more."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django.fixtures import Settings

from budgets import answers, editions
from budgets.answered import is_same, key_of
from budgets.derivation import answers_of
from budgets.editions import EditionError
from budgets.models import Answer, Document, Edition, Finding, Verdict
from tests.budgets.test_editions import draft, mend, read
from tests.contracts import finding

pytestmark = pytest.mark.django_db

AS_PRINTED, EXPLAINED = Verdict.AS_PRINTED, Verdict.EXPLAINED


@pytest.fixture
def person() -> User:
    return User.objects.create_user("clerk")


def contradicted(**more: Any) -> Edition:
    return draft(findings=[finding("mismatch", **more)])


def answer(edition: Edition, person: User, verdict: Verdict = AS_PRINTED, words: str = "", **more: Any) -> list[Finding]:
    found = edition.findings.select_related("document")[0]
    return answers.answer(edition, key_of(found), verdict, words, person, **{"seen": "", **more})


def verdicts(edition: Edition) -> list[tuple[str, str]]:
    return list(edition.findings.values_list("verdict", "verdict_words"))


def checked(edition: Edition, *found: dict[str, Any]) -> Edition:
    """The checks were run again and found this."""
    results = {part.pk: {"findings": list(found), "checks": {}} for part in edition.parts.all()}
    return editions.record_checks(edition, results, corrections=edition.corrections.count())


def test_what_is_answered_is_published_without_a_reason_and_what_is_not_takes_one(person: User) -> None:
    edition = contradicted()
    other = draft(number=2, year=2022, findings=[finding("mismatch"), finding("mismatch", subject="别的")])
    answer(edition, person, words="合计印少了 100 元。")
    assert verdicts(edition) == [("as_printed", "合计印少了 100 元。")]
    answer(other, person)
    assert editions.publish(editions.submit_for_review(edition, person), person).reason == ""
    with pytest.raises(EditionError, match="有 1 处矛盾没有更正也没有答复"):
        editions.publish(editions.submit_for_review(other, person), person)


def test_who_answered_does_not_publish(person: User, settings: Settings) -> None:
    settings.FOUR_EYES = True
    edition, other = contradicted(), User.objects.create_user("other")
    answer(edition, person)
    edition = editions.submit_for_review(edition, other)
    with pytest.raises(EditionError, match="由你答复核对结果"):
        editions.publish(edition, person)
    assert editions.publish(edition, User.objects.create_user("third")).state == "published"


def test_an_answer_makes_a_draft_of_what_was_in_review(person: User) -> None:
    edition = editions.submit_for_review(contradicted(), person)
    answer(edition, person)
    edition.refresh_from_db()
    assert edition.state == "draft"


def test_an_explanation_has_words_and_no_personal_data(person: User) -> None:
    edition = contradicted()
    with pytest.raises(EditionError, match="请写一句说明"):
        answer(edition, person, EXPLAINED, "  ")
    with pytest.raises(EditionError, match="电话"):
        answer(edition, person, EXPLAINED, "请问13812345678")
    assert not Answer.objects.exists()


def test_an_answer_is_taken_back_and_both_stay(person: User) -> None:
    edition = contradicted()
    (found,) = answer(edition, person)
    answers.take_back(edition, key_of(found), person, seen=str(Answer.objects.get().pk))
    assert verdicts(edition) == [("", "")]
    assert list(Answer.objects.values_list("verdict", flat=True)) == ["as_printed", ""]


def test_two_at_once_the_second_is_told(person: User) -> None:
    edition = contradicted()
    answer(edition, person)
    with pytest.raises(EditionError, match="刚才已有人答复"):
        answer(edition, person, EXPLAINED, "四舍五入所致")
    answer(edition, person, EXPLAINED, "四舍五入所致", seen=str(Answer.objects.get().pk))
    assert verdicts(edition) == [("explained", "四舍五入所致")]


def test_what_is_gone_is_not_answered(person: User) -> None:
    edition = contradicted()
    key = key_of(edition.findings.select_related("document").get())
    mend(edition, person)
    edition = checked(edition, finding("mismatch", actual="1.00"))
    with pytest.raises(EditionError, match="已经变了或不在了"):
        answers.answer(edition, key, AS_PRINTED, "", person, seen="")


def test_those_of_one_cause_are_answered_together(person: User) -> None:
    edition = draft(findings=[finding("soft", subject=str(number), cause="同一栏") for number in range(3)] + [finding("soft", subject="x")])
    assert len(answer(edition, person, EXPLAINED, "这一栏是小计", alike=True)) == 3
    assert [verdict for verdict, _ in verdicts(edition)] == ["explained"] * 3 + [""]


# Derived anew


def test_an_answer_survives_a_correction_elsewhere_and_a_newer_reading_that_puts_the_cell_aside(person: User) -> None:
    place = {"page": 1, "bbox": [10.0, 20.0, 30.0, 40.0]}
    edition = contradicted(sources=[place])
    answer(edition, person)
    mend(edition, person)
    moved = {"page": 1, "bbox": [11.2, 20.4, 31.0, 40.9]}
    edition = checked(edition, finding("mismatch", sources=[moved], message="换了说法"))
    assert verdicts(edition) == [("as_printed", "")]
    newer = read(version="2", findings=[finding("mismatch", sources=[{"page": 1, "bbox": [9.0, 19.0, 30.0, 39.0]}])])
    assert verdicts(editions.read_again(edition, newer)) == [("as_printed", "")]


def test_files_that_are_checked_together_name_their_cells_and_the_answer_stands() -> None:
    own, place = Document(sha256="a" * 64), {"line": 11, "span": [40, 48]}
    alone = Finding(document=own, check_code="x", subject="y", sources=[place])
    together = Finding(document=own, check_code="x", subject="y", sources=[{**place, "sha256": "a" * 64}])
    elsewhere = Finding(document=own, check_code="x", subject="y", sources=[{**place, "sha256": "b" * 64}])
    assert is_same(alone, together)
    assert not is_same(alone, elsewhere)


@pytest.mark.parametrize(
    ("change", "now"),
    [
        ({"actual": "22965700.00", "difference": "-200.00"}, True),
        ({"outcome": "soft"}, True),
        ({"sources": [{"line": 12, "span": [40, 48]}]}, False),
        ({"subject": "expenditure 210"}, False),
        ({"check": "row.other"}, False),
    ],
)
def test_an_answer_to_something_else_does_not_stand_and_is_told(person: User, change: dict[str, Any], now: bool) -> None:
    edition = contradicted()
    answer(edition, person)
    mend(edition, person)
    edition = checked(edition, finding(**{"outcome": "mismatch", **change}))
    assert verdicts(edition) == [("", "")]
    (misfit,) = answers_of(edition).misfits
    assert (misfit.now is not None) == now
    answers.put_away(edition, misfit.answer.pk, person)
    assert answers_of(edition).misfits == ()
    with pytest.raises(EditionError, match="对不上的答复"):
        answers.put_away(edition, misfit.answer.pk, person)


def test_an_answer_stands_again_where_the_correction_is_taken_back(person: User) -> None:
    edition = contradicted()
    answer(edition, person)
    mend(edition, person)
    edition = checked(edition)
    assert len(answers_of(edition).misfits) == 1
    mend(edition, person, old="55.70", new="54.70")
    edition = checked(edition, finding("mismatch"))
    assert verdicts(edition) == [("as_printed", "")]


def test_the_draft_after_a_published_edition_has_its_answers_with_who_and_when(person: User) -> None:
    edition = contradicted()
    answer(edition, person, words="照印")
    edition = editions.publish(editions.submit_for_review(edition, person), person)
    second = mend(edition, person)
    (one, other) = Answer.objects.order_by("pk")
    assert (other.edition, other.person, other.made_at) == (second, one.person, one.made_at)
    second = checked(second, finding("mismatch"))
    assert verdicts(second) == [("as_printed", "照印")]


def test_the_database_keeps_what_was_answered(person: User) -> None:
    edition = contradicted()
    answer(edition, person)
    with pytest.raises(IntegrityError, match="答复只增加"), transaction.atomic():
        Answer.objects.update(words="x")
    editions.publish(editions.submit_for_review(edition, person), person)
    with pytest.raises(IntegrityError, match="不再改动"), transaction.atomic():
        Answer.objects.all().delete()


# Public


def test_it_is_public_with_the_figure_the_finding_the_disclosure_and_as_data(person: User, client: Client) -> None:
    edition = contradicted()
    answer(edition, person, words="合计印少了 100 元。")
    editions.publish(editions.submit_for_review(edition, person), person)
    found, fact = edition.findings.get(), edition.facts.get(label="合计", measure="total")
    disclosure = edition.disclosure
    assert disclosure is not None
    place = f"/departments/{disclosure.department_id}/{disclosure.fiscal_year}/{disclosure.stage}/{disclosure.scope}"
    for path in (f"/evidence/findings/{found.pk}/", f"/evidence/facts/{fact.pk}/", f"{place}/", f"{place}/findings/"):
        page = client.get(path).content.decode()
        assert "原文如此" in page, path
        assert "合计印少了 100 元。" in page, path
        assert "clerk" not in page
    (row,) = json.loads(client.get("/api/v1/findings/?verdict=as_printed").content)["results"]
    assert (row["verdict_words"], row["check"], Decimal(row["difference"])) == ("合计印少了 100 元。", "row.total", Decimal(-100))
    assert json.loads(client.get("/api/v1/findings/?verdict=explained").content)["results"] == []


def test_no_finding_of_a_draft_is_data(person: User, client: Client) -> None:
    answer(contradicted(), person)
    assert json.loads(client.get("/api/v1/findings/").content)["results"] == []
