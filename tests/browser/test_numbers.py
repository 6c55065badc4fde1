"""Every number that the pages of the samples show, against values worked out apart from this project.

`expected_numbers.txt` was written from the published documents, never from a page: what they print, and the differences, rates, shares and
contributions computed from that with a script of its own. Every figure must be expected, and every expected one shown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page

from budgets.models import DepartmentName
from ingest import samples
from tests.browser.conftest import Chromium
from tests.published import publish_samples

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EXPECTED = Path(__file__).with_name("expected_numbers.txt")
DEPARTMENTS = {
    "万里": "上海市普陀区人民政府万里街道办事处",
    "政协": "江苏省政协办公厅",
    "高院": "江苏省高级人民法院",
    "社工": "中共上海市普陀区委社会工作部",
}
Lines = Counter[str]

READ = Path(__file__).with_name("figures_of_a_page.js").read_text(encoding="utf-8")
APART = re.compile(r"第 \d+ (?:页|版)|\d{4}(?:[–、]\d{4})* (?=年|预算 · |决算 · )|\d{4}-\d\d-\d\d|；文件说明的原因：“.*”(?=。)")
"""What stands beside figures and is none of ours: pages, editions, years, dates, the reason in the document's words."""


def expected() -> dict[str, Lines]:
    """Page → its lines: a label and the figures of its row, or of a headline."""
    pages: dict[str, Lines] = {}
    for line in EXPECTED.read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            page = pages.setdefault(line[3:], Counter())
        elif line and not line.startswith("#"):
            page[line] += 1
    return pages


def test_every_number_on_every_page_is_the_expected_one(
    chromium: Chromium, live_server: LiveServer, tmp_path: Path, settings: Settings
) -> None:
    default = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    publish_samples(tmp_path, samples.PDF_SAMPLES)
    thread, browser = chromium
    pages = expected()
    addresses = {page: live_server.url + address(page) for page in pages}
    shown = thread.submit(_look, browser, addresses).result()
    wrong = [line for page in pages for line in _differences(page, pages[page], shown[page])]
    assert not wrong, "\n".join(wrong)


def address(page: str) -> str:
    """`/departments/政协/` → with its number, as a reader comes to it."""
    for short, name in DEPARTMENTS.items():
        if short in page:
            page = page.replace(short, str(DepartmentName.objects.get(name=name).department_id))
    return page


def _differences(page: str, expected: Lines, shown: Lines) -> Iterator[str]:
    yield from (f"{page} 没有：{line}" for line in (expected - shown).elements())
    yield from (f"{page} 多出：{line}" for line in (shown - expected).elements())


def _look(browser: Browser, addresses: dict[str, str]) -> dict[str, Lines]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    tab = context.new_page()
    shown = {page: _lines(tab, url) for page, url in addresses.items()}
    context.close()
    return shown


def _lines(tab: Page, url: str) -> Lines:
    response = tab.goto(url)
    assert response is not None, url
    assert response.ok, url
    read: list[list[str]] = tab.evaluate(READ)
    return Counter(line for cells in read if (line := _line(cells)))


def _line(cells: list[str]) -> str:
    """One line; empty where the row has no figure."""
    label, *figures = (" ".join(APART.sub("", text).split()) for text in cells)
    while figures and not figures[-1]:
        figures.pop()
    return " | ".join([label, *figures]) if any(re.search(r"\d", figure) for figure in figures) else ""
