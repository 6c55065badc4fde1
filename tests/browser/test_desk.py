"""The desk in a real browser: a list shows all its columns."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, expect

from budgets import reports
from budgets.derivation import tell_needs
from budgets.models import Document
from ingest import PARSER_VERSION
from ingest.models import Fetch, Run
from tests.browser.conftest import ONLY_VIOLATIONS, Chromium
from tests.factories import Book, datong

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HIDDEN = """[...document.querySelectorAll("#result_list tbody td")].filter(cell => {
    const box = cell.closest(".results").getBoundingClientRect(), own = cell.getBoundingClientRect();
    return own.width && (own.right > box.right + 1 || own.left < box.left - 1);
}).map(cell => cell.className)"""
SHOWN = """[...document.querySelectorAll("#result_list tbody td")].filter(cell => cell.offsetWidth).map(cell => cell.innerText)"""


def _visit(browser: Browser, url: str, session: str, width: int) -> tuple[list[str], list[str]]:
    """The cells of a list that are cut off, and the texts of those that are there."""
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}])
    page = context.new_page()
    page.goto(url)
    seen = page.evaluate(HIDDEN), page.evaluate(SHOWN)
    context.close()
    return seen


@pytest.mark.parametrize("width", [1280, 1024, 390])
def test_the_list_of_runs_shows_all_of_a_run(chromium: Chromium, live_server: LiveServer, width: int) -> None:
    name = "某市某区_某市某区人民政府某某街道办事处_2025_预算_0123456789abcdef.pdf"
    document = Document.objects.create(sha256="a" * 64, name=name, size=1, original="a")
    told = "文件读到一半就断了，请重新下载，再传一次。" * 3
    Run.objects.create(document=document, parser_version=PARSER_VERSION, state=Run.State.FAILED, message=told)
    client = Client()
    client.force_login(User.objects.create_superuser("管理员"))
    thread, browser = chromium
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    hidden, shown = thread.submit(_visit, browser, f"{live_server.url}/admin/ingest/run/", session, width).result()
    assert hidden == []
    assert [text for text in shown if text][:3] == [name, "失败", told]


@pytest.mark.parametrize("width", [1280, 1024, 390])
def test_the_list_of_addresses_shows_all_of_an_address(chromium: Chromium, live_server: LiveServer, width: int) -> None:
    url, told = "http://www.gov.example/zwgk/" + "ysgk2025bmys" * 12 + ".pdf", "对方回答 404：没有这个文件，请核对地址。" * 3
    clerk = User.objects.create_superuser("管理员")
    asked = Fetch.objects.create(url=url, asked_by=clerk, state="failed", message=told)
    asked.documents.add(
        Document.objects.create(sha256="a" * 64, name="某市某区人民政府_2025_预算_0123456789abcdef.pdf", size=1, original="a")
    )
    client = Client()
    client.force_login(clerk)
    thread, browser = chromium
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    hidden, shown = thread.submit(_visit, browser, f"{live_server.url}/admin/ingest/fetch/", session, width).result()
    assert hidden == []
    assert [text for text in shown if text][:3] == [url, "失败", told]


@pytest.mark.parametrize("width", [1280, 1024, 390])
def test_the_queue_of_reports_shows_all_of_a_report(chromium: Chromium, live_server: LiveServer, width: int) -> None:
    fact = datong().publish().facts.get(schedule="operating", item="total")
    reports.receive(fact, "whose", "", "")
    client = Client()
    client.force_login(User.objects.create_superuser("管理员"))
    thread, browser = chromium
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    hidden, shown = thread.submit(_visit, browser, f"{live_server.url}/admin/budgets/report/", session, width).result()
    assert hidden == []
    assert (shown[0], shown[1], shown[-1]) == (str(fact.edition), "归错了部门或年份", "待答复")


TICKED = "document.querySelector('input.action-select').click(); window.stays = true"
ROW = "document.querySelector('#result_list tbody tr .field-now').innerText"


def _watched(browser: Browser, url: str, session: str, change: Callable[[], object]) -> tuple[list[str], str, list[bool]]:
    """What the first row of a list said before a change and after it, the line above it at last, and that the page stayed."""
    context = browser.new_context(locale="zh-CN")
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}])
    page = context.new_page()
    page.goto(url)
    before = page.evaluate(ROW)
    page.evaluate(TICKED)
    with ThreadPoolExecutor(max_workers=1) as other:  # the database is not for threads with an event loop
        other.submit(change).result()
    expect(page.locator("#result_list tbody tr .field-now")).not_to_have_text(before, timeout=15_000)
    seen = [before, page.evaluate(ROW)], page.locator("[data-reload-seconds]").inner_text()
    kept = [page.evaluate("window.stays"), page.evaluate("document.querySelector('input.action-select').checked")]
    context.close()
    return *seen, kept


@pytest.mark.parametrize(
    ("state", "then", "line"),
    [("reading", "正在读第 13 页，共 33 页", "还有 1 个没有读完，各行自动更新。 现在刷新"), ("failed", "失败", "都结束了。")],
)
def test_the_rows_of_runs_are_renewed_in_place(chromium: Chromium, live_server: LiveServer, state: str, then: str, line: str) -> None:
    document = Document.objects.create(sha256="a" * 64, name="a.pdf", size=1, original="a")
    Run.objects.create(document=document, parser_version=PARSER_VERSION, state="reading", page=11, pages=33)
    client = Client()
    client.force_login(User.objects.create_superuser("管理员"))
    thread, browser = chromium
    session = client.cookies[settings.SESSION_COOKIE_NAME].value

    def change() -> None:
        Run.objects.update(state=state, page=12)
        connection.close()

    seen = thread.submit(_watched, browser, f"{live_server.url}/admin/ingest/run/", session, change).result()
    assert seen == (["正在读第 12 页，共 33 页", then], line, [True, True])


def _clicked(browser: Browser, url: str, session: str, width: int) -> tuple[list[str], int, str]:
    """What axe-core says of the queue, how wide it is, and what it says once a thing was taken by the keyboard alone, without script."""
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN", java_script_enabled=False)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}])
    page = context.new_page()
    page.goto(f"{url}/admin/queue/")
    page.get_by_role("link", name="有矛盾 1").press("Enter")
    page.get_by_role("button", name="我来办 某市财政局").press("Enter")
    said = page.locator(".messagelist").inner_text()
    context.close()
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}])
    page = context.new_page()
    broken = []
    for path in ("/admin/queue/", "/admin/queue/?q=没有", "/admin/"):
        page.goto(url + path)
        broken += [
            f"{path} {rule['id']} {rule['nodes'][0]['html'][:200]}"
            for rule in Axe().run(page, options=ONLY_VIOLATIONS).response["violations"]
        ]
    page.goto(f"{url}/admin/queue/")
    wide = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    return broken, wide, said


@pytest.mark.parametrize("width", [1280, 390])
def test_the_queue_is_used_by_the_keyboard_without_script_and_breaks_no_rule(
    chromium: Chromium, live_server: LiveServer, width: int
) -> None:
    book = Book("某市财政局")
    book.find("sum_of_rows", "mismatch", "合计不等")
    tell_needs(book.finish())
    document = Document.objects.create(sha256="a" * 64, name="某局_2025_预算_0123456789abcdef0123456789abcdef.pdf", size=1, original="a")
    Run.objects.create(document=document, parser_version=PARSER_VERSION, state=Run.State.FAILED, message="文件读到一半就断了。")
    Fetch.objects.create(url="http://www.gov.example/zwgk/" + "ysgk2025bmys" * 12 + ".pdf", state="failed", message="没有这个文件")
    client = Client()
    client.force_login(User.objects.create_superuser("管理员"))
    thread, browser = chromium
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    broken, wide, said = thread.submit(_clicked, browser, live_server.url, session, width).result()
    assert (broken, wide, said.strip()) == ([], width, "1 件由你办。")
