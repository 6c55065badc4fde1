"""Printed comparisons, as the browser makes a PDF of them: no figure is cut off, or it is said that the table has no room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Chromium
from tests.comparisons.sides import CLASSES, WANLI, ZHENGXIE
from tests.factories import Book, department
from tests.published import publish_samples

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django.fixtures import Settings
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAMES = (WANLI, ZHENGXIE, "中共上海市普陀区委社会工作部")
LAST = "97,531.86"
"""The total of the last department in 2024. In 2023 it was 92,007.75: 5,524.11 more, of which the nine classes are 100.00 each."""

RIGHTMOST = "+46,241,100"
"""The residual in 元, 5,524.11 − 900.00 万元: it stands in the last column."""


@dataclass(frozen=True, slots=True)
class Printed:
    """Of a PDF: the size of its paper in mm, and the words that stand on it; what is cut off is none of them."""

    paper: tuple[int, int]
    text: str


def of(pdf: bytes) -> Printed:
    text, paper = "", (0, 0)
    for page in pypdfium2.PdfDocument(pdf):
        width, height = page.get_size()
        paper = round(width / 72 * 25.4), round(height / 72 * 25.4)
        text += page.get_textpage().get_text_bounded() + "\n"
    return Printed(paper, text)


def printed(browser: Browser, address: str) -> Printed:
    page = browser.new_page()
    page.goto(address)
    pdf = page.pdf(prefer_css_page_size=True)
    page.close()
    return of(pdf)


def published(years: tuple[int, ...]) -> str:
    """Three departments with amounts of ten thousands of 万元 in each class and year, compared line by line."""
    for place, name in enumerate(NAMES):
        for year in years:
            made = Book(name, year, scope="department")
            made.table("general_expenditure", f"{year}年一般公共预算支出表")
            for at, (code, label, *_figures) in enumerate(CLASSES):
                made.row(label, {"total": f"{10_000 + 1_000 * place + 100 * (year - 2000) + at:,}.75"}, code=code, level=1)
            is_last = (name, year) == (NAMES[-1], years[-1])
            made.row("合计", {"total": LAST if is_last else f"{90_000 + 900 * place + (year - 2000) * 9:,}.75"}, item="total")
            made.publish()
    return "&".join(f"d={department(name).pk}" for name in NAMES) + "&schedule=general_expenditure&by=lines"


@pytest.mark.parametrize(
    ("years", "paper"),
    [((2023, 2024), (297, 210)), ((2022, 2023, 2024), (420, 297)), ((2021, 2022, 2023, 2024), None)],
)
def test_three_departments_line_by_line_are_printed_whole_or_it_is_said_that_there_is_no_room(
    chromium: Chromium, live_server: LiveServer, years: tuple[int, ...], paper: tuple[int, int] | None
) -> None:
    thread, browser = chromium
    found = thread.submit(printed, browser, f"{live_server.url}/compare/?{published(years)}").result()
    assert ("一页纸上放不下" in found.text) == (paper is None)
    in_table = any(line.startswith("余差 ") and line.endswith(RIGHTMOST) for line in found.text.splitlines())
    assert in_table == (paper is not None)
    assert paper in (None, found.paper)


def _sheets(browser: Browser, address: str) -> tuple[int, str]:
    """How many sheets a page takes, and the words on them."""
    page = browser.new_page()
    page.goto(address)
    pdf = page.pdf(prefer_css_page_size=True, format="A4")
    page.close()
    return len(pypdfium2.PdfDocument(pdf)), of(pdf).text


@pytest.fixture
def wanli(tmp_path: Path, settings: Settings) -> None:
    """The published documents of 万里街道."""
    default = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    publish_samples(tmp_path, ("wanli-street-2023", "wanli-street-2024"))


@pytest.mark.usefixtures("wanli")
def test_the_page_of_a_department_takes_three_sheets_with_all_of_its_figures(chromium: Chromium, live_server: LiveServer) -> None:
    """Of the published documents of 万里街道: totals, the parts of the change, the parts of the year and the smallest of them."""
    thread, browser = chromium
    count, text = thread.submit(_sheets, browser, f"{live_server.url}/departments/{department(WANLI).pk}/").result()
    assert count <= 3
    figures = ("15,621.11", "−876.75", "−5.31", "−906.72", "+451.26", "9,445.00", "34.44", "1,960.41", "16,497.86", "+832.44", "引用")
    assert [one for one in figures if one not in text] == []
    assert "逐行看这张表" not in text, "a link is none on paper"


def _ends_of_pages(browser: Browser, address: str) -> tuple[set[str], list[str]]:
    """The headings of a view, and with which line each of its printed pages ends."""
    page = browser.new_page()
    page.goto(address)
    headings = set(page.evaluate("[...document.querySelectorAll('h2, h3, summary')].map(one => one.innerText.trim())"))
    pdf = page.pdf(prefer_css_page_size=True)
    page.close()
    lines = [[line.strip() for line in one.get_textpage().get_text_bounded().splitlines()] for one in pypdfium2.PdfDocument(pdf)]
    return headings, [next((line for line in reversed(own) if line), "") for own in lines]


@pytest.mark.usefixtures("wanli")
def test_no_heading_stands_alone_at_the_end_of_a_page(chromium: Chromium, live_server: LiveServer) -> None:
    thread, browser = chromium
    own = department(WANLI).pk
    for path in (f"/compare/?d={own}&schedule=general_expenditure", f"/compare/?d={own}"):
        headings, ends = thread.submit(_ends_of_pages, browser, live_server.url + path).result()
        assert len(ends) > 3
        assert [end for end in ends if end in headings] == [], path
