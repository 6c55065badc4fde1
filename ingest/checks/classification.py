"""Codes and names: those of the classification of the year, every level there, in order, and the two economic classifications in step.

What our lists do not know is never called wrong; what they know otherwise is unusual, for regions spell names in their own ways. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from budgets.codes import agrees, code_named, codes_named, government_codes, level_of, name_of, parent_of
from budgets.worded import _
from ingest.checks.economic import CLASS_NAMES, SCHEDULES
from ingest.checks.lookup import place, tables_of
from ingest.checks.results import Result, holds, not_evaluable, unusual
from ingest.shapes import Extraction, Line, Table

OF_PROJECTS: Final = ("procurement", "projects", "projects_carryover", "performance")
"""Tables that name projects and purchases beside the code that these are paid under."""


def name(extraction: Extraction) -> Iterator[Result]:
    """Is each code printed with its name in the classification of the year (A12)?"""
    year = _year(extraction)
    for table in extraction.tables:
        for line in table.lines if table.schedule not in OF_PROJECTS else ():
            code = line.code or ""
            if not level_of(code):
                continue
            agreed = agrees(code, _name(line), year)
            subject = f"{table.schedule} {code}"
            if agreed:
                yield holds(subject, line.source)
            elif agreed is False:
                told = _("{table}的编码{code}印的名称是“{name}”，当年的分类科目叫“{usual}”。不一定是错，请看一眼。")
                message = told.format(table=place(table), code=code, name=_name(line), usual=name_of(code, year))
                yield unusual(subject, message, [line.source])


def levels(extraction: Extraction) -> Iterator[Result]:
    """Does each 项 have its 款, and each 款 its 类, in a table that prints all levels (A12)?"""
    for table in extraction.tables:
        codes = {line.code for line in _coded(table) if line.code}
        if len({level_of(code) for code in codes}) > 1:
            orphans = [line for line in _coded(table) if (parent := parent_of(line.code or "")) and parent not in codes]
            for line in orphans:
                words = {"table": place(table), "row": f"{line.code} {line.label}", "above": parent_of(line.code or "")}
                message = _("{table}有{row}，却没有它的上级{above}。表可能缺行，请看一眼。").format(**words)
                yield unusual(f"{table.schedule} {line.code}", message, [line.source])
            if not orphans:
                yield holds(str(table.schedule))


def order(extraction: Extraction) -> Iterator[Result]:
    """Do the codes ascend, and does none stand twice (A12)? Not asked of tables of several units or sides."""
    for table in extraction.tables:
        lines = _coded(table)
        apart = any(line.organisation or line.side or line.block for line in table.lines)
        if len(lines) > 1 and not apart and not _is_keyed_twice(lines) and not _is_of_units(lines):
            wrong = [] if _by_other_classification(lines) else [b for a, b in pairwise(lines) if (a.code or "") >= (b.code or "")]
            for line in wrong[:1]:
                told = _("{table}的编码从{row}起不再递增或有重复。行的次序或编码可能有误，请看一眼。")
                message = told.format(table=place(table), row=f"{line.code} {line.label}")
                yield unusual(f"{table.schedule} {line.code}", message, [line.source])
            if not wrong:
                yield holds(str(table.schedule))


def crosswalk(extraction: Extraction) -> Iterator[Result]:
    """Does the 政府 economic item of a row belong to its 部门 economic item (A14, 财预〔2017〕98号)?"""
    year = _year(extraction)
    for table in tables_of(extraction, *SCHEDULES):
        for line in table.lines:
            departments, governments = department_codes(line, year), _government_codes(line, year)
            if governments is not None and departments is not None:
                yield from _in_step(table, line, departments, governments)


def department_codes(line: Line, year: int | None) -> tuple[str, ...] | None:
    """The 部门 economic codes that a row may stand for: the printed one, or those of its name below its 类. None for rows of a 类."""
    if line.code:
        return (line.code,) if line.code.startswith("3") and level_of(line.code) == 2 else None
    within = CLASS_NAMES.get(line.path[-1]) if line.path else None
    found = code_named(line.label, year, "economic_department", within) if within else None
    return ((found,) if found else ()) if within else None


def _government_codes(line: Line, year: int | None) -> tuple[str, ...] | None:
    printed = [code for code in line.codes if code.system == "economic_government" and (code.code or code.label)]
    if len(printed) != 1:
        return None
    return (printed[0].code,) if printed[0].code else codes_named(printed[0].label, year, "economic_government")


def _in_step(table: Table, line: Line, departments: tuple[str, ...], governments: tuple[str, ...]) -> Iterator[Result]:
    subject = f"{table.schedule} {line.code or line.label}"
    government = next(code.label or code.code for code in line.codes if code.system == "economic_government")
    words = {"table": place(table), "item": line.label, "other": government}
    allowed = frozenset().union(*(government_codes(code) for code in departments))
    if not allowed or not governments:
        why = _("{table}的部门经济科目“{item}”对的是政府经济科目“{other}”，两套科目的对照里没有它").format(**words)
        yield not_evaluable(subject, why, [line.source])
    elif allowed & set(governments):
        yield holds(subject, line.source)
    else:
        message = _("{table}的部门经济科目“{item}”对的是政府经济科目“{other}”，与两套科目的对照不符。请看一眼。").format(**words)
        yield unusual(subject, message, [line.source])


def _coded(table: Table) -> tuple[Line, ...]:
    """The rows with codes; none of a table whose rows are of two classifications at once (每一功能科目下的各经济科目)."""
    systems = {code.system for line in table.lines for code in line.codes}
    if "function" in systems and len(systems) > 1:
        return ()
    return tuple(line for line in table.lines if line.code and level_of(line.code))


def _by_other_classification(lines: Sequence[Line]) -> bool:
    """Whether rows go by the codes of the classification beside their own (政府经济分类), which never descend."""
    others = [[code.code for code in line.codes if code.code and code.code != line.code] for line in lines]
    if any(len(codes) != 1 for codes in others):
        return False
    ordered = [codes[0] for codes in others]
    return len(set(ordered)) > 1 and all(before <= after for before, after in pairwise(ordered))


def _is_keyed_twice(lines: Sequence[Line]) -> bool:
    """Whether a code comes again because the rows are told apart by the other economic classification beside it."""
    codes = [line.code for line in lines]
    return len(set(codes)) < len(codes) and any(len(line.codes) > 1 for line in lines)


def _is_of_units(lines: Sequence[Line]) -> bool:
    """Whether rows of one level begin anew with each unit, although the units are not named: no code comes twice in a row."""
    codes = [line.code or "" for line in lines]
    again = len(set(codes)) < len(codes) and all(before != after for before, after in pairwise(codes))
    return again and len({level_of(code) for code in codes}) == 1


def _name(line: Line) -> str:
    """The name that stands beside the code of a row, where it has names of several classifications."""
    return next((code.label for code in line.codes if code.code == line.code and code.label), line.label)


def _year(extraction: Extraction) -> int | None:
    stated = extraction.identity.fiscal_year
    return stated.value if stated is not None and isinstance(stated.value, int) else None
