"""The same correction elsewhere: proposed where it was read the same way, made where somebody ticked it, nowhere else."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from budgets import editions
from budgets.departments import register_department
from budgets.models import Correction, Edition
from budgets.overlay import Step
from budgets.siblings import may_be_due, may_be_due_within, pattern_of, places_alike, places_within, title_of, titles_like
from ingest import tasks
from ingest.review.alike import is_due_elsewhere
from tests.budgets.test_editions import draft, read
from tests.contracts import Json, amount, expenditure, row

pytestmark = pytest.mark.django_db

LABEL = Step(0, "label", 0, 1, None, "卫生健康支出", "卫生支出")
MEASURE = Step(0, "measure", 0, None, 1, "basic", "personnel")


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    numbers: list[int] = []
    monkeypatch.setattr(tasks.recheck, "delay", numbers.append)
    return numbers


@pytest.fixture
def clerk(client: Client) -> User:
    user = User.objects.create_user("clerk", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=("view_edition", "correct_edition")))
    client.force_login(user)
    return user


def of_year(year: int) -> list[Json]:
    found = expenditure()
    found["title"] = f"{year}年度预算支出总表"
    return [found]


def narrow() -> list[Json]:
    """The same title, laid out otherwise."""
    found = expenditure()
    found["columns"] = found["columns"][:2]
    return [found]


def correct(edition: Edition, step: Step, person: User) -> Correction:
    document = edition.parts.get().reading.document
    editions.correct(edition, document, step, "印错了行", person)
    last = edition.corrections.last()
    assert last is not None
    return last


@pytest.fixture
def siblings() -> dict[str, Edition]:
    """The edition that is corrected; another year; another department of the same layout, and one of another; a published one."""
    found = {"own": draft(), "year": draft(number=2, year=2024, tables=of_year(2024))}
    for number, (name, tables) in enumerate({"某市水务局": [expenditure()], "某市林业局": narrow()}.items(), start=3):
        register_department(name)
        found[name] = editions.begin(read(number, unit=name, tables=tables))
    person = User.objects.create_user("publisher")
    register_department("某市审计局")
    past = editions.begin(read(5, unit="某市审计局"))
    found["published"] = editions.publish(editions.submit_for_review(past, person), person)
    return found


def address(correction: Correction) -> str:
    return f"/admin/budgets/edition/{correction.edition_id}/alike/{correction.pk}/"


def key(edition: Edition, cell: str) -> str:
    return f"{edition.pk}/{edition.parts.get().reading.document_id}/{cell}"


def proposed(client: Client, correction: Correction) -> set[str]:
    return {one.key for one in client.get(address(correction)).context["proposals"]}


def test_it_is_proposed_to_the_department_and_to_the_same_layout_and_to_nobody_else(
    client: Client, clerk: User, siblings: dict[str, Edition], checked: list[int]
) -> None:
    for step, cell in ((LABEL, "0-1-label"), (MEASURE, "0-measure-1")):
        found = proposed(client, correct(siblings["own"], step, clerk))
        assert found == {key(siblings["year"], cell), key(siblings["某市水务局"], cell)}
    assert Correction.objects.count() == 2


def test_what_is_ticked_is_corrected_by_itself_and_what_is_not_stays(
    client: Client, clerk: User, siblings: dict[str, Edition], checked: list[int]
) -> None:
    correction = correct(siblings["own"], LABEL, clerk)
    given = {"place": [key(siblings["year"], "0-1-label")], "reason": "与 2023 年一样"}
    seen = client.post(address(correction), given, follow=True).content.decode()
    assert "卫生健康支出 → 卫生支出" in seen
    made = siblings["year"].corrections.get()
    assert (made.old, made.new, made.reason, made.person) == ("卫生健康支出", "卫生支出", "与 2023 年一样", clerk)
    assert siblings["year"].facts.filter(label="卫生支出").exists()
    assert not siblings["某市水务局"].corrections.exists()
    assert checked == [siblings["year"].pk]
    assert proposed(client, correction) == {key(siblings["某市水务局"], "0-1-label")}


def test_who_comes_late_is_told_and_the_others_are_made(
    client: Client, clerk: User, siblings: dict[str, Edition], checked: list[int]
) -> None:
    correction = correct(siblings["own"], LABEL, clerk)
    places = [key(siblings[name], "0-1-label") for name in ("year", "某市水务局")]
    correct(siblings["year"], Step(0, "label", 0, 1, None, "卫生健康支出", "别人改的"), clerk)
    seen = client.post(address(correction), {"place": places, "reason": "写了很久"}, follow=True).content.decode()
    assert "有勾选的地方已经变了" in seen
    assert 'value="写了很久"' in seen
    assert siblings["某市水务局"].corrections.get().new == "卫生支出"
    assert siblings["year"].corrections.get().new == "别人改的"


def test_without_a_tick_or_a_reason_nothing_is_done(client: Client, clerk: User, siblings: dict[str, Edition]) -> None:
    correction = correct(siblings["own"], LABEL, clerk)
    assert "没有勾选任何一处" in client.post(address(correction), {"reason": "x"}).content.decode()
    place = key(siblings["year"], "0-1-label")
    seen = client.post(address(correction), {"place": [place], "reason": ""}).content.decode()
    assert "请写明更正的理由。" in seen
    assert f'value="{place}" id="place-1" checked' in seen
    assert Correction.objects.count() == 1


def test_a_head_that_is_printed_again_in_the_same_document_is_proposed(client: Client, clerk: User) -> None:
    table = expenditure()
    table["rows"][1:1] = [row("科目名称", line=12)]
    table["rows"].append(row("科目名称", line=20))
    edition = draft(tables=[table])
    correction = correct(edition, Step(0, "row", 0, 1, None, "", "removed"), clerk)
    assert proposed(client, correction) == {key(edition, "0-4-row")}


@pytest.mark.parametrize("step", [Step(0, "amount", 0, 1, 0, "54.70", "55.70"), Step(0, "row", 0, 1, None, "", "split{}")])
def test_a_figure_is_each_documents_own(step: Step) -> None:
    assert not may_be_due(step)


def test_what_was_taken_back_or_is_none_is_proposed_nowhere(client: Client, clerk: User) -> None:
    edition = draft()
    correction = correct(edition, LABEL, clerk)
    back = correct(edition, Step(0, "label", 0, 1, None, "卫生支出", "卫生健康支出"), clerk)
    assert [client.get(address(one)).status_code for one in (correction, back)] == [404, 404]
    assert client.get(f"/admin/budgets/edition/{edition.pk}/alike/999999/").status_code == 404


def test_who_may_not_correct_sees_and_does_nothing(client: Client, clerk: User, siblings: dict[str, Edition]) -> None:
    correction = correct(siblings["own"], LABEL, clerk)
    clerk.user_permissions.set(Permission.objects.filter(codename="view_edition"))
    assert client.get(address(correction)).status_code == 403
    assert client.post(address(correction), {"place": [key(siblings["year"], "0-1-label")], "reason": "x"}).status_code == 403


@pytest.mark.parametrize(
    ("title", "other", "same"),
    [
        ("2023年预算支出总表", "2024年度预算支出总表", True),
        ("预算支出总表（2023年）", "预算支出总表（2019年）", True),
        ("支出总表", "支出总表", True),
        ("支出总表", "收入总表", False),
        ("支出总表(一)", "支出总表(二)", False),
    ],
)
def test_titles_are_the_same_but_for_their_year(title: str, other: str, same: bool) -> None:
    assert (title_of({"title": title}) == title_of({"title": other})) == same


def test_the_database_finds_what_the_code_does(siblings: dict[str, Edition]) -> None:
    found = Edition.objects.filter(printedtables__title__regex=titles_like("2019年预算支出总表"))
    assert set(found) == set(siblings.values())


def test_of_two_rows_that_are_one_both_names_are_the_same() -> None:
    table = expenditure()
    table["rows"].append(row("其他支出", amount(0, "1.00", "10000.00", 14), line=14))
    step = Step(0, "row", 0, 1, None, "", "joined")
    pattern = pattern_of([table], step)
    other: dict[str, Any] = expenditure()
    other["rows"][2]["label"] = "别的支出"
    assert list(places_alike(pattern, [other], [other], of_the_department=True)) == []
    assert len(list(places_alike(pattern, [expenditure()], [expenditure()], of_the_department=True))) == 1


# The same row in another table of the document


def twice(**more: Any) -> list[Json]:
    """The table of expenditure, and one of another kind with the same rows."""
    other = {**expenditure(), "schedule": "general_expenditure", "title": "一般公共预算支出表", **more}
    other["rows"][1]["amounts"][1] = amount(1, "50.00", "500000.00", 12)
    return [expenditure(), other]


def within(step: Step, tables: list[Json]) -> list[tuple[int, int | None, int | None]]:
    found = places_within(pattern_of(tables, step), tables, tables, step.table)
    return [(one.table, one.row, one.column) for one in found]


AMOUNT = Step(0, "amount", 0, 1, 0, "54.70", "55.70")


def test_a_figure_is_proposed_where_the_same_row_prints_it_in_the_same_column() -> None:
    assert within(AMOUNT, twice()) == [(1, 1, 0)]
    assert within(Step(0, "amount", 0, 1, 1, "54.70", "55.70"), twice()) == [], "50.00 is printed there"
    assert within(LABEL, twice()) == [(1, 1, None)]


@pytest.mark.parametrize("change", [{"label": "卫生支出"}, {"code": "2101"}, {"amounts": [amount(0, "54.71", "547100.00", 12)]}])
def test_another_row_or_another_figure_is_not_the_same(change: Json) -> None:
    tables = twice()
    tables[1]["rows"][1] |= change
    assert [within(step, tables) for step in (AMOUNT, LABEL)] == [[], []]


def test_what_is_printed_in_another_unit_or_means_something_else_is_not_the_same() -> None:
    assert within(AMOUNT, twice(unit="元")) == []
    tables = twice()
    tables[1]["columns"][0]["measure"] = "fund"
    assert within(AMOUNT, tables) == []


def test_of_a_blank_cell_nothing_is_proposed() -> None:
    assert not may_be_due_within(Step(0, "amount", 0, 1, 2, "", "55.70"))


def test_the_clerk_is_led_to_it_and_it_is_made_where_it_is_ticked(client: Client, clerk: User, checked: list[int]) -> None:
    edition = draft(tables=twice())
    draft(number=2, year=2024, tables=twice())
    correction = correct(edition, AMOUNT, clerk)
    assert proposed(client, correction) == {key(edition, "1-1-0")}, "no other document's"
    client.post(address(correction), {"place": [key(edition, "1-1-0")], "reason": "同一行"})
    assert {fact.yuan for fact in edition.facts.filter(code="210", measure="total")} == {557_000}
    assert proposed(client, correction) == set()
    part = edition.parts.get()
    assert [is_due_elsewhere(part, step) for step in (AMOUNT, LABEL)] == [False, True]
