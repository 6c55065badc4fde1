"""What a check asked, beside its finding's Chinese sentence."""

from __future__ import annotations

import pytest
from django.test import Client

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
