"""The upload page in a real browser: files are dropped, listed, removed and sent, also by the keyboard, also without a script."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.fixtures import Settings

from budgets.models import Document
from tests.browser.conftest import ONLY_VIOLATIONS, Chromium
from tests.ingest.conftest import documents_dir, queued

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

__all__ = ["documents_dir", "queued"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("documents_dir", "queued")]

DROP = """files => {
    const transfer = new DataTransfer();
    for (const [name, size] of files) transfer.items.add(new File(["x".repeat(size)], name, {lastModified: 1}));
    for (const name of ["dragenter", "dragover", "drop"])
        document.querySelector(".invitation").dispatchEvent(new DragEvent(name, {dataTransfer: transfer, bubbles: true, cancelable: true}));
}"""
Visit = Callable[..., Any]


@pytest.fixture
def visit(chromium: Chromium, live_server: LiveServer) -> Visit:
    """Do something on the upload page, as somebody who may; what that gives. No error of the page's policy or scripts is let pass."""
    client = Client()
    client.force_login(User.objects.create_superuser("管理员"))
    thread, browser = chromium
    session = client.cookies[settings.SESSION_COOKIE_NAME].value

    def visit(work: Callable[[Page], Any], **options: Any) -> Any:
        return thread.submit(_visit, browser, f"{live_server.url}/admin/budgets/document/add/", session, work, options).result()

    return visit


def _visit(browser: Browser, url: str, session: str, work: Callable[[Page], Any], options: dict[str, Any]) -> Any:
    context = browser.new_context(locale="zh-CN", **options)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}])
    page, errors = context.new_page(), []
    page.on("console", lambda message: errors.append(message.text) if "Policy" in message.text else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(url)
    given = work(page)
    context.close()
    assert errors == []
    return given


def listed(page: Page) -> list[str]:
    return [re.sub(r"\s+", " ", row.inner_text()) for row in page.locator("[data-drop] li").all()]


def test_files_are_dropped_several_times_listed_with_their_sizes_and_sent(visit: Visit) -> None:
    def work(page: Page) -> tuple[list[str], str]:
        page.evaluate(DROP, [["甲.txt", 3], ["乙.txt", 2048]])
        page.evaluate(DROP, [["丙.txt", 5], ["甲.txt", 3]])
        seen = listed(page), page.locator(".said").inner_text()
        page.click("input[type=submit]")
        page.wait_for_url("**/ingest/run/")
        return seen

    rows, said = visit(work)
    assert rows == ["甲.txt 1 KiB 去掉", "乙.txt 2 KiB 去掉", "丙.txt 1 KiB 去掉"]
    assert said == "选了 3 个文件，共 3 KiB。"
    assert sorted(Document.objects.values_list("name", "size")) == [("丙.txt", 5), ("乙.txt", 2048), ("甲.txt", 3)]


def test_a_file_is_removed_by_the_keyboard_and_not_sent(visit: Visit, tmp_path: Path) -> None:
    for name in ("甲.txt", "乙.txt"):
        (tmp_path / name).write_text(name)

    def work(page: Page) -> tuple[list[str], str]:
        page.set_input_files("input[type=file]", [tmp_path / "甲.txt", tmp_path / "乙.txt"])
        page.focus("input[type=file]")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        seen = listed(page), str(page.evaluate("document.activeElement.getAttribute('aria-label')"))
        page.click("input[type=submit]")
        page.wait_for_url("**/ingest/run/")
        return seen

    assert visit(work) == (["乙.txt 1 KiB 去掉"], "去掉 乙.txt")
    assert Document.objects.get().name == "乙.txt"


def test_what_will_not_be_received_is_said_before_it_is_sent(visit: Visit, settings: Settings) -> None:
    settings.MAX_UPLOAD_BYTES = 4096

    def work(page: Page) -> tuple[list[str], str, bool]:
        page.evaluate(DROP, [["空.txt", 0], ["大.txt", 4097]])
        seen = listed(page)
        page.evaluate(DROP, [[f"{number}.txt", 1] for number in range(99)])
        return seen, page.locator(".said").inner_text(), bool(page.evaluate("document.querySelector('input[type=file]').checkValidity()"))

    rows, said, valid = visit(work)
    assert rows == ["空.txt 0 KiB 去掉 空文件，不会收下", "大.txt 5 KiB 去掉 超过上限，不会收下"]
    assert "一次最多 100 个" in said
    assert not valid


def test_without_a_script_files_are_chosen_as_ever(visit: Visit, tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_text("甲")

    def work(page: Page) -> bool:
        invited = page.locator(".invitation").is_visible()
        page.set_input_files("input[type=file]", [tmp_path / "甲.txt"])
        page.click("input[type=submit]")
        page.wait_for_url("**/ingest/run/")
        return invited

    assert visit(work, java_script_enabled=False) is False
    assert Document.objects.get().name == "甲.txt"


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_the_page_is_accessible_and_as_wide_as_the_window(visit: Visit, width: int, scheme: str) -> None:
    def work(page: Page) -> tuple[list[str], bool]:
        page.evaluate(DROP, [["某市某区人民政府某某街道办事处_2025_预算_0123456789abcdef.txt", 3], ["空.txt", 0]])
        found = Axe().run(page, context="#content", options=ONLY_VIOLATIONS).response["violations"]
        fits = page.evaluate("document.querySelector('[data-drop]').scrollWidth <= document.querySelector('[data-drop]').clientWidth")
        return [violation["id"] for violation in found], bool(fits)

    assert visit(work, viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True) == ([], True)
