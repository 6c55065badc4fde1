"""The queue: what needs a person, counted and listed by the same questions; who does what; and nobody does what is not theirs to do."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from importlib import import_module
from typing import Any

import pghistory
import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.utils import timezone

from budgets import editions, queue
from budgets.assignments import Taken, hand
from budgets.derivation import tell_needs
from budgets.four_eyes import of_others, own_work
from budgets.models import Assignment, Correction, Document, Edition, Finding
from budgets.needs import NEEDS, needs_of
from budgets.queue import Asked
from ingest.models import Fetch, Run
from tests.budgets.test_editions import read
from tests.factories import Book

pytestmark = pytest.mark.django_db

QUEUE = "/admin/queue/"
NOTES = {
    "department": ("warning", "department_unknown"),
    "identity": ("warning", "identity_scope_missing"),
    "second_file": ("warning", "second_file"),
    "ambiguous": ("warning", "unsure_figure"),
    "lost": ("error", "pages_left_out"),
    "doubt": ("warning", "something_new"),
}


def person(name: str, *groups: str) -> User:
    made = User.objects.create_user(name, is_staff=True)
    made.groups.set(Group.objects.filter(name__in=groups))
    return made


def client_of(somebody: User) -> Client:
    client = Client()
    client.force_login(somebody)
    return client


def needing(need: str = "", state: str = "draft", **more: Any) -> Edition:
    """An edition with one need."""
    book = Book(year=2008 + Edition.objects.count(), **more)
    if need in NOTES:
        book.note(*NOTES[need], f"要人看：{need}")
    if need == "mismatch":
        book.find("sum_of_rows", "mismatch", "合计不等")
    edition = book.finish()
    Edition.objects.filter(pk=edition.pk).update(state=state, recognised=3 if need == "pictures" else 0)
    edition.refresh_from_db()
    tell_needs(edition)
    return edition


def failed(name: str, message: str = "文件读到一半就断了。") -> Run:
    number = Document.objects.count()
    document = Document.objects.create(sha256=f"{number:064}", name=f"{name}.pdf", size=1, original=f"{number}")
    return Run.objects.create(document=document, parser_version="x", state="failed", message=message)


def things(somebody: User, **asked: Any) -> list[tuple[str, int]]:
    return [item.thing for item in queue.listed(somebody, Asked(**asked))]


def said(answer: Any) -> list[str]:
    return [str(one) for one in get_messages(answer.wsgi_request)]


# What waits, and in which order


def test_a_warning_is_always_a_need_and_what_is_only_told_never() -> None:
    assert needs_of(NOTES.values(), contradicts=True, recognised=1) == list(NEEDS)
    assert needs_of([("info", "ambiguous"), ("info", "joined_files")], contradicts=False, recognised=0) == []
    assert needs_of([("warning", "identity_unit_missing")], contradicts=False, recognised=0) == ["department"]


def test_the_most_important_is_first_and_of_two_alike_the_one_that_waits_longer() -> None:
    clerk = person("录入", "录入员")
    later, earlier = needing("mismatch"), needing("mismatch")
    Edition.objects.filter(pk=earlier.pk).update(created_at=timezone.now() - timedelta(days=3))
    rest = {need: needing(need, "waiting" if need in ("department", "identity") else "draft").pk for need in NEEDS if need != "mismatch"}
    ready, run = needing(), failed("某局")
    asked = Fetch.objects.create(url="https://example.org/a.pdf", state="failed", message="没有这个文件")
    expected = [("edition", rest[need]) for need in ("department", "identity", "second_file", "ambiguous")]
    expected += [("edition", earlier.pk), ("edition", later.pk), *(("edition", rest[need]) for need in ("lost", "pictures", "doubt"))]
    expected += [("edition", ready.pk), ("run", run.document_id), ("fetch", asked.pk)]
    assert things(clerk) == expected


def test_what_waits_although_nothing_is_missing_any_more_is_not_forgotten() -> None:
    edition = needing(state="waiting")
    (item,) = queue.listed(person("录入", "录入员"), Asked())
    assert (item.thing[1], [reason.code for reason in item.reasons]) == (edition.pk, ["identity"])


def test_a_run_is_in_the_queue_until_it_is_read_again_or_put_away() -> None:
    clerk = person("录入", "录入员")
    again, away, waits = failed("甲局"), failed("乙局"), failed("丙局")
    Run.objects.create(document=again.document, parser_version="x")
    assert away.settle(clerk)
    assert not away.settle(clerk)
    assert things(clerk) == [("run", waits.document_id)]


def test_deriving_tells_the_needs_and_so_does_what_only_writes_notes() -> None:
    edition = needing("mismatch")
    assert edition.needs == ["mismatch"]
    Finding.objects.filter(edition=edition).delete()
    tell_needs(edition)
    assert Edition.objects.get(pk=edition.pk).needs == []


# Who sees what


def test_everybody_has_the_queue_of_their_own_work() -> None:
    draft, review, run = needing(), needing(state="in_review"), failed("某局")
    report = ("edition", draft.pk), ("review", review.pk), ("run", run.document_id)
    assert things(person("录入", "录入员")) == [report[0], report[2]]
    assert things(person("审核", "审核员")) == [report[1]]
    assert things(person("公布", "公布员")) == [report[1]]
    assert things(person("都做", "录入员", "公布员")) == list(report)
    assert things(person("查阅", "查阅员")) == list(report)  # looks at everything, and does nothing


def test_nobody_reviews_what_is_their_own_work(settings: Any) -> None:
    settings.FOUR_EYES = True
    both = person("都做", "录入员", "公布员")
    submitted, identified, corrected, other = (needing(state="in_review") for _number in range(4))
    Edition.objects.filter(pk=submitted.pk).update(submitted_by=both)
    Edition.objects.filter(pk=identified.pk).update(identified_by=both)
    Correction.objects.create(edition=corrected, order=0, field="amount", target={}, old="1", new="2", reason="印错", person=both)
    assert things(both) == [("review", other.pk)]
    words = {edition.pk: own_work(edition, both) for edition in (submitted, identified, corrected, other)}
    assert list(words.values()) == ["提交审核", "确认身份", "更正", ""]
    assert set(Edition.objects.filter(of_others(both)).values_list("pk", flat=True)) == {pk for pk, done in words.items() if not done}
    settings.FOUR_EYES = False
    assert len(things(both)) == 4


def test_who_has_nothing_to_look_at_has_no_queue() -> None:
    assert client_of(person("路人")).get(QUEUE).status_code == 403
    assert "/admin/login/" in Client().get(QUEUE).url  # type: ignore[attr-defined]


# Filters


def test_each_chip_says_what_it_shows_under_the_other_filters() -> None:
    clerk, other = person("录入", "录入员"), person("同事", "录入员")
    for _number in range(2):
        needing("mismatch", name="甲市财政局")
    mine, theirs = needing("ambiguous", name="甲市财政局"), needing("mismatch", name="乙市财政局")
    failed("丙市财政局")
    hand(("edition", mine.pk), clerk, seen=None)
    hand(("edition", theirs.pk), other, seen=None)
    for asked in (Asked(), Asked(words="甲市"), Asked(reason="mismatch"), Asked(holder="mine"), Asked("mismatch", "nobody", "财政局")):
        counted = queue.counts(clerk, asked)
        for reason, count in counted.reasons.items():
            assert len(queue.listed(clerk, asked.but(reason=reason.code))) == count, (asked, reason)
        for holder, count in counted.holders.items():
            assert len(queue.listed(clerk, asked.but(holder=holder))) == count, (asked, holder)
    assert queue.counts(clerk).holders == {"": 5, "mine": 1, "nobody": 3}


@pytest.mark.parametrize(("words", "found"), [("甲市", 1), ("财政 2008", 1), ("公开报告", 2), ("2009", 1), ("没有", 0), ("%", 0), ("_", 0)])
def test_one_field_finds_departments_files_addresses_and_years(words: str, found: int) -> None:
    needing(name="甲市财政局")
    needing(name="乙市财政局")
    assert len(things(person("录入", "录入员"), words=words)) == found


@pytest.mark.parametrize("query", ["reason=nonsense&holder=x&page=0", "page=99999", "page=999999999999", "q=%00%27", "q=" + "长" * 500])
def test_what_is_none_of_the_choices_is_not_asked_for(query: str) -> None:
    needing()
    assert client_of(person("录入", "录入员")).get(f"{QUEUE}?{query}").status_code == 200


def test_an_empty_queue_says_what_comes_next_and_an_empty_search_how_to_leave_it() -> None:
    clerk = client_of(person("录入", "录入员"))
    assert "/admin/budgets/document/add/" in re.sub(r"<nav.*?</nav>", "", clerk.get(QUEUE).content.decode(), flags=re.S)
    assert "这样找，一件也没有。" in clerk.get(f"{QUEUE}?q=没有").content.decode()


# Who does what


def test_taking_handing_on_and_giving_back_are_written_down_with_who_did_it() -> None:
    clerk, other, edition = person("录入", "录入员"), person("同事", "录入员"), needing()
    client = client_of(clerk)
    client.post(QUEUE, {"act": f"take:edition-{edition.pk}-"})
    client.post(QUEUE, {"act": "give", "thing": f"edition-{edition.pk}-{clerk.pk}", "to": other.pk})
    client_of(other).post(QUEUE, {"act": f"release:edition-{edition.pk}-{other.pk}"})
    tables: list[Any] = [*pghistory.core.event_models()]
    (events,) = [model for model in tables if model.pgh_tracked_model is Assignment]
    found = [(one.pgh_label, one.number, one.person_id, one.pgh_context["person"]) for one in events.objects.order_by("pgh_id")]
    assert found == [
        ("insert", edition.pk, clerk.pk, clerk.pk),
        ("update", edition.pk, other.pk, clerk.pk),
        ("delete", edition.pk, other.pk, other.pk),
    ]
    assert not Assignment.objects.exists()


def test_who_comes_second_is_told_who_was_first() -> None:
    first, second, edition = person("先到", "录入员"), person("后到", "录入员"), needing()
    client_of(first).post(QUEUE, {"act": f"take:edition-{edition.pk}-"})
    (line,) = said(client_of(second).post(QUEUE, {"act": f"take:edition-{edition.pk}-"}))
    assert "已由 先到 接手" in line
    assert Assignment.objects.get().person == first


def test_what_was_given_back_meanwhile_is_not_handed_on() -> None:
    clerk, other, edition = person("录入", "录入员"), person("同事", "录入员"), needing()
    (line,) = said(client_of(clerk).post(QUEUE, {"act": "give", "thing": f"edition-{edition.pk}-{other.pk}", "to": clerk.pk}))
    assert "刚被放回" in line
    assert not Assignment.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_gets_it() -> None:
    edition = needing()
    people = [person(f"人{number}", "录入员") for number in range(4)]

    def take(somebody: User) -> bool:
        try:
            hand(("edition", edition.pk), somebody, seen=None)
        except Taken as taken:
            return taken.holder is None
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(take, people)) == 1
    assert Assignment.objects.count() == 1


def test_preparing_and_reviewing_one_edition_are_two_pieces_of_work() -> None:
    clerk, publisher, edition = person("录入", "录入员"), person("公布", "公布员"), needing()
    hand(("edition", edition.pk), clerk, seen=None)
    Edition.objects.filter(pk=edition.pk).update(state="in_review", submitted_by=clerk)
    (item,) = queue.listed(publisher, Asked())
    assert (item.thing, item.holder) == (("review", edition.pk), None)
    Edition.objects.filter(pk=edition.pk).update(state="draft")
    (item,) = queue.listed(clerk, Asked(holder="mine"))
    assert item.is_mine


def test_several_are_taken_together_and_each_that_is_not_is_told() -> None:
    clerk, other = person("录入", "录入员"), person("同事", "录入员")
    free, taken, gone = needing(), needing(), needing()
    hand(("edition", taken.pk), other, seen=None)
    Edition.objects.filter(pk=gone.pk).update(state="discarded")
    lines = said(client_of(clerk).post(QUEUE, {"act": "take", "thing": [f"edition-{one.pk}-" for one in (free, taken, gone)]}))
    assert ["已由 同事 接手" in "".join(lines), "已经办完" in "".join(lines), "1 件由你办。" in lines] == [True] * 3
    assert Assignment.objects.filter(person=clerk).values_list("number", flat=True).get() == free.pk


@pytest.mark.parametrize(("group", "refused"), [("审核员", "不能交给"), ("查阅员", "不能交给"), ("录入员", "")])
def test_it_is_given_only_to_who_may_do_it(group: str, refused: str) -> None:
    clerk, other, edition = person("录入", "录入员"), person("同事", group), needing()
    lines = said(client_of(clerk).post(QUEUE, {"act": "give", "thing": f"edition-{edition.pk}-", "to": other.pk}))
    assert (refused or "已交给 同事") in "".join(lines)
    assert Assignment.objects.exists() is not bool(refused)


def offered(client: Client, address: str) -> list[str]:
    """To whom a page offers to give something."""
    return re.findall(r'<option value="[0-9]+">([^<]+)', client.get(address).content.decode())


def test_it_is_offered_only_to_who_may_do_it(settings: Any) -> None:
    settings.FOUR_EYES = True
    clerk, _reader, _reviewer = person("录入", "录入员"), person("查阅", "查阅员"), person("审核", "审核员")
    publisher, both, edition = person("公布", "公布员"), person("都做", "录入员", "公布员"), needing(state="in_review")
    Edition.objects.filter(pk=edition.pk).update(submitted_by=both)
    assert offered(client_of(publisher), f"/admin/budgets/edition/{edition.pk}/change/") == ["公布", "审核"]
    needing()
    assert offered(client_of(clerk), QUEUE) == ["录入", "都做"]
    assert set(offered(client_of(publisher), QUEUE)) == {"公布", "审核", "都做"}


def test_answered_contradictions_are_not_counted() -> None:
    edition = needing("mismatch")
    edition.findings.create(document=Document.objects.get(), order=9, check_code="x", outcome="mismatch", verdict="explained", subject="")
    (item,) = queue.listed(person("录入", "录入员"), Asked(reason="mismatch"))
    assert {reason.code: told for reason, told in item.told}["mismatch"] == "1 处"


@pytest.mark.parametrize(
    ("words", "found"),
    [("caizhengju", 2), ("jiashi", 1), ("CZJ", 2), ("jscz", 1), ("caizhe", 2), ("aizheng", 0), ("shenji", 0), ("j.c", 0)],
)
def test_letters_find_what_is_read_so(words: str, found: int) -> None:
    needing(name="甲市财政局")
    needing(name="乙市财政局")
    assert len(things(person("录入", "录入员"), words=words)) == found


@pytest.mark.parametrize(("words", "found"), [("jishi", 1), ("xxj", 1), ("xinxiju ysgk", 1), ("2026", 1), ("caizheng", 0)])
def test_letters_find_what_waits_for_its_identity(words: str, found: int) -> None:
    """Nobody has said whose it is: by the unit that the file names itself, and by the name of the file."""
    editions.begin(read(unit="己市信息局"))
    document = Document.objects.get()
    document.name = "预算公开2026.pdf"
    document.tell_sounds("己市信息局")
    document.save()
    assert len(things(person("录入", "录入员"), words=words)) == found


@pytest.mark.parametrize(
    ("page", "words", "found"),
    [
        ("department", "caizhengju", ["甲市财政局"]),
        ("department", "jscz", ["甲市财政局"]),
        ("department", "财政 甲市", ["甲市财政局"]),
        ("department", "shenji", []),
        ("disclosure", "czj", ["甲市财政局"]),
        ("edition", "czj", ["甲市财政局"]),
        ("edition", "gkbg", ["甲市财政局"]),
        ("document", "gongkaibaogao", ["公开报告"]),
        ("run", "moudanwei", ["某单位"]),
    ],
)
def test_lists_are_searched_as_the_queue_is(page: str, words: str, found: list[str]) -> None:
    needing(name="甲市财政局")
    failed("某单位")
    client = client_of(User.objects.create_superuser("管理员"))
    app = "ingest" if page == "run" else "budgets"
    shown = client.get(f"/admin/{app}/{page}/", {"q": words}).context["cl"].result_list
    assert len(shown) == len(found)
    assert all(name in str(getattr(one, "document", one)) for name, one in zip(found, shown, strict=True))


def test_a_department_is_chosen_by_letters() -> None:
    needing(name="甲市财政局")
    needing(name="乙市审计局")
    asked = {"app_label": "budgets", "model_name": "disclosure", "field_name": "department", "term": "sjj"}
    shown = client_of(person("录入", "录入员")).get("/admin/autocomplete/", asked).json()["results"]
    assert [one["text"].partition("（")[0] for one in shown] == ["乙市审计局"]


def test_a_review_is_not_given_to_who_submitted_it(settings: Any) -> None:
    settings.FOUR_EYES = True
    publisher, both, edition = person("公布", "公布员"), person("都做", "录入员", "公布员"), needing(state="in_review")
    Edition.objects.filter(pk=edition.pk).update(submitted_by=both)
    client_of(publisher).post(QUEUE, {"act": "give", "thing": f"review-{edition.pk}-", "to": both.pk})
    assert not Assignment.objects.exists()


@pytest.mark.parametrize("act", ["take", "release", "again", "settle"])
def test_who_may_only_look_does_nothing(act: str) -> None:
    run, edition = failed("某局"), needing()
    viewer = client_of(person("查阅", "查阅员"))
    assert viewer.get(QUEUE).status_code == 200
    for thing in (f"edition-{edition.pk}-", f"run-{run.document_id}-"):
        assert viewer.post(QUEUE, {"act": f"{act}:{thing}"}).status_code == 403
    assert not Assignment.objects.exists()
    run.refresh_from_db()
    assert run.settled_by is None


@pytest.mark.parametrize(
    "thing", ["", "edition", "edition-x-", "edition-1-x", "nothing-1-", "edition-99999999999999999999-", "edition-99999-"]
)
def test_what_a_form_does_not_send_does_no_harm(thing: str) -> None:
    answer = client_of(person("录入", "录入员")).post(QUEUE, {"act": "take", "thing": thing})
    assert (answer.status_code, len(said(answer))) == (302, 1)
    assert not Assignment.objects.exists()


def test_what_failed_is_put_away_from_the_queue_by_whoever_may(client: Client) -> None:
    clerk, run = person("录入", "录入员"), failed("某局")
    asked = Fetch.objects.create(url="https://example.org/a.pdf", state="failed")
    for thing in (f"run-{run.document_id}-", f"fetch-{asked.pk}-"):
        assert "不再处理" in said(client_of(clerk).post(QUEUE, {"act": f"settle:{thing}"}))[0]
    assert things(clerk) == []
    assert {Run.objects.get(pk=run.pk).settled_by, Fetch.objects.get(pk=asked.pk).settled_by} == {clerk}


def test_the_page_of_an_edition_says_who_does_it_and_comes_back_to_itself() -> None:
    clerk, edition = person("录入", "录入员"), needing()
    page, client = f"/admin/budgets/edition/{edition.pk}/change/", client_of(clerk)
    assert "没有人" in client.get(page).content.decode()
    answer = client.post(QUEUE, {"act": "take", "thing": f"edition-{edition.pk}-", "then": edition.pk})
    assert answer["Location"] == page
    assert "改由我来办" in client_of(person("同事", "录入员")).get(page).content.decode()


# However much


def test_however_much_waits_the_queue_asks_the_same(django_assert_max_num_queries: Any) -> None:
    everything = person("都做", "录入员", "审核员", "公布员")
    client = client_of(everything)

    def asked(count: int) -> int:
        for number in range(count):
            hand(("edition", needing("mismatch", name=f"第{number}局").pk), everything, seen=None)
            needing("department", "waiting")
            needing("pictures", "in_review")
            failed("某局")
            Fetch.objects.create(url="https://example.org/a.pdf", state="failed")
        with django_assert_max_num_queries(45) as queries:
            assert client.get(QUEUE).status_code == 200
        return len(queries.captured_queries)

    client.get(QUEUE)
    asked(1)
    assert asked(2) == asked(9)


def test_editions_from_before_get_their_needs() -> None:
    waiting, published = needing("mismatch"), Book("乙局").publish()
    Edition.objects.filter(pk=waiting.pk).update(needs=[])
    import_module("budgets.migrations.0025_who_does_what").tell_needs(apps, None)
    assert Edition.objects.get(pk=waiting.pk).needs == ["mismatch"]
    assert Edition.objects.get(pk=published.pk).needs == []
