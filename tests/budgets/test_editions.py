"""The life of an edition: what is allowed, what is refused, and what the figures are then."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User

from budgets import editions
from budgets.departments import NotResolved, register_department, resolve
from budgets.editions import EditionError
from budgets.models import Correction, Department, DepartmentName, Disclosure, Document, Edition, Reading, Scope, Stage
from budgets.overlay import Step
from tests.contracts import extraction, finding

pytestmark = pytest.mark.django_db

NAME = "大同市应急管理局"


@pytest.fixture
def person() -> User:
    return User.objects.create_user("clerk")


def read(number: int = 1, version: str = "1", **more: Any) -> Reading:
    """The reading of a document of its own."""
    sha256 = hashlib.sha256(str(number).encode()).hexdigest()
    document, _ = Document.objects.get_or_create(
        sha256=sha256, defaults={"name": f"文件{number}.txt", "size": 1, "original": sha256, "media_type": "text/plain"}
    )
    read = extraction(sha256=sha256, **more)
    read.pop("pages")
    return Reading.objects.create(document=document, parser_version=version, extraction=read)


def draft(**more: Any) -> Edition:
    register_department(NAME)
    return editions.begin(read(**more))


def published(person: User, reason: str = "", **more: Any) -> Edition:
    return editions.publish(editions.submit_for_review(draft(**more), person), person, reason)


def codes(edition: Edition) -> set[str]:
    """The notes of ours, not those of the reading."""
    return set(edition.notes.values_list("code", flat=True)) - {"doubled_text"}


# Identity


def test_a_document_that_says_what_it_is_becomes_a_draft_with_its_figures() -> None:
    edition = draft()
    assert str(edition) == f"{NAME} 2023 预算（单位） · 草稿"
    assert edition.state == "draft"
    assert edition.facts.get(code="210", measure="total").yuan == Decimal("547000")
    assert [edition.facts.count(), edition.statements.count(), edition.forms.count(), edition.findings.count()] == [9, 1, 1, 1]
    assert edition.checks == {"row.total": {"exact": 2, "rounding": 1}}


@pytest.mark.parametrize(
    ("missing", "code"),
    [
        ({"unit": None}, "identity_unit_missing"),
        ({"year": None}, "identity_fiscal_year_missing"),
        ({"year": 1023}, "identity_fiscal_year_implausible"),
        ({"stage": None}, "identity_stage_missing"),
        ({"scope": None}, "identity_scope_missing"),
        ({"unit": "大同市应急局"}, "department_unknown"),
    ],
)
def test_a_gap_in_the_identity_waits_for_a_clerk_and_has_no_figures(missing: dict[str, Any], code: str) -> None:
    edition = draft(**missing)
    assert (edition.state, edition.disclosure) == ("waiting", None)
    assert codes(edition) == {code}
    assert not edition.facts.exists()
    assert not Disclosure.objects.exists()


def test_a_clerk_identifies_what_waits(person: User) -> None:
    edition = editions.identify(draft(year=None), Department.objects.get(), 2022, Stage.BUDGET, Scope.UNIT, person=person)
    assert (edition.state, edition.number, edition.identified_by) == ("draft", None, person)
    assert set(edition.facts.values_list("fiscal_year", flat=True)) == {2022}
    assert codes(edition) == set()


def test_an_identity_is_mended_as_long_as_the_edition_is_open(person: User) -> None:
    edition = editions.identify(draft(), Department.objects.get(), 2024, Stage.BUDGET, Scope.UNIT, person=person)
    assert edition.disclosure is not None
    assert edition.disclosure.fiscal_year == 2024
    with pytest.raises(EditionError, match="已公布，不能再改"):
        editions.identify(published(person, number=2), Department.objects.get(), 2025, Stage.BUDGET, Scope.UNIT)


def test_an_implausible_year_is_refused() -> None:
    with pytest.raises(EditionError, match="不像是年度"):
        editions.identify(draft(year=None), Department.objects.get(), 202, Stage.BUDGET, Scope.UNIT)


def test_the_demo_may_take_a_document_at_its_word() -> None:
    edition = editions.begin(read())
    assert editions.identify_from_reading(edition)
    assert Edition.objects.get().state == "draft"
    assert not editions.identify_from_reading(editions.begin(read(2, stage=None)))


# Departments


def test_a_department_is_registered_once() -> None:
    one = register_department("大同市应急管理局")
    assert register_department("大同市 应急管理局") == one
    assert one.region is not None
    assert one.region.full_name == "山西省大同市"


def test_a_department_is_found_by_a_former_name_and_never_by_likeness() -> None:
    department = register_department(NAME)
    DepartmentName.objects.create(department=department, name="大同市安全生产监督管理局", kind="alias")
    assert resolve("大同市安全生产监督管理局") == department
    for likeness in ("大同市应急局", "大同市应急管理局机关", "应急管理局"):
        with pytest.raises(NotResolved, match="没有"):
            resolve(likeness)


def test_departments_of_one_name_are_told_apart_by_region_or_left_to_a_clerk() -> None:
    here, there = register_department("应急管理局", "140200"), register_department("应急管理局", "310107")
    assert here != there
    assert resolve("应急管理局", "140200") == here
    assert resolve("应急管理局", "310000") == there
    with pytest.raises(NotResolved, match="2 个"):
        resolve("应急管理局")
    with pytest.raises(NotResolved, match="没有"):
        resolve("应急管理局", "110000")


# Review and publication


def test_an_edition_is_published_after_review(person: User) -> None:
    edition = editions.submit_for_review(draft(), person)
    assert (edition.state, edition.submitted_by) == ("in_review", person)
    edition = editions.publish(edition, person)
    assert (edition.state, edition.reviewed_by, len(edition.digest)) == ("published", person, 64)
    assert edition.published_at is not None


def test_a_draft_is_not_published_and_a_waiting_one_not_submitted(person: User) -> None:
    with pytest.raises(EditionError, match="请先提交审核"):
        editions.publish(draft(), person)
    with pytest.raises(EditionError, match="只有草稿"):
        editions.submit_for_review(draft(number=2, year=None), person)


def test_a_contradiction_is_published_only_with_a_reason(person: User) -> None:
    edition = editions.submit_for_review(draft(findings=[finding("mismatch")]), person)
    with pytest.raises(EditionError, match="1 处矛盾"):
        editions.publish(edition, person, " ")
    assert editions.publish(edition, person, "原件如此").reason == "原件如此"


def test_an_edition_without_any_figure_is_not_published(person: User) -> None:
    edition = editions.submit_for_review(draft(tables=[], statements=[]), person)
    with pytest.raises(EditionError, match="没有任何数字"):
        editions.publish(edition, person)


def test_a_new_edition_supersedes_the_one_before(person: User) -> None:
    first = published(person)
    second = editions.replace(draft(number=2), first, person)
    second = editions.publish(editions.submit_for_review(second, person), person)
    first.refresh_from_db()
    assert (first.state, first.ended_by, second.state, second.number) == ("superseded", person, "published", 2)


def test_what_was_published_is_withdrawn_with_a_reason_and_stays(person: User) -> None:
    edition = published(person)
    with pytest.raises(EditionError, match="请写明撤回的理由"):
        editions.withdraw(edition, person, "")
    edition = editions.withdraw(edition, person, "文件有误")
    assert (edition.state, edition.end_reason, edition.facts.count()) == ("withdrawn", "文件有误", 9)
    with pytest.raises(EditionError, match="只有公布过的"):
        editions.withdraw(draft(number=2), person, "x")


def test_what_was_never_published_is_discarded(person: User) -> None:
    assert editions.discard(draft(), person, "重复").state == "discarded"
    with pytest.raises(EditionError, match="已公布"):
        editions.discard(published(person, number=2), person, "x")


# Corrections


def mend(edition: Edition, person: User, **change: Any) -> Edition:
    step = Step(**{"id": 0, "field": "amount", "table": 0, "row": 1, "column": 0, "old": "54.70", "new": "55.70", **change})
    part = edition.parts.select_related("reading__document").get()
    return editions.correct(edition, part.reading.document, step, "看错了", person)


def test_a_correction_changes_the_figure_and_says_who_and_why(person: User) -> None:
    edition = mend(draft(), person)
    fact = edition.facts.get(code="210", measure="total")
    assert fact.correction is not None
    assert (fact.yuan, fact.printed) == (Decimal("557000"), "54.70")
    assert (fact.correction.person, fact.correction.reason, fact.correction.old) == (person, "看错了", "54.70")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"old": "54.71"}, "那里现在是“54.70”"),
        ({"new": "五十"}, "不是数字"),
        ({"new": "54.70"}, "没有要改的"),
        ({"row": 99}, "没有这一行"),
        ({"field": "label", "column": None, "old": "卫生健康支出", "new": " "}, "名称不能为空"),
    ],
)
def test_a_correction_that_cannot_be_is_refused(person: User, change: dict[str, Any], message: str) -> None:
    with pytest.raises(EditionError, match=message):
        mend(draft(), person, **change)
    assert not Correction.objects.exists()


def test_a_correction_of_a_published_edition_makes_a_new_one_with_all_corrections(person: User) -> None:
    edition = mend(draft(), person)
    edition = editions.record_checks(edition, results_of(edition), corrections=1)
    first = editions.publish(editions.submit_for_review(edition, person), person)
    second = mend(first, person, row=0, old="2,296.59", new="2,297.59")
    assert (second.number, second.state) == (None, "draft")
    assert [correction.new for correction in second.corrections.all()] == ["55.70", "2,297.59"]
    assert second.facts.get(code="210", measure="total").yuan == Decimal("557000")
    assert first.facts.get(label="合计", measure="total").yuan == Decimal("22965900")


def test_a_second_draft_beside_the_first_is_refused(person: User) -> None:
    first = published(person)
    mend(first, person)
    with pytest.raises(EditionError, match="已有未公布的一版（草稿）"):
        mend(first, person)


def results_of(edition: Edition) -> dict[int, dict[str, Any]]:
    return {part.pk: {"findings": [finding("soft")], "checks": {"row.total": {"soft": 1}}} for part in edition.parts.all()}


def test_after_a_correction_the_checks_run_again_before_it_is_published(person: User) -> None:
    edition = mend(draft(), person)
    assert not edition.checks_current
    edition = editions.submit_for_review(edition, person)
    with pytest.raises(EditionError, match="核对还没有完成"):
        editions.publish(edition, person)
    edition = editions.record_checks(edition, results_of(edition), corrections=1)
    assert [item.outcome for item in edition.findings.all()] == ["soft"]
    assert edition.checks == {"row.total": {"soft": 1}}
    assert editions.publish(edition, person).state == "published"


def test_checks_that_did_not_see_the_last_correction_are_left_alone(person: User) -> None:
    edition = mend(draft(), person)
    edition = mend(edition, person, row=0, old="2,296.59", new="2,297.59")
    assert not editions.record_checks(edition, results_of(edition), corrections=1).checks_current
