"""The desk in a real browser: a list shows all its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser

from budgets import reports
from budgets.models import Document
from ingest import PARSER_VERSION
from ingest.models import Run
from tests.browser.conftest import Chromium
from tests.factories import datong

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
