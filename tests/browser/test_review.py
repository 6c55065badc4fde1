"""The review in a real browser: problems and pages by keys, the place of a cell shown, and what was typed outlives the session."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import Browser, BrowserContext

from budgets import editions
from budgets.models import Correction
from budgets.overlay import Step
from ingest import tasks
from tests.browser.conftest import ONLY_VIOLATIONS, Chromium
from tests.budgets.drawn import DrawnBook

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def book(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> DrawnBook:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }
    settings.PAGE_IMAGES_DIR = tmp_path / "page-images"
    monkeypatch.setattr(tasks.recheck, "delay", lambda edition: None)
    book = DrawnBook()
    book.figure(name=[100.0, 200.0, 160.0, 210.0])
    book.figure(page=2, bbox=(400.0, 100.0, 460.0, 110.0))
    for page in (1, 2):
        book.find("sum", "mismatch", f"第 {page} 页对不上。", page=page, sources=[{"page": page, "bbox": [300.0, 200.0, 360.0, 210.0]}])
    book.finish()
    return book


@pytest.fixture
def session() -> str:
    client = Client()
    client.force_login(User.objects.create_superuser("管理员", password="correct horse battery"))
    return client.cookies[django_settings.SESSION_COOKIE_NAME].value


def _context(browser: Browser, url: str, session: str, width: int = 1280) -> BrowserContext:
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
    context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": session, "url": url}])
    return context


def _by_keys(browser: Browser, url: str, session: str, edition: int) -> tuple[list[str], list[str]]:
    """Where the keys lead, one after the other; and what the browser complains of."""
    context = _context(browser, url, session)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{url}/admin/budgets/edition/{edition}/review/")
    seen = [page.url]
    for key in ("j", "k", "]", "["):
        with page.expect_navigation():
            page.keyboard.press(key)
        seen.append(page.url)
    page.locator('td[data-cell="0-0-0"] a').focus()
    seen.append(page.locator("rect.on").get_attribute("data-cell") or "")
    page.keyboard.press("ArrowLeft")
    seen.append(page.evaluate("document.activeElement.closest('[data-cell]').dataset.cell"))
    page.keyboard.press("ArrowRight")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    seen.append(page.url)
    page.locator("[name=new]:focus").wait_for()
    page.keyboard.type("169.79")  # the figure is selected: typing replaces it
    page.get_by_label("理由").fill("看错了")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    seen.append(page.locator(".messagelist").inner_text())
    with page.expect_navigation():
        page.keyboard.press("z")
    seen.append(page.locator(".messagelist").inner_text())
    context.close()
    return seen, [text for text in complaints if "favicon" not in text and "404" not in text]


def test_problems_pages_and_cells_are_reached_by_keys(chromium: Chromium, live_server: LiveServer, book: DrawnBook, session: str) -> None:
    thread, browser = chromium
    seen, complaints = thread.submit(_by_keys, browser, live_server.url, session, book.edition.pk).result()
    base = f"{live_server.url}/admin/budgets/edition/{book.edition.pk}/review/{book.document.pk}"
    assert seen[:5] == [f"{base}/1/?problem=1", f"{base}/2/?problem=2", f"{base}/1/?problem=1", f"{base}/2/", f"{base}/1/"]
    assert seen[5:8] == ["0-0-0", "0-0-label", f"{base}/1/?cell=0-0-0#edit"]
    assert "159.79 → 169.79" in seen[8]
    assert "169.79 → 159.79" in seen[9]
    assert complaints == []


def _begun_by_arrows(browser: Browser, url: str, session: str, address: str) -> list[str]:
    """Where arrows begin before any cell has the focus, and how wide the picture is by keys."""
    context = _context(browser, url, session)
    page = context.new_page()
    page.goto(f"{url}{address}")
    focused, wide = "document.activeElement.closest('[data-cell]')?.dataset.cell", "document.querySelector('.scan-page').clientWidth"
    page.keyboard.press("ArrowDown")
    seen = [page.evaluate(focused)]
    page.goto(f"{url}{address}?cell=0-0-0")
    page.locator("[name=new]:focus").wait_for()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("ArrowDown")
    seen.append(page.evaluate(focused))
    widths = [page.evaluate(wide)]
    for key in ("+", "+", "-", "0"):
        page.keyboard.press(key)
        widths.append(page.evaluate(wide))
    page.get_by_role("button", name="放大").click()
    page.reload()
    widths.append(page.evaluate(wide))
    context.close()
    return [*seen, *(f"{width / widths[0]:.1f}" for width in widths)]


def test_arrows_begin_by_themselves_and_the_picture_can_be_enlarged(
    chromium: Chromium, live_server: LiveServer, book: DrawnBook, session: str
) -> None:
    thread, browser = chromium
    address = f"/admin/budgets/edition/{book.edition.pk}/review/{book.document.pk}/1/"
    seen = thread.submit(_begun_by_arrows, browser, live_server.url, session, address).result()
    assert seen == ["0-0-row", "0-0-0", "1.0", "1.5", "2.0", "1.5", "1.0", "1.5"]


def _typed_and_logged_out(browser: Browser, url: str, session: str, address: str) -> tuple[str, list[str], str]:
    """Where one is after logging in again for a correction, what stands in the form, and what is said when it is sent again."""
    context = _context(browser, url, session)
    page = context.new_page()
    page.goto(f"{url}{address}?problem=1")
    page.goto(f"{url}{address}?cell=0-0-0&problem=1#edit")
    page.get_by_label("改为").fill("169.79")
    page.get_by_label("理由").fill("写了很久的理由")
    context.clear_cookies(name=django_settings.SESSION_COOKIE_NAME)
    with page.expect_navigation(url="**/login/**"):
        page.get_by_role("button", name="更正", exact=True).click()
    page.get_by_label("用户名").fill("管理员")
    page.get_by_label("密码").fill("correct horse battery")
    with page.expect_navigation():
        page.get_by_role("button", name="登录").click()
    where = page.url
    page.locator("[name=new]:focus").wait_for()
    typed = [page.get_by_label(label).input_value() for label in ("改为", "理由")]
    with page.expect_navigation():
        page.get_by_role("button", name="更正", exact=True).click()
    said = page.locator(".messagelist").inner_text()
    context.close()
    return where, typed, said


def test_what_was_typed_is_there_again_after_the_session_ended(
    chromium: Chromium, live_server: LiveServer, book: DrawnBook, session: str
) -> None:
    thread, browser = chromium
    address = f"/admin/budgets/edition/{book.edition.pk}/review/{book.document.pk}/1/"
    where, typed, said = thread.submit(_typed_and_logged_out, browser, live_server.url, session, address).result()
    assert where.partition("#")[0] == f"{live_server.url}{address}?cell=0-0-0&problem=1", "the cell and the problem are open again"
    assert typed == ["169.79", "写了很久的理由"]
    assert "159.79 → 169.79" in said
    assert Correction.objects.get().reason == "写了很久的理由"
    assert Session.objects.exists()


def _answered_by_keys(browser: Browser, url: str, session: str, address: str) -> tuple[str, str]:
    """What stands in an answer that was being written when the session ended, and what is said when it is sent after all."""
    context = _context(browser, url, session)
    page = context.new_page()
    page.goto(f"{url}{address}?problem=1")
    page.keyboard.press("a")
    page.keyboard.type("a")
    page.get_by_label("说明（公开显示）").fill("合计就是这样印的")
    context.clear_cookies(name=django_settings.SESSION_COOKIE_NAME)
    with page.expect_navigation():
        page.get_by_role("button", name="原文如此").click()
    context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": session, "url": url}])
    page.goto(f"{url}{address}?problem=1")
    typed = page.get_by_label("说明（公开显示）").input_value()
    with page.expect_navigation():
        page.get_by_role("button", name="原文如此").click()
    said = page.locator(".messagelist").inner_text() + page.locator(".tally").inner_text()
    context.close()
    return typed, said


def test_an_answer_that_was_being_written_outlives_the_session(
    chromium: Chromium, live_server: LiveServer, book: DrawnBook, session: str
) -> None:
    thread, browser = chromium
    address = f"/admin/budgets/edition/{book.edition.pk}/review/{book.document.pk}/1/"
    typed, said = thread.submit(_answered_by_keys, browser, live_server.url, session, address).result()
    assert typed == "合计就是这样印的"
    assert "已答复“原文如此”：第 1 页对不上。合计就是这样印的" in said
    assert "1 个待办，1 个已答复" in said


def _ticked(browser: Browser, url: str, session: str, address: str) -> tuple[list[bool], str, list[str]]:
    """What is ticked after the session ended, where the same is corrected elsewhere; what is said then; what the browser complains of."""
    context = _context(browser, url, session)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{url}{address}")
    page.get_by_role("checkbox").check()
    page.get_by_label("理由").fill("第二页也一样")
    context.clear_cookies(name=django_settings.SESSION_COOKIE_NAME)
    with page.expect_navigation():
        page.get_by_role("button", name="照样改勾选的").click()
    context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": session, "url": url}])
    page.goto(f"{url}{address}")
    ticked = [box.is_checked() for box in page.get_by_role("checkbox").all()]
    with page.expect_navigation():
        page.get_by_role("button", name="照样改勾选的").click()
    said = page.locator(".messagelist").inner_text()
    context.close()
    return ticked, said, complaints


def test_what_was_ticked_elsewhere_outlives_the_session(chromium: Chromium, live_server: LiveServer, book: DrawnBook, session: str) -> None:
    """A head that was printed again on both pages: what is removed on the one is proposed on the other."""
    part = book.edition.parts.get()
    for row in part.reading.extraction["tables"][0]["rows"]:
        row["label"] = "科目名称"
    part.reading.save()
    person = User.objects.get(username="管理员")
    editions.correct(book.edition, book.document, Step(0, "row", 0, 0, None, "", "removed"), "表头又印了一遍", person)
    address = f"/admin/budgets/edition/{book.edition.pk}/alike/{Correction.objects.get().pk}/"
    thread, browser = chromium
    ticked, said, complaints = thread.submit(_ticked, browser, live_server.url, session, address).result()
    assert ticked == [True]
    assert "不是数据行" in said
    assert complaints == []
    assert [one.reason for one in Correction.objects.all()] == ["表头又印了一遍", "第二页也一样"]


def _looked_at(browser: Browser, url: str, session: str, address: str) -> tuple[list[int], list[str]]:
    """By how much the page sticks out on a desk and on a phone, and what axe-core says of it."""
    out, broken = [], []
    for width in (1280, 390):
        context = _context(browser, url, session, width)
        page = context.new_page()
        page.goto(f"{url}{address}")
        out.append(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
        broken += [
            f"{width}: {rule['id']} {rule['nodes'][0]['html'][:200]}"
            for rule in Axe().run(page, options=ONLY_VIOLATIONS).response["violations"]
        ]
        context.close()
    return out, broken


def test_it_is_whole_and_breaks_no_rule_of_axe_on_a_desk_and_on_a_phone(
    chromium: Chromium, live_server: LiveServer, book: DrawnBook, session: str
) -> None:
    thread, browser = chromium
    base = f"/admin/budgets/edition/{book.edition.pk}/review/{book.document.pk}/1/"
    for asked in ("?cell=0-0-0&problem=1", "?cell=0-0-row", "?cell=0-measure-0"):
        assert thread.submit(_looked_at, browser, live_server.url, session, f"{base}{asked}").result() == ([0, 0], []), asked
