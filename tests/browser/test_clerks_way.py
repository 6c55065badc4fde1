"""The whole way of a clerk in a real browser, from three files to a public page and back; and what others may not do on it.

Its steps are the clerk's guide: with GUIDE_PICTURES=FOLDER each of them is photographed there (`make guide`).
"""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from django.contrib.auth.models import Group, User
from PIL import Image, ImageDraw
from playwright.sync_api import BrowserContext, Page, expect

from budgets.models import Edition, Finding
from ingest import samples, tasks
from tests.browser.conftest import Chromium
from tests.ingest.conftest import documents_dir, queued

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings
    from pytest_django.live_server_helper import LiveServer

__all__ = ["documents_dir", "queued"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("documents_dir")]

PICTURES: Final = os.environ.get("GUIDE_PICTURES", "")
PASSWORD: Final = "correct horse battery staple"
GOOD, WRONG, PICTURE = "万里街道2023年预算.pdf", "应急管理局2023年预算.txt", "扫描件.pdf"
RIGHT_ROW: Final = "54.7054.70   \n\n2101101 行政单位医疗 54.70 54.70  "
WRONG_ROW: Final = RIGHT_ROW.replace("54.70 54.70", "54.70 45.70")
"""In the table of expenditure, 合计 and 基本支出: as if a figure had been read wrong."""
REASON: Final = "照文件所印公布，矛盾已逐条标出"
DROP: Final = """files => {
    const transfer = new DataTransfer();
    for (const [name, content] of files) transfer.items.add(new File([Uint8Array.from(atob(content), one => one.charCodeAt(0))], name));
    for (const name of ["dragenter", "dragover", "drop"])
        document.querySelector(".invitation").dispatchEvent(new DragEvent(name, {dataTransfer: transfer, bubbles: true, cancelable: true}));
}"""


class Desk:
    """A browser in which somebody is logged in, its steps done in the browser's own thread."""

    def __init__(self, chromium: Chromium, url: str) -> None:
        self._thread, self._browser = chromium
        self.url = url
        self._context: BrowserContext | None = None

    def log_in(self, name: str) -> None:
        """As somebody else than before."""
        self.do(self._log_in, name)

    def _log_in(self, page: Page, name: str) -> None:
        page.context.clear_cookies()
        page.goto(f"{self.url}/admin/")
        picture(page, "log-in", clip_to="#container")
        page.get_by_label("用户名").fill(name)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        expect(page.locator("#user-tools")).to_contain_text(name)

    def do(self, step: Callable[..., Any], *given: Any) -> Any:
        """What a step on the page gives."""
        return self._thread.submit(self._do, step, given).result()

    def _do(self, step: Callable[..., Any], given: tuple[Any, ...]) -> Any:
        if self._context is None:
            self._context = self._browser.new_context(viewport={"width": 1280, "height": 860}, locale="zh-CN")
            self._context.set_default_timeout(20_000)
            self._context.new_page()
        return step(self._context.pages[0], *given)

    def close(self) -> None:
        if self._context is not None:
            self._thread.submit(self._context.close).result()


def picture(page: Page, name: str, clip_to: str = "") -> None:
    """Photograph a step for the guide, if that is asked for: every step once."""
    path = Path(PICTURES) / f"{name}.png"
    if not PICTURES or path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    (page.locator(clip_to) if clip_to else page).screenshot(path=path)
    with Image.open(path) as image:
        image.convert("P", palette=Image.Palette.ADAPTIVE, colors=64).save(path, optimize=True)


@pytest.fixture
def desk(chromium: Chromium, live_server: LiveServer, settings: Settings, tmp_path: Path) -> Iterator[Desk]:
    settings.FOUR_EYES = True
    settings.PAGE_IMAGES_DIR = tmp_path / "page-images"
    for name, groups in (("甲录入", ("录入员", "公布员")), ("乙公布", ("公布员", "审核员")), ("丙查阅", ("查阅员",))):
        person = User.objects.create_user(name, password=PASSWORD, is_staff=True)
        person.groups.set(Group.objects.filter(name__in=groups))
    found = Desk(chromium, live_server.url)
    yield found
    found.close()


@pytest.fixture
def rechecked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The editions whose checks were to be run again."""
    numbers: list[int] = []
    monkeypatch.setattr(tasks.recheck, "delay", numbers.append)
    return numbers


@pytest.fixture
def files(tmp_path: Path) -> list[tuple[str, str]]:
    """One that is good, one of which a row does not add up, one that is a picture: name, and content in base64."""
    (good,) = samples.write(tmp_path, samples.PDF_SAMPLES[:1])
    (text,) = samples.write(tmp_path, samples.TEXT_SAMPLES)
    wrong = text.read_text(encoding="utf-8")
    assert wrong.count(RIGHT_ROW) == 1
    scan = Image.new("RGB", (1240, 1754), "white")
    ImageDraw.Draw(scan).rectangle((200, 300, 900, 340), fill="black")
    scan.save(tmp_path / "scan.pdf")
    contents = {
        GOOD: good.read_bytes(),
        WRONG: wrong.replace(RIGHT_ROW, WRONG_ROW).encode(),
        PICTURE: (tmp_path / "scan.pdf").read_bytes(),
    }
    return [(name, base64.b64encode(content).decode()) for name, content in contents.items()]


def run_all(numbers: list[int], task: Callable[[int], Any]) -> None:
    """What the workers would do."""
    while numbers:
        task(numbers.pop(0))


def contradictions(edition: Edition) -> set[str]:
    """The checks that found some which nobody has answered."""
    found = Finding.objects.filter(edition=edition, outcome=Finding.Outcome.MISMATCH, verdict="")
    return set(found.values_list("check_code", flat=True))


def test_from_three_files_to_the_public_and_back(desk: Desk, files: list[tuple[str, str]], queued: list[int], rechecked: list[int]) -> None:
    desk.log_in("甲录入")
    desk.do(_drop, desk.url, files)
    run_all(queued, tasks.read_document)
    assert PICTURE in desk.do(_see_runs, desk.url)
    waiting = Edition.objects.get(readings__document__name=WRONG)
    assert waiting.state == "waiting"
    assert GOOD in desk.do(_see_queue, desk.url)

    desk.do(_see_beside, desk.url, Edition.objects.get(readings__document__name=GOOD).pk)
    desk.do(_identify, desk.url, waiting.pk)
    assert "row.basic_project" in contradictions(waiting)
    where = desk.do(_correct, desk.url, waiting.pk)
    run_all(rechecked, tasks.recheck)
    assert "row.basic_project" not in contradictions(waiting)
    desk.do(_answer, desk.url, waiting.pk)
    assert not contradictions(waiting)
    assert "须由另一个人核对后公布" in desk.do(_submit, desk.url, waiting.pk)
    waiting.refresh_from_db()
    assert waiting.disclosure is not None
    public = f"{desk.url}/departments/{waiting.disclosure.department_id}/2023/budget/unit/"
    assert desk.do(_status_of, public) == 404

    desk.log_in("乙公布")
    assert "已公布" in desk.do(_publish, desk.url, waiting.pk, "")
    assert desk.do(_see_cell, public) == ["54.70", "54.70"]

    desk.log_in("甲录入")
    desk.do(_take_back, where)
    run_all(rechecked, tasks.recheck)
    following = Edition.objects.get(disclosure=waiting.disclosure, state="draft")
    assert "row.basic_project" in contradictions(following)
    assert "改变 1 个数" in desk.do(_submit, desk.url, following.pk)

    desk.log_in("乙公布")
    assert "处矛盾没有更正也没有答复" in desk.do(_publish, desk.url, following.pk, "")
    assert "已公布" in desk.do(_publish, desk.url, following.pk, REASON)
    assert desk.do(_see_cell, public) == ["54.70", "45.70"]
    desk.do(_withdraw, desk.url, following.pk)
    assert "读错了文件" in desk.do(_see_public, public)


def _drop(page: Page, url: str, files: list[tuple[str, str]]) -> None:
    page.goto(f"{url}/admin/budgets/document/add/")
    page.evaluate(DROP, files)
    picture(page, "upload")
    page.locator("#content input[type=submit]").click()
    page.wait_for_url("**/ingest/run/")


def _press(page: Page, name: str | re.Pattern[str]) -> None:
    """Press a button and wait for the whole of the page that it leads to: a click alone comes back while half of it is there."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def _see_runs(page: Page, url: str) -> str:
    page.goto(f"{url}/admin/ingest/run/")
    picture(page, "runs")
    return page.locator("#result_list").inner_text()


def _see_queue(page: Page, url: str) -> str:
    page.goto(f"{url}/admin/")
    picture(page, "desk")
    page.goto(f"{url}/admin/queue/")
    picture(page, "queue")
    return page.locator("#content").inner_text()


def _see_beside(page: Page, url: str, edition: int) -> None:
    page.goto(f"{url}/admin/budgets/edition/{edition}/review/")
    expect(page.locator("svg.scan-page")).to_be_visible()
    picture(page, "beside")


def _identify(page: Page, url: str, edition: int) -> None:
    page.goto(f"{url}/admin/budgets/edition/{edition}/change/")
    picture(page, "identity")
    _press(page, "照文件所写登记部门并确认")
    expect(page.locator(".messagelist")).to_contain_text("已照文件所写登记并确认")


def _correct(page: Page, url: str, edition: int) -> str:
    """Correct the figure, and where that was."""
    page.goto(f"{url}/admin/budgets/edition/{edition}/change/")
    page.get_by_role("link", name="对照原件，逐个看问题").click()
    cell = page.locator("tr").filter(has_text="行政单位医疗").locator("td.figure").filter(has_text="45.70")
    cell.locator("a").first.click()
    page.get_by_label("改为").fill("54.70")
    page.get_by_label("理由").fill("原件印的是 54.70")
    picture(page, "correction")
    _press(page, "更正")
    expect(page.locator(".messagelist")).to_contain_text("45.70 → 54.70")
    return page.url.partition("?")[0]


def _answer(page: Page, url: str, edition: int) -> None:
    """Say of every contradiction that is left that the document prints it so: they stand before all else."""
    for _ in range(20):
        page.goto(f"{url}/admin/budgets/edition/{edition}/review/")
        now = page.locator("li.now")
        if not now.count() or "矛盾" not in now.locator("b").first.inner_text():
            return
        picture(page, "answer")
        _press(page, re.compile("^原文如此"))


def _submit(page: Page, url: str, edition: int) -> str:
    page.goto(f"{url}/admin/budgets/edition/{edition}/change/")
    _press(page, "提交审核")
    picture(page, "own-work")
    return page.locator("#content").inner_text()


def _publish(page: Page, url: str, edition: int, reason: str) -> str:
    page.goto(f"{url}/admin/budgets/edition/{edition}/change/")
    page.get_by_label("仍然公布的理由").fill(reason)
    picture(page, "publish-again" if reason else "publish")
    _press(page, "公布")
    return page.locator(".messagelist").inner_text()


def _take_back(page: Page, where: str) -> None:
    page.goto(where)
    page.locator("td.figure.corrected a").first.click()
    _press(page, "恢复为读到的")
    expect(page.locator(".messagelist")).to_contain_text("54.70 → 45.70")


def _see_cell(page: Page, address: str) -> list[str]:
    """合计 and 基本支出 of 行政单位医疗 in the table of expenditure, as the public sees it."""
    page.goto(f"{address}tables/3/")
    picture(page, "public")
    row = page.locator("tr").filter(has_text="行政单位医疗").last
    return [one.strip()[-len("54.70") :] for one in row.locator("td.num").all_inner_texts()[:2]]  # numbers of findings may stand before


def _withdraw(page: Page, url: str, edition: int) -> None:
    page.goto(f"{url}/admin/budgets/edition/{edition}/change/")
    page.get_by_label("撤回的理由").fill("读错了文件")
    _press(page, "撤回")
    expect(page.locator(".messagelist")).to_contain_text("已撤回")


def _status_of(page: Page, address: str) -> int:
    answer = page.goto(address)
    assert answer is not None
    return answer.status


def _see_public(page: Page, address: str) -> str:
    page.goto(address)
    return page.locator("main").inner_text()


FORBIDDEN: Final = (
    "budgets/document/add/",
    "budgets/department/add/",
    "budgets/department/import/",
    "budgets/expected/many/",
    "auth/user/",
    "budgets/trail/",
)


def test_who_may_only_look_finds_no_way_to_act(desk: Desk, files: list[tuple[str, str]], queued: list[int]) -> None:
    desk.log_in("甲录入")
    desk.do(_drop, desk.url, files[1:2])
    run_all(queued, tasks.read_document)
    edition = Edition.objects.get().pk
    desk.log_in("丙查阅")
    assert {address: desk.do(_status_of, f"{desk.url}/admin/{address}") for address in FORBIDDEN} == dict.fromkeys(FORBIDDEN, 403)
    for address in (f"budgets/edition/{edition}/change/", f"budgets/edition/{edition}/review/", "queue/"):
        assert desk.do(_buttons, f"{desk.url}/admin/{address}") == [], address
    for act in ("identify", "trust", "submit", "publish", "withdraw", "discard"):
        assert desk.do(_post, desk.url, f"/admin/budgets/edition/{edition}/{act}/") == 403
    assert Edition.objects.get().state == "waiting"


def _buttons(page: Page, address: str) -> list[str]:
    """The buttons of a page that change something."""
    page.goto(address)
    forms = page.locator("#content form[method=post] :is(button, input[type=submit])")
    return [one.inner_text() for one in forms.all()]


def _post(page: Page, url: str, path: str) -> int:
    """Send what no button of the page would send."""
    token = next(str(one.get("value")) for one in page.context.cookies() if one.get("name") == "csrftoken")
    return page.request.post(f"{url}{path}", form={"csrfmiddlewaretoken": token}, headers={"Referer": url}).status
