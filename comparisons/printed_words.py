"""The columns of a printed table that hold codes, names and other words, in the printed order, and what stands in them. Pure.

What was read of a row says no longer in which column each word stood. It is put where the column's head and classification say; where that
leaves something over, or would take a guess, the caller lays the table out in columns of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from budgets.schedules import is_total

Json = Mapping[str, Any]

_OF_CODES: Final = ("code", "label")


@dataclass(frozen=True, slots=True)
class Words:
    """A column of words: what it holds (`code`, `label`, `organisation`, `text`), its printed head, and of which classification it is."""

    kind: str
    header: tuple[str, ...]
    system: str | None = None


def columns_of(side: str, block: int, words: Iterable[Json]) -> tuple[Words, ...]:
    """The columns of words of one side and block; none where two of them could not be told apart."""
    own = [one for one in words if (one.get("side") or "") == side and (one.get("block") or 0) == block]
    found = tuple(Words(one["kind"], tuple(one["header"]), one.get("system")) for one in own)
    return found if any(one.header for one in found) and max(Counter(map(_holds, found)).values()) == 1 else ()


def _holds(column: Words) -> tuple[str, str]:
    """What tells a column from others: its classification, or the head under which a row keeps its other words."""
    return (column.kind, column.system or "") if column.kind != "text" else ("text", _leaf(column))


def _leaf(column: Words) -> str:
    return column.header[-1] if column.header else ""


def words_of(row: Json, columns: Sequence[Words]) -> tuple[str, ...]:
    """What stands in each of these columns in a row."""
    codes = {one["system"]: one for one in row.get("codes") or ()}
    texts = {text["header"] or "": text["printed"] or "" for text in row.get("texts") or ()}
    organisation = row.get("organisation") or {}
    often = Counter(column.system for column in columns if column.kind in _OF_CODES)
    found = []
    for column in columns:
        if column.kind in _OF_CODES and column.system in codes:
            found.append(_of_code(codes[column.system], column, often[column.system] == 1))
        elif column.kind == "text":
            found.append(texts.get(_leaf(column), ""))
        else:
            found.append(_joined(organisation.get("code"), organisation.get("name")) if column.kind == "organisation" else "")
    return tuple(_with_own_name(found, row, columns))


def _of_code(one: Json, column: Words, alone: bool) -> str:
    if alone:
        return _joined(one.get("code"), one.get("label"))
    return one.get("code" if column.kind == "code" else "label") or ""


def _with_own_name(found: list[str], row: Json, columns: Sequence[Words]) -> list[str]:
    """The row's own code and label, as far as they stand nowhere yet: in the only columns where they can."""
    code, label = row.get("code") or "", row.get("label") or ""
    places = {kind: [at for at, column in enumerate(columns) if column.kind == kind and not found[at]] for kind in _OF_CODES}
    if code and not any(code in text for text in found) and len(places["code"]) == 1:
        found[places["code"][0]] = code
    if label and not any(label in text for text in found):
        free = places["label"] or ([at for at in range(len(columns)) if not found[at]] if is_total(label) else [])
        if len(free) == 1 or (free and is_total(label)):
            found[free[0]] = label if any(code in text for text in found) else _joined(code, label)
    return found


def _joined(code: str | None, name: str | None) -> str:
    return " ".join(part for part in (code, name) if part)


def says_all(texts: Sequence[str], row: Json) -> bool:
    """Whether everything that a row says in words stands in one of its columns."""
    organisation = row.get("organisation") or {}
    parts = [row.get("code"), row.get("label"), organisation.get("code"), organisation.get("name")]
    parts += [part for one in row.get("codes") or () for part in (one.get("code"), one.get("label"))]
    parts += [text["printed"] for text in row.get("texts") or ()]
    return all(any(part in text for text in texts) for part in parts if part)
