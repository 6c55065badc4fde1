"""One edition as plain values: what it printed in cells and said in sentences. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from budgets.caching import cached_property
from budgets.frozen import frozen
from comparisons.finders import Cell
from comparisons.indicators import Indicator
from comparisons.stated import Said
from comparisons.subjects import totals_meant

if TYPE_CHECKING:
    from budgets.models import Edition


@frozen
class TableRead:
    """A table of an edition as it was recognised, without its rows. `facts` counts its cells, blank ones too, `figures` those that are not.

    `number` is its place in the document, from 0; `printed_number` what the document calls it (预算公开表3). `remarks` stand under it.
    `fund` is the source of funds that its title names.
    """

    document: int
    number: int
    schedule: str
    title: str
    unit: str
    no_data: bool
    line: int | None
    facts: int
    figures: int = 0
    printed_number: str = ""
    fund: str = ""
    carry_over: str | None = None
    pages: tuple[int, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def place(self) -> tuple[int, int]:
        """Document and place in it: what tells it from every other table of its edition."""
        return self.document, self.number

    @property
    def is_empty(self) -> bool:
        """Whether it says to have no data, and prints none."""
        return self.no_data and not self.figures


@dataclass(frozen=True)
class Volume:
    """One edition as plain values: what it printed in cells and said in sentences.

    `owner` is the name of the department whose it is, where it is read for one that came of it.
    """

    edition: Edition
    year: int
    stage: str
    scope: str
    cells: tuple[Cell, ...]
    said: tuple[Said, ...]
    tables: tuple[TableRead, ...]
    owner: str = ""

    def own(self) -> tuple[Cell, ...]:
        """The cells of the edition's own year and stage. A table of a final account may print 预算数 beside 决算数."""
        return self._own

    def earlier(self) -> tuple[Cell, ...]:
        """The cells that the edition prints for the year before."""
        return self._earlier

    def find(self, indicator: Indicator) -> Cell | None:
        """The cell of a figure of the edition's own year."""
        return indicator.find(_at(self._own_by_table, indicator))

    def find_earlier(self, indicator: Indicator) -> Cell | None:
        """The cell in which the edition prints a figure for the year before."""
        return indicator.find(_at(self._earlier_by_table, indicator))

    def about(self, indicator: Indicator) -> Sequence[Said]:
        """The sentences that speak of an indicator."""
        return self._about.get(indicator.key, ())

    @cached_property
    def _own(self) -> tuple[Cell, ...]:
        return own_cells(self.cells, self.year, self.stage)

    @cached_property
    def _earlier(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if cell.year == self.year - 1)

    @cached_property
    def _own_by_table(self) -> Mapping[str, Sequence[Cell]]:
        return _by_schedule(self._own)

    @cached_property
    def _earlier_by_table(self) -> Mapping[str, Sequence[Cell]]:
        return _by_schedule(self._earlier)

    @cached_property
    def _about(self) -> Mapping[str, Sequence[Said]]:
        found: dict[str, list[Said]] = {}
        for said in self.said:
            for key in totals_of(said):
                found.setdefault(key, []).append(said)
        return found

    def table_of(self, cell: Cell) -> TableRead | None:
        """The table of a cell: its title says of which funds it is, and whether last year's carry-over is in it."""
        return self._by_place.get(place_of(cell))

    @cached_property
    def _by_place(self) -> Mapping[tuple[int, int], TableRead]:
        return {table.place: table for table in reversed(self.tables)}

    def planned(self) -> tuple[Cell, ...]:
        """The cells in which final accounts print the budget of their own year (年初预算数, 调整预算数); a budget has none."""
        if self.stage != "final_accounts":
            return ()
        return tuple(cell for cell in self.cells if cell.year == self.year and cell.figure in ("budget", "adjusted_budget"))


def own_cells(cells: Iterable[Cell], year: int, stage: str) -> tuple[Cell, ...]:
    """The cells of a year and stage, all of one edition. Where a table of a final account has 决算数, its other figures are none."""
    this = [cell for cell in cells if cell.year == year]
    if stage == "budget":
        return tuple(cell for cell in this if cell.figure in ("this", "budget"))
    final = {place_of(cell) for cell in this if cell.figure == "final"}
    return tuple(cell for cell in this if cell.figure == ("final" if place_of(cell) in final else "this"))


def _by_schedule(cells: Iterable[Cell]) -> dict[str, list[Cell]]:
    found: dict[str, list[Cell]] = {}
    for cell in cells:
        found.setdefault(cell.schedule, []).append(cell)
    return found


def _at(cells: Mapping[str, Sequence[Cell]], indicator: Indicator) -> list[Cell]:
    """The cells of the tables in which a figure may stand."""
    return [cell for schedule in indicator.schedules for cell in cells.get(schedule, ())]


def totals_of(said: Said) -> tuple[str, ...]:
    """The keys of the totals that a sentence speaks of; none where it speaks of another organisation's."""
    return () if said.of_another else totals_meant(said.about or said.subject, said.part_of, said.section)


def place_of(cell: Cell) -> tuple[int, int]:
    """The place of a cell's table, as `TableRead.place` is."""
    return cell.document, cell.table
