"""The description of the API is tried in the browser, without another host and within the Content-Security-Policy."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Chromium
from tests.factories import datong

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_description_is_tried_in_the_browser(chromium: Chromium, live_server: LiveServer) -> None:
    datong().publish()
    thread, browser = chromium
    thread.submit(_tried, browser, live_server.url).result()


def _tried(browser: Browser, url: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    hosts: set[str | None] = set()
    faults: list[str] = []
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{url}/developers/try/")
    page.locator("[id='operations-departments-departments'] .opblock-summary-control").first.click()
    page.get_by_role("button", name="Try it out").first.click()
    page.get_by_role("button", name="Execute").first.click()
    answer = page.locator(".live-responses-table .response-col_description pre").first
    answer.wait_for()
    assert "大同市应急管理局" in answer.inner_text()
    assert faults == []
    assert {host for host in hosts if host} == {urlsplit(url).netloc}
    page.close()
