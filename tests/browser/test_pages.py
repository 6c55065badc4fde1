"""The pages in a real browser: nothing sticks out, nothing is fetched from elsewhere, nothing is refused by the security policy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page

from budgets import reports
from budgets.models import Report
from tests.browser.conftest import Chromium
from tests.budgets.drawn import publish_drawn
from tests.comparisons.sides import JIANGSU, WANLI, ZHENGXIE, wanli, zhengxie, zhengxie_with_gaps
from tests.factories import department
from tests.published import publish_sample

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DESKTOP, PHONE = 1280, 390
Colours = Literal["light", "dark"]
SHAPES: tuple[tuple[int, Colours], ...] = ((DESKTOP, "light"), (PHONE, "light"), (PHONE, "dark"))
"""What a page is looked at in: its width and its colours."""
SMALLEST_TYPE = """Math.min(...[...document.querySelectorAll("main *:not(.from-text):not(.number)")]
    .filter(element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
    .map(element => parseFloat(getComputedStyle(element).fontSize)))"""


@dataclass(frozen=True)
class Visit:
    """What a browser met on a page: its words, by how much it sticks out at the worst of its shapes, and the smallest type."""

    text: str
    sticks_out: int
    hosts: frozenset[str]
    complaints: tuple[str, ...]
    smallest_type: float

    @property
    def faults(self) -> tuple[int, tuple[str, ...], int]:
        """`WHOLE` where nothing sticks out, nothing is complained of and nothing comes from elsewhere."""
        return max(self.sticks_out, 0), self.complaints, len(self.hosts)


WHOLE = (0, (), 1)


Look = Callable[..., Visit]


@pytest.fixture
def look(chromium: Chromium, live_server: LiveServer) -> Look:
    thread, browser = chromium
    return lambda path, **how: thread.submit(_visit, browser, live_server.url + path, **how).result()


def _visit(browser: Browser, url: str, *, english: bool = False) -> Visit:
    """Opened once, wide; then turned into each shape, as a window that is drawn smaller."""
    context = browser.new_context(viewport={"width": DESKTOP, "height": 900}, locale="en-US")
    page = context.new_page()
    hosts: set[str] = set()
    complaints: list[str] = []
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(url)
    if english:
        with page.expect_navigation():
            page.get_by_role("button", name="English").click()
    text = page.locator("body").inner_text()
    seen = [_seen_in(page, width, colours) for width, colours in SHAPES]
    context.close()
    return Visit(
        text=text,
        sticks_out=max(sticks_out for sticks_out, _ in seen),
        hosts=frozenset(hosts - {""}),
        complaints=tuple(complaints),
        smallest_type=min(smallest for _, smallest in seen),
    )


def _seen_in(page: Page, width: int, colours: Colours) -> tuple[int, float]:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=colours)
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"), page.evaluate(SMALLEST_TYPE)


@pytest.mark.parametrize("english", [False, True])
def test_the_search_is_whole_at_every_width(look: Look, tmp_path: Path, english: bool) -> None:
    publish_sample(tmp_path)
    for path, shown in (
        ("/search/?q=yjgl", "大同市应急管理局"),
        ("/search/?q=公用经费", "公用经费"),
        ("/search/?q=火星局", "20108"),
        ("/search/", "sjj"),
    ):
        visit = look(path, english=english)
        assert shown in visit.text, path
        assert visit.sticks_out <= 0, path
        assert len(visit.hosts) == 1, path
        assert not visit.complaints, path
        assert visit.smallest_type >= 13, path


@pytest.mark.parametrize("english", [False, True])
def test_methods_and_terms_are_whole_at_every_width(look: Look, english: bool) -> None:
    for path, shown in (("/methods/", "hierarchy.class_sum"), ("/glossary/", "卫生健康支出")):
        visit = look(path, english=english)
        assert shown in visit.text, path
        assert visit.faults == WHOLE, path
        assert visit.smallest_type >= 13, path


def test_the_department_page_is_whole_at_every_width(look: Look, tmp_path: Path) -> None:
    edition = publish_sample(tmp_path)
    assert edition.disclosure
    visit = look(f"/departments/{edition.disclosure.department_id}/")
    for figure in ("大同市应急管理局", "2,296.59", "+290.66", "+14.49", "152.61", "159.79", "+7.18", "+4.70", "演示排版，非官方原件"):
        assert figure in visit.text
    assert visit.sticks_out == 0
    assert len(visit.hosts) == 1
    assert visit.complaints == ()
    assert visit.smallest_type >= 13


@pytest.mark.parametrize("english", [False, True])
def test_coverage_and_regions_are_whole_at_every_width(look: Look, english: bool) -> None:
    for year in (2017, 2019):
        zhengxie(year).publish()
    own = zhengxie_with_gaps()
    for path in (f"/departments/{own}/coverage/", "/regions/", f"/regions/{JIANGSU}/", "/regions/999999/"):
        visit = look(path, english=english)
        assert (visit.sticks_out, len(visit.hosts)) == (0, 1), path
        assert all("404" in complaint for complaint in visit.complaints) if "999999" in path else not visit.complaints, path
        assert visit.smallest_type >= 13, path
    words = (
        ("expected, not here", "received, in review", "withdrawn") if english else ("应有未收录", "收到，待审核", "已撤回", "或在图片页")
    )
    text = look(f"/departments/{own}/coverage/", english=english).text
    assert [word for word in words if word not in text] == []


def test_everything_that_a_disclosure_holds_is_whole_at_every_width(look: Look, tmp_path: Path) -> None:
    edition = publish_sample(tmp_path)
    base = f"/editions/{edition.pk}/"
    leaves = ("tables/1/", "tables/9/", "tables/12/", "tables/13/", "text/", "forms/", "forms/11/", "findings/")
    visits = {leaf: look(base + leaf) for leaf in leaves}
    for leaf, visit in visits.items():
        assert visit.faults == WHOLE, leaf
        assert visit.smallest_type >= 13, leaf
        assert "2023 年预算（单位）" in visit.text
    assert "164.91" in visits["tables/12/"].text
    assert "本表无数据" in visits["tables/13/"].text


def test_a_table_that_is_rolled_on_a_phone_shows_no_figure_in_part(chromium: Chromium, live_server: LiveServer, tmp_path: Path) -> None:
    """As the end of 2,296.59 beside the names would be read as 9."""
    edition = publish_sample(tmp_path)
    thread, browser = chromium
    for number in (2, 12):
        url = f"{live_server.url}/editions/{edition.pk}/tables/{number}/"
        rolled, cut = thread.submit(_rolled, browser, url).result()
        assert rolled > 0
        assert cut == [], number


def _rolled(browser: Browser, url: str) -> tuple[float, list[str]]:
    """By how much a table was rolled, and the figures of its first row of which the names hide a part."""
    context = browser.new_context(viewport={"width": PHONE, "height": 900})
    page = context.new_page()
    page.goto(url)
    rolled, cut = page.evaluate("""() => {
        const roll = document.querySelector(".roll:has(> .printed)");
        roll.scrollLeft = 150;
        const row = roll.querySelector("tbody tr"), edge = row.querySelector("th.pinned").getBoundingClientRect().right;
        const hides = box => box.left < edge - 3 && box.right > edge + 3;
        const cut = [...row.querySelectorAll("td")].filter(cell => hides(cell.getBoundingClientRect()));
        return [roll.scrollLeft, cut.map(cell => cell.innerText)];
    }""")
    context.close()
    return rolled, cut


def test_comparisons_are_whole_at_every_width(look: Look) -> None:
    for year in (2023, 2024):
        wanli(year).publish()
    for year in (2017, 2019):
        zhengxie(year).publish()
    one, other = (department(name).pk for name in (WANLI, ZHENGXIE))
    pair, many = f"/compare/?d={one}&schedule=general_expenditure", f"/compare/?d={one}&d={other}"
    for path, figure in ((pair, "−746.92"), (many, "13,377.11"), (f"/departments/{one}/", "−876.75"), ("/compare/", ZHENGXIE)):
        visit = look(path)
        assert figure in visit.text
        assert visit.faults == WHOLE, path
        assert visit.smallest_type >= 13, path


YEARS_SEEN = """() => {
    const roll = document.querySelector(".roll.newest"), box = roll.getBoundingClientRect();
    const [name, ...years] = [...roll.querySelectorAll("thead th")].map(head => head.getBoundingClientRect());
    const seen = years.filter(year => year.left >= name.right - 1 && year.right <= box.right + 1).length;
    const cut = years.filter(year => year.left < name.right - 1 && year.right > name.right + 1).length;
    return [years.length, seen, cut, Math.round(name.left - box.left), getComputedStyle(document.querySelector(".earlier")).display];
}"""


def _years_on_a_phone(browser: Browser, url: str) -> list[object]:
    context = browser.new_context(viewport={"width": PHONE, "height": 900})
    page = context.new_page()
    page.goto(url)
    found: list[object] = page.evaluate(YEARS_SEEN)
    context.close()
    return found


def test_on_a_phone_the_newest_years_are_seen_first_whole_and_it_is_said_that_there_are_earlier_ones(
    chromium: Chromium, live_server: LiveServer
) -> None:
    for year in (2017, 2018, 2019):
        zhengxie(year).publish()
    thread, browser = chromium
    own = department(ZHENGXIE).pk
    for path, columns, whole in ((f"/departments/{own}/", 3, 2), (f"/compare/?d={own}", 7, 3)):
        seen = thread.submit(_years_on_a_phone, browser, live_server.url + path).result()
        assert seen == [columns, whole, 0, 0, "block"], path


def _tip_of(browser: Browser, url: str) -> tuple[str, str, list[str]]:
    """What is said of the smallest tile without a name: before and while it has the focus, and the key below the drawing."""
    context = browser.new_context(viewport={"width": DESKTOP, "height": 900})
    page = context.new_page()
    page.goto(url)
    tile = page.locator("svg.broad a.tile:has(.tip)").last
    before, text = tile.locator("g.tip").evaluate("tip => [getComputedStyle(tip).visibility, tip.textContent]")
    tile.focus()
    after = tile.locator("g.tip").evaluate("tip => getComputedStyle(tip).visibility")
    key = page.locator(".keys.broad li a").all_inner_texts()
    context.close()
    return before + " " + after, text, key


def test_a_tile_without_a_name_is_told_to_the_keyboard_and_in_the_key(chromium: Chromium, live_server: LiveServer) -> None:
    wanli(2024).publish()
    thread, browser = chromium
    url = f"{live_server.url}/compare/?d={department(WANLI).pk}&y=2024&schedule=general_expenditure"
    shown, text, key = thread.submit(_tip_of, browser, url).result()
    assert shown == "hidden visible"
    assert "万元" in text
    assert text in key


def test_rankings_and_peers_are_whole_at_every_width(look: Look) -> None:
    for year in (2023, 2024):
        wanli(year).publish()
    for year in (2017, 2019):
        zhengxie(year).publish()
    own = department(ZHENGXIE).pk
    line = "line=total_expenditure&year=2019&stage=budget&scope=department"
    peers = f"/departments/{own}/peers/?{line}"
    for path in (f"/rankings/?{line}", f"{peers}&by=region_level", f"{peers}&by=kind", f"{peers}&by=size"):
        visit = look(path)
        assert visit.faults == WHOLE, path
        assert visit.smallest_type >= 13, path
    assert "13,377.11" in look(f"/rankings/?{line}").text


def test_evidence_is_whole_at_every_width(look: Look, tmp_path: Path) -> None:
    edition = publish_sample(tmp_path)
    fact = edition.facts.get(schedule="operating", item="total", measure="total")
    statement = edition.statements.get(subject__contains="机关运行经费", change__isnull=False)
    finding = edition.findings.filter(outcome="mismatch")[0]
    for path in ("/", f"/evidence/facts/{fact.pk}/", f"/evidence/statements/{statement.pk}/", f"/evidence/findings/{finding.pk}/"):
        visit = look(path)
        assert visit.faults == WHOLE, path
    assert "159.79" in look(f"/evidence/facts/{fact.pk}/").text


def test_a_page_of_a_pdf_is_seen_whole_with_its_mark(look: Look, tmp_path: Path, settings: Settings) -> None:
    settings.PAGE_IMAGES_DIR = tmp_path / "page-images"
    default = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    book, fact, turned = publish_drawn()
    for path in (f"/evidence/facts/{fact.pk}/", f"/evidence/facts/{turned.pk}/", f"/documents/{book.document.pk}/pages/2/"):
        visit = look(path)
        assert visit.faults == WHOLE, path
        assert visit.smallest_type >= 13
    assert len(list((tmp_path / "page-images").glob("*.png"))) == 2


def test_the_switch_works_and_the_browsers_language_is_not_asked(look: Look, tmp_path: Path) -> None:
    edition = publish_sample(tmp_path)
    assert edition.disclosure
    path = f"/departments/{edition.disclosure.department_id}/"
    assert "支出总计" in look(path).text
    english = look(path, english=True)
    assert "Total expenditure" in english.text
    assert english.complaints == ()


def _report_without_script(browser: Browser, url: str) -> tuple[list[str], str]:
    """What the form answers with: first where nothing is chosen, then where something is."""
    context = browser.new_context(viewport={"width": PHONE, "height": 900}, java_script_enabled=False)
    page = context.new_page()
    page.goto(url)
    page.get_by_role("link", name="这里不对？").click()
    page.get_by_label("应是（可以不填）").fill("159.97")
    page.get_by_role("button", name="提交").click()
    refused = [page.get_by_role("alert").inner_text(), page.get_by_label("应是（可以不填）").input_value()]
    page.get_by_label("数字与原文不符").check()
    with page.expect_navigation():
        page.get_by_role("button", name="提交").click()
    told = page.locator("#reports").inner_text()
    context.close()
    return refused, told


def test_a_reader_says_what_is_wrong_on_a_phone_and_without_script(chromium: Chromium, live_server: LiveServer, tmp_path: Path) -> None:
    edition = publish_sample(tmp_path)
    fact = edition.facts.get(schedule="operating", item="total", measure="total")
    thread, browser = chromium
    refused, told = thread.submit(_report_without_script, browser, f"{live_server.url}/evidence/facts/{fact.pk}/").result()
    assert refused == ["哪里不对：请选哪里不对。", "159.97"]
    assert "收到了，谢谢。" in told
    assert "还没有答复。" in told


@pytest.mark.parametrize("english", [False, True])
def test_reports_are_whole_at_every_width(look: Look, tmp_path: Path, english: bool) -> None:
    edition = publish_sample(tmp_path)
    statement = edition.statements.get(subject__contains="机关运行经费", change__isnull=False)
    report = reports.receive(statement, "figure", "", "")
    reply = reports.Answer(Report.Outcome.READ_RIGHT, reply="一二三四五六七八九十" * 50)
    reports.answer(report, reply, User.objects.get(username="clerk"), seen="")
    for path in (f"/evidence/statements/{statement.pk}/report/", f"/evidence/statements/{statement.pk}/", "/reports/"):
        visit = look(path, english=english)
        assert visit.faults == WHOLE, path
        assert visit.smallest_type >= 13, path


# Citations


def _copied(browser: Browser, url: str, script: bool, clipboard: bool) -> dict[str, str]:
    """What stands in the clipboard after each button was pressed, and what the page says; of a page without script what can be selected."""
    context = browser.new_context(java_script_enabled=script)
    if clipboard:
        context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    if script and not clipboard:
        page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.goto(url)
    page.locator("#cite summary").click()
    found = {one: page.locator(f"#cite-{one}").inner_text() for one in ("address", "gb", "apa")}
    found["buttons"] = str(page.locator("#cite button:visible").count())
    if script:
        for one in ("address", "gb", "apa"):
            page.locator(f"button[data-copy=cite-{one}]").click()
            page.wait_for_function("document.getElementById('copied').textContent !== ''")
            if clipboard:
                found[f"copied-{one}"] = page.evaluate("navigator.clipboard.readText()")
            found["selected"] = page.evaluate("getSelection().toString()")
        found["says"] = page.locator("#copied").inner_text()
    context.close()
    return found


def test_citations_are_copied_by_buttons_and_can_be_selected_without_a_script(chromium: Chromium, live_server: LiveServer) -> None:
    wanli(2024).publish()
    thread, browser = chromium
    url = f"{live_server.url}/compare/?d={department(WANLI).pk}"
    found = thread.submit(_copied, browser, url, script=True, clipboard=True).result()
    assert found["buttons"] == "3"
    assert found["address"].startswith(f"{url}&y=") or found["address"].startswith(f"{url}&as_of=")
    assert {one: found[f"copied-{one}"] for one in ("address", "gb", "apa")} == {one: found[one] for one in ("address", "gb", "apa")}
    assert found["gb"].startswith(f"明账. {WANLI}")
    assert found["says"] == "已复制。"
    without = thread.submit(_copied, browser, url, script=True, clipboard=False).result()
    assert without["selected"] == without["apa"]
    assert without["says"] in ("已复制。", "已选中，请用键盘复制。")
    plain = thread.submit(_copied, browser, url, script=False, clipboard=False).result()
    assert plain["buttons"] == "0"
    assert plain["gb"].startswith(f"明账. {WANLI}")
