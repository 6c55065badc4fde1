"""Editions in each of their states, each of a document of its own."""

from __future__ import annotations

from io import BytesIO
from itertools import count
from typing import Any

from django.contrib.auth.models import User

from budgets import editions
from budgets.departments import register_department
from budgets.models import Edition
from ingest.store import store
from ingest.uploads import receive
from tests.contracts import extraction

_numbers = count(1)


def stored(**more: Any) -> Edition:
    number = next(_numbers)
    document = receive(f"文件{number}.txt", BytesIO(f"{number}".encode())).document
    return store(document, extraction(sha256=document.sha256, **more)).edition


def draft(**more: Any) -> Edition:
    register_department("大同市应急管理局")
    return stored(**more)


def in_state(state: str) -> Edition:
    """One that came into this state as at the desk, by one person."""
    if state == "waiting":
        return stored()
    edition, person = draft(), User.objects.create_user("somebody")
    if state in ("in_review", "published", "superseded", "withdrawn"):
        edition = editions.submit_for_review(edition, person)
    if state in ("published", "superseded", "withdrawn"):
        edition = editions.publish(edition, person)
    if state == "superseded":
        second = editions.replace(draft(), edition, person)
        second = editions.publish(editions.submit_for_review(second, person), person)
        editions.withdraw(second, person, "文件有误")
        edition.refresh_from_db()
    if state == "withdrawn":
        edition = editions.withdraw(edition, person, "文件有误")
    return edition
