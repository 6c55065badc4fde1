"""The main pages against the rules of axe-core, at both widths, in light and dark: no violation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Browser

from budgets import reports
from budgets.models import Report
from tests.browser.conftest import ONLY_VIOLATIONS, Chromium
from tests.comparisons.sides import JIANGSU, WANLI, ZHENGXIE, wanli, zhengxie, zhengxie_with_gaps
from tests.factories import Book, department
from tests.published import publish_sample

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LINE = "line=total_expenditure&year=2019&stage=budget&scope=department"


SHAPES: tuple[tuple[int, Literal["light", "dark"]], ...] = ((1280, "light"), (390, "dark"))


def violations(browser: Browser, addresses: list[str]) -> list[str]:
    """What axe-core says of the pages in each of their shapes, each rule with the first of its elements."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    found = []
    for address in addresses:
        page.goto(address)
        page.evaluate("document.querySelectorAll('#cite').forEach(block => block.open = true)")
        for width, colours in SHAPES:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=colours)
            broken = Axe().run(page, options=ONLY_VIOLATIONS).response["violations"]
            found += [
                f"{address} {width} {colours}: {rule['id']} ×{len(rule['nodes'])}, {rule['nodes'][0]['html'][:200]}" for rule in broken
            ]
    context.close()
    return found


def pages(folder: Path) -> list[str]:
    """One of each kind of page, with a table without a title, departments beside each other, and answers to wrong addresses."""
    edition = publish_sample(folder)
    fact = edition.facts.get(schedule="operating", item="total", measure="total")
    statement = edition.statements.get(subject__contains="机关运行经费", change__isnull=False)
    finding = edition.findings.filter(outcome="mismatch")[0]
    for year in (2023, 2024):
        wanli(year).publish()
    for year in (2017, 2019):
        zhengxie(year).publish()
    nameless = Book("无题局", 2024)
    nameless.table("", "")
    nameless.row("某项", {"total": "1.00"})
    untitled = nameless.publish()
    clerk = User.objects.get(username="clerk")
    for row in (fact, statement):
        reports.receive(row, "figure", "", "")
        reports.answer(reports.receive(row, "unit", "", ""), reports.Answer(Report.Outcome.AS_PRINTED, reply="表头所印"), clerk, seen="")
    assert edition.disclosure is not None
    own, one, other = edition.disclosure.department_id, department(WANLI).pk, department(ZHENGXIE).pk
    leaves = ("", "tables/1/", "tables/12/", "tables/13/", "text/", "forms/", "forms/11/", "findings/")
    return [
        "/",
        "/search/?q=街道",
        "/search/?q=火星局",
        "/search/?q=百分点",
        "/methods/",
        "/glossary/",
        "/developers/",
        "/developers/keys/",
        f"/departments/{own}/",
        f"/departments/{one}/",
        f"/departments/{own}/signals/",
        f"/departments/{own}/coverage/",
        f"/departments/{zhengxie_with_gaps()}/coverage/",
        "/regions/",
        f"/regions/{JIANGSU}/",
        "/regions/999999/",
        f"/departments/{other}/peers/?{LINE}&by=region_level",
        *(f"/editions/{edition.pk}/{leaf}" for leaf in leaves),
        *(f"/editions/{untitled.pk}/{leaf}" for leaf in ("", "tables/1/")),
        "/compare/",
        f"/compare/?d={one}&schedule=general_expenditure",
        f"/compare/?d={one}&y=2024&schedule=general_expenditure",
        f"/compare/?d={own}&schedule=expenditure",
        f"/compare/?d={own}&y=2023&schedule=summary",
        f"/compare/embed/?d={one}&y=2024&schedule=general_expenditure&chart=parts&of={one}-budget-department",
        f"/compare/embedding/?d={one}&y=2024&schedule=general_expenditure&chart=parts&of={one}-budget-department",
        f"/compare/embed/?d={own}&y=2023&schedule=summary&chart=flow&of={own}-budget-unit",
        f"/compare/?d={one}&d={other}&show=measures&show=sentences",
        f"/compare/?d={one}&as_of={timezone.localdate().isoformat()}#cite",
        f"/compare/?d={one}&d={other}&by=years&sort=rate",
        f"/compare/embed/?d={one}&schedule=general_expenditure&chart=total&of={one}-budget-department",
        f"/compare/embedding/?d={one}&schedule=general_expenditure&chart=total&of={one}-budget-department",
        "/rankings/",
        f"/rankings/?{LINE}",
        f"/rankings/?{LINE}&as_of={timezone.localdate().isoformat()}",
        f"/evidence/facts/{fact.pk}/",
        f"/evidence/statements/{statement.pk}/",
        f"/evidence/findings/{finding.pk}/",
        f"/evidence/facts/{fact.pk}/report/",
        f"/evidence/statements/{statement.pk}/report/",
        f"/evidence/findings/{finding.pk}/report/",
        "/reports/",
        "/departments/0/",
        "/compare/?d=0",
    ]


def test_no_page_breaks_a_rule_of_axe(chromium: Chromium, live_server: LiveServer, tmp_path: Path) -> None:
    thread, browser = chromium
    addresses = [live_server.url + path for path in pages(tmp_path)]
    assert thread.submit(violations, browser, addresses).result() == []
