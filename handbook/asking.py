"""The first questions of a program, about what is really there."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from comparisons import standings


class FirstQuestion(NamedTuple):
    """What one wants to know, and the address that says it."""

    words: str
    address: str


def first_questions(absolute: Callable[[str], str]) -> list[FirstQuestion]:
    """Three questions that have an answer; none before anything was published. A query."""
    kinds = standings.kinds()
    if not kinds:
        return []
    fullest = max(kinds, key=lambda kind: (kind.departments, kind.year))
    basis = {"year": fullest.year, "stage": fullest.stage, "scope": fullest.scope}
    asked = (
        (_("哪些部门有文件"), "departments", {"fields": "id,name,region", "count": 1}),
        (_("一个指标，所有部门排名"), "rankings", {"line": "total_expenditure", **basis}),
        (_("一年的支出表，全部部门，存成一个文件"), "facts", {"schedule": "expenditure", **basis, "format": "csv"}),
    )
    return [FirstQuestion(words, absolute(f"{reverse(f'api:{name}')}?{urlencode(query, safe=',')}")) for words, name, query in asked]
