"""Where the same correction may be due: places of other readings that were read the same wrong way. Pure.

Proposed is only what looks the same: a table of the same title but for its year, the same name, code or head in it, and the same standing
there. In a document of another department the whole layout has to be the same. In other tables of the same document it is the same row
where code, name and a figure of the same meaning are. Nothing is corrected here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from budgets.codes import folded
from budgets.overlay import Step, is_split, next_of_row, standing

Json = Mapping[str, Any]
PROPOSED: Final = ("label", "code", "measure", "schedule", "row")
"""The fields of corrections that may be due in other documents; a figure is each document's own, and so are those of a row that is two."""
WITHIN: Final = ("amount", "label", "code")
"""Those that may be due in the same row of another table of the document."""
Figure = tuple[str, str, str]
"""What a column means, its unit, and what is printed there."""
_YEAR: Final = re.compile(r"[(（]?20[0-9]{2}[)）]?\s*年?度?")
_YEAR_IN_SQL: Final = r"[(（]?20[0-9]{2}[)）]?\s*年?度?"


@dataclass(frozen=True, slots=True)
class Pattern:
    """What was corrected, by what is printed around it: the table's title and heads, the row's code and name (and the next one's, where
    both are one), the column's head. `printed` is the title as it is, `title` without its year; `figures` are those by which the row is
    known in another table: of a figure that was corrected itself, else all of the row."""

    field: str
    old: str
    new: str
    printed: str
    title: str
    schedule: str | None
    heads: tuple[tuple[str, ...], ...]
    head: tuple[str, ...] | None
    row: tuple[str, str, str] | None
    figures: frozenset[Figure] = frozenset()


def may_be_due(step: Step) -> bool:
    """Whether the same may be due elsewhere at all."""
    return step.field in PROPOSED and not is_split(step.new)


def may_be_due_within(step: Step) -> bool:
    """Whether the same may be due in another table of the document: of a blank cell nothing says that it is the same figure."""
    return step.field in WITHIN and (step.field != "amount" or bool(step.old))


def pattern_of(read: Sequence[Json], step: Step) -> Pattern:
    """What to look for elsewhere, from the reading and the correction of it."""
    table = read[step.table]
    head = next((tuple(column["header"]) for column in table["columns"] if column["index"] == step.column), None)
    row = _row(table, step.row, step.new) if step.row is not None else None
    figures = _figures(table, step.row, step.column) if step.row is not None else frozenset()
    title = str(table["title"] or "")
    return Pattern(step.field, step.old, step.new, title, title_of(table), table["schedule"], _heads(table), head, row, figures)


def places_alike(pattern: Pattern, read: Sequence[Json], now: Sequence[Json], *, of_the_department: bool) -> Iterator[Step]:
    """The same correction at each place of a reading that is like it; `now` are its tables with what was corrected already."""
    for number, table in enumerate(read):
        if not _is_alike(pattern, table, of_the_department):
            continue
        for row, column in _places(pattern, table):
            step = Step(0, pattern.field, number, row, column, pattern.old, pattern.new)
            if standing(now, step) == pattern.old:
                yield step


def places_within(pattern: Pattern, read: Sequence[Json], now: Sequence[Json], besides: int) -> Iterator[Step]:
    """The same correction at the same row of the other tables of the document: of a figure where it has the same meaning and the same is
    printed, of a name or a code where any such figure of the row is there."""
    for number, table in enumerate(read):
        for row in range(len(table["rows"])) if number != besides else ():
            if _row(table, row, "") != pattern.row:
                continue
            for column in _columns_alike(pattern, table, row):
                step = Step(0, pattern.field, number, row, column, pattern.old, pattern.new)
                if standing(now, step) == pattern.old:
                    yield step


def _columns_alike(pattern: Pattern, table: Json, row: int) -> list[int | None]:
    """The columns of a row in which a figure by which it is known stands; of a name or a code one None stands for the row."""
    found = [column["index"] for column in table["columns"] if _figures(table, row, column["index"]) & pattern.figures]
    return found if pattern.field == "amount" else [None] if found else []


def _figures(table: Json, row: int, column: int | None) -> frozenset[Figure]:
    """The printed figures of a row, in this column alone where one is named, by what their columns mean."""
    heads = {one["index"]: (one["measure"], one.get("unit") or table["unit"] or "") for one in table["columns"] if one["measure"]}
    amounts = (one for one in table["rows"][row]["amounts"] if column is None or one["column"] == column)
    return frozenset((*heads[one["column"]], one["printed"]) for one in amounts if one["column"] in heads and one["printed"])


def title_of(table: Json) -> str:
    """A title without its year, as titles are compared."""
    return _YEAR.sub("", folded(str(table["title"] or "")))


def titles_like(title: str) -> str:
    """A regular expression for the database: this title of whatever year."""
    return "^" + _YEAR_IN_SQL.join(re.escape(part) for part in _YEAR.split(title)) + "$"


def _is_alike(pattern: Pattern, table: Json, of_the_department: bool) -> bool:
    same_title = bool(pattern.title) and title_of(table) == pattern.title
    if of_the_department:
        return same_title or (pattern.field != "schedule" and bool(pattern.schedule) and table["schedule"] == pattern.schedule)
    return same_title and _heads(table) == pattern.heads


def _places(pattern: Pattern, table: Json) -> list[tuple[int | None, int | None]]:
    if pattern.field == "schedule":
        return [(None, None)]
    if pattern.field == "measure":
        return [(None, column["index"]) for column in table["columns"] if tuple(column["header"]) == pattern.head]
    return [(number, None) for number in range(len(table["rows"])) if _row(table, number, pattern.new) == pattern.row]


def _row(table: Json, number: int, new: str) -> tuple[str, str, str]:
    """Code and name of a row, and the name of the next one where the correction makes both one."""
    row = table["rows"][number]
    following = next_of_row(table, number) if new == "joined" else None
    return row["code"] or "", row["label"], table["rows"][following]["label"] if following is not None else ""


def _heads(table: Json) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(column["header"]) for column in table["columns"])
