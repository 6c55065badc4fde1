"""Corrections after a newer reading: made where the place is the same, else told, until a person decides."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from budgets import editions
from budgets.derivation import misfits_of
from budgets.editions import EditionError
from budgets.models import Correction, Edition
from budgets.overlay import Step
from tests.budgets.test_editions import draft, mend, published, read
from tests.contracts import Json, amount, expenditure, row

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    return User.objects.create_user("clerk", is_staff=True)


def with_figure(printed: str) -> list[Json]:
    found = expenditure()
    found["rows"][1]["amounts"][0]["printed"] = printed
    return [found]


def with_a_row_more() -> list[Json]:
    """Another row where the corrected one was, with the same figure, as a newer parser may read one more."""
    found = expenditure()
    found["rows"].insert(1, row("教育支出", amount(0, "54.70", "547000.00", 12), line=12, code="205"))
    return [found]


def read_anew(edition: Edition, tables: list[Json]) -> Edition:
    return editions.read_again(edition, read(version="2", tables=tables))


def corrected_and_read_anew(person: User, tables: list[Json]) -> Edition:
    return read_anew(mend(draft(), person), tables)


def figure(edition: Edition, code: str = "210") -> Any:
    return edition.facts.get(code=code, measure="total").yuan


def test_a_correction_is_made_where_the_place_is_the_same(person: User) -> None:
    edition = corrected_and_read_anew(person, [expenditure()])
    assert misfits_of(edition) == []
    assert figure(edition) == 557000


def test_the_same_figure_in_another_row_is_not_the_same_place(person: User) -> None:
    edition = corrected_and_read_anew(person, with_a_row_more())
    assert [figure(edition, code) for code in ("205", "210")] == [547000, 547000]
    (misfit,) = misfits_of(edition)
    assert (misfit.now, misfit.correction.target["at"]) == ("54.70", "2023年预算支出总表 › 210 卫生健康支出 › 合计")
    assert misfit.where == "2023年预算支出总表 › 205 教育支出 › 合计"


def test_a_blank_cell_that_was_filled_is_no_other_blank_cell(person: User) -> None:
    edition = mend(draft(), person, column=2, old="", new="9.00")
    edition = read_anew(edition, with_a_row_more())
    assert not edition.facts.filter(measure="project", yuan=90000).exists()
    assert len(misfits_of(edition)) == 1


def test_it_is_made_nevertheless_by_a_person_and_told_no_more(person: User) -> None:
    edition = corrected_and_read_anew(person, with_figure("54.80"))
    (misfit,) = misfits_of(edition)
    with pytest.raises(EditionError, match=r"那里现在是“54\.80”，不是“54\.70”"):
        editions.apply_anyway(edition, misfit.correction.pk, person, seen="54.70")
    edition = editions.apply_anyway(edition, misfit.correction.pk, person, seen="54.80")
    assert figure(edition) == 557000
    assert misfits_of(edition) == []
    assert not edition.notes.filter(code="correction_no_longer_fits").exists()
    last = Correction.objects.last()
    assert last is not None
    assert (last.old, last.new, last.reason, last.settles) == ("54.80", "55.70", "看错了", misfit.correction)


def test_it_is_dropped_and_does_not_come_back_with_a_third_reading(person: User) -> None:
    edition = corrected_and_read_anew(person, with_figure("54.80"))
    (misfit,) = misfits_of(edition)
    edition = editions.drop(edition, misfit.correction.pk, person)
    assert misfits_of(edition) == []
    edition = editions.read_again(edition, read(version="3", tables=[expenditure()]))
    assert (misfits_of(edition), figure(edition)) == ([], 547000)
    assert edition.corrections.count() == 2
    with pytest.raises(EditionError, match="页面可能已过时"):
        editions.drop(edition, misfit.correction.pk, person)


def test_nothing_is_published_before_somebody_decided(person: User) -> None:
    edition = corrected_and_read_anew(person, with_figure("54.80"))
    results: dict[int, dict[str, Any]] = {part.pk: {"findings": [], "checks": {}} for part in edition.parts.all()}
    edition = editions.record_checks(edition, results, corrections=1)
    with pytest.raises(EditionError, match="有 1 条更正对不上了"):
        editions.submit_for_review(edition, person)
    Edition.objects.filter(pk=edition.pk).update(state="in_review")
    with pytest.raises(EditionError, match="有 1 条更正对不上了"):
        editions.publish(edition, person)


def test_what_was_decided_goes_with_the_next_draft(person: User) -> None:
    edition = corrected_and_read_anew(person, with_figure("54.80"))
    edition = editions.drop(edition, misfits_of(edition)[0].correction.pk, person)
    results: dict[int, dict[str, Any]] = {part.pk: {"findings": [], "checks": {}} for part in edition.parts.all()}
    edition = editions.record_checks(edition, results, corrections=2)
    edition = editions.publish(editions.submit_for_review(edition, person), person)
    following = mend(edition, person, row=0, old="2,296.59", new="2,297.59")
    first, second, _ = following.corrections.all()
    assert second.settles == first
    assert misfits_of(following) == []


def test_a_place_that_is_gone_can_only_be_dropped(person: User) -> None:
    short = expenditure()
    short["rows"] = short["rows"][:1]
    edition = corrected_and_read_anew(person, [short])
    (misfit,) = misfits_of(edition)
    assert misfit.now is None
    with pytest.raises(EditionError, match="已不在了"):
        editions.apply_anyway(edition, misfit.correction.pk, person, seen="")


def test_corrections_of_old_that_do_not_know_their_row_are_judged_by_what_stood_there(person: User) -> None:
    edition = draft()
    document = edition.parts.get().reading.document
    target = {"sha256": document.sha256, "table": 0, "row": 1, "column": 0}
    Correction.objects.create(edition=edition, order=0, field="amount", target=target, old="54.70", new="55.70", reason="x", person=person)
    assert figure(read_anew(edition, [expenditure()])) == 557000


def test_both_pages_tell_it_and_the_buttons_decide(person: User, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.tasks.recheck.delay", lambda edition: None)
    edition = corrected_and_read_anew(person, with_figure("54.80"))
    (misfit,) = misfits_of(edition)
    given = {"correction": str(misfit.correction.pk), "seen": "54.80"}
    address = f"/admin/budgets/edition/{edition.pk}/misfit/"
    client.force_login(person)
    assert client.post(address, {**given, "drop": "1"}).status_code == 403
    person.user_permissions.set(Permission.objects.filter(codename__in=("view_edition", "correct_edition")))
    seen = client.get(f"/admin/budgets/edition/{edition.pk}/change/").content.decode()
    assert "现在那里是：2023年预算支出总表 › 210 卫生健康支出 › 合计，“54.80”" in seen
    assert "仍在这里改为“55.70”" in seen
    assert "没有执行" in client.get(address, follow=True).content.decode()
    told = client.post(address, {**given, "seen": "1.00", "apply": "1"}, follow=True).content.decode()
    assert "那里现在是“54.80”" in told
    told = client.post(address, {**given, "apply": "1"}, follow=True).content.decode()
    assert "仍在原处改了" in told
    assert "对不上的更正</h2>" not in told


def test_what_was_published_is_left_alone(person: User) -> None:
    edition = published(person)
    with pytest.raises(EditionError, match="不能再改"):
        editions.drop(edition, 1, person)


def test_a_step_without_a_place_fits_nowhere(person: User) -> None:
    edition = draft()
    document = edition.parts.get().reading.document
    with pytest.raises(EditionError, match="没有这张表"):
        editions.correct(edition, document, Step(0, "amount", 9, 0, 0, "", "1"), "x", person)
