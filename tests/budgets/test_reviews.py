"""What keeps an edition from being submitted or published, said once; and what reviewers say of one before it is published."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from budgets import editions, queue
from budgets.admin.publishing import proposals
from budgets.assignments import hand
from budgets.departments import register_department
from budgets.editions import A_REASON, EditionError, to_publish, to_submit, unmet
from budgets.identities import differing
from budgets.models import Assignment, DepartmentName, Edition, Note, Review, Scope, Stage
from budgets.queue import Asked
from tests.budgets.test_editions import NAME, draft, mend
from tests.budgets.test_several_files import arrive
from tests.contracts import finding, tables_file, text_file

pytestmark = pytest.mark.django_db

LIST = "/admin/budgets/edition/"


def somebody(name: str, *groups: str) -> User:
    made = User.objects.create_user(name, is_staff=True)
    made.groups.set(Group.objects.filter(name__in=groups))
    return made


@pytest.fixture
def clerk() -> User:
    return somebody("录入", "录入员")


@pytest.fixture
def reviewer() -> User:
    return somebody("审核", "审核员")


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(edition: Edition, person: User) -> str:
    return client_of(person).get(f"{LIST}{edition.pk}/change/").content.decode()


def submitted(clerk: User, **more: Any) -> Edition:
    return editions.submit_for_review(draft(**more), clerk)


# What stands in the way


def hindered(edition: Edition, how: str) -> None:
    """Something comes in the way of an edition in review."""
    if how == "beside":
        Note.objects.create(edition=edition, document=edition.parts.get().reading.document, order=99, code="second_file", text="另一个")
    elif how == "checks":
        Edition.objects.filter(pk=edition.pk).update(checks_current=False)
    elif how == "misfit":
        part = edition.parts.select_related("reading__document").get()
        target = {"sha256": part.reading.document.sha256, "table": 0, "row": 0, "column": 0, "at": "别的行"}
        edition.corrections.create(
            order=0, field="amount", target=target, old="0.01", new="2", reason="x", person=User.objects.get(username="录入")
        )
    else:
        edition.facts.all().delete()
        edition.statements.all().delete()


@pytest.mark.parametrize(
    ("how", "words"),
    [("beside", "同一公开事项还有另一个文件"), ("checks", "核对还没有完成"), ("misfit", "1 条更正对不上了"), ("nothing", "没有任何数字")],
)
def test_the_page_the_list_and_the_act_say_the_same(clerk: User, settings: Settings, how: str, words: str) -> None:
    settings.FOUR_EYES = True
    edition, publisher = submitted(clerk), somebody("公布", "公布员")
    hindered(edition, how)
    edition.refresh_from_db()
    said = unmet(to_publish(edition, publisher))
    assert words in said
    assert said in page(edition, publisher)
    assert 'name="compared"' not in page(edition, publisher)
    (proposed,) = proposals([edition.pk], publisher)
    assert proposed.obstacle == said
    with pytest.raises(EditionError) as refused:
        editions.publish(edition, publisher)
    assert str(refused.value) == said


def test_an_identity_that_is_not_the_files_own_is_said_and_takes_a_reason(clerk: User) -> None:
    publisher, other = somebody("公布", "公布员"), register_department("大同市水务局")
    edition = editions.identify(draft(), other, 2024, Stage.FINAL_ACCOUNTS, Scope.UNIT, person=clerk)
    Edition.objects.filter(pk=edition.pk).update(checks_current=True)
    edition.refresh_from_db()
    edition = editions.submit_for_review(edition, clerk)
    edition.findings.all().delete()
    told = f"部门：文件写的是{NAME}，定的是大同市水务局；年度：文件写的是2023，定的是2024；阶段：文件写的是预算，定的是决算"
    (obstacle,) = to_publish(edition, publisher)
    assert (told in obstacle.words, obstacle.takes) == (True, A_REASON)
    assert f"定下的身份与文件所写不同：{told}。" in page(edition, publisher)
    (proposed,) = proposals([edition.pk], publisher)
    assert ("；".join(proposed.differing), proposed.obstacle) == (told, "")
    with pytest.raises(EditionError, match="定下的身份与文件所写不同"):
        editions.publish(edition, publisher)
    assert editions.publish(edition, publisher, "文件的封面印错了").reason == "文件的封面印错了"


def test_a_page_asks_once_what_the_files_say_of_themselves(clerk: User) -> None:
    publisher, edition = somebody("公布", "公布员"), submitted(clerk)
    client = client_of(publisher)
    with CaptureQueriesContext(connection) as asked:
        client.get(f"{LIST}{edition.pk}/change/")
    assert sum("#>" in one["sql"] or "-> 'identity'" in one["sql"] for one in asked if "budgets_part" in one["sql"]) == 1


def test_another_identity_is_told_where_it_is_published(clerk: User) -> None:
    publisher, other = somebody("公布", "公布员"), register_department("大同市水务局")
    edition = editions.identify(draft(), other, 2024, Stage.BUDGET, Scope.UNIT, person=clerk)
    Edition.objects.filter(pk=edition.pk).update(checks_current=True)
    edition.refresh_from_db()
    edition = editions.publish(editions.submit_for_review(edition, clerk), publisher, "封面的年度印错了")
    shown = Client().get(f"/departments/{other.pk}/2024/budget/unit/").content.decode()
    told = f"部门：文件写的是{NAME}，定的是大同市水务局；年度：文件写的是2023，定的是2024"
    assert f'公布的身份与文件所写不同：<span lang="zh-Hans">{told}</span>。' in shown


def test_what_is_chosen_and_cannot_be_published_is_named_with_the_reason(clerk: User) -> None:
    publisher, ready = somebody("公布", "公布员"), submitted(clerk)
    other = editions.identify(draft(number=2), register_department("大同市水务局"), 2020, Stage.BUDGET, Scope.UNIT, person=clerk)
    asked = {"action": "propose_publishing", "_selected_action": [ready.pk, other.pk]}
    html = client_of(publisher).post(LIST, asked).content.decode()
    assert f'name="publish" value="{ready.pk}"' in html
    assert f'<a href="{LIST}{other.pk}/change/">{other}</a>：只有审核中的版本可以公布，请先提交审核；这一版现在是“草稿”。' in html
    html = client_of(publisher).post(LIST, asked | {"_selected_action": [other.pk]}, follow=True).content.decode()
    assert f"先提交审核，才能公布：{other}（草稿）" in html


def test_a_review_is_qualified_as_soon_as_a_correction_came_after_it(clerk: User, reviewer: User) -> None:
    edition = editions.say_reviewed(submitted(clerk), reviewer)
    said = "其后有更正，更正没有核对过"
    assert said not in page(edition, clerk) + client_of(clerk).get(LIST).content.decode()
    edition = mend(edition, clerk)
    assert edition.state == "draft"
    assert said in page(edition, clerk)
    listed = client_of(clerk).get(LIST).content.decode()
    assert re.search(rf"审核 \d{{4}}-\d\d-\d\d \d\d:\d\d（{said}）", listed)


def test_another_name_of_the_same_department_is_no_other_identity(clerk: User) -> None:
    edition = submitted(clerk)
    assert edition.disclosure is not None
    renamed = register_department("大同市水务局")
    renamed.names.create(name=NAME, kind=DepartmentName.Kind.ALIAS)
    edition.disclosure.department = renamed
    assert differing({"unit": {"value": NAME}, "fiscal_year": {"value": 2023}, "stage": None}, edition.disclosure) == []


def test_what_left_review_meanwhile_is_named_with_the_reason_that_was_typed(clerk: User) -> None:
    publisher, edition = somebody("公布", "公布员"), submitted(clerk)
    seen = editions.mark_of(edition)
    mend(edition, clerk)
    form = {"edition": [str(edition.pk)], "publish": [str(edition.pk)], f"reason-{edition.pk}": "照原件", f"seen-{edition.pk}": seen}
    html = client_of(publisher).post(f"{LIST}publish-many/", form, follow=True).content.decode()
    assert "没有公布：你打开以后，它已不在审核中" in html
    assert "你写的理由：“照原件”。" in html


def test_all_that_stands_in_the_way_is_said_at_once(clerk: User, settings: Settings) -> None:
    settings.FOUR_EYES = True
    edition = submitted(clerk, findings=[finding("mismatch")])
    Edition.objects.filter(pk=edition.pk).update(checks_current=False)
    edition.refresh_from_db()
    found = to_publish(edition, clerk)
    assert [one.takes for one in found] == ["", "", "reason"]
    assert [word in unmet(found) for word in ("核对还没有完成", "由你提交审核", "1 处矛盾")] == [True] * 3
    assert "1 处矛盾" not in unmet(found, ["reason"])


def test_what_cannot_be_submitted_says_why_in_place_of_the_button(clerk: User) -> None:
    edition = draft()
    assert to_submit(edition) == []
    assert f"/{edition.pk}/submit/" in page(edition, clerk)
    hindered(edition, "beside")
    assert f"/{edition.pk}/submit/" not in page(edition, clerk)
    assert "同一公开事项还有另一个文件" in page(edition, clerk)
    with pytest.raises(EditionError, match="同一公开事项还有另一个文件"):
        editions.submit_for_review(edition, clerk)


# Sent back


def test_it_is_sent_back_with_a_reason_that_stays(clerk: User, reviewer: User) -> None:
    edition = submitted(clerk)
    with pytest.raises(EditionError, match="请写明退回的理由"):
        editions.send_back(edition, reviewer, " ")
    client_of(reviewer).post(f"{LIST}{edition.pk}/send-back/", {"reason": "表 5 的合计读错了"})
    edition.refresh_from_db()
    assert edition.state == "draft"
    assert "表 5 的合计读错了" in page(edition, clerk)
    assert "表 5 的合计读错了" in client_of(clerk).get(f"{LIST}{edition.pk}/history/").content.decode()
    editions.submit_for_review(edition, clerk)
    assert "表 5 的合计读错了" in page(edition, reviewer), "who reviews it again sees what it was sent back for"


def test_the_clerk_who_sent_it_finds_it_in_the_queue_with_the_reason(clerk: User, reviewer: User) -> None:
    edition = editions.send_back(submitted(clerk), reviewer, "表 5 的合计读错了")
    (item,) = queue.listed(clerk, Asked(reason="sent_back", holder="mine"))
    assert item.thing == ("edition", edition.pk)
    assert {reason.code: told for reason, told in item.told}["sent_back"].startswith("表 5 的合计读错了（审核，")
    assert queue.counts(clerk).reasons[queue.SENT_BACK] == 1
    editions.submit_for_review(edition, clerk)
    assert queue.counts(clerk).reasons[queue.SENT_BACK] == 0
    mend(edition, clerk)
    assert queue.counts(clerk).reasons[queue.SENT_BACK] == 0, "a draft again, but sent back by nobody"


def test_who_had_taken_it_keeps_it(clerk: User, reviewer: User) -> None:
    edition, other = submitted(clerk), somebody("同事", "录入员")
    hand(("edition", edition.pk), other, seen=None)
    editions.send_back(edition, reviewer, "读错了")
    assert Assignment.objects.get().person == other


# Reviewed


def test_who_reviewed_it_stands_where_it_is_published(clerk: User, reviewer: User) -> None:
    edition, publisher = submitted(clerk), somebody("公布", "公布员")
    answer = client_of(reviewer).post(f"{LIST}{edition.pk}/reviewed/", follow=True).content.decode()
    assert "已标为核对过" in answer
    for _again in range(2):
        editions.say_reviewed(edition, reviewer)
    assert Review.objects.get().person == reviewer
    edition.refresh_from_db()
    assert edition.state == "in_review"
    assert "<dt>已核对</dt>" in page(edition, publisher)
    (proposed,) = proposals([edition.pk], publisher)
    assert proposed.reviewed.startswith("审核 20")
    assert f'<td class="field-reviewed">{proposed.reviewed}</td>' in client_of(publisher).get(LIST).content.decode()
    assert [one.thing for one in queue.listed(publisher, Asked(reason="publish"))] == [("review", edition.pk)]
    assert queue.listed(reviewer, Asked()) == [], "nothing is left to review"
    assert editions.publish(edition, publisher).state == "published"


def test_it_takes_no_publishers_place_and_ends_with_the_next_change(clerk: User, reviewer: User) -> None:
    edition = editions.say_reviewed(submitted(clerk), reviewer)
    client_of(reviewer).post(f"{LIST}{edition.pk}/publish/")
    edition.refresh_from_db()
    assert edition.state == "in_review"
    again = editions.submit_for_review(mend(edition, clerk), clerk)
    assert [one.reviewed for one in proposals([again.pk], reviewer)] == [""]
    assert "（提交或退回以前）" in page(again, reviewer)


def test_nobody_says_so_of_own_work_or_of_what_they_did_not_see(clerk: User, reviewer: User, settings: Settings) -> None:
    settings.FOUR_EYES = True
    edition = submitted(clerk)
    seen = editions.mark_of(edition)
    with pytest.raises(EditionError, match="由你提交审核，须由另一个人核对"):
        editions.say_reviewed(edition, clerk)
    again = editions.submit_for_review(mend(edition, clerk), clerk)
    with pytest.raises(EditionError, match="这一版又变了"):
        editions.say_reviewed(again, reviewer, seen=seen)
    with pytest.raises(EditionError, match="只有审核中的"):
        editions.say_reviewed(draft(number=2, year=2022), reviewer)


def test_what_was_said_of_a_public_edition_stays(clerk: User, reviewer: User) -> None:
    edition = editions.say_reviewed(submitted(clerk), reviewer)
    editions.publish(edition, somebody("公布", "公布员"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.update(stands=False)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE budgets_reviewevent SET words = 'x'")


# Numbers


def test_only_what_is_public_has_a_number_and_discarded_drafts_use_none_up(clerk: User) -> None:
    first = editions.publish(submitted(clerk), clerk)
    for number in (2, 3):
        gone = editions.discard_duplicate(draft(number=number), first, clerk)
        assert (gone.state, gone.number) == ("discarded", None)
    following = mend(first, clerk)
    assert (following.number, str(following).endswith(" · 草稿")) == (None, True)
    following = editions.submit_for_review(following, clerk)
    Edition.objects.filter(pk=following.pk).update(checks_current=True)
    assert editions.publish(following, clerk).number == 2
    for wrong in ({"number": None}, {"number": 1}, {"number": 7}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Edition.objects.filter(pk=following.pk).update(**wrong)
    with pytest.raises(IntegrityError, match="what_is_public_has_a_number"), transaction.atomic():
        Edition.objects.filter(pk=gone.pk).update(number=9)


def test_a_withdrawn_edition_keeps_its_number_and_the_next_has_another(clerk: User) -> None:
    first = editions.withdraw(editions.publish(submitted(clerk), clerk), clerk, "归错了")
    again = editions.submit_for_review(editions.reopen(first), clerk)
    assert (first.number, editions.publish(again, clerk).number) == (1, 2)


# Whose work


def test_combining_keeps_whose_it_is(clerk: User) -> None:
    other = somebody("同事", "录入员")
    register_department(NAME)
    text = arrive("正文.pdf", text_file())
    waiting = arrive("表格.pdf", tables_file(year=None))
    hand(("edition", text.pk), other, seen=None)
    both = editions.combine(waiting, text, clerk)
    assert Assignment.objects.get(work="edition", number=both.pk).person == other


def test_drafts_from_before_lose_their_numbers_and_names_get_their_sounds(clerk: User) -> None:
    public, waiting = editions.publish(submitted(clerk), clerk), draft(number=2, year=2022)
    numbers, names = (import_module(f"budgets.migrations.{name}") for name in ("0028_reviews_and_numbers", "0029_names_as_they_are_read"))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE budgets_edition DROP CONSTRAINT what_is_public_has_a_number")
        cursor.execute("UPDATE budgets_edition SET number = 7 WHERE id = %s", [waiting.pk])
        cursor.execute(numbers.UNNUMBERED)
        cursor.execute("ALTER TABLE budgets_edition ADD CHECK (number IS NULL OR budgets_is_fixed(state))")
    assert set(Edition.objects.values_list("pk", "number")) == {(public.pk, 1), (waiting.pk, None)}
    DepartmentName.objects.update(sounds="")
    names.tell_sounds(apps, None)
    assert DepartmentName.objects.get().sounds == " da tong shi ying ji guan li ju ~dtsyjglj"
