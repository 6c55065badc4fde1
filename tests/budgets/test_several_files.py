"""Several files of one disclosure: joined where their content decides, else proposed to a clerk; never doubled."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from budgets import editions
from budgets.departments import register_department
from budgets.editions import EditionError
from budgets.models import Disclosure, Document, Edition, Reading
from budgets.neighbours import later_ones, neighbours
from budgets.overlay import Step
from tests.contracts import amount, expenditure, extraction, finding, form, row, statement, summary, tables_file, text_file, totals

pytestmark = pytest.mark.django_db

NAME = "大同市应急管理局"
Json = dict[str, Any]


@pytest.fixture
def person() -> User:
    return User.objects.create_user("clerk")


def arrive(name: str, read: Json) -> Edition:
    """A file arrives and is read: the edition in which it is now."""
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    document = Document.objects.create(sha256=sha256, name=name, size=1, original=sha256, media_type="text/plain")
    kept = {**read, "document": {**read["document"], "sha256": sha256}}
    kept.pop("pages")
    return editions.begin(Reading.objects.create(document=document, parser_version="1", extraction=kept))


@pytest.fixture(autouse=True)
def register() -> None:
    register_department(NAME)


def names(edition: Edition) -> list[str]:
    return [part.reading.document.name for part in edition.parts.select_related("reading__document")]


def codes(edition: Edition) -> set[str]:
    return set(edition.notes.values_list("code", flat=True))


def checked(edition: Edition) -> Edition:
    results: dict[int, Json] = {part.pk: {"findings": [], "checks": {}} for part in edition.parts.all()}
    return editions.record_checks(edition, results, edition.corrections.count())


def published(edition: Edition, person: User) -> Edition:
    edition = checked(edition)
    return editions.publish(editions.submit_for_review(edition, person), person, "照文件公布")


def corrected_tables(printed: str = "54.80", yuan: str = "548000.00") -> Json:
    """The tables again, with another figure in one row."""
    table = expenditure()
    table["rows"][1] = row("卫生健康支出", amount(0, printed, yuan, 12), amount(1, "54.70", "547000.00", 12), line=12, code="210")
    return tables_file(tables=[summary(), table])


FILES = {"正文.pdf": text_file(), "表格.pdf": tables_file()}


# Joined by content


@pytest.mark.parametrize("order", [("正文.pdf", "表格.pdf"), ("表格.pdf", "正文.pdf")])
def test_text_and_tables_become_one_draft_in_the_same_order_whichever_came_first(order: tuple[str, str]) -> None:
    first, second = (arrive(name, FILES[name]) for name in order)
    assert first == second
    assert names(second) == ["正文.pdf", "表格.pdf"]
    assert (second.state, Edition.objects.count()) == ("draft", 1)
    assert (second.facts.count(), second.statements.count(), codes(second)) == (9 + 2, 3, {"joined_files"})


def test_the_digest_of_a_joined_edition_does_not_depend_on_which_came_first() -> None:
    first = [arrive(name, FILES[name]) for name in FILES][-1].digest
    Edition.objects.all().delete()
    Reading.objects.all().delete()
    Document.objects.all().delete()
    assert [arrive(name, FILES[name]) for name in reversed(FILES)][-1].digest == first


def test_joined_files_are_published_only_after_they_were_checked_together(person: User) -> None:
    arrive("正文.pdf", FILES["正文.pdf"])
    edition = editions.submit_for_review(arrive("表格.pdf", FILES["表格.pdf"]), person)
    assert not edition.checks_current
    with pytest.raises(EditionError, match="合并以后的核对还没有完成"):
        editions.publish(edition, person)
    assert editions.publish(checked(edition), person).state == "published"


def test_what_was_in_review_is_a_draft_again_when_its_other_part_comes(person: User) -> None:
    editions.submit_for_review(arrive("正文.pdf", FILES["正文.pdf"]), person)
    assert arrive("表格.pdf", FILES["表格.pdf"]).state == "draft"


def test_beside_a_published_part_a_draft_of_both_follows(person: User) -> None:
    text = published(arrive("正文.pdf", FILES["正文.pdf"]), person)
    both = arrive("表格.pdf", FILES["表格.pdf"])
    text.refresh_from_db()
    assert (text.state, text.facts.count()) == ("published", 0)
    assert (both.state, names(both)) == ("draft", ["正文.pdf", "表格.pdf"])
    both = published(both, person)
    text.refresh_from_db()
    assert (text.state, text.number, both.number) == ("superseded", 1, 2)


def test_a_third_file_that_completes_joins_too() -> None:
    for name, read in FILES.items():
        arrive(name, read)
    edition = arrive("绩效.pdf", text_file(statements=[], forms=[form()]))
    assert (len(names(edition)), edition.forms.count(), Edition.objects.count()) == (3, 1, 1)


def test_two_drafts_that_a_clerk_has_to_decide_upon_are_not_joined_with_a_third() -> None:
    """Which of the two tables' files the text belongs to, its content does not say."""
    arrive("表格.pdf", FILES["表格.pdf"])
    arrive("表格2.pdf", corrected_tables())
    assert (names(arrive("正文.pdf", FILES["正文.pdf"])), Edition.objects.count()) == (["正文.pdf"], 3)


def test_a_published_edition_and_its_own_next_draft_count_as_one(person: User) -> None:
    tables = published(arrive("表格.pdf", FILES["表格.pdf"]), person)
    document = tables.parts.get().reading.document
    draft = editions.correct(tables, document, Step(0, "amount", 1, 1, 0, "54.70", "55.70"), "看错了", person)
    both = arrive("正文.pdf", FILES["正文.pdf"])
    assert both == draft
    assert (names(both), both.corrections.count()) == (["正文.pdf", "表格.pdf"], 1)
    assert both.facts.get(code="210", measure="total").yuan == 557_000


# An identity with a gap


@pytest.mark.parametrize("gap", [{"scope": None}, {"stage": None}, {"scope": None, "stage": None}])
@pytest.mark.parametrize("text_first", [True, False])
def test_what_tables_leave_out_of_stage_and_scope_their_text_says_where_both_totals_are_equal(gap: Json, text_first: bool) -> None:
    files = [("正文.pdf", text_file()), ("表格.pdf", tables_file(**gap))]
    edition = [arrive(*file) for file in (files if text_first else reversed(files))][-1]
    assert (str(edition.disclosure), edition.state) == (f"{NAME} 2023 预算（单位）", "draft")
    assert names(edition) == ["正文.pdf", "表格.pdf"]
    assert Edition.objects.count() == 1
    assert edition.facts.filter(fiscal_year=2023).count() == 11


@pytest.mark.parametrize("text_first", [True, False])
@pytest.mark.parametrize(
    ("text", "tables"),
    [
        ({"statements": [statement()]}, {"scope": None}),  # states no total
        ({"statements": totals()[:1]}, {"scope": None}),  # states only one
        ({}, {"year": None}),
        ({}, {"unit": None}),
        ({}, {"unit": "大同市气象局", "scope": None}),
        ({}, {"scope": None, "year": 2022}),
    ],
)
def test_less_than_that_is_only_proposed(text: Json, tables: Json, text_first: bool) -> None:
    files = [("正文.pdf", text_file(**text)), ("表格.pdf", tables_file(**tables))]
    for file in files if text_first else reversed(files):
        arrive(*file)
    assert sorted(Edition.objects.values_list("state", flat=True)) == ["draft", "waiting"]


def test_a_waiting_file_names_the_edition_that_it_may_belong_to_and_joins_it_by_one_act(person: User) -> None:
    text = arrive("正文.pdf", text_file())
    waiting = arrive("表格.pdf", tables_file(year=None))
    (note,) = waiting.notes.filter(code="second_file")
    assert note.text.startswith(f"它可能属于{NAME} 2023 预算（单位），那里已有另一个文件“正文.pdf”。")
    (beside,) = neighbours(waiting)
    assert (beside.edition, beside.relation.kind) == (text, "part")
    both = editions.combine(waiting, text, person)
    assert (names(both), both.state, both.disclosure, both.identified_by) == (["正文.pdf", "表格.pdf"], "draft", text.disclosure, person)
    text.refresh_from_db()
    assert (text.state, text.ended_by, text.end_reason) == ("discarded", person, "已与“表格.pdf”并为一版")


def test_a_waiting_file_of_no_year_is_not_proposed_where_the_totals_differ() -> None:
    arrive("正文.pdf", text_file())
    assert neighbours(arrive("表格.pdf", tables_file(year=None, tables=[summary("1.00", "1.00")]))) == []


def test_two_editions_with_equal_totals_are_for_a_clerk() -> None:
    """A department without subordinate units has the same totals as its unit: which of them the tables are, they do not say."""
    arrive("部门.pdf", text_file(scope="department"))
    arrive("单位.pdf", text_file(scope="unit"))
    assert arrive("表格.pdf", tables_file(scope=None)).state == "waiting"


def test_a_file_that_contradicts_the_other_cannot_be_made_its_part(person: User) -> None:
    text = arrive("正文.pdf", text_file())
    waiting = arrive("表格.pdf", tables_file(scope=None, year=2022))
    with pytest.raises(EditionError, match="与那一版不同"):
        editions.combine(waiting, text, person)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.disclosure) == ("waiting", None)


@pytest.mark.parametrize("stated", [totals(), [statement()]])
def test_taken_at_its_word_one_of_two_parts_brings_the_other_in(stated: list[Json]) -> None:
    """Both waited because their department was not registered; both state the whole identity, so the totals need not decide."""
    text = arrive("正文.pdf", text_file(unit="太原市应急管理局", statements=stated))
    tables = arrive("表格.pdf", tables_file(unit="太原市应急管理局"))
    assert [text.state, tables.state] == ["waiting", "waiting"]
    assert editions.identify_from_reading(tables)
    text.refresh_from_db()
    tables.refresh_from_db()
    assert (names(tables), tables.state, text.state) == (["正文.pdf", "表格.pdf"], "draft", "discarded")


@pytest.mark.parametrize("gap", [{}, {"scope": None}])
def test_what_a_newer_parser_reads_of_a_waiting_text_brings_its_tables_in(gap: Json) -> None:
    text, tables = arrive("正文.pdf", text_file(year=None)), arrive("表格.pdf", tables_file(**gap))
    old = text.parts.get().reading
    read = {**text_file(), "document": old.extraction["document"]}
    newer = Reading.objects.create(document=old.document, parser_version="2", extraction=read)
    both = editions.read_again(text, newer)
    tables.refresh_from_db()
    assert (names(both), both.state, both.pk) == (["正文.pdf", "表格.pdf"], "draft", text.pk)
    assert (tables.state, tables.ended_by) == ("discarded", None)


def test_the_tables_that_wait_are_found_by_an_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT id FROM budgets_reading WHERE unit IN ('甲', '乙')")
        assert "reading_of_unit" in str(cursor.fetchall())
        with CaptureQueriesContext(connection) as queries:
            arrive("正文.pdf", text_file())
    assert any('"unit" IN' in query["sql"] for query in queries)


# Decided by a clerk


def test_full_files_are_never_joined(person: User) -> None:
    first = arrive("一.pdf", extraction())
    for name, read in (("重复.pdf", extraction()), ("更正.pdf", extraction(tables=corrected_tables()["tables"]))):
        second = arrive(name, read)
        for despite in (False, True):
            with pytest.raises(EditionError, match="不能合并，数会重复"):
                editions.combine(second, first, person, despite=despite)
    assert [edition.facts.count() for edition in Edition.objects.order_by("pk")] == [9, 9, 11]


def test_files_that_print_one_table_twice_are_joined_only_by_somebody_who_saw_it_and_a_note_warns(person: User) -> None:
    text = arrive("正文.pdf", text_file(tables=[expenditure()]))
    tables = arrive("表格.pdf", tables_file())
    assert "second_file" in codes(tables)
    with pytest.raises(EditionError, match="会印两次：《2023年预算支出总表》"):
        editions.combine(tables, text, person)
    both = editions.combine(tables, text, person, despite=True)
    (note,) = both.notes.filter(code="printed_twice")
    assert (note.level, "《2023年预算支出总表》" in note.text, "请勿相加" in note.text) == ("warning", True, True)
    assert published(both, person).notes.filter(code="printed_twice").exists()


def test_a_duplicate_is_put_away_with_that_reason_and_is_no_longer_asked_about(person: User) -> None:
    first, third = arrive("一.pdf", extraction()), arrive("三.pdf", extraction(tables=corrected_tables()["tables"]))
    second = arrive("二.pdf", extraction())
    assert {one.edition: one.relation.kind for one in neighbours(second)}[first] == "duplicate"
    ended = editions.discard_duplicate(second, first, person)
    assert (ended.state, ended.end_reason, ended.ended_by) == ("discarded", "与“一.pdf”重复", person)
    assert [one.edition for one in neighbours(third)] == [first]


def test_a_replacement_of_a_draft_takes_its_place(person: User) -> None:
    first = arrive("一.pdf", extraction())
    second = editions.replace(arrive("二.pdf", extraction(tables=corrected_tables()["tables"])), first, person)
    first.refresh_from_db()
    assert (first.state, first.end_reason) == ("discarded", "已由“二.pdf”取代")
    assert (second.state, second.replaces, "second_file" in codes(second)) == ("draft", None, False)


def test_a_replacement_of_what_is_published_supersedes_it_when_it_is_published_itself(person: User) -> None:
    first = published(arrive("一.pdf", extraction()), person)
    second = editions.replace(arrive("二.pdf", extraction(tables=corrected_tables()["tables"])), first, person)
    first.refresh_from_db()
    assert (first.state, second.replaces, neighbours(second), "second_file" in codes(second)) == ("published", first, [], False)
    second = published(second, person)
    first.refresh_from_db()
    assert (first.state, second.state, first.facts.get(code="210", measure="total").yuan) == ("superseded", "published", Decimal(547_000))


def test_tables_published_again_keep_the_text_that_they_belong_to(person: User) -> None:
    for name, read in FILES.items():
        both = arrive(name, read)
    both = published(both, person)
    again = editions.replace(arrive("更正.pdf", corrected_tables()), both, person)
    assert names(again) == ["正文.pdf", "更正.pdf"]
    assert (again.facts.get(code="210", measure="total").yuan, again.checks_current) == (Decimal(548_000), False)


def test_corrections_of_a_file_go_with_it(person: User) -> None:
    text = arrive("正文.pdf", text_file(tables=[expenditure()], statements=totals()))
    tables = arrive("表格.pdf", tables_file())
    document = text.parts.get().reading.document
    text = editions.correct(text, document, Step(0, "amount", 0, 1, 0, "54.70", "55.70"), "看错了", person)
    both = editions.combine(tables, text, person, despite=True)
    assert [(one.new, one.person) for one in both.corrections.all()] == [("55.70", person)]
    assert both.facts.get(document=document, code="210", measure="total").yuan == 557_000


def test_what_is_not_of_the_same_disclosure_is_refused(person: User) -> None:
    one, other = arrive("一.pdf", extraction()), arrive("二.pdf", extraction(year=2024))
    for act in (editions.combine, editions.replace):
        with pytest.raises(EditionError, match="同一部门"):
            act(one, other, person)


def test_deciding_twice_is_refused_the_second_time(person: User) -> None:
    text = arrive("正文.pdf", text_file(tables=[expenditure()]))
    tables = arrive("表格.pdf", tables_file())
    editions.combine(tables, text, person, despite=True)
    with pytest.raises(EditionError, match="已弃用"):
        editions.combine(tables, text, person, despite=True)


def test_the_one_that_came_later_asks_and_the_earlier_one_leads_to_it() -> None:
    first, second = arrive("一.pdf", extraction()), arrive("二.pdf", extraction())
    assert (neighbours(first), later_ones(first)) == ([], [second])
    assert ([one.edition for one in neighbours(second)], later_ones(second)) == ([first], [])


# Checked together


def test_findings_name_the_document_and_stand_with_it(person: User) -> None:
    for name, read in FILES.items():
        edition = arrive(name, read)
    text, tables = edition.parts.order_by("order")
    source = {"line": 21, "sha256": tables.reading.document.sha256}
    found = finding("mismatch", sources=[{"line": 31, "sha256": text.reading.document.sha256}, source])
    results: dict[int, Json] = {
        text.pk: {"findings": [found], "checks": {"text.figure": {"mismatch": 1, "exact": 1}}},
        tables.pk: {"findings": [], "checks": {"row.total": {"exact": 3}}},
    }
    edition = editions.record_checks(edition, results, 0)
    assert edition.checks_current
    assert edition.checks == {"text.figure": {"mismatch": 1, "exact": 1}, "row.total": {"exact": 3}}
    (stored,) = edition.findings.all()
    assert (stored.document.name, stored.line, stored.sources[1]) == ("正文.pdf", 31, source)


def test_checks_that_did_not_see_a_file_are_left_alone() -> None:
    text = arrive("正文.pdf", FILES["正文.pdf"])
    old: dict[int, Json] = {part.pk: {"findings": [finding("mismatch")], "checks": {}} for part in text.parts.all()}
    both = arrive("表格.pdf", FILES["表格.pdf"])
    both = editions.record_checks(both, old, 0)
    assert (both.checks_current, both.findings.count()) == (False, 0)


# Budgets and final accounts


def test_a_budget_and_a_final_account_of_one_year_are_two_disclosures(person: User) -> None:
    budget = arrive("预算.pdf", text_file())
    final = arrive("决算.pdf", tables_file(stage="final_accounts"))
    assert [one.disclosure and one.disclosure.stage for one in (budget, final)] == ["budget", "final_accounts"]
    assert (Disclosure.objects.count(), neighbours(final), codes(final)) == (2, [], set())
    published(budget, person)
    published(final, person)
    assert Edition.objects.published().count() == 2


def test_tables_of_no_stage_between_a_budget_and_a_final_account_are_for_a_clerk() -> None:
    arrive("预算.pdf", text_file())
    arrive("决算.pdf", text_file(stage="final_accounts"))
    tables = arrive("表格.pdf", tables_file(stage=None))
    assert tables.state == "waiting"
    assert {one.edition.disclosure and one.edition.disclosure.stage for one in neighbours(tables)} == {"budget", "final_accounts"}


# The way back


def two_editions(person: User) -> tuple[Edition, Edition]:
    first = published(arrive("一.pdf", extraction()), person)
    second = published(editions.replace(arrive("二.pdf", extraction(tables=corrected_tables()["tables"])), first, person), person)
    first.refresh_from_db()
    return first, second


def test_where_the_newer_edition_is_withdrawn_the_earlier_one_can_be_in_force_again(person: User) -> None:
    first, second = two_editions(person)
    digest, day = first.digest, first.published_at
    editions.withdraw(second, person, "文件有误")
    assert not Edition.objects.published().exists()
    first = editions.reinstate(first, person, "新版撤回")
    assert (first.state, first.end_reason, first.ended_by) == ("published", "新版撤回", person)
    assert (first.digest, first.published_at, first.facts.count()) == (digest, day, 9)
    assert Edition.objects.published().get() == first


def test_an_earlier_edition_is_not_reinstated_beside_the_one_in_force_nor_without_a_reason(person: User) -> None:
    first, second = two_editions(person)
    with pytest.raises(EditionError, match="现行的是第 2 版"):
        editions.reinstate(first, person, "x")
    editions.withdraw(second, person, "文件有误")
    with pytest.raises(EditionError, match="写明恢复的理由"):
        editions.reinstate(first, person, " ")
    with pytest.raises(EditionError, match="只有被新版取代的版本"):
        editions.reinstate(second, person, "x")


def test_what_is_in_force_again_is_superseded_again_by_the_next_edition(person: User) -> None:
    first, second = two_editions(person)
    editions.withdraw(second, person, "文件有误")
    editions.reinstate(first, person, "新版撤回")
    third = published(
        editions.replace(arrive("三.pdf", extraction(tables=corrected_tables("54.90", "549000.00")["tables"])), first, person), person
    )
    first.refresh_from_db()
    assert (first.state, third.state) == ("superseded", "published")
