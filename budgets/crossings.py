"""Rows that stand where several classifications cross (a functional code and an economic one), and what they are called. Pure.

A table of expenditure may print each functional item by its economic ones: 2120101 行政运行 | 30102 津贴补贴. Such a row's code is the
functional one, and its own label the economic name, which is none of that code. It is called by the code's own printed name with the
further one behind it: 行政运行 › 30102 津贴补贴.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

Json = Mapping[str, Any]

CROSSING: Final = " › "
"""Between the names of the classifications that a row is of."""

_MOST_SPECIFIC: Final = ("economic_department", "economic_government", "function")


def names_of_rows(rows: Sequence[Json]) -> list[str]:
    """What each row of a table is called, in the contract's shape.

    A row by a functional code and an economic one is called by both. Further classifications follow where only they tell rows apart that
    go by one code and one name.
    """
    parts = [_parts(row) for row in rows]
    shown = [min(len(own), 2) if _is_functional(row) else 1 for own, row in zip(parts, rows, strict=True)]
    while alike := _alike(rows, parts, shown):
        for at in alike:
            shown[at] += 1
    return [CROSSING.join(own[:length]) for own, length in zip(parts, shown, strict=True)]


def own_name(label: str) -> str:
    """The name of a row's own code, without what crosses it: 行政运行 of 行政运行 › 30102 津贴补贴."""
    return label.partition(CROSSING)[0]


def is_crossing(code: str, label: str) -> bool:
    """Whether a row with this code and this name is a part of the code's figure, crossed by another classification."""
    return bool(code) and CROSSING in label


def _parts(row: Json) -> list[str]:
    """The names of a row: of its own code first, then of its further classifications, the most specific first."""
    own = _own(row)
    if own is None:
        return [row["label"]]
    others = sorted((one for one in row["codes"] if one is not own), key=lambda one: _MOST_SPECIFIC.index(one["system"]))
    further = [" ".join(filter(None, (one.get("code"), one.get("label")))) for one in others]
    named = {one.get("label") for one in row["codes"]}
    if own["system"] == "function" and row["label"] not in named:
        further = [row["label"], *further]  # a purpose, or a name that was corrected
    return [own.get("label") or row["label"], *filter(None, further)] if _is_functional(row) else [row["label"], *filter(None, further)]


def _own(row: Json) -> Json | None:
    """The classification that the row's code is of, where the row has others beside it."""
    codes = row.get("codes") or ()
    return next((one for one in codes if row["code"] and one.get("code") == row["code"]), None) if len(codes) > 1 else None


def _is_functional(row: Json) -> bool:
    own = _own(row)
    return own is not None and own["system"] == "function"


def _alike(rows: Sequence[Json], parts: Sequence[Sequence[str]], shown: Sequence[int]) -> list[int]:
    """The rows that go by the code and the name of another one, and have more names to tell them by."""
    keys = [_key(row, own[:length]) for row, own, length in zip(rows, parts, shown, strict=True)]
    often = Counter(keys)
    return [at for at, key in enumerate(keys) if rows[at]["code"] and often[key] > 1 and len(parts[at]) > shown[at]]


def _key(row: Json, names: Sequence[str]) -> tuple[object, ...]:
    organisation = row.get("organisation") or {}
    where = (row.get("side"), row.get("block"), row.get("year"), row.get("measure"), organisation.get("code"), organisation.get("name"))
    return (*where, row["code"], *names)
