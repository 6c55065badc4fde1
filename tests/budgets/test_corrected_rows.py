"""What the public sees of corrected columns, tables and rows: pages and data agree, and each says that it was corrected."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from budgets import editions
from budgets.models import Edition
from budgets.overlay import Second, Step
from budgets.revised import _figures, since_last
from tests.budgets.test_editions import draft
from tests.contracts import amount, expenditure, row

pytestmark = pytest.mark.django_db


def published_with(*steps: Step) -> Edition:
    table = expenditure()
    table["rows"][2:2] = [row("行政运行及", line=14, code="2240101"), row("机关服务", amount(0, "3.00", "30000.00", 15), line=15)]
    edition, person = draft(tables=[table]), User.objects.create_user("clerk")
    document = edition.parts.get().reading.document
    for step in steps:
        edition = editions.correct(edition, document, step, "对照了原件", person)
    results: dict[int, dict[str, Any]] = {part.pk: {"findings": [], "checks": {}} for part in edition.parts.all()}
    edition = editions.record_checks(edition, results, edition.corrections.count())
    return editions.publish(editions.submit_for_review(edition, person), person)


def step(field: str, old: str, new: str, row: int | None = None, column: int | None = None) -> Step:
    return Step(0, field, 0, row, column, old, new)


def pages(client: Client, edition: Edition) -> str:
    disclosure = edition.disclosure
    assert disclosure is not None
    base = f"/departments/{disclosure.department_id}/{disclosure.fiscal_year}/{disclosure.stage}/{disclosure.scope}/"
    seen = [client.get(f"{base}{leaf}") for leaf in ("", "tables/1/")]
    assert [answer.status_code for answer in seen] == [200, 200]
    return seen[1].content.decode()


def test_rows_removed_joined_and_split_are_so_on_the_page_of_the_table_and_as_data(client: Client) -> None:
    second = Second("22999", "其他支出（其他）", {0: "7.77"})
    edition = published_with(step("row", "", "joined", 2), step("row", "", "removed", 1), step("row", "", second.state, 4))
    seen = pages(client, edition)
    assert "行政运行及机关服务" in seen
    assert "卫生健康支出" not in seen
    assert "其他支出（其他）" in seen
    assert "7.77" in seen
    rows = json.loads(client.get(f"/api/v1/facts/?edition={edition.pk}&measure=total").content)["results"]
    told = {(one["code"], one["label"], one["yuan"], one["corrected"]) for one in rows}
    assert told == {
        ("", "合计", "22965900.0000", False),
        ("2240101", "行政运行及机关服务", "30000.0000", True),
        ("229", "其他支出", "0.0000", True),
        ("22999", "其他支出（其他）", "77700.0000", True),
    }


def test_the_evidence_of_a_figure_says_what_was_corrected_of_its_column(client: Client) -> None:
    edition = published_with(step("measure", "basic", "personnel", column=1))
    pages(client, edition)
    fact = edition.facts.get(code="210", measure="personnel")
    seen = client.get(f"/evidence/facts/{fact.pk}/").content.decode()
    assert "栏的意思" in seen
    assert "基本支出</s>人员经费" in seen
    assert "54.70" in seen


def test_a_table_that_is_another_one_is_found_as_that(client: Client) -> None:
    edition = published_with(step("schedule", "expenditure", "general_expenditure"))
    pages(client, edition)
    assert edition.printedtables.get().schedule == "general_expenditure"
    assert json.loads(client.get(f"/api/v1/facts/?edition={edition.pk}&schedule=expenditure").content)["results"] == []


def test_what_a_new_draft_changes_tells_figures_as_printed_whatever_else_was_corrected() -> None:
    edition = published_with()
    person = User.objects.get(username="clerk")
    following = editions.correct(
        edition, edition.parts.get().reading.document, step("label", "卫生健康支出", "卫生支出", 1), "印错", person
    )
    since = since_last(following)
    assert since is not None
    assert {figure.printed for figure in _figures(following)} == {figure.printed for figure in _figures(edition)}
