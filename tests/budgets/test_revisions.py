"""What an edition prints otherwise than the one before it, and publishing many at once with that in view."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from budgets import editions
from budgets.departments import register_department
from budgets.editions import EditionError
from budgets.models import Edition, Note, Scope, Stage
from budgets.revised import since_last
from budgets.revisions import Figure, revision
from tests.budgets.test_editions import draft, mend, published

SUBMIT, PUBLISH = "submit_many", "propose_publishing"


def figure(number: int, row: str, amount: str | None, *, total: bool = False, measure: str = "total") -> Figure:
    presence = "printed" if amount is not None else "blank"
    value = Decimal(amount) if amount is not None else None
    key = (2023, "expenditure", row, measure, "this", 0)
    return Figure(number, key, "expenditure", row, (measure,), amount or "", "万元", presence, value, total)


def told(before: list[Figure], after: list[Figure]) -> list[tuple[str, str | None, str | None]]:
    found = revision(before, after).figures
    return [(one.shown.label, one.before.printed if one.before else None, one.after.printed if one.after else None) for one in found]


# Pure


def test_changed_new_and_gone_figures_are_told_with_totals_first() -> None:
    before = [figure(1, "甲", "1.00"), figure(2, "乙", "2.00"), figure(3, "合计", "3.00", total=True)]
    after = [figure(4, "甲", "1.50"), figure(5, "丙", "2.00"), figure(6, "合计", "3.50", total=True)]
    assert told(before, after) == [("合计", "3.00", "3.50"), ("甲", "1.00", "1.50"), ("丙", None, "2.00"), ("乙", "2.00", None)]
    found = revision(before, after)
    assert (found.changed, found.new, found.gone, found.is_nothing) == (2, 1, 1, False)
    assert [one.difference for one in found.figures] == [Decimal("0.50"), Decimal("0.50"), None, None]


def test_a_blank_cell_is_not_nought() -> None:
    assert told([figure(1, "甲", None)], [figure(2, "甲", "0")]) == [("甲", "", "0")]


def test_of_rows_with_one_key_the_equal_ones_go_together() -> None:
    """Two tables of one kind: one of them has another figure, in whichever order they come."""
    before = [figure(1, "甲", "1"), figure(2, "甲", "2")]
    assert told(before, [figure(3, "甲", "2"), figure(4, "甲", "1")]) == []
    assert told(before, [figure(3, "甲", "2"), figure(4, "甲", "5")]) == [("甲", "1", "5")]


def test_sentences_are_told_once() -> None:
    found = revision([], [], ["甲。", "乙。"], ["乙。", "丙。", "丙。"])
    assert (found.sentences_new, found.sentences_gone) == (("丙。",), ("甲。",))


@given(st.lists(st.tuples(st.sampled_from("甲乙丙"), st.sampled_from(["1", "2", None])), max_size=8))
def test_an_edition_says_nothing_otherwise_than_itself_in_any_order(rows: list[tuple[str, str | None]]) -> None:
    figures = [figure(number, row, amount) for number, (row, amount) in enumerate(rows)]
    assert told(figures, list(reversed(figures))) == []


@given(*[st.lists(st.tuples(st.sampled_from("甲乙"), st.sampled_from(["1", "2", "3"])), max_size=6)] * 2)
def test_every_figure_is_accounted_for(one: list[tuple[str, str]], other: list[tuple[str, str]]) -> None:
    before = [figure(number, *row) for number, row in enumerate(one)]
    after = [figure(100 + number, *row) for number, row in enumerate(other)]
    found = revision(before, after)
    assert len(after) - len(before) == found.new - found.gone


# Stored


@pytest.fixture
def clerk() -> User:
    return _person("录入人", "录入员")


@pytest.fixture
def publisher() -> User:
    return _person("公布人", "公布员")


def _person(name: str, group: str) -> User:
    person = User.objects.create_user(name, is_staff=True)
    person.groups.add(Group.objects.get(name=group))
    return person


def reviewed(person: User, number: int, year: int) -> Edition:
    """In review: a document of its own, for a year of its own."""
    return editions.submit_for_review(draft(number=number, year=year), person)


def corrected(edition: Edition, person: User) -> Edition:
    """The draft that follows a published edition with one correction, submitted, its checks taken as done."""
    following = editions.submit_for_review(mend(edition, person), person)
    Edition.objects.filter(pk=following.pk).update(checks_current=True)
    following.refresh_from_db()
    return following


@pytest.mark.django_db
def test_a_first_edition_is_compared_with_nothing_and_a_correction_with_the_edition_in_force(clerk: User) -> None:
    first = published(clerk)
    assert since_last(draft(number=2, year=2022)) is None
    following = corrected(first, clerk)
    since = since_last(following)
    assert since is not None
    assert since.edition == first
    (one,) = since.revision.figures
    assert one.before is not None
    assert one.after is not None
    assert (one.before.printed, one.after.printed, one.after.is_corrected, one.difference) == ("54.70", "55.70", True, Decimal(10_000))


@pytest.mark.django_db
def test_the_page_of_a_draft_says_what_publishing_would_change(clerk: User, client: Client) -> None:
    following = corrected(published(clerk), clerk)
    client.force_login(clerk)
    shown = client.get(reverse("admin:budgets_edition_change", args=[following.pk])).content.decode()
    assert "公布以后会改变什么" in shown
    assert "<strong>改变 1 个数</strong>，新有 0 个，少了 0 个" in shown
    assert "+1.00" in shown


@pytest.mark.django_db
def test_drafts_are_submitted_together(clerk: User, client: Client) -> None:
    found = [draft(number=1, year=2021), draft(number=2, year=2022), reviewed(clerk, 3, 2023)]
    client.force_login(clerk)
    chosen = {"action": SUBMIT, "_selected_action": [one.pk for one in found]}
    shown = client.post(reverse("admin:budgets_edition_changelist"), chosen, follow=True).content.decode()
    assert "已提交审核 2 份。" in shown
    assert "只有草稿可以提交审核" in shown
    assert set(Edition.objects.values_list("state", flat=True)) == {"in_review"}


@pytest.mark.django_db
def test_many_are_published_each_by_itself_and_nothing_typed_is_lost(clerk: User, publisher: User, client: Client) -> None:
    """Of three that are ticked, one has a contradiction and no reason: it stays with the word why, the others are public."""
    good, bad, other = (reviewed(clerk, number, 2020 + number) for number in (1, 2, 3))
    bad.findings.update(outcome="mismatch")
    client.force_login(publisher)
    listed = reverse("admin:budgets_edition_changelist")
    shown = client.post(listed, {"action": PUBLISH, "_selected_action": [good.pk, bad.pk, other.pk]}).content.decode()
    assert shown.count("第一次公布。") == 3
    assert shown.count("<dt>支出总表：合计</dt><dd>2,296.59 万元</dd>") == 3
    many = reverse("admin:budgets_edition_publish_many")
    ticked = {"edition": [good.pk, bad.pk, other.pk], "publish": [good.pk, bad.pk]}
    shown = client.post(many, {**ticked, f"reason-{bad.pk}": " "}).content.decode()
    assert "已公布 1 份" in shown
    assert "有 1 处矛盾没有更正也没有答复。请更正或答复，或写明仍然公布的理由。" in shown
    assert {one.pk: one.state for one in Edition.objects.all()} == {good.pk: "published", bad.pk: "in_review", other.pk: "in_review"}
    answer = client.post(many, {"edition": [bad.pk, other.pk], "publish": [bad.pk], f"reason-{bad.pk}": "文件印的就少 4 元"})
    assert answer["Location"] == listed
    bad.refresh_from_db()
    assert (bad.state, bad.reason, bad.reviewed_by) == ("published", "文件印的就少 4 元", publisher)
    assert LogEntry.objects.filter(user=publisher, object_id=str(bad.pk), change_message__contains="少 4 元").exists()


@pytest.mark.django_db
def test_own_work_is_not_published_among_many(publisher: User, client: Client, settings: Settings) -> None:
    settings.FOUR_EYES = True
    own = reviewed(publisher, 1, 2023)
    client.force_login(publisher)
    shown = client.post(reverse("admin:budgets_edition_changelist"), {"action": PUBLISH, "_selected_action": [own.pk]}).content.decode()
    assert "这一版由你提交审核，须由另一个人核对后公布。" in shown
    assert 'name="publish"' not in shown
    shown = client.post(reverse("admin:budgets_edition_publish_many"), {"edition": [own.pk], "publish": [own.pk]}).content.decode()
    assert "须由另一个人" in shown
    own.refresh_from_db()
    assert own.state == "in_review"


@pytest.mark.django_db
def test_who_may_not_publish_is_refused(clerk: User, client: Client) -> None:
    edition = reviewed(_person("另一人", "录入员"), 1, 2023)
    client.force_login(clerk)
    client.post(reverse("admin:budgets_edition_changelist"), {"action": PUBLISH, "_selected_action": [edition.pk]})
    assert client.post(reverse("admin:budgets_edition_publish_many"), {"edition": [edition.pk], "publish": [edition.pk]}).status_code == 403
    edition.refresh_from_db()
    assert edition.state == "in_review"


@pytest.mark.django_db
def test_a_page_that_is_opened_after_logging_in_again_publishes_nothing_and_says_so(publisher: User, client: Client) -> None:
    client.force_login(publisher)
    answer = client.get(reverse("admin:budgets_edition_publish_many"), follow=True)
    assert "没有公布什么（登录可能已过期）" in answer.content.decode()


@pytest.mark.django_db
def test_nobody_publishes_what_changed_behind_their_back(clerk: User, publisher: User, client: Client) -> None:
    following = corrected(published(clerk), clerk)
    client.force_login(publisher)
    page = reverse("admin:budgets_edition_change", args=[following.pk])
    (mark,) = set(re.findall(r'name="seen" value="([^"]+)"', client.get(page).content.decode()))
    again = editions.submit_for_review(mend(following, clerk, old="55.70", new="56.70"), clerk)
    Edition.objects.filter(pk=again.pk).update(checks_current=True)
    publish = reverse("admin:budgets_edition_publish", args=[following.pk])
    assert "这一版又变了" in client.post(publish, {"seen": mark}, follow=True).content.decode()
    following.refresh_from_db()
    assert following.state == "in_review"
    many = reverse("admin:budgets_edition_publish_many")
    ticked = {"edition": [following.pk], "publish": [following.pk], f"seen-{following.pk}": mark}
    assert "这一版又变了" in client.post(many, ticked).content.decode()
    (mark,) = set(re.findall(r'name="seen" value="([^"]+)"', client.get(page).content.decode()))
    assert "已公布" in client.post(publish, {"seen": mark}, follow=True).content.decode()


@pytest.mark.django_db
def test_on_a_superseded_edition_nothing_is_corrected(clerk: User, publisher: User) -> None:
    """The draft would lack what was corrected since."""
    first = published(clerk)
    editions.publish(corrected(first, clerk), publisher)
    with pytest.raises(EditionError, match="已有新版，在它上面更正会丢掉新版的更正"):
        mend(first, clerk, old="54.70", new="1.00")


@pytest.mark.django_db
def test_what_was_withdrawn_can_be_worked_on_again(clerk: User, publisher: User, client: Client) -> None:
    first = editions.publish(corrected(published(clerk), clerk), publisher)
    editions.withdraw(first, publisher, "归错了部门")
    client.force_login(clerk)
    assert "重新处理" in client.get(reverse("admin:budgets_edition_change", args=[first.pk])).content.decode()
    answer = client.post(reverse("admin:budgets_edition_reopen", args=[first.pk]))
    draft_again = Edition.objects.get(state="draft")
    assert answer["Location"] == reverse("admin:budgets_edition_change", args=[draft_again.pk])
    assert (draft_again.number, draft_again.corrections.count()) == (None, 1)
    assert "已有未公布的一版" in client.post(reverse("admin:budgets_edition_reopen", args=[first.pk]), follow=True).content.decode()


@pytest.mark.django_db
def test_what_was_taken_up_again_for_a_wrong_department_may_be_taken_at_its_word(clerk: User, publisher: User, client: Client) -> None:
    """It was published as another department's; taken up again, it keeps that identity, and the file's own is still offered."""
    other = register_department("大同市水务局")
    edition = draft()
    assert edition.disclosure is not None
    own = edition.disclosure.department
    edition = editions.identify(edition, other, 2023, Stage.BUDGET, Scope.DEPARTMENT, person=clerk)
    Edition.objects.filter(pk=edition.pk).update(checks_current=True)
    edition.refresh_from_db()
    first = editions.publish(editions.submit_for_review(edition, clerk), publisher, "封面印错了")
    again = editions.reopen(editions.withdraw(first, publisher, "归错了部门"))
    client.force_login(clerk)
    assert "照文件所写登记部门并确认" in client.get(reverse("admin:budgets_edition_change", args=[again.pk])).content.decode()
    client.post(reverse("admin:budgets_edition_trust", args=[again.pk]))
    again.refresh_from_db()
    assert again.disclosure is not None
    assert again.disclosure.department == own
    assert "照文件所写登记部门并确认" not in client.get(reverse("admin:budgets_edition_change", args=[again.pk])).content.decode()


@pytest.mark.django_db
def test_what_stands_beside_another_file_is_decided_before_it_is_submitted(clerk: User, client: Client) -> None:
    edition = draft()
    Note.objects.create(
        edition=edition, document=edition.readings.get().document, order=99, level="warning", code="second_file", text="另有一份"
    )
    client.force_login(clerk)
    said = client.post(reverse("admin:budgets_edition_submit", args=[edition.pk]), follow=True).content.decode()
    assert "请先在这一版的页上定下来" in said
    edition.refresh_from_db()
    assert edition.state == "draft"
