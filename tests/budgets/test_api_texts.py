"""The API of what documents say beside their figures: tables, sentences, sections of text, projects; and what people corrected."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from budgets import editions
from budgets.models import Correction, DocumentPage, Edition, Fact, Part, Reading
from budgets.models.figures import Derived
from budgets.money import printed_in
from tests.budgets.test_api import get
from tests.budgets.test_api_editions import withdraw
from tests.budgets.test_editions import draft, mend, published
from tests.factories import Book, datong, datong_with_text, department

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

NOT_THERE = ("tables/", "statements/", "forms/", "corrections/")


def row_of(edition: Edition, row: Model) -> dict[str, Any]:
    """What every row says of itself and of the disclosure that it belongs to."""
    whose = {"department": department().pk, "department_name": "大同市应急管理局", "fiscal_year": 2023, "stage": "budget", "scope": "unit"}
    return {"id": row.pk, "edition": edition.pk, **whose}


def source_of(row: Derived) -> dict[str, Any]:
    """Where a row of a text stands: in a line."""
    place = {"page": None, "bbox": None, "line": row.line, "span": None, "sheet": "", "cell": ""}
    return {"document": row.document.sha256, **place}


def with_everything(name: str = "大同市应急管理局", **more: Any) -> Book:
    """A book with sentences, a project and a correction."""
    book = datong_with_text(name=name, **more)
    book.form("某电费", "45769", "183076")
    correct(book, User.objects.get_or_create(username="clerk")[0])
    return book


def correct(book: Book, person: User, **more: Any) -> Correction:
    """A corrected figure: 159.97 was read, 159.79 is printed."""
    cell = book.edition.facts.get(schedule="operating", item="total")
    target = {"sha256": book.document.sha256, "table": cell.table, "row": 0, "column": 0, "at": "机关运行经费表 › 部门合计"}
    known = {"field": "amount", "target": target, "old": "159.97", "new": "159.79", "reason": "原件是159.79", "order": 0}
    step = Correction.objects.create(edition=book.edition, person=person, **{**known, **more})
    if step.field == "amount":
        Fact.objects.filter(pk=cell.pk).update(correction=step)
    return step


# Statements


def test_a_sentence_says_each_of_its_figures_as_printed_and_in_yuan(client: Client) -> None:
    edition = datong_with_text().publish()
    (found,) = get(client, "statements/", subject="机关运行")["results"]
    row = edition.statements.get(subject="机关运行经费")
    assert found == {
        **row_of(edition, row),
        "section": "",
        "text": "机关运行经费159.79万元，上年152.61万元，多7.18万元。",
        "subject": "机关运行经费",
        "part_of": "",
        "code": "",
        "year": 2023,
        "amount": {"printed": "159.79", "unit": "万元", "yuan": "1597900.0000", "value": None},
        "base_year": 2022,
        "base_kind": "",
        "base": {"printed": "152.61", "unit": "万元", "yuan": "1526100.0000", "value": None},
        "direction": "increase",
        "change": {"printed": "7.18", "unit": "万元", "yuan": "71800.0000", "value": None},
        "percent_kind": "",
        "percent": None,
        "nil": False,
        "reason": "人数增加",
        "corrected": False,
        "source": source_of(row),
        "evidence_url": f"http://testserver/evidence/statements/{row.pk}/",
    }
    assert get(client, f"statements/{row.pk}/") == found


def test_what_is_no_money_has_no_yuan_and_what_is_not_stated_is_null(client: Client) -> None:
    book = datong()
    book.say("年末有公务用车3辆。", "公务用车", amount="3", unit="辆")
    book.say("收入2,296.50，增长14.490%。", "收入", amount="2296.5", unit="", percent="14.49", percent_kind="change")
    book.say("没有安排会议费。", "会议费", nil=True)
    book.publish()
    cars, income, nothing = get(client, "statements/")["results"]
    assert cars["amount"] == {"printed": "3", "unit": "辆", "yuan": None, "value": "3.000000"}
    assert income["amount"] == {"printed": "2,296.50", "unit": "", "yuan": None, "value": "2296.500000"}
    assert income["percent"] == {"printed": "14.490", "unit": "%", "yuan": None, "value": "14.490000"}
    assert (nothing["nil"], nothing["amount"], nothing["base"], nothing["change"]) == (True, None, None, None)


def test_the_number_of_a_sentence_is_told_as_it_stands_there_or_not_at_all() -> None:
    assert printed_in(Decimal("2296.5"), "收入２，２９６.50万元") == "2,296.50"
    assert printed_in(Decimal("-7.18"), "减少7.180万元") == "7.180"
    assert printed_in(Decimal("7.18"), "7.18万元，又7.18万元") == "7.18"
    assert printed_in(Decimal("7.18"), "7.180万元，即7.18万元") == ""
    assert printed_in(Decimal("12"), "一十二万元") == ""


def test_statements_are_chosen_by_whose_they_are_and_what_they_are_about(client: Client) -> None:
    edition = datong_with_text().publish()
    other = datong_with_text(name="大同市财政局", year=2022).publish()
    own, others = ({row.pk for row in one.statements.all()} for one in (edition, other))
    for query, expected in (
        ({}, own | others),
        ({"department": department().pk}, own),
        ({"year": 2022}, others),
        ({"scope": "unit", "stage": "budget"}, own | others),
        ({"stage": "final_accounts"}, set()),
        ({"edition": other.pk}, others),
        ({"subject": "没有这样的"}, set()),
        ({"code": "208"}, set()),
    ):
        assert {one["id"] for one in get(client, "statements/", **query)["results"]} == expected, query


# Tables


def test_a_table_says_on_which_basis_its_facts_stand(client: Client) -> None:
    edition = datong().publish()
    (found,) = get(client, "tables/", schedule="general_basic")["results"]
    row = edition.printedtables.get(schedule="general_basic")
    document = row.document
    assert found == {
        **row_of(edition, row),
        "table": 2,
        "schedule": "general_basic",
        "title": "2023年一般公共预算基本支出预算表（不含上年结转）",
        "printed_number": "",
        "unit": "万元",
        "carry_over": "excluded",
        "fund": "general",
        "no_data": False,
        "remarks": [],
        "pages": [],
        "cells": 3,
        "figures": 3,
        "source": source_of(row),
        "evidence_url": f"http://testserver/documents/{document.pk}/pages/1/#L{row.line}",
    }
    assert get(client, f"tables/{row.pk}/") == found
    facts = get(client, "facts/", edition=edition.pk, schedule="general_basic")["results"]
    assert {(fact["table"], fact["source"]["document"]) for fact in facts} == {(found["table"], document.sha256)}
    (empty,) = get(client, "tables/", schedule="fund_expenditure")["results"]
    assert (empty["no_data"], empty["cells"]) == (True, 0)
    assert get(client, "tables/", schedule="income")["results"] == []


def test_a_table_of_a_pdf_leads_to_the_page_on_which_it_begins(client: Client) -> None:
    book = datong()
    book.table("income", "收入总表", page=3, line=None, pages=[3, 4])
    book.table("projects", "项目支出表", line=None)
    book.publish()
    (found,) = get(client, "tables/", schedule="income")["results"]
    assert found["evidence_url"].endswith(f"/documents/{book.document.pk}/pages/3/")
    assert [one["evidence_url"] for one in get(client, "tables/", schedule="projects")["results"]] == [None]


# Sections


def with_sections(sections: list[dict[str, Any]], kind: str = "text/plain", sheet: str = "") -> Edition:
    book = datong()
    book.finish()
    reading = Reading.objects.get(document=book.document)
    reading.extraction["sections"] = sections
    reading.save()
    if kind == "application/pdf":
        DocumentPage.objects.filter(document=book.document).update(width=595.0, height=842.0)
        DocumentPage.objects.create(document=book.document, number=2, first_line=1, lines=["二"], width=595.0, height=842.0)
    if sheet:
        DocumentPage.objects.create(document=book.document, number=2, first_line=0, kind="sheet", lines=[sheet, "甲"])
    return book.publish_finished()


def test_the_text_of_an_edition_is_told_heading_by_heading(client: Client) -> None:
    edition = with_sections(
        [
            {"title": "", "level": 1, "line": 1, "text": "某局公开报告"},
            {"title": "一、收支情况", "level": 1, "line": 9, "text": "第一段。\n第二段，1,234.56万元。"},
        ]
    )
    answer = get(client, "sections/", edition=edition.pk)
    assert (answer["edition"], answer["page_url"]) == (edition.pk, f"http://testserver/editions/{edition.pk}/text/")
    part = edition.parts.get().reading.document
    page = f"http://testserver/documents/{part.pk}/pages/1/"
    assert answer["results"][1] == {
        "document": part.sha256,
        "title": "一、收支情况",
        "level": 1,
        "text": "第一段。\n第二段，1,234.56万元。",
        "page": None,
        "line": 9,
        "sheet": "",
        "cell": "",
        "evidence_url": f"{page}#L9",
    }
    assert [one["title"] for one in answer["results"]] == ["", "一、收支情况"]


def test_a_section_of_a_pdf_leads_to_its_page(client: Client) -> None:
    known = {"level": 1, "text": "", "bbox": [1, 2, 3, 4]}
    edition = with_sections([{"title": "甲", "page": 2, **known}, {"title": "乙", "page": 3, **known}], "application/pdf")
    first, second = get(client, "sections/", edition=edition.pk)["results"]
    assert (first["page"], first["line"]) == (2, None)
    assert first["evidence_url"].endswith("/pages/2/")
    assert (second["page"], second["evidence_url"]) == (3, None)


def test_a_section_of_a_workbook_leads_to_its_sheet(client: Client) -> None:
    known = {"level": 1, "text": ""}
    sections = [{"title": "甲", "sheet": "说明", "cell": "A7", **known}, {"title": "乙", "sheet": "没有存下", "cell": "A1", **known}]
    edition = with_sections(sections, sheet="说明")
    document = edition.parts.get().reading.document
    first, second = get(client, "sections/", edition=edition.pk)["results"]
    assert (first["sheet"], first["cell"], first["page"], first["line"]) == ("说明", "A7", None, None)
    assert first["evidence_url"] == f"http://testserver/documents/{document.pk}/pages/2/"
    assert client.get(first["evidence_url"]).status_code == 200
    assert (second["sheet"], second["cell"], second["evidence_url"]) == ("没有存下", "A1", None)


def test_a_section_in_a_table_of_a_word_document_has_the_line_alone(client: Client) -> None:
    edition = with_sections([{"title": "甲", "level": 1, "table": 1, "row": 2, "cell": 3, "line": 1, "text": ""}])
    (found,) = get(client, "sections/", edition=edition.pk)["results"]
    assert (found["line"], found["sheet"], found["cell"]) == (1, "", "")


def test_personal_data_that_only_joined_lines_show_is_masked_too(client: Client) -> None:
    edition = with_sections([{"title": "联系人：张三", "level": 1, "line": 1, "text": "本单位联系电话：13812345678。\n联系人：李四"}])
    (found,) = get(client, "sections/", edition=edition.pk)["results"]
    assert found["title"] == "联系人：██"
    assert found["text"] == "本单位联系电话：███████████。\n联系人：██"


def test_sections_are_asked_for_by_an_edition_that_was_ever_published(client: Client) -> None:
    edition = with_sections([{"title": "甲", "level": 1, "line": 1, "text": "乙"}])
    draft = datong(name="大同市财政局").finish()
    assert set(get(client, "sections/", 400)["errors"]) == {"edition"}
    assert set(get(client, "sections/", 400, edition="x")["errors"]) == {"edition"}
    assert set(get(client, "sections/", 400, edition=edition.pk, department=1)["errors"]) == {"department"}
    assert get(client, "sections/", 404, edition=draft.pk)["code"] == "not_found"
    assert get(client, "sections/", 404, edition=10**9)["code"] == "not_found"
    withdraw(edition)
    assert len(get(client, "sections/", edition=edition.pk)["results"]) == 1


# Forms


def test_a_project_says_its_money_and_its_targets(client: Client) -> None:
    book = datong()
    targets = [{"level1": "产出指标", "level2": "数量指标", "level3": "用电度数", "period": "100%", "year": None}]
    more: dict[str, Any] = {"goal": {"period": "保证用电", "year": "保证用电"}, "department": "某局", "overview": "交电费", "basis": None}
    book.form("某电费", "45769", "183076", indicators=targets, **more)
    edition = book.publish()
    (found,) = get(client, "forms/")["results"]
    row = edition.forms.get()
    url = f"http://testserver/documents/{book.document.pk}/pages/1/#L{row.line}"
    assert found == {
        **row_of(edition, row),
        "project": "某电费",
        "department_named": "某局",
        "implementing_unit": "",
        "attribute": "",
        "complete": True,
        "missing": [],
        "period_years": 3,
        "year_total": "45769.0000",
        "period_total": "183076.0000",
        "funding": [
            {"time": "period", "source": "total", "amount": "183076", "unit": "元", "yuan": "183076.0000"},
            {"time": "year", "source": "total", "amount": "45769", "unit": "元", "yuan": "45769.0000"},
        ],
        "overview": "交电费",
        "basis": "",
        "necessity": "",
        "safeguards": "",
        "plan": "",
        "goal": {"period": "保证用电", "year": "保证用电"},
        "targets": [{"level1": "产出指标", "level2": "数量指标", "level3": "用电度数", "period": "100%", "year": ""}],
        "corrected": False,
        "source": source_of(row),
        "evidence_url": url,
        "page_url": f"http://testserver/editions/{edition.pk}/forms/",
    }
    assert get(client, f"forms/{row.pk}/")["project"] == "某电费"


def test_money_of_a_form_in_ten_thousands_is_told_in_yuan_and_without_a_unit_it_is_not(client: Client) -> None:
    book = datong()
    book.form("甲", "4.5", None, unit="万元", pages=[])
    book.form("乙", "4.5", None, unit=None, complete=False, missing=["实施期"])
    edition = book.publish()
    first, second = get(client, "forms/")["results"]
    assert [one["yuan"] for one in first["funding"]] == ["45000.0000"]
    assert first["evidence_url"] == f"http://testserver/editions/{edition.pk}/forms/"
    assert [(one["amount"], one["unit"], one["yuan"]) for one in second["funding"]] == [("4.5", "", None)]
    assert (second["complete"], second["missing"]) == (False, ["实施期"])
    for query, expected in (
        ({"complete": "false"}, ["乙"]),
        ({"complete": "true"}, ["甲"]),
        ({"project": "甲"}, ["甲"]),
        ({"year": 2022}, []),
    ):
        assert [one["project"] for one in get(client, "forms/", **query)["results"]] == expected, query


def test_a_form_as_the_parser_stores_it_is_told(client: Client) -> None:
    edition = published(User.objects.create_user("clerk"))
    (found,) = get(client, "forms/", edition=edition.pk)["results"]
    money = [("period", "total"), ("period", "city"), ("year", "total"), ("year", "city")]
    assert [(one["time"], one["source"]) for one in found["funding"]] == money
    assert (found["year_total"], found["missing"], found["targets"]) == ("45769.0000", [], [])


# Corrections


def test_a_correction_says_what_stood_there_and_what_stands_there_and_never_by_whom(client: Client) -> None:
    book = datong()
    step = correct(book, User.objects.create_user("clerk"))
    cell = Fact.objects.get(correction=step)
    edition = book.publish()
    (found,) = get(client, "corrections/")["results"]
    assert found == {
        **row_of(edition, step),
        "order": 0,
        "field": "amount",
        "document": book.document.sha256,
        "table": cell.table,
        "row": 0,
        "column": 0,
        "place": "机关运行经费表 › 部门合计",
        "old": "159.97",
        "new": "159.79",
        "old_words": "159.97",
        "new_words": "159.79",
        "unit": "万元",
        "old_yuan": "1599700.0000",
        "new_yuan": "1597900.0000",
        "reason": "原件是159.79",
        "made_on": str(timezone.localdate()),
        "figures": 1,
        "fact": cell.pk,
        "evidence_url": f"http://testserver/evidence/facts/{cell.pk}/",
    }
    assert get(client, f"corrections/{step.pk}/") == found
    assert get(client, f"facts/{cell.pk}/")["corrected"] is True


def test_a_correction_made_at_the_desk_is_told_once_it_is_published(client: Client) -> None:
    clerk, reviewer = (User.objects.create_user(name) for name in ("clerk", "reviewer"))
    edition = mend(draft(findings=[]), clerk)
    editions.record_checks(edition, {part.pk: {"findings": [], "checks": {}} for part in edition.parts.all()}, corrections=1)
    get(client, "corrections/", 404, edition=edition.pk)
    edition.refresh_from_db()
    editions.publish(editions.submit_for_review(edition, clerk), reviewer)
    (found,) = get(client, "corrections/")["results"]
    assert (found["old"], found["new"], found["unit"], found["old_yuan"], found["new_yuan"]) == (
        "54.70",
        "55.70",
        "万元",
        "547000.0000",
        "557000.0000",
    )
    assert (found["table"], found["row"], found["column"]) == (0, 1, 0)
    assert "卫生健康支出" in found["place"]
    (fact,) = [one for one in get(client, "facts/", code="210", measure="total")["results"] if one["corrected"]]
    assert (fact["id"], fact["yuan"], fact["printed"]) == (found["fact"], found["new_yuan"], "54.70")


def test_a_correction_of_a_row_has_no_amount_and_what_was_decided_upon_does_not_count(client: Client) -> None:
    book = datong()
    person = User.objects.create_user("clerk")
    place = {"sha256": book.document.sha256, "table": 0, "row": 1, "column": None, "at": ""}
    row = correct(book, person, field="row", old="", new="removed", target=place, reason="不是数据行")
    lost = correct(book, person, field="label", old="甲", new="乙", order=1, target=place)
    drop = correct(book, person, field="dropped", old="乙", new="", order=2, target=place, settles=lost)
    book.publish()
    (found,) = get(client, "corrections/")["results"]
    assert (found["id"], found["field"], found["row"], found["column"]) == (row.pk, "row", 1, None)
    assert (found["old_words"], found["new_words"]) == ("单独一行", "不是数据行，不要")
    assert [found[name] for name in ("unit", "old_yuan", "new_yuan", "figures", "fact", "evidence_url")] == ["", None, None, 0, None, None]
    for gone in (lost, drop):
        assert get(client, f"corrections/{gone.pk}/", 404)["code"] == "not_found"
    assert get(client, "corrections/", field="amount")["results"] == []
    assert [one["id"] for one in get(client, "corrections/", field="row", department=department().pk)["results"]] == [row.pk]
    assert set(get(client, "corrections/", 400, field="dropped")["errors"]) == {"field"}


def test_a_blank_that_was_corrected_has_no_amount_before(client: Client) -> None:
    book = datong()
    correct(book, User.objects.create_user("clerk"), old="", new="—")
    book.publish()
    (found,) = get(client, "corrections/")["results"]
    assert (found["old_words"], found["old_yuan"], found["new_yuan"]) == ("空白", None, None)


# All of them


def test_rows_of_editions_in_force_are_told_those_of_old_ones_when_asked_and_those_of_drafts_never(client: Client) -> None:
    old, new = with_everything(), with_everything()
    old.publish()
    new.publish()
    draft, gone = with_everything("大同市财政局"), with_everything("大同市水务局")
    draft.finish()
    withdraw(gone.publish())
    for path in NOT_THERE:
        of = {one["edition"] for one in get(client, path)["results"]}
        assert of == {new.edition.pk}, path
        for book in (old, gone):
            found = get(client, path, edition=book.edition.pk)["results"]
            assert {one["edition"] for one in found} == {book.edition.pk}, path
        get(client, path, 404, edition=draft.edition.pk)
    for path, rows in (("tables", "printedtables"), ("statements", "statements"), ("forms", "forms"), ("corrections", "corrections")):
        for book, status in ((old, 200), (new, 200), (gone, 200), (draft, 404)):
            row = getattr(book.edition, rows).all()[0]
            get(client, f"{path}/{row.pk}/", status)
    assert Part.objects.filter(edition=draft.edition).exists()


def test_a_number_that_none_can_have_is_not_found(client: Client) -> None:
    for path in (*NOT_THERE, "editions/"):
        for number in (0, 10**30):
            assert get(client, f"{path}{number}/", 404)["code"] == "not_found", path


def test_nobody_is_named(client: Client) -> None:
    edition = with_everything().publish()
    for path in (*NOT_THERE, "editions/", f"sections/?edition={edition.pk}"):
        assert "clerk" not in client.get(f"/api/v1/{path}").content.decode(), path


def test_these_lists_ask_as_often_however_long_they_are(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for name in ("大同市应急管理局", "大同市财政局", "大同市水务局"):
        edition = with_everything(name).publish()
    for path in NOT_THERE:
        with django_assert_num_queries(2):
            assert get(client, path)["results"], path
    with django_assert_num_queries(3):
        get(client, "sections/", edition=edition.pk)


@pytest.mark.parametrize(
    ("path", "query", "wrong"),
    [
        ("statements/", {"text": "x"}, {"text"}),
        ("statements/", {"code": "x", "year": "1", "edition": "0", "subject": "长" * 101}, {"code", "year", "edition", "subject"}),
        ("tables/", {"schedule": "x", "scope": "x"}, {"schedule", "scope"}),
        ("forms/", {"complete": "yes"}, {"complete"}),
        ("forms/", {"project": "\x00"}, {"project"}),
        ("corrections/", {"person": "1"}, {"person"}),
        ("corrections/", {"field": "x", "stage": "plan"}, {"field", "stage"}),
    ],
)
def test_wrong_parameters_are_named(client: Client, path: str, query: dict[str, Any], wrong: set[str]) -> None:
    assert set(get(client, path, 400, **query)["errors"]) == wrong
