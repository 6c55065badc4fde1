"""Where tables print a figure: cells as plain values, and the finders that pick the one of a figure among them. Pure.

A figure is looked for at its places in their order. Where one table gives two different figures for the same thing, there is none: that is
for a person to decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, Protocol

from budgets.frozen import frozen
from comparisons.changes import Presence
from comparisons.formulas import gettext_noop as _

WHOLE: Final = ("total", "amount")
MOST_TOTALS: Final = 9
"""More columns of one row that say the same of themselves than any table has."""


@frozen
class Cell:
    """A stored fact as plain values: one printed figure, or one blank cell, of a table. Fields as in `budgets.models.Fact`."""

    id: int
    edition: int
    document: int
    year: int
    table: int
    schedule: str
    row_key: str
    measure: str
    figure: str
    row: int
    label: str
    yuan: Decimal | None
    presence: Presence
    column: int = 0
    block: int = 0
    code: str = ""
    item: str = ""
    path: tuple[str, ...] = ()
    level: int | None = None
    side: str = ""
    kind: Literal["money", "count", "percent"] = "money"
    printed: str = ""
    unit: str = ""
    page: int | None = None
    line: int | None = None
    sheet: str = ""
    cell: str = ""
    corrected: bool = False

    def __hash__(self) -> int:
        return hash(self.id)  # of all its fields it would take as long as what is looked up by it


class Row(Protocol):
    """Which rows of a table are meant: `items` are their stable keys, None where only the labels tell; `side` is None for any."""

    @property
    def items(self) -> tuple[str, ...] | None: ...

    @property
    def side(self) -> str | None: ...

    def __call__(self, cell: Cell) -> bool: ...


@dataclass(frozen=True, slots=True)
class Keyed:
    """Rows of a table by their stable keys, of one side where one is named."""

    items: tuple[str, ...]
    side: str | None = None

    def __call__(self, cell: Cell) -> bool:
        return cell.item in self.items and self.side in (None, cell.side)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a figure may stand: rows and columns of one table. What a reader of the database has to fetch for it.

    `items` is None where only the labels tell which row it is; such places are for readers of whole editions. With `at_top` it is the
    first row of the table.
    """

    schedule: str
    items: tuple[str, ...] | None
    measures: tuple[str, ...]
    side: str | None = None
    at_top: bool = False

    def holds(self, schedule: str, item: str, measure: str, side: str, row: int) -> bool:
        """Whether a cell stands here."""
        there = (self.items is None or item in self.items) and self.side in (None, side) and (row == 0 or not self.at_top)
        return schedule == self.schedule and measure in self.measures and there


@dataclass(frozen=True, slots=True)
class Step:
    """Places that are looked at before those of the next step, by which rule their figure is taken, and what stands beside it."""

    places: tuple[Place, ...]
    rule: str
    beside: tuple[Place, ...] = ()


class Finder(Protocol):
    """Finds the one cell of a figure among the cells of an edition. Those at its `places` decide, and where they hold different figures
    those `beside` them; no others do. A figure that stands alone at the first place is always the one,
    where keys tell the row."""

    @property
    def places(self) -> tuple[Place, ...]: ...

    @property
    def beside(self) -> tuple[Place, ...]: ...

    @property
    def steps(self) -> tuple[Step, ...]:
        """Its places in the order in which they are looked at, each with its rule: what pages print of it."""
        ...

    def __call__(self, cells: Sequence[Cell]) -> Cell | None: ...


def total_of(side: str = "") -> Row:
    """The row that adds up its whole table, or one side of it."""
    return Keyed(("total",), side)


def item(key: str) -> Row:
    """The row of an item such as 公务接待费, or the total row where items are columns."""
    return Keyed((key, "total"))


@dataclass(frozen=True, slots=True)
class FirstPrinted:
    """The first place where a figure is printed; where none is, the first place that is left blank."""

    finders: tuple[Finder, ...]

    @property
    def places(self) -> tuple[Place, ...]:
        return tuple(place for finder in self.finders for place in finder.places)

    @property
    def beside(self) -> tuple[Place, ...]:
        return tuple(place for finder in self.finders for place in finder.beside)

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(step for finder in self.finders for step in finder.steps)

    def __call__(self, cells: Sequence[Cell]) -> Cell | None:
        blank: Cell | None = None
        for finder in self.finders:
            cell = finder(cells)
            if cell is not None and cell.yuan is not None:
                return cell
            blank = blank or cell
        return blank


def printed_at(*finders: Finder) -> Finder:
    """The first place where a figure is printed; where none is, the first place that is left blank."""
    return FirstPrinted(finders)


@dataclass(frozen=True, slots=True)
class At:
    """A row of a table, in the first of these columns that it has. Two different figures for it are none."""

    schedule: str
    row: Row
    measures: tuple[str, ...]

    @property
    def places(self) -> tuple[Place, ...]:
        return (Place(self.schedule, self.row.items, self.measures, self.row.side),)

    @property
    def beside(self) -> tuple[Place, ...]:
        return ()

    @property
    def steps(self) -> tuple[Step, ...]:
        return (Step(self.places, _("取这些行里最先有的一栏；印了两个不同的数，就不取。")),)

    def __call__(self, cells: Sequence[Cell]) -> Cell | None:
        rows = [cell for cell in cells if cell.schedule == self.schedule and cell.kind == "money" and self.row(cell)]
        for measure in self.measures:
            there = [cell for cell in rows if cell.measure == measure]
            if there:
                return _only(there)
        return None


def at(schedule: str, row: Row, measures: Sequence[str] = WHOLE) -> Finder:
    """A row of a table, in the first of these columns that it has. Two different figures for it are none."""
    return At(schedule, row, tuple(measures))


@dataclass(frozen=True, slots=True)
class AllInFirstRow:
    """A column of the first row of 支出总表, where that row, by whatever name, is all of the expenditure: its total is what 收支总表
    prints as that of expenditure. Departments of some regions call it by their own name, and no row 合计."""

    measure: str

    @property
    def places(self) -> tuple[Place, ...]:
        return (Place("expenditure", ("",), (self.measure,), at_top=True),)

    @property
    def beside(self) -> tuple[Place, ...]:
        return (Place("expenditure", ("",), WHOLE, at_top=True), Place("summary", ("current", "total"), WHOLE, "expenditure"))

    @property
    def steps(self) -> tuple[Step, ...]:
        rule = _("支出总表没有合计行时，取第一行（写的是部门名称）的这一栏；这一行的合计等于收支总表的支出合计，才取。")
        return (Step(self.places, rule, self.beside),)

    def __call__(self, cells: Sequence[Cell]) -> Cell | None:
        money = [cell for cell in cells if cell.kind == "money"]
        first, whole = ([cell for cell in money if _stands_at(place, cell)] for place in self.beside)
        all_spent = {cell.yuan for cell in whole if cell.yuan}
        tables = {(cell.document, cell.table) for cell in first if cell.yuan in all_spent}
        own = [cell for cell in money if (cell.document, cell.table) in tables and _stands_at(self.places[0], cell)]
        return _only(own) if own else None


def _stands_at(place: Place, cell: Cell) -> bool:
    return place.holds(cell.schedule, cell.item, cell.measure, cell.side, cell.row)


def _only(cells: Iterable[Cell]) -> Cell | None:
    ordered = sorted(cells, key=lambda cell: (cell.yuan is None, cell.table, cell.row))
    figures = {cell.yuan for cell in ordered if cell.yuan is not None}
    return ordered[0] if len(figures) <= 1 else None


def three_public(key: str) -> Finder:
    """An item of the 三公 table, which prints its items as rows in some regions and as columns in others: its measure is the same.

    Where its columns are of one fund each, it is that of 一般公共预算, if the others have nothing.
    """
    names = (key, f"vehicles.{key}")
    return printed_at(at("three_public", item(key), names), *(_OnlyFund(item(key), f"{name}.") for name in names))


@dataclass(frozen=True, slots=True)
class _OnlyFund:
    """A row of the 三公 table that is told by funds: the figure of 一般公共预算, where no other fund prints any but 0."""

    row: Row
    prefix: str = ""

    @property
    def places(self) -> tuple[Place, ...]:
        return (Place("three_public", self.row.items, (f"{self.prefix}general",)),)

    @property
    def beside(self) -> tuple[Place, ...]:
        return (Place("three_public", self.row.items, tuple(f"{self.prefix}{fund}" for fund in ("fund", "capital"))),)

    @property
    def steps(self) -> tuple[Step, ...]:
        return (Step(self.places, _("表按资金来源分栏时，取一般公共预算的数；别的资金有不是 0 的数，就不取。"), self.beside),)

    def __call__(self, cells: Sequence[Cell]) -> Cell | None:
        there = [cell for cell in cells if cell.schedule == "three_public" and cell.kind == "money" and self.row(cell)]
        own = [cell for cell in there if cell.measure == f"{self.prefix}general"]
        others = [cell for cell in there if any(cell.measure in place.measures for place in self.beside)]
        return _only(own) if own and others and not any(cell.yuan for cell in others) else None


class ThreePublicTotal:
    """The total of the 三公 table. Where it also lists meetings and training, it has a total of all beside that of the three.

    Of several totals the one is taken that the three items add up to; none where that is not exactly one figure. A total that is told by
    funds alone (`_OnlyFund`) is one where the three items add up to it.
    """

    _items: Final = tuple(three_public(key) for key in ("abroad", "reception", "vehicles"))
    _by_funds: Final = _OnlyFund(total_of())
    _measures: Final = (*WHOLE, *(f"{measure}#{number}" for measure in WHOLE for number in range(2, MOST_TOTALS + 1)))

    @property
    def places(self) -> tuple[Place, ...]:
        return (Place("three_public", ("total",), self._measures), *self._by_funds.places)

    @property
    def beside(self) -> tuple[Place, ...]:
        return (*self._by_funds.beside, *(place for finder in self._items for place in (*finder.places, *finder.beside)))

    @property
    def steps(self) -> tuple[Step, ...]:
        items = tuple(place for finder in self._items for place in finder.places)
        return (
            Step(self.places[:1], _("有几个合计时（表里还列了会议费、培训费），取等于三项之和的那一个；没有或者不止一个，就不取。"), items),
            Step(
                self._by_funds.places,
                _("没有合计栏、按资金来源分栏时，取一般公共预算的数；它等于三项之和，别的资金都没有数，才取。"),
                items,
            ),
        )

    def __call__(self, cells: Sequence[Cell]) -> Cell | None:
        there = [cell for cell in cells if cell.schedule == "three_public" and cell.kind == "money" and cell.item == "total"]
        totals = [cell for cell in there if cell.measure in self._measures]
        by_funds = self._by_funds(cells) if not totals else None
        if len({cell.yuan for cell in totals}) > 1 or by_funds is not None:
            totals = [by_funds] if by_funds is not None else totals
            items = [found for finder in self._items if (found := finder(cells)) is not None]
            whole = sum((found.yuan for found in items if found.yuan is not None), Decimal(0))
            totals = [cell for cell in totals if items and cell.yuan == whole]
        return _only(totals) if totals else None


def of_nature(measure: str) -> Finder:
    """What is spent in one of the ways in which 支出总表 divides the whole."""
    return printed_at(at("expenditure", total_of(), (measure,)), AllInFirstRow(measure))
