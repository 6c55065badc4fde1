"""The audit trail: what people do is written down by the database with who it was, and nothing that was written down can be changed."""

from __future__ import annotations

from typing import Any

import pghistory
import pgtrigger
import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.db import IntegrityError, connection, transaction
from django.test import Client

from budgets import editions
from budgets.models import Correction, Department, Edition, Population
from tests.budgets.test_successions import logged_in
from tests.factories import Book, department

pytestmark = pytest.mark.django_db

TRAIL = "/admin/budgets/trail/"
TRACKED = {
    *("answer", "correction", "department", "departmentname", "disclosure", "document", "edition", "expected", "population", "region"),
    *("report", "subordination", "succession", "person", "team", "member", "privilege", "merger", "assignment", "review", "run", "fetch"),
    *("key", "webhook"),
}


def events(name: str) -> Any:
    (found,) = [model for model in tables() if model.pgh_tracked_model._meta.model_name == name]
    return found.objects.order_by("pgh_id")


def tables() -> list[Any]:
    return pghistory.core.event_models(include_missing_pgh_obj=True)


def test_what_people_act_upon_is_tracked_and_figures_are_not() -> None:
    assert {model.pgh_tracked_model._meta.model_name for model in tables()} == TRACKED


# Who


def test_an_act_is_written_down_with_the_person_and_nothing_else_of_the_request(client: Client) -> None:
    edition = Book().finish()
    person = logged_in(client, "录入员")
    person.post(f"/admin/budgets/edition/{edition.pk}/submit/", REMOTE_ADDR="203.0.113.9")
    made, submitted = events("edition").filter(pgh_obj=edition.pk)
    assert (made.pgh_label, made.state, made.pgh_context) == ("insert", "draft", None)
    who = User.objects.get(username="某人").pk
    assert (submitted.pgh_label, submitted.state, submitted.submitted_by_id) == ("update", "in_review", who)
    assert submitted.pgh_context == {"person": who}


def test_each_of_two_people_is_told_from_the_other(client: Client) -> None:
    edition = Book().finish()
    logged_in(client, "录入员").post(f"/admin/budgets/edition/{edition.pk}/submit/")
    other = User.objects.create_user("别人", is_staff=True)
    other.groups.add(Group.objects.get(name="审核员"))
    second = Client()
    second.force_login(other)
    second.post(f"/admin/budgets/edition/{edition.pk}/send-back/", {"reason": "表 5 读错了"})
    people = [(event.state, (event.pgh_context or {}).get("person")) for event in events("edition").filter(pgh_obj=edition.pk)]
    assert people == [("draft", None), ("in_review", User.objects.get(username="某人").pk), ("draft", other.pk)]


def test_master_data_is_written_down_as_it_was_before_it_was_removed(client: Client) -> None:
    person = logged_in(client, "录入员")
    given = {"region_code": "140200", "date": "2023-12-31", "number": "3100000", "source": "公报", "source_url": "https://example.org/"}
    person.post("/admin/budgets/population/add/", given)
    pk = Population.objects.get().pk
    person.post(f"/admin/budgets/population/{pk}/change/", given | {"number": "3100001"})
    person.post(f"/admin/budgets/population/{pk}/delete/", {"post": "yes"})
    who = {"person": User.objects.get(username="某人").pk}
    found = [(event.pgh_label, event.number, event.pgh_context) for event in events("population").filter(pgh_obj=pk)]
    assert found == [("insert", 3100000, who), ("update", 3100001, who), ("delete", 3100001, who)]


def test_what_is_done_past_the_code_is_written_down_too() -> None:
    found = department("某市水务局")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE budgets_department SET kind = '财政' WHERE id = %s", [found.pk])
    assert [event.kind for event in events("department").filter(pgh_obj=found.pk)] == ["", "财政"]


def test_who_was_put_into_which_group_and_whose_password_changed(client: Client) -> None:
    administrator = logged_in(client, "管理员")
    who = {"person": User.objects.get(username="某人").pk}
    newcomer, clerks = User.objects.create_user("新人", password="旧的口令一二三四五六七八"), Group.objects.get(name="录入员")
    given = {"username": "新人", "is_active": "on", "groups": [clerks.pk], "date_joined_0": "2026-01-01", "date_joined_1": "8:00"}
    administrator.post(f"/admin/auth/user/{newcomer.pk}/change/", given)
    joined = events("member").last()
    assert (joined.user_id, joined.group_id, joined.pgh_label, joined.pgh_context) == (newcomer.pk, clerks.pk, "insert", who)
    words = {"usable_password": "true", "password1": "新的口令一二三四五六七八", "password2": "新的口令一二三四五六七八"}
    administrator.post(f"/admin/auth/user/{newcomer.pk}/password/", words)
    newcomer.refresh_from_db()
    assert newcomer.check_password("新的口令一二三四五六七八")
    last = events("person").last()
    assert (last.pgh_obj_id, last.pgh_label, last.pgh_context) == (newcomer.pk, "secret", who)
    assert not {field.name for field in last._meta.fields} & {"password", "last_login"}


def test_deriving_an_edition_anew_is_no_event() -> None:
    edition = Book().finish()
    count = events("edition").count()
    Edition.objects.filter(pk=edition.pk).update(checks={"x": {"exact": 1}}, digest="d" * 64, recognised=3)
    assert events("edition").count() == count


def test_a_correction_is_written_down(client: Client) -> None:
    edition, person = Book().finish(), User.objects.create_user("某人")
    with pghistory.context(person=person.pk):
        Correction.objects.create(edition=edition, order=0, field="amount", target={}, old="1", new="2", reason="印作 2", person=person)
    (event,) = events("correction")
    assert (event.old, event.new, event.reason, event.person_id) == ("1", "2", "印作 2", person.pk)


# Nobody changes it


def every_table() -> list[str]:
    return [*(model._meta.db_table for model in tables()), LogEntry._meta.db_table]


@pytest.mark.parametrize("table", ["editionevent", "departmentevent", "personevent", "memberevent"])
@pytest.mark.parametrize("does", ["UPDATE {} SET pgh_label = 'x'", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_what_was_written_down_stays(table: str, does: str) -> None:
    Book().finish()
    User.objects.create_user("某人").groups.add(Group.objects.get(name="录入员"))
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE budgets_{table} ENABLE TRIGGER stays_whole")  # switched off for tests that empty all tables
        with pytest.raises(IntegrityError, match="操作记录只增不改"), transaction.atomic():
            cursor.execute(does.format(f"budgets_{table}"))


def test_every_table_of_events_and_the_log_of_the_desk_are_protected() -> None:
    """One more tracked model needs the triggers in its migration (`protect` of 0021)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgfoid = 'budgets_trail_stays'::regproc")
        found = set(cursor.fetchall())
    assert found == {(table, name) for table in every_table() for name in ("stays", "stays_whole")}


def test_the_variable_that_switches_triggers_of_the_library_off_does_not_switch_this_off() -> None:
    Book().finish()
    with pgtrigger.ignore(), pytest.raises(IntegrityError, match="操作记录只增不改"), transaction.atomic():
        events("edition").update(state="published")


def test_the_log_of_the_desk_stays(client: Client) -> None:
    edition = Book().finish()
    logged_in(client, "录入员").post(f"/admin/budgets/edition/{edition.pk}/submit/")
    assert LogEntry.objects.get().get_change_message() == "已提交审核。"
    for act in (lambda: LogEntry.objects.update(change_message="x"), lambda: LogEntry.objects.all().delete()):
        with pytest.raises(IntegrityError, match="操作记录只增不改"), transaction.atomic():
            act()


def test_what_is_gone_is_still_written_down() -> None:
    found = department("某市水务局")
    Department.objects.filter(pk=found.pk).delete()
    assert [event.pgh_label for event in events("department").filter(pgh_obj=found.pk)] == ["insert", "delete"]


# The list


def rows(page: str) -> list[str]:
    return page[page.index("<tbody>") : page.index("</tbody>")].split("<tr>")[1:]


def test_the_list_says_who_did_what_to_what_and_what_it_was_before(client: Client) -> None:
    edition, clerk = Book().finish(), User.objects.create_user("小李")
    with pghistory.context(person=clerk.pk):
        editions.submit_for_review(edition, clerk)
    page = logged_in(client, "管理员").get(TRAIL, {"kind": "edition", "person": str(clerk.pk)}).content.decode()
    assert "小李" in page
    assert "状态：草稿 → 审核中" in page
    assert f'<a href="/admin/budgets/edition/{edition.pk}/change/">#{edition.pk}</a>' in page
    assert len(rows(page)) == 1
    assert "没有这样的记录。" in client.get(TRAIL, {"kind": "edition", "person": "999999"}).content.decode()


@pytest.mark.parametrize("query", ["kind=nothing", "person=abc", "before=x", "before=2026-13-99", "before=2026-01-01"])
def test_a_list_that_cannot_be_asked_for_is_the_whole_list(client: Client, query: str) -> None:
    Book().finish()
    assert rows(logged_in(client, "管理员").get(f"{TRAIL}?{query}").content.decode())


def test_the_list_goes_on_where_it_ended_and_takes_as_many_queries_for_many_as_for_few(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    person = logged_in(client, "管理员")
    department("某市水务局")
    person.get(TRAIL)
    with django_assert_max_num_queries(40) as few:
        person.get(TRAIL)
    for number in range(120):
        department(f"某市第{number}局")
    with django_assert_max_num_queries(40) as many:
        first = person.get(f"{TRAIL}?kind=departmentname").content.decode()
    assert len(many.captured_queries) <= len(few.captured_queries)
    assert len(rows(first)) == 100
    (address,) = {part.split('"')[0] for part in first.split('href="?')[1:]}
    second = person.get(f"{TRAIL}?{address.replace('&amp;', '&')}").content.decode()
    assert len(rows(second)) == 21
    assert "某市水务局" in second
    assert "某市第119局" in first
