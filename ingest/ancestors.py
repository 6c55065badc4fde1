"""The rows over each row of a table: by codes, by the 类 of the economic classification, by marks in front of labels. Pure.

Never by indentation: producers indent as they like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from budgets.codes import codes_named, level_of, system_of
from budgets.numerals import integer_of
from budgets.schedules import SCHEDULES, is_total, item_of
from ingest.shapes import Line, Table

_CLASS: Final = 1
_FEWEST_UNITS: Final = 2
_MARKS: Final = (
    re.compile(r"[一二三四五六七八九十]+、"),
    re.compile(r"[（(][一二三四五六七八九十]+[）)]"),
    re.compile(r"\d{1,2}[.、．](?!\d)"),
    re.compile(r"[（(]\d{1,2}[）)]|[①-⑳]"),
    re.compile(r"其中[:：]?"),
)
"""Marks in front of labels by rank (GB/T 9704), highest first: each has twice its place as its rank, so that others fit between."""
_HIGHEST: Final = 0
_BELOW_FIRST: Final = 3
_BESIDE: Final = frozenset({"current", "total", "carryover", "carried_forward", "own_reserves"})
"""Rows of a summary that stand beside the others even where they have no mark and the others have one."""


def with_paths(lines: Sequence[Line], table: Table) -> Iterator[Line]:
    """The lines with the labels of their ancestors, told apart by side and block."""
    parts = {(line.side, line.block) for line in lines}
    placed: dict[int, Line] = {}
    for part in parts:
        own = [(place, line) for place, line in enumerate(lines) if (line.side, line.block) == part]
        paths = _paths([line for _, line in own], table)
        placed |= {place: replace(line, path=path, level=_level(line, path)) for (place, line), path in zip(own, paths, strict=True)}
    yield from (placed[place] for place in range(len(lines)))


def _level(line: Line, path: Sequence[str]) -> int:
    """0 for totals, else 1 for the highest rows: by the length of the code, or by the number of ancestors."""
    if line.code is not None:
        return level_of(line.code) or len(path) + 1
    return 0 if is_total(line.label) else len(path) + 1


def _paths(lines: Sequence[Line], table: Table) -> list[tuple[str, ...]]:
    if any(line.code for line in lines):
        return _paths_by_code(lines)
    if table.schedule is not None and SCHEDULES[table.schedule].keyed_by == "economic":
        return _paths_by_class(lines)
    return _paths_by_mark(lines, table)


def _paths_by_code(lines: Sequence[Line]) -> list[tuple[str, ...]]:
    """Ancestors are the rows whose codes the row's code begins with; where several units have such rows, its own unit's."""
    several = sum(line.is_unit for line in lines) >= _FEWEST_UNITS
    labels: dict[str, str] = {}
    unit: tuple[str, ...] = ()
    paths: list[tuple[str, ...]] = []
    for line in lines:
        if several and (line.is_unit or is_total(line.label)):
            labels, unit = ({}, (line.label,)) if line.is_unit else (labels, ())
            paths.append(())
            continue
        code = line.code or ""
        paths.append((*unit, *(labels[code[:length]] for length in range(1, len(code)) if code[:length] in labels)))
        if line.code is not None:
            labels[line.code] = line.label
    return paths


def _paths_by_class(lines: Sequence[Line]) -> list[tuple[str, ...]]:
    """In tables that print economic items by name only, a row that has the name of a 类 stands over those that follow.

    Where the 类 come again for several units, the rows of the units stand over them.
    """
    unit: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    paths: list[tuple[str, ...]] = []
    for line in lines:
        if is_total(line.label) or line.is_unit:
            paths.append(())
            unit = path = (line.label,) if line.is_unit else ()
        elif _is_class(line.label):
            paths.append(unit)
            path = (*unit, line.label)
        else:
            paths.append(path)
    return paths


def with_units(lines: Sequence[Line], table: Table) -> list[Line]:
    """The rows with the units named that stand over the 类 of a table by classification which has no column for them."""
    if any(line.code for line in lines):
        return _with_coded_units(lines)
    economic = table.schedule is not None and SCHEDULES[table.schedule].keyed_by == "economic"
    if not economic:
        return list(lines)
    named = [line for line in lines if not is_total(line.label)]
    classes = [line.label for line in named if _is_class(line.label)]
    if len(set(classes)) == len(classes) or _is_class(named[0].label):
        return list(lines)
    return [replace(line, organisation=(None, line.label)) if _is_unit_name(line.label) else line for line in lines]


def _with_coded_units(lines: Sequence[Line]) -> list[Line]:
    """Where the 类 come again below rows whose codes are of no classification, those are units with their own codes."""
    classes = [line.code for line in lines if line.code and level_of(line.code) == _CLASS]
    units = [line for line in lines if line.code and not line.organisation and _is_unit_code(line.code, classes)]
    if len(units) < _FEWEST_UNITS or len(set(classes)) == len(classes):
        return list(lines)
    found: list[Line] = []
    unit: tuple[str | None, str] | None = None
    for line in lines:
        if line in units:
            unit = (line.code, line.label)
            found.append(replace(line, organisation=unit))
        else:
            unit = None if is_total(line.label) else unit
            found.append(replace(line, organisation=line.organisation or unit))
    return found


def _is_unit_code(code: str, classes: Sequence[str]) -> bool:
    """Whether a code is of no classification, and not one that is only longer than usual (3010202)."""
    return system_of(code) is None and not code.startswith(tuple(classes))


def _is_unit_name(label: str) -> bool:
    return bool(label) and not is_total(label) and not codes_named(label, None, "economic_department")


def _is_class(label: str) -> bool:
    return any(level_of(code) == _CLASS for code in codes_named(label, None, "economic_department"))


def _paths_by_mark(lines: Sequence[Line], table: Table) -> list[tuple[str, ...]]:
    """By the marks in front of labels: ① stands under the label without a mark before it. Totals have no rows below them.

    三、 that goes on from a 一、 over which nothing stands has nothing over it either, whatever stands between them.
    """
    unmarked = _rank_of_unmarked(lines, table)
    last = 0
    above: list[tuple[int, str]] = []
    paths: list[tuple[str, ...]] = []
    for line in lines:
        if is_total(line.label):
            paths.append(())
            above, unmarked = [], unmarked if len(paths) == 1 else _HIGHEST
            continue
        beside = item_of(table.schedule, line.label) in _BESIDE
        rank = next((2 * rank for rank, mark in enumerate(_MARKS, 1) if mark.match(line.label)), _HIGHEST if beside else unmarked)
        ordinal = _ordinal(line.label)
        above = [(other, label) for other, label in above if other < rank and not ordinal > last > 0]
        if ordinal:
            last = 0 if above else ordinal
        paths.append(tuple(label for _, label in above))
        above.append((rank, line.label))
    return paths


def _ordinal(label: str) -> int:
    """The number of a mark of the first rank (三、: 3); 0 for labels without one."""
    found = _MARKS[0].match(label)
    return integer_of(found[0].rstrip("、")) if found else 0


def _rank_of_unmarked(lines: Sequence[Line], table: Table) -> int:
    """The rank of labels without a mark: the highest, but below 一、 in a summary whose first row has it (the 款 and 项 of a 类)."""
    first = next((line.label for line in lines if not is_total(line.label)), "")
    two_sided = table.schedule is not None and SCHEDULES[table.schedule].two_sided
    return _BELOW_FIRST if two_sided and _MARKS[0].match(first) else _HIGHEST
