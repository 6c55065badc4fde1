"""A finding's sentence in English; where it is there in Chinese only, what its check asked beside it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from budgets.models import Finding
from budgets.worded import Sentence, _, as_json
from ingest.checks.lookup import place
from ingest.shapes import Table
from tests.factories import datong

pytestmark = pytest.mark.django_db

QUESTION = "Are tables noted as without data empty, and all empty tables noted?"
SENTENCE = "《某表》注明本表无数据，却印有不为零的数。"


@pytest.mark.parametrize("check", ["quality.no_data", "a.check_that_is_no_more"])
def test_an_english_page_says_what_was_asked_and_a_chinese_one_does_not(client: Client, check: str) -> None:
    book = datong()
    book.find(check, "mismatch", SENTENCE)
    edition = book.publish()
    finding = edition.findings.get(check_code=check)
    for address in (f"/evidence/findings/{finding.pk}/", f"/editions/{edition.pk}/findings/", "/"):
        chinese, english = (client.get(f"{address}?lang={language}").content.decode() for language in ("zh", "en"))
        assert SENTENCE in chinese, address
        assert SENTENCE in english, address
        assert QUESTION not in chinese, address
        assert (QUESTION in english) == (check == "quality.no_data"), address


IS_MARKED = _("{table}注明本表无数据，却印有不为零的数。请核对是注释多余，还是数字放错了表。")


def no_data(table: str) -> Sentence:
    return IS_MARKED.format(table=table)


WORDED = no_data(place(Table("income", "2023年收入预算总表", "表2", "万元", (), ())))
COUSIN = "表2《2023年收入预算总表》：各格分别四舍五入，相加差在末位"


def findings() -> list[Finding]:
    """Two of one cause, with the parts of their sentences as they come out of a reading."""
    book = datong()
    same = {"cause": COUSIN, "worded": worded()}
    for _again in range(2):
        book.find("quality.no_data", "mismatch", str(WORDED), hint="恰好是10倍：可能是小数点错位。", **same)
    return list(book.publish().findings.filter(check_code="quality.no_data"))


def worded() -> dict[str, list[Any]]:
    cause = [
        "{table}：各格分别四舍五入，相加差在末位",
        {"table": as_json(place(Table("income", "2023年收入预算总表", "表2", "万元", (), ())))},
    ]
    return {"message": as_json(WORDED) or [], "hint": ["恰好是{factor}倍：可能是小数点错位。", {"factor": "10"}], "cause": cause}


def test_an_english_page_has_the_sentence_in_english_where_its_parts_are_kept(client: Client) -> None:
    finding = findings()[0]
    for address in (f"/evidence/findings/{finding.pk}/", f"/editions/{finding.edition_id}/findings/"):
        chinese, english = (client.get(f"{address}?lang={language}").content.decode() for language in ("zh", "en"))
        assert "表2《2023年收入预算总表》注明本表无数据，却印有不为零的数。" in chinese, address
        assert "says that it has no data, but prints figures other than zero." in english, address
        assert '“Summary of income” (<span lang="zh-Hans">表2</span>) says' in english.replace("&quot;", '"'), address
        assert "Exactly 10 times as much: the decimal point may have slipped." in english, address
        assert QUESTION not in english.partition("<dl")[0], address
        assert "却印有不为零的数" not in english, address


def test_the_phrase_of_a_cause_is_english_too(client: Client) -> None:
    finding, other = findings()
    alone = client.get(f"/evidence/findings/{finding.pk}/?lang=zh").content.decode()
    assert f'<a href="/evidence/findings/{other.pk}/?lang=zh">' in alone  # what one cause explains is told together
    for address in (f"/editions/{finding.edition_id}/findings/", "/", f"/evidence/findings/{finding.pk}/"):
        assert (
            "each cell was rounded for itself, so that sums differ in the last digit" in client.get(f"{address}?lang=en").content.decode()
        )
        assert COUSIN in client.get(f"{address}?lang=zh").content.decode()


def test_what_a_document_prints_is_escaped_in_english_as_in_chinese(client: Client) -> None:
    book = datong()
    message = no_data(place(Table(None, "<b>某表</b>", None, "万元", (), ())))
    book.find("quality.no_data", "mismatch", str(message), worded={"message": as_json(message)})
    finding = book.publish().findings.get()
    html = client.get(f"/evidence/findings/{finding.pk}/?lang=en").content.decode()
    assert '“&lt;b&gt;<span lang="zh-Hans">某表</span>&lt;/b&gt;” says' in html
    assert "<b>某表" not in html


def test_a_sentence_that_has_no_english_any_more_is_shown_in_chinese_with_the_question(client: Client) -> None:
    book = datong()
    book.find("quality.no_data", "mismatch", SENTENCE, worded={"message": ["{table}是从前的句子。", {"table": "某表"}]})
    finding = book.publish().findings.get()
    html = client.get(f"/evidence/findings/{finding.pk}/?lang=en").content.decode()
    assert SENTENCE in html
    assert QUESTION in html


def test_the_api_has_the_sentences_in_both_languages(client: Client) -> None:
    finding = findings()[0]
    found = client.get(f"/api/v1/findings/{finding.pk}/").json()
    assert found["message"] == str(WORDED)
    assert found["message_en"].startswith("“Summary of income” (表2) says that it has no data")
    assert found["hint_en"] == "Exactly 10 times as much: the decimal point may have slipped."
    assert found["cause_en"].startswith("“Summary of income” (表2): each cell was rounded for itself")


def test_the_api_has_no_english_of_what_is_there_in_chinese_only(client: Client) -> None:
    book = datong()
    book.find("quality.no_data", "mismatch", SENTENCE)
    found = client.get(f"/api/v1/findings/{book.publish().findings.get().pk}/").json()
    assert (found["message"], found["message_en"], found["hint_en"], found["cause_en"]) == (SENTENCE, "", "", "")
