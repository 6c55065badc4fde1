"""What is kept of departments, and what is not: by year, stage and scope, and table by table. Pure.

Nothing here says that something was not published. What a list or the years around it ask for and nobody collected is `expected`; of
everything else that is not there, it is only known that it was not collected.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final, Literal

from comparisons.roster import STANDARD, STANDARD_SINCE, Due, Entry

Absence = Literal["", "expected", "announced", "received", "put_away", "withdrawn", "not_collected"]
"""Why nothing is shown of a disclosure. `expected`: something asks for it; `announced`: the list tells when it was published, and it
was not collected; `received`: a file of it was received, and is looked at; `put_away`: files were received, and none was taken."""

TableState = Literal["full", "empty", "pictures", "unrecognised", "no_table"]
"""What became of a table. `empty` prints no figure; `pictures` and `unrecognised`: it was not found, and may be on a page that is a
picture, or among the tables that were not recognised."""

STAGES: Final = ("budget", "final_accounts")
SCOPES: Final = ("department", "unit")


@dataclass(frozen=True, slots=True)
class Kept:
    """A table: its number in the edition, from 1, its schedule ("" for none of the standard ones), and how many figures it has."""

    number: int
    schedule: str
    figures: int


@dataclass(frozen=True, slots=True)
class Copy:
    """What is kept of a disclosure: its edition in force, else the last that was. `is_sample`: a document of it is one that we typeset
    ourselves; `pictures` counts the pages that are pictures."""

    edition: int
    number: int = 1
    is_withdrawn: bool = False
    is_sample: bool = False
    tables: tuple[Kept, ...] = ()
    pictures: int = 0


@dataclass(frozen=True, slots=True)
class Holdings:
    """All that is known of some departments' disclosures: what is kept, what is expected, and what was received and is not public."""

    copies: Mapping[Due, Copy] = field(default_factory=dict)
    entries: Mapping[Due, Entry] = field(default_factory=dict)
    received: frozenset[Due] = frozenset()
    put_away: frozenset[Due] = frozenset()

    @property
    def known(self) -> frozenset[Due]:
        """Every disclosure of which anything is known."""
        return frozenset((*self.copies, *self.entries, *self.received, *self.put_away))

    def at(self, due: Due) -> Place:
        """What is known of one disclosure."""
        copy, entry = self.copies.get(due), self.entries.get(due)
        if copy is not None:
            return Place(due, copy, "withdrawn" if copy.is_withdrawn else "", entry)
        if due in self.received:
            return Place(due, None, "received", entry)
        if entry is not None:
            return Place(due, None, "expected" if entry.published.published_on is None else "announced", entry)
        return Place(due, None, "put_away" if due in self.put_away else "not_collected")


@dataclass(frozen=True, slots=True)
class TableCell:
    """What became of a table in one disclosure; `number` is that of its first one in the edition, of `count`."""

    state: TableState
    number: int = 0
    count: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """One disclosure in a map: what is kept of it, else why there is nothing, and what the roster knows of it."""

    due: Due
    copy: Copy | None
    absent: Absence
    entry: Entry | None = None

    @property
    def late(self) -> int:
        """By how many days it was late; 0 where it was not, or where that is not known."""
        return (self.entry.published.days_late or 0) if self.entry is not None else 0

    @property
    def is_in_time(self) -> bool:
        """Whether it is known to have been published in time."""
        return self.entry is not None and self.entry.published.timing == "in_time"

    @property
    def tables(self) -> tuple[Kept, ...]:
        """The standard tables that are kept."""
        return tuple(table for table in self.copy.tables if table.schedule) if self.copy is not None else ()

    @property
    def unrecognised(self) -> int:
        """How many tables with figures are none of the standard ones, or could not be told to be."""
        return sum(not table.schedule and bool(table.figures) for table in self.copy.tables) if self.copy is not None else 0

    @property
    def there(self) -> int:
        """How many of the standard tables are kept, each once."""
        return len({table.schedule for table in self.tables})

    @property
    def lacking(self) -> int:
        """How many tables that it should have were not found in it."""
        return len(self.entry.lacking) if self.entry is not None else 0

    @property
    def has_no_table(self) -> bool:
        """Whether no table was found in what is kept."""
        return self.copy is not None and not self.copy.tables

    @property
    def is_empty(self) -> bool:
        """Whether it has tables, and none prints a figure."""
        return self.copy is not None and bool(self.copy.tables) and not any(table.figures for table in self.copy.tables)

    def cell(self, schedule: str) -> TableCell:
        """What became of a table in it."""
        own = [table for table in self.tables if table.schedule == schedule]
        if full := [table for table in own if table.figures]:
            return TableCell("full", full[0].number, len(full))
        if own:
            return TableCell("empty", own[0].number, len(own))
        if self.copy is not None and self.copy.pictures:
            return TableCell("pictures")
        return TableCell("unrecognised" if self.unrecognised else "no_table")


@dataclass(frozen=True, slots=True)
class Span:
    """Columns that are one cell: a disclosure, or several years of which nothing was collected."""

    places: tuple[Place, ...]

    @property
    def first(self) -> Place:
        """The first of them."""
        return self.places[0]

    @property
    def is_shown(self) -> bool:
        """Whether its tables are told one by one."""
        return not self.first.absent


@dataclass(frozen=True, slots=True)
class Group:
    """One stage and scope of a department: its years, and for each table what became of it in those of which an edition is in force."""

    stage: str
    scope: str
    places: tuple[Place, ...]
    schedules: tuple[str, ...]

    @property
    def spans(self) -> tuple[Span, ...]:
        """The years, with those of which nothing was collected together."""
        return spans(self.places)

    @property
    def shown(self) -> tuple[Place, ...]:
        """The years of which an edition is in force."""
        return tuple(place for place in self.places if not place.absent)

    @property
    def height(self) -> int:
        """How many rows it has: the document, its tables, and those that were not recognised."""
        return 1 + len(self.schedules) + self.has_unrecognised

    @property
    def has_unrecognised(self) -> bool:
        """Whether there are tables that are none of the standard ones."""
        return any(place.unrecognised for place in self.shown)

    @property
    def rows(self) -> tuple[tuple[str, tuple[tuple[Place, TableCell], ...]], ...]:
        """For each table what became of it in the years that are shown."""
        return tuple((schedule, tuple((place, place.cell(schedule)) for place in self.shown)) for schedule in self.schedules)


def spans(places: Iterable[Place]) -> tuple[Span, ...]:
    """Neighbours of which nothing was collected as one, every other by itself."""
    runs = [tuple(own) for _nothing, own in groupby(places, key=lambda place: place.absent == "not_collected")]
    return tuple(Span(part) for run in runs for part in ([run] if run[0].absent == "not_collected" else [(place,) for place in run]))


@dataclass(frozen=True, slots=True)
class Map:
    """A department's years, from the first to the last of which anything is known, and its groups over them."""

    years: tuple[int, ...]
    groups: tuple[Group, ...]

    @property
    def copies(self) -> tuple[Copy, ...]:
        """What is kept, of every year and kind."""
        return tuple(place.copy for group in self.groups for place in group.places if place.copy is not None)

    @property
    def has_samples(self) -> bool:
        """Whether any of it is of a document that we typeset ourselves."""
        return any(copy.is_sample for copy in self.copies)


def map_of(department: int, known: Holdings) -> Map:
    """What is kept of a department, table by table: budgets before final accounts. Empty where nothing is known of it."""
    own = {due for due in known.known if due.department == department}
    if not own:
        return Map((), ())
    years = tuple(range(min(due.year for due in own), max(due.year for due in own) + 1))
    kinds = sorted({(due.stage, due.scope) for due in own}, key=_order)
    return Map(years, tuple(_group(department, stage, scope, years, known) for stage, scope in kinds))


def _order(kind: tuple[str, str]) -> tuple[int, int]:
    return STAGES.index(kind[0]), SCOPES.index(kind[1])


def _group(department: int, stage: str, scope: str, years: Sequence[int], known: Holdings) -> Group:
    places = tuple(known.at(Due(department, year, stage, scope)) for year in years)
    shown = [place for place in places if not place.absent]
    standard = STANDARD.get(stage, ()) if any(place.due.year >= STANDARD_SINCE for place in shown) else ()
    others = (table.schedule for place in shown for table in place.tables)
    return Group(stage, scope, places, tuple(dict.fromkeys((*standard, *others))))


@dataclass(frozen=True, slots=True)
class Column:
    """A year and stage of a map of several departments."""

    year: int
    stage: str


@dataclass(frozen=True, slots=True)
class Slot:
    """What is known of one department in one or several neighbouring columns: its disclosures of each scope; none: nothing collected."""

    width: int
    places: tuple[Place, ...] = ()


def columns_of(dues: Iterable[tuple[int, str]]) -> tuple[Column, ...]:
    """The columns of these years and stages, each once: the first year first, its budget before its final accounts."""
    return tuple(Column(year, stage) for year, stage in sorted(set(dues), key=lambda one: (one[0], STAGES.index(one[1]))))


def row_of(department: int, columns: Sequence[Column], known: Holdings) -> tuple[Slot, ...]:
    """What is known of a department in each column; neighbours of which nothing was collected are one."""
    slots = [_places(department, column, known) for column in columns]
    runs = [list(own) for _nothing, own in groupby(slots, key=lambda places: not places)]
    return tuple(slot for run in runs for slot in ([Slot(1, places) for places in run] if run[0] else [Slot(len(run))]))


def _places(department: int, column: Column, known: Holdings) -> tuple[Place, ...]:
    every = (known.at(Due(department, column.year, column.stage, scope)) for scope in SCOPES)
    return tuple(place for place in every if place.absent != "not_collected")
