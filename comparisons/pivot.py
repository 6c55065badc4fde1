"""The table of a comparison turned: below each line its departments with the years beside each other, or its years with the departments.

What a line's parts leave unexplained stands in the table by lines alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from comparisons.comparison import Comparison, FigureCell, StepCell, TableRows
from comparisons.groups import Group
from comparisons.layout import largest_first
from comparisons.matrix import Row

Cell = tuple[FigureCell, StepCell | None]
"""A figure, and what changed since the year before."""


@dataclass(frozen=True, slots=True)
class TurnedRow:
    """A group in its years, or a year (`year` is not 0, and `group` None) in all groups."""

    cells: tuple[Cell, ...]
    group: Group | None = None
    year: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """A line with its rows; `side` where a side of the table begins."""

    line: Row
    rows: tuple[TurnedRow, ...]
    side: str = ""


def turned(comparison: Comparison) -> tuple[Block, ...]:
    """The blocks of the lines that are shown, in the order of the table."""
    make: Callable[[Comparison, Row], tuple[TurnedRow, ...]] = _by_years if comparison.by == "years" else _by_groups
    sided = len(comparison.sections) > 1
    return tuple(
        Block(row, make(comparison, row), section.side if sided and not at else "")
        for section in comparison.sections
        for at, row in enumerate(_lines(section))
    )


def _lines(section: TableRows) -> list[Row]:
    return [one.row for one in section.rows if one.row.kind != "residual"]


def _by_groups(comparison: Comparison, row: Row) -> tuple[TurnedRow, ...]:
    groups: Sequence[Group] = comparison.groups
    if comparison.question.layout.sort:
        year = comparison.last_told(row, groups)
        groups = sorted(groups, key=lambda group: largest_first(comparison.put_by(row, group, year)))
    return tuple(TurnedRow(tuple(_together(comparison.cells_of(group, row))), group) for group in groups)


def _together(cells: Sequence[Cell]) -> list[Cell]:
    """The cells of a row, neighbouring years without a figure for the same reason as one."""
    found: list[Cell] = []
    for figure, step in _one_by_one(cells):
        last = found[-1][0] if found else None
        if last is not None and step is None and figure.point is None and replace(last, columns=1) == figure:
            found[-1] = (replace(last, columns=last.columns + 1), found[-1][1])
        else:
            found.append((figure, step))
    return found


def _by_years(comparison: Comparison, row: Row) -> tuple[TurnedRow, ...]:
    columns = [_one_by_one(comparison.cells_of(group, row)) for group in comparison.groups]
    years = enumerate(comparison.years)
    return tuple(TurnedRow(tuple(column[at] for column in columns), year=year) for at, year in years)


def _one_by_one(cells: Sequence[Cell]) -> list[Cell]:
    """The cells of a group, those of years without any figure not taken together: they stand below each other now."""
    return [(replace(figure, rows=1, columns=1, first=False), step) for figure, step in cells]
