"""The desk's pages of master data and of publishing in a real browser: whole at both widths, no rule of axe broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, FilePayload, Page

from budgets import editions
from budgets.models import Edition
from tests.browser.conftest import ONLY_VIOLATIONS, Chromium
from tests.budgets.test_editions import draft, mend, published
from tests.factories import department

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TABLE = "部门,地区代码,类别,级别,来源\n大同市新局,140200,财政,,\n"
WIDTHS = (1280, 390)
BUT_SELECT2 = {**ONLY_VIOLATIONS, "rules": {"aria-input-field-name": {"enabled": False}}}
"""Django's own widget for choosing among many gives its box no name; the label beside it names the field behind it."""


@pytest.fixture
def session() -> str:
    client = Client()
    client.force_login(User.objects.create_superuser("管理员"))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _complaints(browser: Browser, url: str, session: str, pages: list[str], choose: str) -> list[str]:
    """What axe and the browser say of each page at each width, and where a page is wider than its window."""
    context = browser.new_context(locale="zh-CN", bypass_csp=True)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}])
    page, found = context.new_page(), list[str]()
    page.on("pageerror", lambda error: found.append(str(error)))
    for path in pages:
        page.goto(f"{url}/admin/{path}")
        found += _of_a_page(page, path)
    page.goto(f"{url}/admin/budgets/department/import/")
    page.locator("#id_resource").select_option("0")
    page.locator("#id_import_file").set_input_files(FilePayload(name="表.csv", mimeType="text/csv", buffer=TABLE.encode()))
    page.locator("#id_format").select_option("0")
    with page.expect_navigation():
        page.locator("#content input[type=submit]").click()
    found += _of_a_page(page, "what an import refuses")
    page.goto(f"{url}/admin/budgets/edition/")
    page.locator("#action-toggle").check()
    page.locator("select[name=action]").select_option(choose)
    with page.expect_navigation():
        page.locator("button[name=index]").click()
    found += _of_a_page(page, "what is published together")
    context.close()
    return found


def _of_a_page(page: Page, name: str) -> list[str]:
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        broken = Axe().run(page, context="#content", options=BUT_SELECT2).response["violations"]
        found += [f"{name} {width}: {rule['id']} {rule['nodes'][0]['html'][:160]}" for rule in broken]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"):
            found.append(f"{name} {width}: wider than the window")
    return found


def test_master_data_and_publishing_are_whole_and_break_no_rule(chromium: Chromium, live_server: LiveServer, session: str) -> None:
    clerk = User.objects.create_user("甲")
    following = editions.submit_for_review(mend(published(clerk), clerk), clerk)
    Edition.objects.filter(pk=following.pk).update(checks_current=True)
    contradicting = editions.submit_for_review(draft(number=7, year=2021), clerk)
    contradicting.findings.update(outcome="mismatch")
    duplicate = department("大同市应急管理局机关").pk
    pages = [
        *("budgets/department/", f"budgets/department/{duplicate}/merge/", "budgets/department/import/", "budgets/department/export/"),
        *("budgets/succession/", "budgets/expected/", "budgets/edition/", "budgets/document/", "ingest/run/"),
    ]
    thread, browser = chromium
    assert thread.submit(_complaints, browser, live_server.url, session, pages, "propose_publishing").result() == []
