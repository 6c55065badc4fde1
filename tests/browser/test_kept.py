"""What is typed on the desk outlives a session that ended and a form that was left, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page

from budgets.models import Edition
from tests.browser.conftest import Chromium
from tests.browser.test_review import book, session
from tests.budgets.drawn import DrawnBook
from tests.factories import datong

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

__all__ = ["book", "session"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KEPT = "Object.keys(sessionStorage).filter(key => key.startsWith('kept '))"


def _logged_in_again(page: Page, name: str) -> None:
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码").fill("correct horse battery")
    with page.expect_navigation():
        page.get_by_role("button", name="登录").click()


def _withdrawn(browser: Browser, url: str, session: str, edition: int) -> tuple[str, str, list[str]]:
    """What stands in the reason after the session ended, for somebody else and for the same person; what is kept once it is done."""
    context = browser.new_context(locale="zh-CN")
    context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": session, "url": url}])
    page, address = context.new_page(), f"{url}/admin/budgets/edition/{edition}/change/"
    page.goto(address)
    page.get_by_label("撤回的理由").fill("合计印错了，单位已")
    context.clear_cookies(name=django_settings.SESSION_COOKIE_NAME)
    with page.expect_navigation(url="**/login/**"):
        page.get_by_role("button", name="撤回").click()
    _logged_in_again(page, "另一个人")
    others = page.get_by_label("撤回的理由").input_value()
    context.clear_cookies(name=django_settings.SESSION_COOKIE_NAME)
    page.goto(address)
    _logged_in_again(page, "管理员")
    own = page.get_by_label("撤回的理由")
    typed = own.input_value() + ("（提示）" if page.get_by_text("这里还留着你上次写了").first.is_visible() else "")
    own.fill("合计印错了，单位已更正")
    with page.expect_navigation():
        page.get_by_role("button", name="撤回").click()
    kept: list[str] = page.evaluate(KEPT)
    context.close()
    return others, typed, kept


def test_a_reason_that_was_being_written_outlives_the_session(chromium: Chromium, live_server: LiveServer, session: str) -> None:
    edition = datong().publish()
    User.objects.create_superuser("另一个人", password="correct horse battery")
    thread, browser = chromium
    others, typed, kept = thread.submit(_withdrawn, browser, live_server.url, session, edition.pk).result()
    assert others == "", "what one person typed is nobody else's"
    assert typed == "合计印错了，单位已（提示）"
    assert kept == [], "what was stored is forgotten"
    edition.refresh_from_db()
    assert (edition.state, edition.end_reason) == (Edition.State.WITHDRAWN, "合计印错了，单位已更正")


def _published(browser: Browser, url: str, session: str) -> tuple[list[bool], list[str]]:
    """Whether boxes by which somebody declares or chooses are ticked after the page was left, and the reasons that stand there."""
    context = browser.new_context(locale="zh-CN")
    context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": session, "url": url}])
    page = context.new_page()

    def propose() -> None:
        page.goto(f"{url}/admin/budgets/edition/")
        page.locator("#action-toggle").check()
        page.get_by_label("动作").select_option("propose_publishing")
        with page.expect_navigation():
            page.get_by_role("button", name="执行").click()

    propose()
    page.get_by_label("仍然公布的理由").fill("文件就是这样印的")
    page.get_by_label("公布：").check()
    propose()
    seen = [page.get_by_label("公布：").is_checked()], [page.get_by_label("仍然公布的理由").input_value()]
    context.close()
    return seen


def test_reasons_of_many_are_kept_and_what_is_ticked_is_asked_anew(chromium: Chromium, live_server: LiveServer, session: str) -> None:
    book = datong()
    book.find("sum_of_rows", "mismatch", "合计不等")
    Edition.objects.filter(pk=book.finish().pk).update(state=Edition.State.IN_REVIEW)
    thread, browser = chromium
    assert thread.submit(_published, browser, live_server.url, session).result() == ([False], ["文件就是这样印的"])


def _left(browser: Browser, url: str, session: str, address: str) -> tuple[list[str | None], int, list[str]]:
    """Which cell has the focus and is chosen after Esc, how many forms there are, and what stands in the form when it is opened again."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": session, "url": url}])
    page = context.new_page()
    page.goto(f"{url}{address}?cell=0-0-0&problem=1#edit")
    page.locator("[name=new]:focus").wait_for()
    page.get_by_label("理由").fill("写到一半")
    page.keyboard.press("Escape")
    focused = page.evaluate("document.activeElement.closest('[data-cell]')?.dataset.cell")
    chosen, forms = page.locator("tbody td.on").get_attribute("data-cell"), page.locator("form.correction").count()
    where = page.url.removeprefix(url)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.locator("[name=new]:focus").wait_for()
    typed = [page.get_by_label("理由").input_value()]
    context.close()
    return [focused, chosen, where], forms, typed


def test_esc_closes_the_correction_and_stays_at_its_cell(
    chromium: Chromium, live_server: LiveServer, book: DrawnBook, session: str
) -> None:
    thread, browser = chromium
    address = f"/admin/budgets/edition/{book.edition.pk}/review/{book.document.pk}/1/"
    seen = thread.submit(_left, browser, live_server.url, session, address).result()
    assert seen == (["0-0-0", "0-0-0", f"{address}?problem=1"], 0, ["写到一半"])
