"""The clerks' desk: who may do what, what they are told, and that every list says what comes next."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from kombu.exceptions import OperationalError
from pytest_django.fixtures import Settings

from budgets import editions
from budgets.departments import register_department
from budgets.models import Department, Document, Edition, Scope, Stage
from ingest import tasks
from ingest.models import Run
from ingest.store import store
from ingest.uploads import BROKER_DOWN, receive
from tests.budgets.drawn import DrawnBook
from tests.budgets.test_successions import refusals
from tests.contracts import expenditure, extraction, finding, statement, summary, totals
from tests.ingest.states import in_state

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("documents_dir", "queued")]

UPLOAD = "/admin/budgets/document/add/"
RUNS = "/admin/ingest/run/"
CONTENT = "某部门某年预算公开".encode()
As = Callable[[str], Client]


@pytest.fixture
def log_in() -> As:
    """A browser in which somebody of this group is logged in; "nobody" has no group, "reader" is no staff."""

    def log_in(group: str) -> Client:
        user, _ = User.objects.get_or_create(username=group, defaults={"is_staff": group != "reader"})
        user.groups.set(Group.objects.filter(name=group))
        client = Client()
        client.force_login(user)
        return client

    return log_in


def stored(number: int = 1, **more: Any) -> Edition:
    content = f"{number}".encode()
    document = receive(f"文件{number}.txt", BytesIO(content)).document
    return store(document, extraction(sha256=hashlib.sha256(content).hexdigest(), **more)).edition


def text(**more: Any) -> dict[str, Any]:
    """Fields of a file with text alone."""
    return {"tables": [], "forms": [], "statements": [*totals(), statement()], **more}


def tables(**more: Any) -> dict[str, Any]:
    """Fields of a file with tables alone."""
    return {"tables": [summary(), expenditure()], "forms": [], "statements": [], **more}


def draft(number: int = 1, **more: Any) -> Edition:
    register_department("大同市应急管理局")
    return stored(number, **more)


def page(edition: Edition) -> str:
    return f"/admin/budgets/edition/{edition.pk}/change/"


def do(client: Client, edition: Edition, act: str, status: int = 200, **data: Any) -> str:
    """Press a button of an edition's page; the page that follows, as text."""
    answer = client.post(f"/admin/budgets/edition/{edition.pk}/{act}/", data, follow=True)
    assert answer.status_code == status
    edition.refresh_from_db()
    return text_of(answer)


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def upload(client: Client, *files: tuple[str, bytes]) -> str:
    documents = [SimpleUploadedFile(name, content) for name, content in files]
    return text_of(client.post(UPLOAD, {"documents": documents, "source_url": ""}, follow=True))


# Publishing


def test_what_a_reason_is_for_and_that_everybody_reads_it_is_said(log_in: As) -> None:
    edition = in_state("in_review")
    seen = text_of(log_in("公布员").get(page(edition)))
    assert "仍然公布的理由（有矛盾时必填，公开显示）" in seen
    assert 'placeholder="例如：文件印的合计就少 4 元，已逐条标出"' in seen
    do(log_in("公布员"), edition, "publish", reason="照文件所印")
    assert "<dt>带着矛盾公布的理由（公开显示）</dt><dd>照文件所印</dd>" in text_of(log_in("公布员").get(page(edition)))


# Uploading


def test_many_files_are_uploaded_and_each_is_told_of_in_one_line(log_in: As, settings: Settings, queued: list[int]) -> None:
    settings.MAX_UPLOAD_BYTES = 1024 * 1024
    seen = upload(log_in("录入员"), ("a.txt", CONTENT), ("空.txt", b""), ("大.txt", b"x" * (1024 * 1024 + 1)), ("b.txt", CONTENT))
    assert "“a.txt”：已收下，排队等待读取。" in seen
    assert "“空.txt”：文件是空的，没有收下。请重新下载或导出。" in seen
    assert "“大.txt”：文件超过上限 1 MiB，没有收下。" in seen
    assert "收到的“a.txt”相同，不再收一份。那个文件现在：等待读取。" in seen
    assert Document.objects.get().uploaded_by == User.objects.get(username="录入员")
    assert "还有 1 个没有读完，各行自动更新。" in seen


def test_an_archive_is_told_of_document_by_document(log_in: As, queued: list[int]) -> None:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("甲/预算.txt", CONTENT)
        package.writestr("空.txt", b"")
    seen = upload(log_in("录入员"), ("包.zip", stream.getvalue()), ("b.txt", b"b"))
    assert "“包.zip › 预算.txt”：已收下，排队等待读取。" in seen
    assert "“包.zip › 空.txt”：文件是空的，没有收下。请重新下载或导出。" in seen
    assert "“b.txt”：已收下，排队等待读取。" in seen
    assert set(Document.objects.values_list("name", flat=True)) == {"预算.txt", "b.txt"}
    assert len(LogEntry.objects.filter(content_type__model="document")) == 2


def test_with_the_broker_down_the_clerk_is_told_that_the_file_is_kept(
    log_in: As, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def down(number: int) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(tasks.read_document, "delay", down)
    with django_capture_on_commit_callbacks(execute=True):
        upload(log_in("录入员"), ("a.txt", CONTENT))
    assert "文件已收下；任务队列连不上。恢复后在“读取任务”里点“全部重新排队”，或运行 manage.py ingest --waiting。" in text_of(
        log_in("录入员").get(RUNS)
    )
    assert Document.objects.count() == 1


def test_without_a_file_the_form_asks_for_one(log_in: As) -> None:
    assert "请选择至少一个文件，或写至少一个地址。" in text_of(log_in("录入员").post(UPLOAD, {}))


def test_too_many_files_at_once_are_refused_in_words_of_ours(log_in: As, settings: Settings) -> None:
    files = [SimpleUploadedFile(f"{number}.txt", CONTENT) for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FILES + 1)]
    answer = log_in("录入员").post(UPLOAD, {"documents": files})
    assert answer.status_code == 400
    assert "一次最多 100 个文件，这一次一个也没有收下。请返回，分几次上传。" in text_of(answer)
    assert not Document.objects.exists()


# Who may do what


@pytest.mark.parametrize("who", ["nobody", "reader", "查阅员", "审核员", "公布员", "管理员"])
def test_only_clerks_upload(log_in: As, who: str) -> None:
    log_in(who).post(UPLOAD, {"documents": SimpleUploadedFile("a.txt", CONTENT)})
    assert not Document.objects.exists()


def test_who_has_to_log_in_again_is_led_back_to_the_edition_and_nothing_was_done(log_in: As) -> None:
    edition = draft()
    seen = text_of(log_in("录入员").get(f"/admin/budgets/edition/{edition.pk}/submit/", follow=True))
    assert "“提交审核”没有执行（登录可能已过期）。请在本页再点一次。" in seen
    edition.refresh_from_db()
    assert edition.state == Edition.State.DRAFT


@pytest.mark.parametrize("act", ["combine", "replace", "duplicate"])
@pytest.mark.parametrize("other", ["", "abc", "-1", "99999"])
def test_deciding_upon_what_is_not_there_is_refused_in_words(log_in: As, act: str, other: str) -> None:
    edition = draft()
    assert "没有那一版，页面可能已过时。" in do(log_in("录入员"), edition, act, other=other)
    assert edition.state == "draft"


def test_who_may_not_is_led_back_to_the_desk_and_a_reader_of_the_pages_is_not(log_in: As) -> None:
    refused = log_in("查阅员").post(f"/admin/budgets/edition/{draft().pk}/publish/")
    assert refused.status_code == 403
    assert '<a href="/admin/">工作台</a>' in text_of(refused)
    assert "/admin/" not in text_of(Client().get("/editions/999/"))


def test_an_edition_is_shown_to_those_who_may_see_it(log_in: As) -> None:
    edition = draft()
    assert log_in("查阅员").get(page(edition)).status_code == 200
    assert log_in("nobody").get(page(edition)).status_code == 403
    assert log_in("reader").get(page(edition)).status_code == 302


def test_the_original_is_for_clerks_and_is_saved_not_shown(log_in: As) -> None:
    document = receive("公开.html", BytesIO(b"<script>alert(1)</script>")).document
    address = f"/admin/budgets/document/{document.pk}/original/"
    answer = log_in("录入员").get(address)
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"  # type: ignore[attr-defined]
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert log_in("查阅员").get(address).status_code == 403
    assert log_in("reader").get(address).status_code == 302
    assert Client().get(address).status_code == 302


def test_figures_and_findings_have_no_form(log_in: As) -> None:
    edition = draft()
    for kind in ("fact", "edition", "disclosure"):
        assert log_in("录入员").get(f"/admin/budgets/{kind}/add/").status_code == 403
        row = {"fact": edition.facts.first(), "edition": edition, "disclosure": edition.disclosure}[kind]
        assert row is not None
        assert log_in("录入员").get(f"/admin/budgets/{kind}/{row.pk}/delete/").status_code == 403


# From the file to the published edition


def test_a_clerk_identifies_what_waits(log_in: As) -> None:
    department = register_department("大同市应急管理局")
    edition = stored(unit=None)
    seen = text_of(log_in("录入员").get(page(edition)))
    assert "没有从文件里认出部门或单位名称，请确认它属于哪个部门。" in seen
    assert "身份确认以后，数字才入库。" in seen
    identity: dict[str, Any] = {"department": department.pk, "fiscal_year": 2023, "stage": "budget", "scope": "unit"}
    assert "年度：" in do(log_in("录入员"), edition, "identify", **identity | {"fiscal_year": ""})
    assert edition.state == "waiting"
    assert "身份已确认。" in do(log_in("录入员"), edition, "identify", **identity)
    assert (edition.state, edition.facts.count()) == ("draft", 9)


def test_a_clerk_takes_a_document_at_its_word(log_in: As) -> None:
    edition = stored()
    assert "照文件所写登记部门并确认" in text_of(log_in("录入员").get(page(edition)))
    do(log_in("录入员"), edition, "trust")
    assert str(edition.disclosure) == "大同市应急管理局 2023 预算（单位）"


def test_findings_of_one_cause_are_folded_and_all_there(log_in: As) -> None:
    same = [finding(message=f"第{number}格差一点。", cause="表3：各格分别四舍五入") for number in range(3)]
    edition = draft(findings=[*same, finding(message="别的差别。"), finding("soft", message="一处。")])
    html = log_in("公布员").get(page(edition)).content.decode()
    assert "四舍五入内一致（4 处，归为 2 件事）" in html
    assert "不寻常（1）" in html
    folded = html[html.index("<details>") : html.index("</details>")]
    assert folded.count("表3：各格分别四舍五入（3）") == 1
    assert all(f"第{number}格差一点。" in folded for number in range(3))
    assert "别的差别。" in html.replace(folded, "")


def test_a_contradiction_is_published_by_a_publisher_with_a_reason(log_in: As) -> None:
    edition = draft(findings=[finding("mismatch", message="合计少 4.00 元。"), finding()])
    assert "已提交审核。" in do(log_in("录入员"), edition, "submit")
    seen = text_of(log_in("公布员").get(page(edition)))
    assert "合计少 4.00 元。" in seen
    assert "矛盾（1）" in seen
    assert "四舍五入内一致（1）" in seen
    assert "有 1 处矛盾没有更正也没有答复。" in do(log_in("公布员"), edition, "publish")
    assert edition.state == "in_review"
    assert "已公布。" in do(log_in("公布员"), edition, "publish", reason="原件如此")
    assert (edition.state, edition.reason) == ("published", "原件如此")
    assert "请写明撤回的理由" in do(log_in("公布员"), edition, "withdraw")
    do(log_in("公布员"), edition, "withdraw", reason="文件有误")
    assert (edition.state, edition.end_reason) == ("withdrawn", "文件有误")


def buttons(seen: str) -> list[str]:
    """The acts upon another edition that a page offers, in their order."""
    return re.findall(r"/admin/budgets/edition/\d+/(combine|replace|duplicate)/", seen)


def test_a_part_that_did_not_join_by_itself_is_joined_by_one_act_and_checked_together(log_in: As, checked: list[int]) -> None:
    register_department("大同市应急管理局")
    first, waiting = stored(1, **text()), stored(2, **tables(year=None))
    seen = text_of(log_in("录入员").get(page(waiting)))
    assert "互相补充，没有重复" in seen
    assert buttons(seen) == ["combine", "replace", "duplicate"]
    seen = do(log_in("录入员"), waiting, "combine", other=first.pk)
    assert ("两个文件已合成一版。" in seen, "核对正在重做。" in seen) == (True, True)
    assert (waiting.parts.count(), waiting.state, checked) == (2, "draft", [waiting.pk])
    first.refresh_from_db()
    assert (first.state, first.end_reason) == ("discarded", "已与“文件2.txt”并为一版")
    assert "更正或合并以后的核对还没有完成；完成以前不能公布。" in seen


def test_a_whole_file_again_is_never_joined(log_in: As) -> None:
    first, second = draft(), draft(2)
    seen = text_of(log_in("录入员").get(page(second)))
    assert "逐格相同，是重复。" in seen
    assert buttons(seen) == ["duplicate", "replace"]
    assert "不能合并，数会重复" in do(log_in("录入员"), second, "combine", other=first.pk, despite="1")
    assert second.parts.count() == 1
    assert "已作为重复弃用。" in do(log_in("录入员"), second, "duplicate", other=first.pk)
    assert (second.state, second.end_reason) == ("discarded", "与“文件1.txt”重复")


def test_a_replacement_is_decided_by_one_act(log_in: As) -> None:
    first, changed = draft(), expenditure()
    changed["rows"][1]["amounts"][0] |= {"printed": "54.80", "yuan": "548000.00"}
    second = draft(2, tables=[changed])
    seen = text_of(log_in("录入员").get(page(second)))
    assert re.search(r"有 1 格不同（《2023年预算支出总表》“[^”]+”[^：]+：[^（]+ → [^（]+），可能是更正后重新公开的。", seen)
    assert buttons(seen) == ["replace", "duplicate"]
    do(log_in("录入员"), second, "replace", other=first.pk)
    first.refresh_from_db()
    assert (first.state, first.end_reason, second.state) == ("discarded", "已由“文件2.txt”取代", "draft")


def test_files_that_print_one_table_twice_are_joined_only_by_the_button_that_says_so(log_in: As, checked: list[int]) -> None:
    first, second = draft(1, **text(tables=[expenditure()])), draft(2, **tables())
    seen = text_of(log_in("录入员").get(page(second)))
    assert "仍然合并（上面的内容会各印两次）" in seen
    assert buttons(seen) == ["replace", "duplicate", "combine"]
    assert "会印两次：《2023年预算支出总表》" in do(log_in("录入员"), second, "combine", other=first.pk)
    seen = do(log_in("录入员"), second, "combine", other=first.pk, despite="1")
    assert (second.parts.count(), "请勿相加" in seen) == (2, True)


def test_the_earlier_file_leads_to_the_page_where_the_later_one_is_decided_upon(log_in: As) -> None:
    first, second = draft(), draft(2)
    seen = text_of(log_in("录入员").get(page(first)))
    assert f'后来收到的文件，在它们自己的页上决定：<a href="{page(second)}">' in seen
    assert buttons(seen) == []


def test_a_reader_sees_what_is_proposed_and_has_no_button(log_in: As) -> None:
    draft()
    seen = text_of(log_in("查阅员").get(page(draft(2))))
    assert ("逐格相同" in seen, buttons(seen)) == (True, [])


def test_after_a_withdrawal_the_earlier_edition_is_put_in_force_again(log_in: As) -> None:
    first = in_state("superseded")
    second = Edition.objects.get(state="withdrawn")
    assert f'可以恢复被它取代的旧版：<a href="{page(first)}">' in text_of(log_in("公布员").get(page(second)))
    assert "请写明恢复的理由。" in do(log_in("公布员"), first, "reinstate")
    seen = do(log_in("公布员"), first, "reinstate", reason="新版撤回")
    assert "已恢复公布，数字与当初公布的一样。" in seen
    assert re.search(r"<dt>恢复公布</dt><dd>[^<]*（公布员）新版撤回</dd>", seen)
    assert (first.state, first.is_in_force) == ("published", True)
    assert "新版撤回" in text_of(log_in("公布员").get(f"/admin/budgets/edition/{first.pk}/history/"))


def test_beside_one_in_force_no_earlier_edition_can_be_reinstated(log_in: As) -> None:
    first = in_state("superseded")
    editions.reinstate(first, User.objects.get(username="somebody"), "新版撤回")
    withdrawn = Edition.objects.get(state="withdrawn")
    assert "可以恢复" not in text_of(log_in("公布员").get(page(withdrawn)))


def test_a_final_account_is_no_other_file_of_the_budget(log_in: As) -> None:
    draft()
    seen = text_of(log_in("录入员").get(page(draft(2, stage="final_accounts"))))
    assert "同一公开事项的其他文件" not in seen


def test_what_was_done_and_by_whom_is_logged(log_in: As) -> None:
    edition = draft()
    do(log_in("录入员"), edition, "submit")
    assert "已提交审核。" in text_of(log_in("录入员").get(f"/admin/budgets/edition/{edition.pk}/history/"))


# Corrections


def reviewed(edition: Edition) -> str:
    """The address of the only page of its file."""
    return f"/admin/budgets/edition/{edition.pk}/review/{edition.parts.get().reading.document_id}/1/"


def correct(client: Client, edition: Edition, **data: Any) -> str:
    given = {"cell": "0-1-0", "old": "54.70", "new": "55.70", "reason": "看错了", **data}
    return text_of(client.post(reviewed(edition), given, follow=True))


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    numbers: list[int] = []
    monkeypatch.setattr(tasks.recheck, "delay", numbers.append)
    return numbers


def test_a_clerk_corrects_a_figure_and_the_checks_are_queued(log_in: As, checked: list[int]) -> None:
    edition = draft()
    fact = edition.facts.get(code="210", measure="total")
    shown = log_in("录入员").get(f"/admin/budgets/fact/{fact.pk}/change/", follow=True)
    assert shown.redirect_chain[-1][0] == f"{reviewed(edition)}?cell=0-1-0#edit"
    assert "“54.70”" in text_of(shown)
    seen = correct(log_in("录入员"), edition)
    assert "已更正：54.70 → 55.70。核对正在重做。" in seen
    assert "54.70 → 55.70：看错了" in text_of(log_in("录入员").get(page(edition)))
    assert checked == [edition.pk]
    assert edition.facts.get(code="210", measure="total").yuan == 557_000


def test_a_clerk_sees_the_figure_on_the_page_of_a_pdf(log_in: As, tmp_path: Path, settings: Settings) -> None:
    settings.PAGE_IMAGES_DIR = tmp_path / "page-images"
    book = DrawnBook()
    fact = book.figure()
    book.finish()
    html = log_in("录入员").get(f"/admin/budgets/fact/{fact.pk}/change/", follow=True).content.decode()
    assert f"/documents/{book.document.pk}/pages/1/image.png" in html
    assert '<rect class="place on" data-cell="0-0-0"' in html
    assert "第 1 页" in html


def test_a_correction_of_something_that_changed_meanwhile_is_refused(log_in: As, checked: list[int]) -> None:
    edition = draft()
    assert "那里现在是“54.70”，不是“54.00”" in correct(log_in("录入员"), edition, old="54.00")
    assert checked == []


def test_a_corrected_total_is_seen_beside_what_was_printed(log_in: As, checked: list[int]) -> None:
    edition, client = draft(), log_in("录入员")
    correct(client, edition, cell="0-0-0", old="2,296.59", new="2,296.60")
    assert "<s>2,296.59</s> 2,296.60" in text_of(client.get(page(edition)))
    listed = text_of(client.get(f"/admin/budgets/fact/?edition__id__exact={edition.pk}"))
    assert '<td class="field-corrected_to">2,296.60</td>' in listed


def test_the_page_of_a_figure_that_was_derived_anew_leads_to_the_list(log_in: As, checked: list[int]) -> None:
    edition, client = draft(), log_in("录入员")
    fact = edition.facts.get(code="210", measure="total")
    correct(client, edition)
    assert "这个数已重新计算，或已不在库里。" in text_of(client.get(f"/admin/budgets/fact/{fact.pk}/change/", follow=True))


def test_only_clerks_correct(log_in: As, checked: list[int]) -> None:
    edition = draft()
    for who in ("nobody", "查阅员", "公布员"):
        correct(log_in(who), edition)
    assert not edition.corrections.exists()


# Runs


def test_a_failed_run_says_why_and_is_tried_again(log_in: As) -> None:
    run = receive("a.txt", BytesIO(CONTENT)).run
    run.fail("no_disclosure", "没有找到任何预算或决算表。")
    assert "没有找到任何预算或决算表。" in text_of(log_in("查阅员").get(RUNS))
    again = {"action": "again", "_selected_action": [run.pk]}
    log_in("查阅员").post(RUNS, again)
    assert Run.objects.count() == 1
    assert "已重新排队。" in text_of(log_in("录入员").post(RUNS, again, follow=True))
    assert Run.objects.count() == 2


def test_who_may_upload_cancels_what_waits_and_it_is_told_who_did(log_in: As) -> None:
    run = receive("a.txt", BytesIO(CONTENT)).run
    cancel = {"action": "cancel", "_selected_action": [run.pk]}
    for who in ("查阅员", "审核员"):
        assert "取消读取" not in text_of(log_in(who).get(RUNS))
        log_in(who).post(RUNS, cancel)
    run.refresh_from_db()
    assert run.state == "waiting"
    seen = text_of(log_in("录入员").post(RUNS, cancel, follow=True))
    run.refresh_from_db()
    assert run.state == "cancelled"
    assert run.message.startswith("录入员 于 ")
    assert seen.count(run.message) == 2  # said now, and standing in the list
    assert LogEntry.objects.get(content_type__model="run").get_change_message() == run.message
    assert "“a.txt”：已取消，不能再取消。" in text_of(log_in("录入员").post(RUNS, cancel, follow=True))
    log_in("录入员").post(RUNS, {"action": "again", "_selected_action": [run.pk]})
    assert set(Run.objects.values_list("state", flat=True)) == {"cancelled", "waiting"}


def test_a_cancelled_file_that_is_uploaded_again_is_read(log_in: As) -> None:
    run = receive("a.txt", BytesIO(CONTENT)).run
    run.cancel(User.objects.create(username="甲"))
    assert receive("a.txt", BytesIO(CONTENT)).run.state == "waiting"


def test_the_page_of_a_document_tells_how_long_each_part_took_and_by_which_parser(log_in: As) -> None:
    run = receive("a.txt", BytesIO(CONTENT)).run
    Run.objects.update(timings={"waited": 2.0, "read": 12.34, "checked": 3.0}, parser_version="77", state="reading", page=11, pages=33)
    seen = text_of(log_in("录入员").get(f"/admin/budgets/document/{run.document.pk}/change/"))
    assert "等待 2.0，读取 12.3，整理和核对 3.0" in seen
    assert re.search(r"field-parser_version[^>]*> *<p> *77 *</p>", seen)
    assert "正在读第 12 页，共 33 页" in seen


REQUEUE = "/admin/ingest/run/requeue/"


def test_what_waited_for_the_broker_is_queued_again_by_one_button(log_in: As, queued: list[int], checked: list[int]) -> None:
    assert "全部重新排队</button>" not in text_of(log_in("录入员").get(RUNS))
    waiting, failed = (receive(f"{name}.txt", BytesIO(name.encode())).run for name in "ab")
    Run.objects.filter(pk=waiting.pk).update(message=BROKER_DOWN)
    failed.fail("no_disclosure", "没有找到任何预算或决算表。")
    joined = draft(1, **text())
    assert joined == draft(2, **tables())
    queued.clear()
    assert "全部重新排队</button>" in text_of(log_in("录入员").get(RUNS))
    assert "全部重新排队</button>" not in text_of(log_in("查阅员").get(RUNS))
    waits = list(Run.objects.exclude(state__in=Run.ENDED).order_by("pk").values_list("pk", flat=True))
    seen = text_of(log_in("录入员").post(REQUEUE, follow=True))
    assert f"重新排队：{len(waits)} 个文件，1 次核对。" in seen
    assert (queued, checked, waiting.pk in waits, failed.pk in waits) == (waits, [joined.pk], True, False)


def test_while_the_broker_is_still_down_that_is_said_and_everything_waits_on(log_in: As, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(number: int) -> None:
        raise OperationalError("connection refused")

    run = receive("a.txt", BytesIO(CONTENT)).run
    monkeypatch.setattr(tasks.read_document, "delay", down)
    assert "任务队列还是连不上，1 个文件继续等待。" in text_of(log_in("录入员").post(REQUEUE, follow=True))
    run.refresh_from_db()
    assert (run.state, run.message) == ("waiting", BROKER_DOWN)


@pytest.mark.parametrize("who", ["anonymous", "reader", "nobody", "查阅员", "公布员"])
def test_only_clerks_queue_again(log_in: As, queued: list[int], who: str) -> None:
    receive("a.txt", BytesIO(CONTENT))
    queued.clear()
    client = Client() if who == "anonymous" else log_in(who)
    assert client.post(REQUEUE).status_code in (302, 403)
    assert queued == []


def test_a_run_that_waited_for_a_clerk_is_done_once_the_clerk_has_decided(log_in: As) -> None:
    edition = stored(stage=None)
    run = Run.objects.get()
    run.end(edition, {"added": 2, "unchanged": 0, "superseded": 0})
    seen = text_of(log_in("录入员").get(RUNS))
    assert "已读取，待确认" in seen
    assert "表格里的 6 个数，确认身份后入库。" in seen  # three rows of three cells, one of each blank
    assert "没有从文件里认出是预算还是决算，请确认。" in seen
    editions.identify(edition, register_department("大同市应急管理局"), 2023, Stage.BUDGET, Scope.UNIT)
    seen = text_of(log_in("录入员").get(RUNS))
    assert "没有从文件里认出是预算还是决算" not in seen
    assert "新增 8 个数，未变 0 个，被取代 0 个。" in seen, "those of its tables came with the identity"


def test_a_run_whose_file_has_a_second_beside_it_says_that_and_no_longer_what_was_settled(log_in: As) -> None:
    draft(1)
    edition = stored(2, stage=None)
    run = Run.objects.get(document__name="文件2.txt")
    run.end(edition, {"added": 2, "unchanged": 0, "superseded": 0})
    editions.identify(edition, register_department("大同市应急管理局"), 2023, Stage.BUDGET, Scope.UNIT)
    seen = text_of(log_in("录入员").get(RUNS))
    assert "已有另一个文件“文件1.txt”" in seen
    assert "没有从文件里认出是预算还是决算" not in seen


# How things stand now


def ended(edition: Edition) -> Run:
    run = Run.objects.get(document__readings__editions=edition)
    run.end(edition, {"added": 2, "unchanged": 0, "superseded": 0})
    return run


def cells(page: str, kind: str) -> list[str]:
    """What a column of a list says, row by row."""
    return re.findall(rf'<td class="field-{kind}[^"]*">(.*?)</td>', page)


NOW = {"waiting": "待确认身份", "draft": "草稿", "in_review": "审核中", "published": "已公布"}


@pytest.mark.parametrize("state", NOW)
def test_files_and_runs_are_listed_as_they_stand_now(log_in: As, state: str) -> None:
    run = ended(in_state(state))
    client = log_in("录入员")
    assert cells(text_of(client.get(RUNS)), "now") == [NOW[state]]
    assert cells(text_of(client.get("/admin/budgets/document/")), "last_run") == [NOW[state]]
    file = text_of(client.get(f"/admin/budgets/document/{run.document_id}/change/"))
    assert f'<td class="field-now"> <p>{NOW[state]}</p>' in file
    assert f"{run.document} · {NOW[state]}" in file


def test_of_a_file_put_away_or_withdrawn_the_reason_is_told(log_in: As) -> None:
    edition = in_state("published")
    ended(edition)
    editions.withdraw(edition, User.objects.create_user("审核的人"), "文件有误")
    seen = text_of(log_in("录入员").get(RUNS))
    assert (cells(seen, "now"), "已撤回：文件有误" in cells(seen, "told")[0]) == (["已撤回"], True)


def test_the_lists_ask_as_often_however_many_files_there_are(log_in: As, django_assert_num_queries: Any) -> None:
    client = log_in("录入员")
    ended(draft())
    for address, queries in ((RUNS, 12), ("/admin/budgets/document/", 9)):
        client.get(address)
        with django_assert_num_queries(queries):
            client.get(address)
    for number in range(2, 6):
        ended(stored(number))
    for address, queries in ((RUNS, 12), ("/admin/budgets/document/", 9)):
        with django_assert_num_queries(queries):
            client.get(address)


UNKNOWN = "部门名录里没有“大同市应急管理局”"
NAMED = {
    "names-TOTAL_FORMS": 1,
    "names-INITIAL_FORMS": 0,
    "names-0-name": "大同市应急管理局",
    "names-0-kind": "official",
    "region_code": "140200",
}


def test_once_a_department_is_registered_nothing_asks_for_it_any_more(log_in: As) -> None:
    edition, client = stored(), log_in("录入员")
    run = ended(edition)
    file = f"/admin/budgets/document/{run.document_id}/change/"
    assert UNKNOWN in text_of(client.get(RUNS))
    assert UNKNOWN in text_of(client.get(file))
    client.post("/admin/budgets/department/add/", NAMED)
    for address in (RUNS, file, page(edition)):
        assert UNKNOWN not in text_of(client.get(address))
    assert "现在可以确认身份了。" in text_of(client.get(file))
    edition.refresh_from_db()
    assert edition.state == "waiting"  # only a person decides


def test_once_a_department_is_removed_its_name_is_asked_for_again(log_in: As) -> None:
    edition, client = stored(), log_in("录入员")
    ended(edition)
    client.post("/admin/budgets/department/add/", NAMED)
    client.post(f"/admin/budgets/department/{Department.objects.get().pk}/delete/", {"post": "yes"})
    assert not Department.objects.exists()
    assert UNKNOWN in text_of(client.get(RUNS))


def test_a_department_registered_from_one_file_is_known_to_the_others(log_in: As) -> None:
    first, second, client = stored(), stored(2, fiscal_year=2022, scope=None), log_in("录入员")
    ended(second)
    do(client, first, "trust")
    told = cells(text_of(client.get(RUNS)), "told")
    assert any("没有从文件里认出是部门还是单位口径" in one for one in told)
    assert not any(UNKNOWN in one for one in told)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"approved_on": "2023-02-02", "published_on": "2023-02-01"}, "公开日期在批复日期之前，请核对。"),
        ({"approved_on": "2099-01-01"}, "日期应在 2021-01-01 到"),
        ({"published_on": "2020-12-31"}, "日期应在 2021-01-01 到"),
        ({"published_on": "1990-01-01"}, "日期应在 2021-01-01 到"),
        ({"published_on": "二月"}, "这不是日期，请写年月日，例如 2025-12-31。"),
        ({"retrieved_at_0": "二月", "retrieved_at_1": "10:00"}, "这不是日期，请写年月日，例如 2025-12-31。"),
    ],
)
def test_days_that_cannot_be_are_refused_in_one_line(log_in: As, given: dict[str, str], said: str) -> None:
    document = Document.objects.get(readings__editions=draft())  # of 2023
    address = f"/admin/budgets/document/{document.pk}/change/"
    no_runs = {"runs-TOTAL_FORMS": 0, "runs-INITIAL_FORMS": 0, "source_url": ""}
    client = log_in("录入员")
    (line,) = refusals(client.post(address, no_runs | given))
    assert said in line
    good = {"approved_on": "2023年2月1日", "published_on": "2023.02.20", "retrieved_at_0": "2023年2月20日", "retrieved_at_1": "10:00"}
    assert client.post(address, no_runs | good).status_code == 302
    document.refresh_from_db()
    assert (str(document.approved_on), str(document.published_on)) == ("2023-02-01", "2023-02-20")


# Words, empty lists, and the Content-Security-Policy


EMPTY = {
    "budgets/document": "还没有文件。点右上角“增加”",
    "budgets/edition": "还没有版本。先在“文件”里上传",
    "budgets/department": "还没有部门。",
    "budgets/disclosure": "还没有公开事项。",
    "budgets/succession": "还没有沿革。",
    "ingest/run": "没有读取任务。",
    "budgets/fact": "数字按版本看：请从一版的页面",
}


@pytest.mark.parametrize("kind", EMPTY)
def test_an_empty_list_says_what_comes_next(log_in: As, kind: str) -> None:
    assert EMPTY[kind] in text_of(log_in("录入员").get(f"/admin/{kind}/"))


def test_every_page_of_ours_works_under_the_content_security_policy(log_in: As) -> None:
    edition, client = draft(), log_in("录入员")
    fact = edition.facts.first()
    assert fact is not None
    addresses = [page(edition), page(stored(2, unit=None)), UPLOAD, RUNS, "/admin/", f"/admin/budgets/fact/{fact.pk}/change/"]
    for address in addresses + [f"/admin/{kind}/" for kind in EMPTY]:
        answer = client.get(address)
        assert "script-src 'self'" in answer["Content-Security-Policy"]
        inline = re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>|<style|\son\w+=|\sstyle=", answer.content.decode())
        assert inline == [], address


def test_the_desk_speaks_chinese(log_in: As) -> None:
    seen = text_of(log_in("录入员").get("/admin/"))
    for word in ("明账 · 后台", "文件", "版本", "部门", "读取任务"):
        assert word in seen


def test_a_department_is_added_with_its_name_and_region(log_in: As) -> None:
    names = {"names-TOTAL_FORMS": 1, "names-INITIAL_FORMS": 0, "names-0-name": "大同市应急管理局", "names-0-kind": "official"}
    client, address = log_in("录入员"), "/admin/budgets/department/add/"
    assert "没有代码为 999999 的行政区划" in text_of(client.post(address, names | {"region_code": "999999"}))
    assert "请写名称。" in text_of(client.post(address, names | {"names-0-name": "", "region_code": ""}))
    client.post(address, names | {"region_code": "140200"})
    department = Department.objects.get()
    assert (department.name, str(department.region)) == ("大同市应急管理局", "山西省大同市")


def test_a_kind_or_a_level_needs_a_source_and_the_words_in_use_are_told(log_in: As) -> None:
    names = {"names-TOTAL_FORMS": 1, "names-INITIAL_FORMS": 0, "names-0-name": "大同市应急管理局", "names-0-kind": "official"}
    client, address = log_in("录入员"), "/admin/budgets/department/add/"
    for given in ({"kind": "应急管理"}, {"level": "市级"}):
        assert "请写出来源" in text_of(client.post(address, names | given | {"region_code": ""}))
    assert not Department.objects.exists()
    client.post(address, names | {"region_code": "140200", "kind": "应急管理", "level": "市级", "source": "大同市机构改革方案（2019）"})
    department = Department.objects.get()
    assert (department.kind, department.level, department.source) == ("应急管理", "市级", "大同市机构改革方案（2019）")
    assert "已用的写法：应急管理。" in text_of(client.get(address))
