"""The page that says how programs ask."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from tests.factories import datong

pytestmark = pytest.mark.django_db


def test_the_first_questions_have_answers(client: Client) -> None:
    datong().publish()
    page = client.get("/developers/").content.decode()
    asked = [html.unescape(address) for address in re.findall(r'href="(http://testserver/api/[^"]+)"', page)]
    assert len(asked) == 3
    for address in asked:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    assert "120/min" in page


def test_before_anything_is_published_nothing_is_asked(client: Client) -> None:
    page = client.get("/developers/")
    assert page.status_code == 200
    assert "/api/v1/rankings/" not in page.content.decode()
