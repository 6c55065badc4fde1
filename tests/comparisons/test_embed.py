"""A chart in a frame of another page, and the code that puts it there."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.comparisons.test_compare import html_of, seen
from tests.factories import Book, department

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _published() -> None:
    for year, education, security in ((2022, "10.00", "5.00"), (2023, "6.00", "6.00")):
        made = Book("甲<b>局", year=year)
        made.table("expenditure", "支出总表")
        made.row("教育支出", {"total": education}, code="205")
        made.row("公共安全支出", {"total": security}, code="204")
        made.row("合计", {"total": f"{float(education) + float(security):.2f}"}, item="total")
        made.publish()


def address(kind: str = "embed", chart: str = "total") -> str:
    number = department("甲<b>局").pk
    return f"/compare/{kind}/?d={number}&schedule=expenditure&chart={chart}&of={number}-budget-unit"


def test_it_can_stand_in_any_page_and_needs_nothing_from_anywhere(client: Client) -> None:
    answer = client.get(address())
    assert answer.status_code == 200
    assert "X-Frame-Options" not in answer
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert not answer.cookies
    page = answer.content.decode()
    assert "<script" not in page
    assert page.count("<svg") == 2
    assert "甲&lt;b&gt;局" in page
    assert "<b>局" not in page


def test_other_pages_can_still_be_in_no_frame(client: Client) -> None:
    for path in (address("embedding"), "/", address("embed").replace("/embed/", "/").partition("&chart")[0]):
        answer = client.get(path)
        assert (answer.status_code, answer["X-Frame-Options"]) == (200, "DENY"), path
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"], path


def test_the_code_pins_the_moment_and_shows_what_it_gives(client: Client) -> None:
    page = html_of(client, address("embedding"))
    code = re.search(r'<pre[^>]*id="embed-code"[^>]*>(.*?)</pre>', page, re.S)
    assert code is not None
    frame = re.fullmatch(r'<iframe src="([^"]*)" title="([^"]*)" width="100%" height="\d+" .*></iframe>', html.unescape(code[1]))
    assert frame is not None
    source, title = map(html.unescape, frame.groups())
    assert "as_of=" in source
    assert title.startswith("甲<b>局：")
    preview = re.search(r'<iframe class="preview gap" src="([^"]*)"', page)
    assert preview is not None
    assert html.unescape(preview[1]) == source
    framed = seen(client, source.removeprefix("http://testserver"))
    assert f"截至 {timezone.localdate():%Y-%m-%d} 现行的版本" in framed


def test_before_anything_was_published_there_is_no_chart(client: Client) -> None:
    before = timezone.localdate() - timedelta(days=3)
    answer = client.get(f"{address()}&as_of={before}")
    assert answer.status_code in (400, 404)
    assert "Traceback" not in answer.content.decode()


def test_a_chart_that_there_is_not_is_answered_with_those_that_there_are(client: Client) -> None:
    assert "没有这张图。有的是：chart=total&of=" in html.unescape(html_of(client, address(chart="205"), 404))


def test_each_chart_of_a_page_leads_to_its_code(client: Client) -> None:
    page = html_of(client, f"/compare/?d={department('甲<b>局').pk}&schedule=expenditure")
    assert html.escape(address("embedding")) in page
