"""As of a moment: pages, files, data and terminal show what they showed then, whatever was published, withdrawn or reinstated since."""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from budgets import editions, moments
from budgets.models import Edition, Transition
from comparisons.asked import question
from comparisons.compare import fetch
from tests.factories import Book, department

pytestmark = pytest.mark.django_db

NAME, OTHER = "甲局", "乙局"
KIND = "year=2023&stage=budget&scope=department"
Clock = Callable[[str], None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Sets what time it is: 2026-01-10 is noon of that day in UTC."""
    now = timezone.now

    def turn(text: str) -> None:
        at = now() if text == "now" else datetime.fromisoformat(text).replace(hour=12, tzinfo=UTC)
        monkeypatch.setattr("django.utils.timezone.now", lambda: at)

    return turn


def book(name: str, total: str, year: int = 2023) -> Book:
    made = Book(name, year, scope="department")
    made.table("summary", f"{year}年收支总表")
    made.row("收入总计", {"total": total}, item="total", side="income")
    made.row("支出总计", {"total": total}, item="total", side="expenditure")
    made.table("expenditure", f"{year}年支出总表")
    made.row("合计", {"total": total}, item="total")
    made.row("行政运行", {"total": total}, code="2010101")
    return made


WHEN = {
    "2026-01-11": "1,000.00",
    "2026-02-11": "2,000.00",
    "2026-03-11": "",  # withdrawn
    "2026-04-11": "1,000.00",  # reinstated
    "2026-05-11": "3,000.00",
    "2026-06-11": "",  # withdrawn again
}
"""What was shown of the department on these days."""


def story(clock: Clock, each: Callable[[str], None] = lambda day: None) -> None:
    """Everything that can happen to a disclosure. `each` is called on the day after."""
    person = User.objects.create_user("reviewer")
    clock("2026-01-01")
    book(OTHER, "1,500.00").publish()
    clock("2026-01-10")
    first = book(NAME, "1,000.00").publish()
    clock("2026-01-11")
    each("2026-01-11")
    clock("2026-02-10")
    second = book(NAME, "2,000.00").publish()
    clock("2026-02-11")
    each("2026-02-11")
    clock("2026-03-10")
    editions.withdraw(second, person, "数字有误")
    clock("2026-03-11")
    each("2026-03-11")
    clock("2026-04-10")
    editions.reinstate(first, person, "先用原来的")
    clock("2026-04-11")
    each("2026-04-11")
    clock("2026-05-10")
    third = book(NAME, "3,000.00").publish()
    clock("2026-05-11")
    each("2026-05-11")
    clock("2026-06-10")
    editions.withdraw(third, person, "又有误")
    clock("2026-06-11")
    each("2026-06-11")
    clock("now")


def data(client: Client, path: str, status: int = 200) -> dict[str, Any]:
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()
    found: dict[str, Any] = answer.json()
    return found


def text_of(client: Client, path: str, status: int = 200) -> str:
    """What a page says, without the notice of the moment and the citation."""
    answer = client.get(path)
    assert answer.status_code == status, path
    html = answer.content.decode()
    html = re.sub(r'<div class="notice gap" id="as-of">.*?</div>', "", html, flags=re.DOTALL)
    html = re.sub(r'<details class="part citing".*?</details>', "", html, flags=re.DOTALL)
    html = re.sub(r"用的是这些版本：|这里总是比较现行的版本；[^<]*：", "", html)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def paths() -> dict[str, str]:
    own, other = department(NAME).pk, department(OTHER).pk
    return {
        "compare": f"/api/v1/compare/?d={own}&y=2023",
        "rankings": f"/api/v1/rankings/?line=total_expenditure&{KIND}",
        "code": f"/api/v1/rankings/?line=expenditure:2010101&{KIND}",
        "peers": f"/api/v1/peers/?department={other}&with={own}&line=total_expenditure&{KIND}",
    }


def pages() -> list[str]:
    own, other = department(NAME).pk, department(OTHER).pk
    return [
        f"/compare/?d={own}&d={other}&y=2023",
        f"/compare/?d={own}&schedule=expenditure",
        f"/departments/{own}/?",
        f"/rankings/?line=total_expenditure&{KIND}",
        f"/departments/{other}/peers/?with={own}&line=total_expenditure&{KIND}",
    ]


def figure(client: Client, day: str) -> str:
    found = data(client, f"{paths()['compare']}&as_of={day}")
    figures = [one["printed"] for year in found["groups"][0]["years"] for one in year["figures"] if one["key"] == "total_expenditure"]
    return figures[0] if figures else ""


def without_address(found: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if name not in ("page_url", "permanent_url", "as_of", "citation")}


def test_each_day_has_its_own_edition(client: Client, clock: Clock) -> None:
    story(clock)
    assert {day: figure(client, day) for day in WHEN} == WHEN
    assert figure(client, "2026-05-10T12:00:00Z") == "3,000.00"
    assert figure(client, "2026-05-10T11:59:59Z") == "1,000.00"


def test_data_are_what_they_were_on_the_day(client: Client, clock: Clock) -> None:
    then: dict[tuple[str, str], dict[str, Any]] = {}

    def note(day: str) -> None:
        then.update({(day, name): without_address(data(client, path)) for name, path in paths().items()})

    story(clock, note)
    assert len(then) == len(WHEN) * len(paths())
    for (day, name), told in then.items():
        assert without_address(data(client, f"{paths()[name]}&as_of={day}")) == told, (day, name)
    assert len({json.dumps(told) for (_day, name), told in then.items() if name == "rankings"}) == 4  # what was reinstated is as it was


def test_pages_say_what_they_said_on_the_day(client: Client, clock: Clock) -> None:
    then: dict[tuple[str, str], str] = {}

    def note(day: str) -> None:
        then.update({(day, path): text_of(client, path) for path in pages()})

    story(clock, note)
    for (day, path), told in then.items():
        assert text_of(client, f"{path}&as_of={day}") == told, (day, path)


def test_nothing_of_a_moment_is_left_for_the_next_request(client: Client, clock: Clock) -> None:
    story(clock)
    now = [without_address(data(client, path)) for path in paths().values()]
    for day in WHEN:
        for path in paths().values():
            data(client, f"{path}&as_of={day}")
        assert moments.asked_for() is None
    assert [without_address(data(client, path)) for path in paths().values()] == now


def test_before_anything_was_published_there_is_nothing(client: Client, clock: Clock) -> None:
    story(clock)
    own = department(NAME).pk
    assert "在 2026-01-09 没有公布的文件" in text_of(client, f"/compare/?d={own}&as_of=2026-01-09", 404)
    assert "在 2026-01-09 还没有公布的文件" in text_of(client, f"/departments/{own}/?as_of=2026-01-09", 404)
    assert "在 2026-01-09 还没有公布的文件" in text_of(client, f"/departments/{own}/peers/?as_of=2026-01-09", 404)
    assert "2025-12-31 时还没有公布的文件" in text_of(client, "/rankings/?as_of=2025-12-31")
    assert "甲局" not in text_of(client, f"/rankings/?line=total_expenditure&{KIND}&as_of=2026-01-09")


def test_the_page_says_whose_moment_it_is_and_whether_anything_changed_since(client: Client, clock: Clock) -> None:
    story(clock)
    own = department(NAME).pk
    for path, current in (
        (f"/compare/?d={own}&as_of=2026-02-11", f"/compare/?d={own}"),
        (f"/departments/{own}/?as_of=2026-02-11", f"/departments/{own}/"),
        (
            f"/rankings/?line=total_expenditure&{KIND}&as_of=2026-02-11",
            f"/rankings/?line=total_expenditure&amp;{KIND.replace('&', '&amp;')}",
        ),
    ):
        html = client.get(path).content.decode()
        notice = re.search(r'id="as-of">(.*?)</div>', html, re.DOTALL)
        assert notice
        assert "这里是 2026-02-11 23:59:59（北京时间）时的样子" in notice[1]
        assert "此后这些文件有新的公布、取代或撤回，最近一次在 2026-06-10。" in notice[1]
        assert f'href="http://testserver{current}"' in notice[1]
        assert "没有登记的时间" in notice[1]
    since = client.get(f"/compare/?d={department(OTHER).pk}&as_of=2026-02-11").content.decode()
    assert "此后这些文件没有新的公布、取代或撤回。" in since
    assert 'id="as-of"' not in client.get(f"/compare/?d={own}&y=2023").content.decode()


def test_the_data_say_it_too(client: Client, clock: Clock) -> None:
    story(clock)
    own = department(NAME).pk
    found = data(client, f"/api/v1/compare/?d={own}&as_of=2026-02-11")
    assert found["as_of"]["moment"] == "2026-02-11"
    assert found["as_of"]["changed"].startswith("2026-06-10T")
    assert found["as_of"]["current_url"] == f"http://testserver/compare/?d={own}"
    assert found["permanent_url"] == f"http://testserver/compare/?d={own}&as_of=2026-02-11"
    assert found["page_url"] == found["permanent_url"]
    assert (
        found["citation"]["gb_t_7714"].endswith(f"[2026-11-27]. {found['permanent_url']}.")
        or found["permanent_url"] in (found["citation"]["gb_t_7714"])
    )
    now = data(client, f"/api/v1/compare/?d={department(OTHER).pk}&y=2023")
    assert now["as_of"] is None
    assert re.fullmatch(r"http://testserver/compare/\?d=\d+&y=2023&as_of=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", now["permanent_url"])
    assert data(client, f"/api/v1/compare/?d={department(OTHER).pk}&as_of=2026-02-11")["as_of"]["changed"] is None


def test_the_citation_pins_the_moment(client: Client, clock: Clock) -> None:
    story(clock)
    clock("2026-07-01")
    other = department(OTHER).pk
    found = data(client, f"/api/v1/compare/?d={other}&y=2023&line=total_income")
    address = f"http://testserver/compare/?d={other}&y=2023&line=total_income&as_of=2026-07-01T12:00:00Z"
    assert found["citation"] == {
        "gb_t_7714": f"明账. 乙局2023 年预算比较：收入总计[DB/OL]. (2026-01-01)[2026-07-01]. {address}.",
        "apa": f"Mingzhang. (2026, January 1). 乙局2023 年预算比较：收入总计 [乙局, budget, 2023 compared: Total income] [Data set]. "
        f"Retrieved July 1, 2026, from {address}",
    }
    html = client.get(f"/compare/?d={other}&y=2023&line=total_income").content.decode()
    assert found["citation"]["gb_t_7714"].replace("&", "&amp;") in html
    ranking = data(client, paths()["rankings"])["citation"]["gb_t_7714"]
    assert ranking.startswith(
        "明账. 各部门支出总计排名，2023 年预算（部门）[DB/OL]. (2026-01-01)[2026-07-01]. http://testserver/rankings/?"
    )
    peers = data(client, paths()["peers"])["citation"]["gb_t_7714"]
    assert peers.startswith("明账. 乙局在同类部门中的位置：支出总计，2023 年预算（部门）[DB/OL]. (2026-01-01)[2026-07-01]. ")
    assert "明账. 乙局历年预算与决算[DB/OL]. (2026-01-01)" in client.get(f"/departments/{other}/").content.decode()


def test_the_permanent_address_shows_the_same_after_what_comes(client: Client, clock: Clock) -> None:
    clock("2026-01-10")
    book(NAME, "1,000.00").publish()
    clock("2026-01-11")
    pinned = [data(client, path)["permanent_url"].replace("http://testserver", "") for path in (paths()["compare"], paths()["rankings"])]
    then = [text_of(client, path) for path in pinned]
    clock("2026-02-10")
    book(NAME, "2,000.00").publish()
    assert [text_of(client, path) for path in pinned] == then
    assert all("1,000.00" in told and "2,000.00" not in told for told in then)


def test_a_day_that_is_not_over_is_no_permanent_address(client: Client, clock: Clock) -> None:
    clock("2026-01-10")
    book(NAME, "1,000.00").publish()
    found = data(client, f"{paths()['compare']}&as_of=2026-01-10")
    assert found["permanent_url"].endswith("&as_of=2026-01-10T12:00:00Z")


WRONG = {"昨天": "请写一天（如 2026-11-27）", "2026-13-01": "请写一天", "2999-01-01": "还没有到", "2999-01-01T00:00:00Z": "还没有到"}


@pytest.mark.parametrize("wrong", [*WRONG, "2026-01-10T08:00:00", "2026-01-10 08:00", "0000-01-01", "9999-12-31T23:59:59-08:00", "％"])
def test_a_wrong_moment_is_one_clear_line(client: Client, wrong: str) -> None:
    for name in (NAME, OTHER):
        book(name, "1,000.00").publish()
    said = WRONG.get(wrong, "")
    for path in pages():
        told = text_of(client, f"{path}&as_of={wrong}", 400)
        assert f"“{wrong}”" in told, path
        assert said in told, path
    for path in paths().values():
        assert said in json.dumps(data(client, f"{path}&as_of={wrong}", 400), ensure_ascii=False)
    own = department(NAME).pk
    for leaf in ("csv/", "xlsx/", "svg/", "png/"):
        assert said in text_of(client, f"/compare/{leaf}?d={own}&as_of={wrong}", 400)
    chart = f"/departments/{own}/charts/budget/department/total_expenditure.svg"
    assert said in text_of(client, f"{chart}?as_of={wrong}", 400)
    with pytest.raises(CommandError, match="--as-of：“") as error:
        call_command("compare", NAME, "--as-of", wrong, stdout=StringIO())
    assert said in str(error.value)


def test_a_moment_given_twice_is_refused(client: Client, clock: Clock) -> None:
    story(clock)
    assert "只给一次" in text_of(client, f"/departments/{department(NAME).pk}/?as_of=2026-01-11&as_of=2026-02-11", 400)


def test_the_form_keeps_the_moment_and_links_lead_on_within_it(client: Client, clock: Clock) -> None:
    story(clock)
    own = department(NAME).pk
    kept = '<input type="hidden" name="as_of" value="2026-02-11">'
    compared = client.get(f"/compare/?d={own}&as_of=2026-02-11").content.decode()
    second = Edition.objects.get(disclosure__department=own, number=2)
    assert kept in compared
    assert f"/compare/csv/?d={own}&amp;as_of=2026-02-11" in compared
    assert f'href="/editions/{second.pk}/"' in compared
    assert f"/departments/{own}/2023/" not in compared
    assert client.get(f"/rankings/?line=total_expenditure&{KIND}&as_of=2026-02-11").content.decode().count(kept) >= 2
    of_one = client.get(f"/departments/{own}/?as_of=2026-02-11").content.decode()
    assert f'href="/departments/{own}/peers/?as_of=2026-02-11"' in of_one
    assert f'href="/compare/?d={own}&amp;as_of=2026-02-11"' in of_one
    assert f"/departments/{own}/2023/" not in of_one


def test_files_are_of_the_moment(client: Client, clock: Clock) -> None:
    story(clock)
    own = department(NAME).pk
    for day, total in (("2026-02-11", 20_000_000), ("2026-05-11", 30_000_000)):
        assert str(total) in client.get(f"/compare/csv/?d={own}&as_of={day}").content.decode()
        answer = client.get(f"/compare/xlsx/?d={own}&as_of={day}")
        cells = [cell for sheet in load_workbook(BytesIO(answer.content)) for row in sheet.iter_rows(values_only=True) for cell in row]
        assert any(f"as_of={day}" in str(cell) for cell in cells)
        assert total / 10_000 in cells


def test_charts_are_of_the_moment(client: Client, clock: Clock) -> None:
    for year in (2022, 2023):
        clock("2026-01-10")
        book(NAME, "1,000.00", year).publish()
    clock("2026-02-10")
    book(NAME, "2,000.00").publish()
    clock("2026-02-11")
    own = department(NAME).pk
    chart = f"/departments/{own}/charts/budget/department/total_expenditure.svg"
    then, now = (client.get(chart + query).content.decode() for query in ("?as_of=2026-01-11", ""))
    assert "2,000.00" in now
    assert "2,000.00" not in then
    assert f"/departments/{own}/?as_of=2026-01-11" in then
    drawn = client.get(f"/compare/svg/?d={own}&chart=total_expenditure&of={own}-budget-department&as_of=2026-01-11")
    assert drawn.status_code in (200, 404)
    assert "2,000.00" not in drawn.content.decode()


def test_the_terminal_answers_as_of_a_moment(clock: Clock) -> None:
    story(clock)
    ask: dict[str, list[str]] = {
        "compare": [NAME],
        "ranking": ["total_expenditure", "--year", "2023"],
        "peers": [OTHER, "total_expenditure", "--with", NAME, "--year", "2023"],
    }
    for command, words in ask.items():
        out = StringIO()
        call_command(command, *words, "--as-of", "2026-02-11", stdout=out)
        told = out.getvalue()
        assert told.startswith("这是 2026-02-11 23:59:59（北京时间）时的样子"), command
        assert "2,000.00" in told, command
        now = StringIO()
        call_command(command, *words, stdout=now)
        assert "2,000.00" not in now.getvalue(), command


def test_one_question_more_is_asked_however_many_there_are(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    def more(numbers: range) -> None:
        for number in numbers:
            for year in (2022, 2023):
                book(f"第{number}局", f"{number + 1}.00", year).publish()
                book(f"第{number}局", f"{number + 2}.00", year).publish()

    for name in (NAME, OTHER):
        for year in (2022, 2023):
            book(name, "1,000.00", year).publish()
    more(range(2))
    asked, today, counts = [*paths().values(), *pages()], timezone.localdate().isoformat(), {}
    for path in asked:
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200, path
        counts[path] = len(queries)
    for numbers in (range(0), range(2, 12)):
        more(numbers)
        for path in asked:
            of_received = re.fullmatch(r"/departments/\d+/\?", path)  # which of a moment is not asked
            with django_assert_num_queries(counts[path] + (not of_received)):
                client.get(f"{path}&as_of={today}")


def test_what_is_shown_as_of_a_moment_cannot_be_saved(clock: Clock) -> None:
    story(clock)
    with moments.shown_as_of(moments.moment("2026-02-11")):
        edition = Edition.objects.published().get(disclosure__department=department(NAME))
        assert (edition.number, edition.state) == (2, "published")
        with pytest.raises(ValueError, match="only shown"):
            edition.save()
    assert Edition.objects.get(pk=edition.pk).state == "withdrawn"


# Moments


def test_a_day_lasts_to_its_end_here_and_a_second_to_the_next() -> None:
    day, second = moments.moment("2026-02-11"), moments.moment("2026-02-11T08:00:00+08:00")
    assert day.last == datetime(2026, 2, 11, 15, 59, 59, 999_999, tzinfo=UTC)
    assert (second.text, second.last) == ("2026-02-11T00:00:00Z", datetime(2026, 2, 11, 0, 0, 0, 999_999, tzinfo=UTC))
    assert day.is_over
    assert second.is_over


def test_what_was_published_in_the_second_is_in_its_address(client: Client, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    at = datetime(2026, 2, 11, 8, 0, 0, 400_000, tzinfo=UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)
    book(NAME, "1,000.00").publish()
    monkeypatch.setattr("django.utils.timezone.now", lambda: at + timedelta(milliseconds=300))
    pinned = data(client, paths()["compare"])["permanent_url"].replace("http://testserver", "")
    assert pinned.endswith("as_of=2026-02-11T08:00:00Z")
    assert "1,000.00" in text_of(client, pinned)


# What is written down


def test_every_change_is_written_down(clock: Clock) -> None:
    story(clock)
    written = Transition.objects.filter(edition__disclosure__department=department(NAME)).order_by("at", "-edition__number", "pk")
    assert [(one.edition.number, one.state, one.at.date().isoformat()) for one in written] == [
        (1, "published", "2026-01-10"),
        (2, "published", "2026-02-10"),
        (1, "superseded", "2026-02-10"),
        (2, "withdrawn", "2026-03-10"),
        (1, "published", "2026-04-10"),
        (3, "published", "2026-05-10"),
        (1, "superseded", "2026-05-10"),
        (3, "withdrawn", "2026-06-10"),
    ]


def test_of_what_was_before_the_editions_own_dates_tell(client: Client, clock: Clock) -> None:
    """Only the day of a reinstatement that was ended again is lost: nothing is shown instead of what may not have been."""
    story(clock)
    known = importlib.import_module("budgets.migrations.0016_when_states_changed").KNOWN
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE budgets_transition")
        cursor.execute(known)
    assert {day: figure(client, day) for day in WHEN} == WHEN | {"2026-04-11": ""}


def test_of_what_is_reinstated_until_now_nothing_is_lost(client: Client, clock: Clock) -> None:
    person = User.objects.create_user("reviewer")
    clock("2026-01-10")
    first = book(NAME, "1,000.00").publish()
    clock("2026-02-10")
    second = book(NAME, "2,000.00").publish()
    clock("2026-03-10")
    editions.withdraw(second, person, "数字有误")
    clock("2026-04-10")
    editions.reinstate(first, person, "先用原来的")
    clock("now")
    days = {"2026-01-11": "1,000.00", "2026-02-11": "2,000.00", "2026-03-11": "", "2026-04-11": "1,000.00"}
    assert {day: figure(client, day) for day in days} == days
    known = importlib.import_module("budgets.migrations.0016_when_states_changed").KNOWN
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE budgets_transition")
        cursor.execute(known)
    assert {day: figure(client, day) for day in days} == days


def test_the_editions_of_a_question_are_those_of_its_moment(clock: Clock) -> None:
    story(clock)
    own = department(NAME).pk
    asked = question({"d": [str(own)], "as_of": ["2026-02-11"]})
    with moments.shown_as_of(asked.as_of):
        _departments, found, _lineage = fetch(asked)
    assert [(one.number, one.state) for one in found] == [(2, "published")]
