"""A reader says that a cell looks wrong; a clerk answers; the outcome is public, and nothing that the reader wrote is."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from budgets import editions, reports
from budgets.models import Edition, Fact, Report
from budgets.reports import Answer, ReportError, as_seen, remedies, totals
from budgets.throttles import household
from tests.budgets.test_editions import mend, published, results_of
from tests.budgets.test_successions import logged_in
from tests.factories import Book, datong, datong_with_text

pytestmark = pytest.mark.django_db

WORDS = "第二列<script>看不清</script>"
Outcome = Report.Outcome


def answering(client: Client, group: str = "录入员") -> Client:
    """Somebody of a group, logged in."""
    return logged_in(client, group)


def a_fact() -> Fact:
    return datong().publish().facts.get(schedule="operating", item="total")


def address(row: Any) -> str:
    return f"/evidence/{row.__class__.__name__.lower()}s/{row.pk}/"


def say(client: Client, row: Any, **given: str) -> Any:
    """What the form answers with."""
    known = {"fault": "figure", "should_read": "", "said": "", "homepage": ""}
    return client.post(f"{address(row)}report/", known | given)


def wrong(answer: Any) -> list[str]:
    """The lines with which the form refuses."""
    (notice,) = re.findall(r'<div class="notice" role="alert" id="wrong">(.*?)</div>', answer.content.decode(), re.S)
    return [re.sub("<.*?>", "", line) for line in re.findall(r"<p>(.*?)</p>", notice)]


def text(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def answered(row: Any, outcome: Outcome = Outcome.AS_PRINTED, reply: str = "", fault: str = "unit", **more: Any) -> Report:
    person, _ = User.objects.get_or_create(username="答复人")
    report = reports.receive(row, fault, "", "")
    return reports.answer(report, Answer(outcome, reply=reply, **more), person, seen=as_seen(report))


# The form


def test_every_page_of_evidence_leads_to_a_form_that_shows_the_cell(client: Client) -> None:
    book = datong_with_text()
    line = book.line("合计核对")
    finding = book.find("sum", "mismatch", "合计比各项之和少 4 元", line=line, sources=[{"line": line}])
    edition = book.publish()
    fact = edition.facts.get(schedule="operating", item="total")
    statement = edition.statements.get(subject="机关运行经费")
    for row, shown in ((fact, "159.79"), (statement, "上年152.61万元"), (finding, "合计比各项之和少 4 元")):
        assert f'href="{address(row)}report/"' in text(client, address(row))
        page = text(client, f"{address(row)}report/")
        assert shown in page
        assert 'class="paper' in page
        assert "不要写个人信息" in page


def test_what_is_not_public_or_was_taken_back_cannot_be_reported(client: Client) -> None:
    draft = datong().finish().facts.all()[0]
    assert client.get(f"{address(draft)}report/").status_code == 404
    gone = datong(year=2022).publish()
    Edition.objects.filter(pk=gone.pk).update(state="withdrawn", ended_at=timezone.now())
    row = gone.facts.all()[0]
    assert "report/" not in text(client, address(row))
    assert "已撤回，不再收" in text(client, f"{address(row)}report/")
    assert say(client, row).status_code == 404
    assert client.get("/evidence/forms/1/report/").status_code == 404
    assert Report.objects.count() == 0


def test_a_report_is_kept_and_nothing_of_who_sent_it(client: Client) -> None:
    row = a_fact()
    answer = say(client, row, should_read=" 159.97 ", said="第一行\r\n第二行")
    assert (answer.status_code, answer["Location"]) == (302, f"{address(row)}?reported=received#reports")
    report = Report.objects.get()
    assert (report.row, report.edition, report.fault, report.should_read, report.said) == (
        row, row.edition, "figure", "159.97", "第一行\n第二行",
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(r)::text FROM budgets_report r")
        assert "127.0.0.1" not in cursor.fetchone()[0]
    kept = [name for name in cache._cache if "reports" in name]  # type: ignore[attr-defined]
    assert len(kept) == 1
    assert "127.0.0.1" not in kept[0]
    assert "收到了，谢谢。" in text(client, answer["Location"])


def test_without_a_token_of_the_form_nothing_is_taken() -> None:
    row = a_fact()
    assert say(Client(enforce_csrf_checks=True), row).status_code == 403
    assert Report.objects.count() == 0


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ({"fault": ""}, "哪里不对：请选哪里不对。"),
        ({"fault": "nonsense"}, "哪里不对：请选下面的一项。"),
        ({"should_read": "1" * 101}, "应是：最多 100 个字。"),
        ({"said": "字" * 501}, "说明：最多 500 个字。"),
        ({"homepage": "x"}, "请留空：请把“请留空”一栏清空再提交。"),
        ({"said": "联系人：张三 电话：13812345678"}, "说明：里面像有姓名、电话、证件号或邮箱，请去掉。如果是金额，请在后面写上“元”。"),
        ({"should_read": "abc"}, "应是：请写一个数，如 1,234.56；单位是万元。别的话请写在说明里。"),
        ({"should_read": "1.2.3"}, "应是：请写一个数，如 1,234.56；单位是万元。别的话请写在说明里。"),
        ({"should_read": "13812345678"}, "应是：里面像有姓名、电话、证件号或邮箱，请去掉。如果是金额，请在后面写上“元”。"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_one_line_and_stays_in_the_form(client: Client, given: dict[str, str], line: str) -> None:
    row = a_fact()
    answer = say(client, row, **({"said": WORDS} | given))
    assert answer.status_code == 400
    assert wrong(answer) == [line]
    page = answer.content.decode()
    assert (given.get("said") or "第二列&lt;script&gt;看不清") in page
    assert "<script>看" not in page
    assert Report.objects.count() == 0


@pytest.mark.parametrize("proposed", ["1,597,900", "159.97 万元", "-3", "△3.00", "—", "１５９．９７", "12%", "0"])
def test_a_figure_may_be_written_as_documents_print_it(client: Client, proposed: str) -> None:
    assert say(client, a_fact(), should_read=proposed).status_code == 302
    assert Report.objects.get().should_read == proposed


def test_what_should_stand_elsewhere_is_no_figure(client: Client) -> None:
    assert say(client, a_fact(), fault="unit", should_read="元").status_code == 302


def test_the_form_says_in_which_unit_a_figure_is_asked_for_and_keeps_what_was_typed(client: Client) -> None:
    row = a_fact()
    assert '<span class="small" id="unit">数的单位：万元</span>' in text(client, f"{address(row)}report/")
    refused = say(client, row, should_read="abc").content.decode()
    assert 'aria-describedby="unit wrong" value="abc"' in refused
    client.post("/language/", {"language": "en", "next": "/"})
    assert "Unit of the number: (CNY 10,000)" in text(client, f"{address(row)}report/")


def test_five_hundred_signs_are_counted_as_the_browser_counts_them(client: Client) -> None:
    row = a_fact()
    assert say(client, row, said="\r\n".join(["字"] * 250) + "。").status_code == 302
    assert len(Report.objects.get().said) == 500
    assert say(client, row, should_read="13812345678元").status_code == 302
    assert say(client, row, said="\x00").status_code == 400


def test_the_same_said_twice_is_one_and_does_not_count(client: Client, settings: Any) -> None:
    settings.REPORTS_PER_ADDRESS = "1/hour"
    row = a_fact()
    assert say(client, row)["Location"].endswith("?reported=received#reports")
    assert say(client, row)["Location"].endswith("?reported=known#reports")
    assert "已经有人指出过" in text(client, f"{address(row)}?reported=known")
    assert reports.receive(row, "figure", "", "") == Report.objects.get()  # two at once
    assert say(client, row, fault="unit").status_code == 429


# Limits


def test_an_address_that_sends_too_many_is_asked_to_wait_and_keeps_what_was_typed(client: Client, settings: Any) -> None:
    settings.REPORTS_PER_ADDRESS = "2/hour"
    row = a_fact()
    for number in range(2):
        assert say(client, row, should_read=str(number)).status_code == 302
    answer = client.post(f"{address(row)}report/", {"fault": "unit", "said": WORDS}, headers={"X-Forwarded-For": "192.0.2.9"})
    assert answer.status_code == 429
    assert wrong(answer) == ["从您的网络来的已到上限。请约 60 分钟后再提交；您写的都还在。"]
    assert 3500 < int(answer["Retry-After"]) <= 3600
    assert "第二列&lt;script&gt;" in answer.content.decode()
    assert re.search(r'value="unit"[^>]*checked', answer.content.decode())
    assert say(Client(REMOTE_ADDR="192.0.2.1"), row, fault="unit").status_code == 302
    assert Report.objects.count() == 3


def test_all_together_cannot_send_more_than_the_limit(client: Client, settings: Any) -> None:
    settings.REPORTS_IN_ALL = "2/day"
    row = a_fact()
    for number in range(2):
        assert say(Client(REMOTE_ADDR=f"192.0.2.{number}"), row, should_read=str(number)).status_code == 302
    answer = say(client, row)
    assert answer.status_code == 429
    assert wrong(answer) == ["这段时间收到的已到上限，暂时不收。请约 24 小时后再提交；您写的都还在。"]
    Report.objects.update(created_at=timezone.now() - timedelta(days=1, minutes=1))
    assert say(client, row).status_code == 302


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("unknown", "unknown"),
    ],
)
def test_the_addresses_of_one_connection_are_one(address: str, counted: str) -> None:
    assert household(address) == counted


def test_a_limit_of_none_takes_none(client: Client, settings: Any) -> None:
    settings.REPORTS_IN_ALL = "0/day"
    assert say(client, a_fact()).status_code == 429


# What everybody sees


def test_an_open_report_is_said_beside_the_figure_and_none_of_its_words(client: Client) -> None:
    row = a_fact()
    say(client, row, fault="other", should_read="机密数", said=WORDS)
    today = timezone.localdate().isoformat()
    assert f"有人在 {today} 指出这里可能不对，还没有答复。" in text(client, address(row))
    for path in (address(row), f"{address(row)}report/", "/reports/", "/api/v1/reports/"):
        page = text(client, path)
        assert "看不清" not in page
        assert "机密数" not in page
    assert json.loads(text(client, "/api/v1/reports/"))["results"] == []


def test_what_waits_for_an_answer_is_listed_with_its_cell_and_none_of_its_words(client: Client) -> None:
    row = a_fact()
    say(client, row, fault="other", should_read="机密数", said=WORDS)
    page = text(client, "/reports/")
    assert '还没有答复</dt><dd><a href="#waiting">1</a>' in page
    waiting = page.partition('id="waiting"')[2].partition("</section>")[0]
    assert f'<a href="{address(row)}"' in waiting
    assert "数不对" in waiting or "指出：" in waiting
    assert "机密数" not in page
    answered(row)
    Report.objects.filter(outcome="").delete()
    assert 'id="waiting"' not in text(client, "/reports/")


def test_an_answer_is_public_with_its_day_and_its_words_escaped(client: Client) -> None:
    row = a_fact()
    report = answered(row, reply="表头印的\n<b>就是</b>万元")
    today = timezone.localdate().isoformat()
    for path in (address(row), "/reports/"):
        page = text(client, path)
        assert "表头印的<br>&lt;b&gt;就是&lt;/b&gt;万元" in page
        assert "原文如此" in page
        assert f"{today} 有人指出：单位不对。{today} 答复。" in page
        assert "还没有答复。" not in page
    answer = json.loads(text(client, "/api/v1/reports/"))
    (told,) = answer["results"]
    assert told == {
        "id": report.pk,
        "kind": "fact",
        "about": row.pk,
        "name": "部门合计",
        "edition": row.edition_id,
        "department": row.edition.disclosure.department_id if row.edition.disclosure else None,
        "department_name": "大同市应急管理局",
        "fiscal_year": 2023,
        "stage": "budget",
        "scope": "unit",
        "fault": "unit",
        "reported_on": today,
        "outcome": "as_printed",
        "corrected_in": None,
        "reply": "表头印的\n<b>就是</b>万元",
        "answered_on": today,
        "evidence_url": f"http://testserver/evidence/facts/{row.pk}/",
    }
    assert answer["totals"]["answered"] == {"corrected": 0, "as_printed": 1, "read_right": 0, "no_figure": 0}


def test_of_a_cell_that_was_answered_and_reported_again_both_are_shown(client: Client) -> None:
    row = a_fact()
    answered(row)
    say(client, row, fault="place")
    page = text(client, address(row))
    assert "还没有答复。" in page
    assert "原文如此" in page


def test_answers_stand_beside_their_own_cell_alone(client: Client) -> None:
    row = a_fact()
    answered(row)
    other = row.edition.facts.exclude(pk=row.pk)[0]
    assert "原文如此" not in text(client, address(other))


def test_the_list_counts_outcomes_and_tells_the_median_of_the_days(client: Client) -> None:
    row = a_fact()
    for days, (fault, outcome) in enumerate((("figure", Outcome.READ_RIGHT), ("place", Outcome.READ_RIGHT), ("unit", Outcome.NO_FIGURE))):
        report = answered(row, outcome, fault=fault)
        Report.objects.filter(pk=report.pk).update(created_at=timezone.now() - timedelta(days=days + 1, hours=12))
    say(client, row, fault="other")
    found = totals()
    assert (found.open, found.answered[Outcome.READ_RIGHT], found.all_answered, str(found.median_days)) == (1, 2, 3, "2.5")
    page = text(client, "/reports/")
    assert "中位数 2.5 天" in page
    assert "<dt>读得对</dt><dd>2</dd>" in page
    assert json.loads(text(client, "/api/v1/reports/?outcome=no_figure"))["totals"]["median_days"] == "2.5"
    assert len(json.loads(text(client, "/api/v1/reports/?outcome=no_figure"))["results"]) == 1


def test_before_the_first_answer_there_is_no_median(client: Client) -> None:
    assert "还没有答复过" in text(client, "/reports/")
    assert json.loads(text(client, "/api/v1/reports/"))["totals"] == {
        "open": 0,
        "answered": {"corrected": 0, "as_printed": 0, "read_right": 0, "no_figure": 0},
        "median_days": None,
        "oldest_open": None,
    }


def test_the_list_has_pages_with_the_latest_answer_first(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("budgets.reporting.PER_PAGE", 2)
    row = a_fact()
    for number, fault in enumerate(("figure", "place", "unit")):
        answered(row, reply=f"答复 {number}", fault=fault)
    assert [re.findall(r"答复 \d", text(client, f"/reports/?page={page}")) for page in (1, 2)] == [["答复 2", "答复 1"], ["答复 0"]]
    assert "最后一页是第 2 页" in text(client, "/reports/?page=3")
    for page in ("x", "0", "-1", "3"):
        assert client.get("/reports/", {"page": page}).status_code == 400
    first = json.loads(text(client, "/api/v1/reports/?page_size=2"))
    second = json.loads(client.get(first["next"]).content)
    assert [one["reply"] for one in (*first["results"], *second["results"])] == ["答复 2", "答复 1", "答复 0"]
    assert client.get("/api/v1/reports/?cursor=cD14").status_code == 400  # p=x
    assert client.get("/api/v1/reports/?said=x").status_code == 400


# Editions that follow


def followed(person: User, **change: Any) -> tuple[Edition, Edition]:
    """An edition in force, and the one that a correction made of it, in force too."""
    first = published(person)
    second = mend(first, person, **change)
    second = editions.record_checks(second, results_of(second), 1)
    second = editions.publish(editions.submit_for_review(second, person), person, "照文件所印")
    first.refresh_from_db()
    return first, second


def cell(edition: Edition, row: int = 1, column: int = 0) -> Fact:
    return edition.facts.get(table=0, row=row, column=column)


def test_a_report_outlives_its_edition_and_flags_the_cell_that_follows(client: Client) -> None:
    person = User.objects.create_user("clerk")
    first, second = followed(person)
    old, new = cell(first), cell(second)
    say(client, old, said=WORDS)
    for row in (old, new):
        assert "指出这里可能不对，还没有答复。" in text(client, address(row))
    assert "指的是第 1 版" in text(client, address(new))
    assert "指的是第 1 版" not in text(client, address(old))
    report = Report.objects.get()
    assert [edition.pk for edition in remedies(report)] == [second.pk]
    assert reports.to_correct(report) == (second, new)
    reports.answer(report, Answer(Outcome.CORRECTED, second), person, seen="")
    for row in (old, new):
        assert "已更正" in text(client, address(row))
        assert f'<a href="/editions/{second.pk}/">第 2 版</a>' in text(client, address(row))


def test_where_the_name_of_a_row_was_corrected_its_cell_is_still_the_same(client: Client) -> None:
    person = User.objects.create_user("clerk")
    first = published(person)
    fact = cell(first)
    second = mend(first, person, field="code", column=None, old=fact.code, new="999")
    second = editions.record_checks(second, results_of(second), 1)
    second = editions.publish(editions.submit_for_review(second, person), person, "照文件所印")
    assert cell(second).row_key != fact.row_key
    say(client, fact, fault="place")
    assert "还没有答复。" in text(client, address(cell(second)))
    assert reports.to_correct(Report.objects.get()) == (second, cell(second))


def test_only_a_published_later_edition_corrects_and_a_withdrawn_one(client: Client) -> None:
    person = User.objects.create_user("clerk")
    first = published(person)
    report = reports.receive(cell(first), "figure", "", "")
    with pytest.raises(ReportError, match="请选择更正在哪一版"):
        reports.answer(report, Answer(Outcome.CORRECTED), person, seen="")
    draft = mend(first, person)
    with pytest.raises(ReportError, match="请选择更正在哪一版"):
        reports.answer(report, Answer(Outcome.CORRECTED, draft), person, seen="")
    other = Book("大同市财政局")
    other.table("operating", "表")
    other.row("合计", {"amount": "1.00"}, item="total")
    for edition in (first, other.publish()):
        with pytest.raises(ReportError, match="请选择更正在哪一版"):
            reports.answer(report, Answer(Outcome.CORRECTED, edition), person, seen="")
    with pytest.raises(ReportError, match="只有“已更正”才选择版本"):
        reports.answer(report, Answer(Outcome.READ_RIGHT, draft), person, seen="")
    first.refresh_from_db()
    editions.withdraw(first, person, "部门弄错了")
    reports.answer(report, Answer(Outcome.CORRECTED, first), person, seen="")
    assert "那一版已撤回" in text(client, address(cell(first)))
    assert "那一版已撤回" in text(client, "/reports/")


def test_what_may_be_derived_anew_is_not_reported() -> None:
    with pytest.raises(ReportError):
        reports.receive(datong().finish().facts.all()[0], "figure", "", "")


def test_the_database_keeps_an_answer_whole() -> None:
    row = a_fact()
    report = reports.receive(row, "figure", "", "")
    for half in ({"outcome": "as_printed"}, {"reply": "x"}, {"corrected_in": row.edition}, {"fact": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Report.objects.filter(pk=report.pk).update(**half)


# The desk

QUEUE = "/admin/budgets/report/"


def page_of(report: Report) -> str:
    return f"{QUEUE}{report.pk}/change/"


def test_who_may_answer(client: Client) -> None:
    report = reports.receive(a_fact(), "figure", "", WORDS)
    given = {"outcome": "read_right", "reply": "核对过", "seen": ""}
    assert client.get(page_of(report)).status_code == 302
    assert client.post(page_of(report), given).status_code == 302
    for group, status in (("查阅员", 403), ("公布员", 403), ("录入员", 302)):
        report.refresh_from_db()
        assert report.is_open
        User.objects.filter(username="某人").delete()
        person = answering(client, group)
        page = text(person, page_of(report))
        assert "第二列&lt;script&gt;看不清&lt;/script&gt;" in page
        assert ('<button type="submit" class="button default">' in page) == (status == 302)
        assert person.post(page_of(report), given).status_code == status
    report.refresh_from_db()
    assert (report.outcome, report.reply, str(report.answered_by)) == ("read_right", "核对过", "某人")
    assert client.get(f"{QUEUE}add/").status_code == 403
    assert client.post(f"{QUEUE}{report.pk}/delete/").status_code == 403


def test_an_answer_is_in_the_history_and_may_be_changed_by_who_saw_it(client: Client) -> None:
    report = reports.receive(a_fact(), "figure", "", "")
    person = answering(client)
    assert person.post(page_of(report), {"outcome": "read_right", "reply": "核对过", "seen": ""})["Location"] == f"{QUEUE}?state=open"
    late = person.post(page_of(report), {"outcome": "as_printed", "seen": ""}).content.decode()
    assert "刚才已有人答复。" in late
    report.refresh_from_db()
    assert report.outcome == "read_right"
    assert as_seen(report) in text(person, page_of(report))
    assert person.post(page_of(report), {"outcome": "as_printed", "seen": as_seen(report)}).status_code == 302
    assert [entry.change_message for entry in LogEntry.objects.order_by("pk")] == ["读得对，核对过", "原文如此"]
    assert "读得对，核对过" in text(person, f"{QUEUE}{report.pk}/history/")


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ({"outcome": "read_right", "reply": "请打电话：13812345678"}, "答复是公开的，里面像有姓名、电话、证件号或邮箱。"),
        ({"outcome": "corrected"}, "请选择更正在哪一版。"),
        ({"outcome": "read_right", "seen": "2026-99-99"}, "刚才已有人答复。"),
        ({"outcome": "read_right", "reply": "字" * 501}, "500"),
        ({"outcome": ""}, "该字段是必填项。"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_in_one_line(client: Client, given: dict[str, str], line: str) -> None:
    report = reports.receive(a_fact(), "figure", "", "")
    page = answering(client).post(page_of(report), {"seen": ""} | given).content.decode()
    (told,) = re.findall(r'<ul class="errorlist[^"]*"[^>]*><li>(.*?)</li></ul>', page)
    assert line in told
    report.refresh_from_db()
    assert report.is_open


def test_a_clerk_is_led_to_where_it_is_corrected_and_names_the_edition(client: Client) -> None:
    maker = User.objects.create_user("clerk")
    first, second = followed(maker)
    report = reports.receive(cell(first), "figure", "", "")
    person = answering(client)
    page = text(person, page_of(report))
    there = cell(second)
    assert f'href="/admin/budgets/edition/{second.pk}/review/{there.document_id}/cell/{there.cell_name}/"' in page
    assert f'href="{address(cell(first))}"' in page
    assert person.post(page_of(report), {"outcome": "corrected", "corrected_in": second.pk, "seen": ""}).status_code == 302
    report.refresh_from_db()
    assert report.corrected_in == second


def test_reports_of_sentences_and_findings_have_their_pages(client: Client) -> None:
    book = datong_with_text()
    line = book.line("合计核对")
    finding = book.find("sum", "mismatch", "合计比各项之和少 4 元", line=line, sources=[{"line": line}])
    edition = book.publish()
    person = answering(client)
    for row, shown in ((edition.statements.all()[0], "收入总计2,296.59万元"), (finding, "合计比各项之和少 4 元")):
        page = text(person, page_of(reports.receive(row, "other", "", "")))
        assert shown in page
        assert f'href="/admin/budgets/edition/{edition.pk}/change/"' in page


def test_the_queue_has_open_ones_first_and_is_filtered(client: Client) -> None:
    row = a_fact()
    answered(row, fault="unit")
    for number, fault in enumerate(("place", "figure")):
        report = reports.receive(row, fault, "", "")
        Report.objects.filter(pk=report.pk).update(created_at=timezone.now() - timedelta(days=number))
    person = answering(client)

    def faults(query: str) -> list[str]:
        return re.findall(r'<td class="field-fault">(.*?)</td>', text(person, f"{QUEUE}?{query}"))

    assert faults("") == ["数字与原文不符", "放错了行或列", "单位不对"]
    assert faults("state=open") == ["数字与原文不符", "放错了行或列"]
    assert faults("state=as_printed") == ["单位不对"]
    assert faults("state=corrected") == []


def test_the_desk_counts_open_reports_for_who_may_answer(client: Client) -> None:
    row = a_fact()
    answered(row)
    reports.receive(row, "figure", "", "")
    assert "读者指出 1" in re.sub("<[^>]*>", "", text(answering(client), "/admin/"))
    User.objects.filter(username="某人").delete()
    assert "读者指出 1" not in re.sub("<[^>]*>", "", text(answering(client, "公布员"), "/admin/"))


# Queries


def test_however_much_was_reported_the_queries_are_the_same(client: Client, django_assert_max_num_queries: Any) -> None:
    def asked(path: str) -> int:
        with django_assert_max_num_queries(60) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    rows = [datong(year=year).publish().facts.get(schedule="operating", item="total") for year in (2021, 2022, 2023)]
    answering(client)
    bare = asked(address(rows[0]))
    for fault in ("figure", "place"):
        answered(rows[0], fault=fault)
    reports.receive(rows[0], "other", "", "")
    paths = (address(rows[0]), "/reports/", "/api/v1/reports/", QUEUE)
    few = [asked(path) for path in paths]
    for row in rows:
        for number, fault in enumerate(Report.Fault.values * 3):
            reports.receive(row, fault, str(number), "")
    for row in rows[1:]:
        for fault in Report.Fault.values:
            answered(row, fault=fault)
    assert [asked(path) for path in paths] == few
    assert few[0] <= bare + 1  # the names of the departments
