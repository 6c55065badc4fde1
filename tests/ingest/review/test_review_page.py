"""The review as clerks use it: a page beside what was read of it, corrections in place, nothing lost, nobody who may not."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from budgets.departments import register_department
from budgets.models import Answer, Correction, Edition
from ingest import tasks
from ingest.store import store
from ingest.uploads import receive
from tests.budgets.drawn import DrawnBook
from tests.contracts import extraction

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("documents_dir", "queued")]

SEEING, CORRECTING = ("view_edition",), ("view_edition", "correct_edition")
Who = Callable[..., Client]


@pytest.fixture
def who() -> Who:
    """A browser in which somebody with these permissions is logged in."""

    def who(*permissions: str) -> Client:
        user = User.objects.create_user("_".join(permissions) or "nobody", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
        client = Client()
        client.force_login(user)
        return client

    return who


@pytest.fixture
def book(tmp_path: Path, settings: Settings) -> DrawnBook:
    """A draft of a PDF with a figure on each of its two pages, and something to look at on the second."""
    settings.PAGE_IMAGES_DIR = tmp_path / "page-images"
    book = DrawnBook()
    book.figure(name=[100.0, 200.0, 160.0, 210.0])
    book.figure(page=2, bbox=(400.0, 100.0, 460.0, 110.0))
    book.find("sum", "soft", "第一页的数不寻常。", page=1, sources=[{"page": 1, "bbox": [300.0, 200.0, 360.0, 210.0]}])
    book.find("sum", "mismatch", "第二页的合计对不上。", page=2, sources=[{"page": 2, "bbox": [400.0, 100.0, 460.0, 110.0]}])
    book.finish()
    return book


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    numbers: list[int] = []
    monkeypatch.setattr(tasks.recheck, "delay", numbers.append)
    return numbers


def address(book: DrawnBook, page: int = 1, edition: Edition | None = None) -> str:
    return f"/admin/budgets/edition/{(edition or book.edition).pk}/review/{book.document.pk}/{page}/"


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def correct(client: Client, book: DrawnBook, **data: str) -> Any:
    return client.post(address(book), {"cell": "0-0-0", "old": "159.79", "new": "169.79", "reason": "看错了", **data}, follow=True)


def test_it_begins_at_what_may_be_wrong_and_goes_on_to_what_is_only_remarkable(who: Who, book: DrawnBook) -> None:
    client = who(*SEEING)
    first = client.get(f"/admin/budgets/edition/{book.edition.pk}/review/", follow=True)
    assert first.redirect_chain[-1][0] == f"{address(book, 2)}?problem=1"
    seen = text_of(first)
    assert "第二页的合计对不上。" in seen
    assert '<rect class="problem" x="397.5" y="97.5"' in seen
    assert f'href="{address(book, 1)}?problem=2" data-key="j"' in seen


def test_each_cell_is_there_with_its_place_on_the_picture(who: Who, book: DrawnBook) -> None:
    seen = text_of(who(*SEEING).get(address(book)))
    assert f"/documents/{book.document.pk}/pages/1/image.png" in seen
    assert re.search(r'<rect class="place" data-cell="0-0-0" x="297\.5" y="197\.5"', seen)
    assert re.search(r'<td class="figure" data-cell="0-0-0">159\.79</td>', seen)
    assert "?cell=" not in seen, "who may not correct is led nowhere"
    assert 'data-cell="0-1-0"' not in seen, "the row of the other page"


def test_a_cell_is_corrected_in_its_place_and_the_checks_are_queued(who: Who, book: DrawnBook, checked: list[int]) -> None:
    client = who(*CORRECTING)
    form = text_of(client.get(f"{address(book)}?cell=0-0-0"))
    assert 'name="old" value="159.79"' in form
    seen = correct(client, book)
    assert seen.redirect_chain[-1][0] == address(book)
    assert "已更正：159.79 → 169.79。核对正在重做。" in text_of(seen)
    assert "<s>159.79</s> 169.79" in text_of(seen)
    correction = Correction.objects.get()
    assert (correction.old, correction.new, correction.reason, correction.person.username) == (
        "159.79",
        "169.79",
        "看错了",
        "view_edition_correct_edition",
    )
    assert checked == [book.edition.pk]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"old": "158.79"}, "那里现在是“159.79”，不是“158.79”。看过现在的，仍要改就再点一次“更正”。"),
        ({"new": "一百"}, "“一百”不是数字。请照印出来的样子填写，例如 1,234.50；空白格留空。"),
        ({"new": "159.79"}, "更正前后一样，没有要改的。"),
        ({"reason": ""}, "请写明更正的理由。"),
    ],
)
def test_what_is_refused_says_why_and_what_was_typed_stays(
    who: Who, book: DrawnBook, checked: list[int], data: dict[str, str], told: str
) -> None:
    seen = text_of(correct(who(*CORRECTING), book, **data))
    assert told in seen
    assert f'value="{data.get("new", "169.79")}"' in seen
    assert "reason" in data or 'value="看错了"' in seen
    assert (Correction.objects.count(), checked) == (0, [])


def test_two_at_the_same_cell_the_second_is_told_and_loses_nothing(who: Who, book: DrawnBook, checked: list[int]) -> None:
    one, other = who(*CORRECTING), who(*CORRECTING, "view_fact")
    correct(one, book)
    seen = text_of(correct(other, book, new="179.79", reason="我看到的不一样"))
    assert "那里现在是“169.79”，不是“159.79”。" in seen
    assert 'value="179.79"' in seen
    assert 'value="我看到的不一样"' in seen
    assert Correction.objects.count() == 1
    (old,) = re.findall(r'name="old" value="([^"]*)"', seen)
    assert old == "169.79"
    assert "已更正：169.79 → 179.79。" in text_of(correct(other, book, old=old, new="179.79", reason="我看到的不一样"))


def test_a_correction_is_taken_back_by_one_key_and_both_stay_in_the_history(who: Who, book: DrawnBook, checked: list[int]) -> None:
    client = who(*CORRECTING)
    seen = text_of(correct(client, book))
    assert 'name="cell" value="0-0-0"><button type="submit" name="take_back" value="1" class="plain" data-key="z">' in seen
    seen = text_of(client.post(address(book), {"cell": "0-0-0", "take_back": "1"}, follow=True))
    assert "已恢复为读到的：169.79 → 159.79。" in seen
    assert "<s>" not in seen
    assert 'data-key="z"' not in seen
    assert [(one.old, one.new) for one in Correction.objects.all()] == [("159.79", "169.79"), ("169.79", "159.79")]
    assert not book.edition.facts.exclude(correction=None).exists()


def test_a_published_edition_stays_and_the_correction_is_in_a_draft(who: Who, book: DrawnBook, checked: list[int]) -> None:
    book.publish_finished()
    seen = correct(who(*CORRECTING), book)
    draft = Edition.objects.exclude(pk=book.edition.pk).get()
    assert seen.redirect_chain[-1][0] == address(book, edition=draft)
    assert "已公布的一版不变，更正在新的草稿里" in text_of(seen)


def test_problems_that_stand_on_no_page_are_passed_over_and_shown_on_every_one(who: Who, book: DrawnBook) -> None:
    book.find("sum", "mismatch", "不知在哪里的矛盾。", sources=[])
    client = who(*SEEING)
    seen = [text_of(client.get(address(book, page), {"problem": number})) for page, number in ((2, "1"), (1, "3"))]
    assert all("另有 1 个问题不在某一页上" in one and "不知在哪里的矛盾。" in one for one in seen)
    assert f'href="{address(book, 1)}?problem=3" data-key="j"' in seen[0]
    assert f'href="{address(book, 2)}?problem=1" data-key="k"' in seen[1]


def test_the_correction_says_which_cell_it_is_and_leads_back_to_the_problem(who: Who, book: DrawnBook, checked: list[int]) -> None:
    client = who(*CORRECTING)
    assert "<p>机关运行经费表 › 项目0</p>" in text_of(client.get(address(book), {"cell": "0-0-0", "problem": "2"}))
    assert correct(client, book, problem="2").redirect_chain[-1][0] == f"{address(book)}?problem=2"


def test_of_a_text_the_place_of_the_cell_is_marked(who: Who) -> None:
    document = receive("文件.txt", BytesIO(b"1")).document
    lines = [
        f"第 {number} 行　五十四点七零　　　　　　　　　　　　　　　　　　　　　　　　　　　　　　　　　　　　　　　"
        for number in range(1, 41)
    ]
    lines[11] = "210 卫生健康支出".ljust(40) + "54.70".ljust(10) + "54.70"  # the figures begin where the reading says so
    pages = [{"page": 1, "printed": 1, "line": 1, "kind": "text", "lines": lines}]
    register_department("大同市应急管理局")
    edition = store(document, extraction(sha256=document.sha256, pages=pages)).edition
    where = f"/admin/budgets/edition/{edition.pk}/review/{document.pk}/1/"
    client = who(*CORRECTING)
    names = dict(re.findall(r'data-cell="(\d+-\d+-(?:label|0))">.*?>([^<]+)</a>', client.get(where).content.decode()))
    (figure,) = [name for name, text in names.items() if text == "54.70" and name.endswith("-0")]
    seen = text_of(client.get(where, {"cell": figure}))
    assert "<mark>54.70 </mark>" in seen
    assert seen.count("<mark>") == 1


@pytest.mark.parametrize("permissions", [(), SEEING])
def test_who_may_not_correct_changes_nothing(who: Who, book: DrawnBook, checked: list[int], permissions: tuple[str, ...]) -> None:
    client = who(*permissions)
    assert correct(client, book).status_code == 403
    assert client.post(address(book), {"cell": "0-0-0", "take_back": "1"}).status_code == 403
    assert client.get(address(book)).status_code == (200 if permissions else 403)
    assert not Correction.objects.exists()


def test_logging_in_again_leads_back_to_the_open_cell_and_problem(who: Who, book: DrawnBook) -> None:
    """Each form is sent to the whole address, so that this is where one comes back to."""
    shown = who(*CORRECTING).get(f"{address(book)}?cell=0-0-0&problem=1&answered=1").content.decode()
    actions = set(re.findall(r'<form method="post" action="([^"]+review[^"]+)"', shown))
    whole = f"{address(book)}?cell=0-0-0&problem=1&answered=1"
    assert actions == {whole.replace("&", "&amp;")}
    answer = Client().post(whole, {"cell": "0-0-0", "problem": "1"})
    assert answer["Location"] == f"/admin/login/?{urlencode({'next': whole}, safe='/')}"


def test_who_is_not_logged_in_is_asked_to(book: DrawnBook) -> None:
    answer = Client().post(address(book), {"cell": "0-0-0"})
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/admin/login/")


@pytest.mark.parametrize("asked", ["0-9-0", "x", "0-1-0", "9-9-label", "0-0-5"])
def test_a_cell_that_is_not_there_is_one_line(who: Who, book: DrawnBook, asked: str) -> None:
    client = who(*CORRECTING)
    for answer in (client.get(address(book), {"cell": asked}), correct(client, book, cell=asked)):
        assert answer.status_code == 200
        assert "请从表里再选一次。" in text_of(answer)
    assert not Correction.objects.exists()


@pytest.mark.parametrize("path", ["review/9/1/", "review/{document}/3/"])
def test_a_page_that_is_not_there_is_none(who: Who, book: DrawnBook, path: str) -> None:
    answer = who(*SEEING).get(f"/admin/budgets/edition/{book.edition.pk}/{path.format(document=book.document.pk)}")
    assert answer.status_code == 404


def test_words_of_the_document_are_words(who: Who, book: DrawnBook) -> None:
    book.find("sum", "mismatch", "<script>alert(1)</script>", page=1, sources=[{"page": 1}])
    seen = text_of(who(*SEEING).get(address(book)))
    assert "<script>alert(1)" not in seen
    assert "&lt;script&gt;alert(1)" in seen


def test_it_asks_as_often_however_many_problems_there_are(
    who: Who, book: DrawnBook, django_assert_num_queries: DjangoAssertNumQueries, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = who(*CORRECTING)
    client.get(address(book))  # the picture is made
    with django_assert_max_num_queries(30) as first:
        client.get(address(book))
    for number in range(20):
        book.find("sum", "mismatch", f"第 {number} 个问题。", page=1, sources=[{"page": 1, "bbox": [1.0, 1.0, 2.0, 2.0]}])
    with django_assert_num_queries(len(first)):
        client.get(address(book))


# Answers


def answer(client: Client, book: DrawnBook, number: int = 1, **data: str) -> Any:
    """Sent as the form under a problem would be, whatever stands in it when it is shown; `data` beside it."""
    page = 2 if number == 1 else 1
    form = re.search(r'<form method="post"[^>]*class="answer".*?</form>', text_of(client.get(address(book, page), {"problem": number})))
    assert form
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[0])) | {"seen": ""}
    return client.post(address(book, page), hidden | {"problem": str(number), **data}, follow=True)


def test_a_finding_is_answered_and_the_next_one_is_shown(who: Who, book: DrawnBook) -> None:
    client = who(*CORRECTING)
    assert "2 个待办，0 个已答复" in text_of(client.get(address(book, 2), {"problem": "1"}))
    seen = answer(client, book, verdict="as_printed", words="合计印错")
    assert seen.redirect_chain[-1][0] == f"{address(book, 1)}?problem=2"
    assert "已答复“原文如此”：第二页的合计对不上。合计印错" in text_of(seen)
    assert "1 个待办，1 个已答复" in text_of(seen)
    again = client.get(f"/admin/budgets/edition/{book.edition.pk}/review/", follow=True)
    assert again.redirect_chain[-1][0] == f"{address(book, 1)}?problem=2"
    assert 'data-key="k"' not in text_of(seen), "what was answered is passed over"
    assert f'href="{address(book, 2)}?problem=1&amp;answered=1" data-key="k"' in text_of(
        client.get(address(book, 1), {"problem": "2", "answered": "1"})
    )
    told = text_of(client.get(address(book, 2), {"problem": "1"}))
    assert "原文如此：合计印错" in told
    assert 'name="take_back"' in told


def test_an_answer_that_is_refused_keeps_what_was_typed(who: Who, book: DrawnBook) -> None:
    seen = text_of(answer(who(*CORRECTING), book, verdict="explained", words="电话 13812345678"))
    assert "答复是公开的" in seen
    assert 'value="电话 13812345678"' in seen


def test_two_who_answer_the_same_lose_nothing(who: Who, book: DrawnBook) -> None:
    one, other = who(*CORRECTING), who(*CORRECTING, "view_fact")
    answer(one, book, verdict="as_printed")
    seen = text_of(answer(other, book, verdict="explained", words="我的说明"))
    assert "刚才已有人答复这一条。" in seen
    assert 'value="我的说明"' in seen
    assert [one.verdict for one in Answer.objects.all()] == ["as_printed"]
    gone = text_of(answer(other, book, finding="x" * 20, verdict="explained", words="白写了吗"))
    assert "已经变了或不在了" in gone
    assert "<q>白写了吗</q>" in gone


def test_an_answer_is_taken_back_on_its_page(who: Who, book: DrawnBook) -> None:
    client = who(*CORRECTING)
    answer(client, book, verdict="as_printed")
    seen = answer(client, book, take_back="1", seen=str(Answer.objects.get().pk))
    assert "已收回答复：第二页的合计对不上。" in text_of(seen)
    assert "2 个待办，0 个已答复" in text_of(seen)


def test_an_answer_that_stands_for_nothing_is_told_and_put_away(who: Who, book: DrawnBook) -> None:
    client = who(*CORRECTING)
    answer(client, book, verdict="as_printed", words="印错")
    book.edition.findings.filter(outcome="mismatch").update(message="现在差得更多。")
    seen = text_of(client.get(address(book)))
    assert "1 条答复已对不上" in seen
    assert "现在说的是：现在差得更多。" in seen
    assert "1 条答复已对不上" in client.get(f"/admin/budgets/edition/{book.edition.pk}/change/").content.decode()
    after = text_of(client.post(address(book), {"put_away": str(Answer.objects.get().pk)}, follow=True))
    assert "已收起对不上的答复。" in after
    assert "已对不上" not in after


def test_who_may_not_correct_does_not_answer(who: Who, book: DrawnBook) -> None:
    client = who(*SEEING)
    assert 'class="answer"' not in text_of(client.get(address(book, 2), {"problem": "1"}))
    assert client.post(address(book, 2), {"finding": "x", "verdict": "as_printed"}).status_code == 403


def test_what_is_published_is_not_answered_any_more(who: Who, book: DrawnBook) -> None:
    book.publish_finished()
    client = who(*CORRECTING)
    assert 'class="answer"' not in text_of(client.get(address(book, 2), {"problem": "1"}))
    said = text_of(client.post(address(book, 2), {"finding": "x", "verdict": "as_printed", "words": "太晚"}, follow=True))
    assert "已公布，不能再改" in said


# Columns, tables and rows


@pytest.mark.parametrize(
    ("cell", "data", "told", "then"),
    [
        ("0-measure-0", {"old": "amount", "new_0": "total", "new_1": "previous", "new_2": ""}, "金额 → 合计 › 上年数", "合计 › 上年数"),
        ("0-schedule", {"old": "operating", "new": "three_public"}, "机关运行经费表 → “三公”经费", "“三公”经费"),
        ("0-0-row", {"old": "", "new": "removed"}, "单独一行 → 不是数据行，不要", 'class="removed"'),
    ],
)
def test_column_table_and_row_are_corrected_and_taken_back(
    who: Who, book: DrawnBook, checked: list[int], *, cell: str, data: dict[str, str], told: str, then: str
) -> None:
    client = who(*CORRECTING)
    form = text_of(client.get(address(book), {"cell": cell}))
    assert f'name="cell" value="{cell}"' in form
    seen = text_of(client.post(address(book), {"cell": cell, "reason": "读错了", **data}, follow=True))
    assert f"已更正：{told}" in seen
    assert then in seen
    assert checked == [book.edition.pk]
    assert f'name="cell" value="{cell}"><button type="submit" name="take_back"' in seen
    back = text_of(client.post(address(book), {"cell": cell, "take_back": "1"}, follow=True))
    assert "已恢复为读到的" in back
    assert Correction.objects.count() == 2
    assert not book.edition.facts.exclude(correction=None).exists()


@pytest.mark.parametrize(
    ("cell", "data", "told"),
    [
        ("0-measure-0", {"old": "total", "new_0": "basic"}, "那里现在是“金额”，不是“合计”"),
        ("0-measure-0", {"old": "amount", "new_0": "nonsense"}, "nonsense"),
        ("0-schedule", {"old": "operating", "new": "nonsense"}, "nonsense"),
        ("0-1-row", {"old": "", "new": "joined"}, "后面没有可以并的行"),
        ("0-0-row", {"old": "", "new": "joined"}, "两行在同一栏都有数"),
    ],
)
def test_what_column_table_and_row_cannot_be_is_one_line(
    who: Who, book: DrawnBook, checked: list[int], *, cell: str, data: dict[str, str], told: str
) -> None:
    page = 2 if cell.startswith("0-1") else 1
    seen = text_of(who(*CORRECTING).post(address(book, page), {"cell": cell, "reason": "写了很久", **data}, follow=True))
    assert told in seen
    assert 'value="写了很久"' in seen
    assert (Correction.objects.count(), checked) == (0, [])


def test_a_row_that_is_two_is_split_and_split_otherwise(who: Who, book: DrawnBook, checked: list[int]) -> None:
    client = who(*CORRECTING)
    told = {"cell": "0-0-row", "old": "", "new": "split", "second_label": "某项目", "figure_0": "1.00", "reason": "两行并成了一行"}
    assert "请写第二行的名称。" in text_of(client.post(address(book), {**told, "second_label": " "}, follow=True))
    seen = text_of(client.post(address(book), told, follow=True))
    assert "拆成两行，第二行是：某项目 1.00" in seen
    assert '<tr class="second">' in seen
    assert set(book.edition.facts.values_list("label", flat=True)) == {"项目0", "项目1", "某项目"}
    form = text_of(client.get(address(book), {"cell": "0-0-row"}))
    assert 'name="figure_0" value="1.00"' in form
    old = Correction.objects.get().new
    client.post(address(book), {**told, "old": old, "figure_0": "2.00"})
    assert book.edition.facts.get(label="某项目").yuan == 20000


# One way to a cell


def test_a_figure_leads_to_its_cell_beside_the_original(who: Who, book: DrawnBook, checked: list[int]) -> None:
    client = who(*CORRECTING)
    base = f"/admin/budgets/edition/{book.edition.pk}/review/{book.document.pk}/cell"
    assert client.get(f"{base}/0-1-0/")["Location"] == f"{address(book, 2)}?cell=0-1-0#edit"
    told = {"cell": "0-0-row", "old": "", "new": "split", "second_label": "某项目", "figure_0": "1.00", "reason": "两行"}
    client.post(address(book), told)
    second = book.edition.facts.get(label="某项目")
    assert client.get(f"{base}/{second.cell_name}/")["Location"] == f"{address(book)}?cell=0-0-row#edit"
    for name in ("0-9-0", "9-0-0", "x"):
        assert "没有这一格" in text_of(client.get(f"{base}/{name}/", follow=True))


def test_a_figure_of_two_rows_that_are_one_leads_to_the_row_that_has_it(who: Who, book: DrawnBook, checked: list[int]) -> None:
    client = who(*CORRECTING)
    correct(client, book, new="")
    client.post(address(book), {"cell": "0-0-row", "old": "", "new": "joined", "reason": "断行"})
    (fact,) = book.edition.facts.all()
    assert (fact.label, fact.row) == ("项目0项目1", 0)
    where = f"/admin/budgets/edition/{book.edition.pk}/review/{book.document.pk}/cell/{fact.cell_name}/"
    assert client.get(where)["Location"] == f"{address(book, 2)}?cell=0-1-0#edit"
