"""Years side by side: `track(years) → Track`, and the rows of several tracks in one order. Pure.

A track is one department on one basis (stage and scope) through the years. Between two neighbouring years of it stands a step, which
`changes.compare` makes; never between tracks, so that a budget is never subtracted from a final account.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise
from typing import Final, Literal

from budgets.caching import cached_property
from budgets.frozen import frozen
from comparisons.changes import (
    NO_BREAKS,
    Breaks,
    Caution,
    Change,
    Changes,
    Classification,
    Level,
    Point,
    choose,
    compare,
    merged,
    points_of_share,
)

State = Literal["there", "withdrawn", "received", "put_away", "no_document", "incomplete"]
"""`received`: a file of it was received, and is looked at; `put_away`: files were received, and none was taken.
`incomplete`: of a year before a merger, that it cannot be added up, because a department that was merged lacks a document of it."""

RowKind = Literal["line", "total", "residual"]
ONE_CODE: Final[Mapping[str, str]] = {}


@dataclass(frozen=True)
class Year:
    """A year of a track: what its own document prints (`own`), and what the next year's document says of it (`later`).

    `whole` says that both are whole tables: what its own one lacks is not there, whatever the next says.
    """

    year: int
    own: tuple[Point, ...] = ()
    later: tuple[Point, ...] = ()
    state: State = "there"
    whole: bool = False

    @cached_property
    def figures(self) -> dict[str, Point]:
        """The figure of each line: the own document's, where it has none the next one's."""
        known = self.own if self.own and self.whole else (*self.own, *self.later)
        by_key: dict[str, list[Point]] = {}
        for point in known:
            by_key.setdefault(point.key, []).append(point)
        chosen = {key: choose(points) for key, points in by_key.items()}
        return {key: point for key, point in chosen.items() if point is not None}


@dataclass(frozen=True)
class Step:
    """What changed between two neighbouring years of a track."""

    before: int
    after: int
    changes: Changes

    @cached_property
    def levels(self) -> dict[str, Level]:
        """What the parts of each line add up to."""
        return {level.parent: level for level in self.changes.levels}

    def share(self, key: str) -> Decimal | None:
        """What a line adds to its parent's rate, in percentage points."""
        change = self.changes.of(key)
        parent = self.changes.of(change.parent) if change is not None and change.parent is not None else None
        return points_of_share(change, parent) if change is not None and parent is not None else None

    def contribution(self, key: str) -> Decimal | None:
        """What a line adds to its parent's difference, in 元; None where it has no parent with a difference."""
        change = self.changes.of(key)
        parent = self.changes.of(change.parent) if change is not None and change.parent is not None else None
        return change.contribution if change is not None and parent is not None and parent.difference is not None else None


@dataclass(frozen=True)
class Track:
    """A department on one basis through the years, oldest first."""

    years: tuple[Year, ...]
    steps: tuple[Step, ...]

    @cached_property
    def figures(self) -> dict[int, dict[str, Point]]:
        """The figures of each year by line."""
        return {year.year: year.figures for year in self.years}

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Every line of any year: the latest year's order, older lines where they stood."""
        order: list[str] = []
        for year in self.years:
            order = merged(order, list(self.figures[year.year]))
        return tuple(order)

    def step_to(self, year: int) -> Step | None:
        """The step that ends with a year."""
        return self._steps_by_year.get(year)

    @cached_property
    def _steps_by_year(self) -> dict[int, Step]:
        return {step.after: step for step in reversed(self.steps)}

    def cautions(self, wanted: Callable[[str], bool]) -> tuple[tuple[Step, Caution, tuple[Change, ...]], ...]:
        """Every caution of the wanted lines of every step once, with those lines, in the order of years and lines."""
        changes = ((step, change) for step in self.steps for change in step.changes.lines if wanted(change.key))
        found: dict[tuple[int, Caution], tuple[Step, list[Change]]] = {}
        for step, change in changes:
            for caution in dict.fromkeys(change.cautions):
                found.setdefault((step.after, caution), (step, []))[1].append(change)
        return tuple((step, caution, tuple(lines)) for (_after, caution), (step, lines) in found.items())


@frozen
class Row:
    """A line of the table, or what the parts of one (`parent`) leave unexplained of its difference.

    `apart_from` is the line that it is a part of, where a layout leaves that out.
    """

    key: str
    label: str
    code: str
    depth: int
    kind: RowKind
    parent: str | None
    apart_from: Row | None = None


@dataclass(frozen=True)
class Rows:
    """Lines that belong together: the income side of a table, or all of it."""

    side: str
    rows: tuple[Row, ...]


def track(
    years: Iterable[Year],
    broken: Mapping[tuple[int, int], Mapping[str, Caution]] | None = None,
    breaks: Mapping[tuple[int, int], Breaks] | None = None,
) -> Track:
    """Put years in order and compare each with the one before it. A year without any figure has no step on either side.

    `broken` names, by the two years of a step, the codes that mean something else since, with what happened to them; `breaks` what else
    keeps the two years apart.
    """
    ordered = tuple(sorted(years, key=lambda year: year.year))
    steps = (_step(one, other, broken or {}, breaks or {}) for one, other in pairwise(ordered))
    return Track(ordered, tuple(step for step in steps if step is not None))


def _step(
    before: Year, after: Year, broken: Mapping[tuple[int, int], Mapping[str, Caution]], breaks: Mapping[tuple[int, int], Breaks]
) -> Step | None:
    earlier, later = (*before.own, *before.later), tuple(after.figures.values())
    if not earlier or not later:
        return None
    whole, years = before.whole and after.whole, (before.year, after.year)
    classification = Classification({}, broken.get(years, {}))
    changes = compare(earlier, later, whole=whole, classification=classification, breaks=breaks.get(years, NO_BREAKS))
    return Step(before.year, after.year, changes)


# One key for a line through the years


def renamed(years: Sequence[Year], recoded: Mapping[int, Mapping[str, str]]) -> list[Year]:
    """The years with the keys of lines whose code was replaced one to one: each year's old keys to the latest year's."""
    if not any(recoded.values()):
        return list(years)
    return [replace(year, own=_renamed(year.own, recoded), later=_renamed(year.later, recoded)) for year in years]


def _renamed(points: Iterable[Point], recoded: Mapping[int, Mapping[str, str]]) -> tuple[Point, ...]:
    found = []
    for point in points:
        names = recoded.get(point.year, ONE_CODE)
        found.append(replace(point, key=names.get(point.key, point.key), parent=names.get(point.parent or "", point.parent)))
    return tuple(found)


# Rows


@dataclass(frozen=True)
class _Tree:
    """Lines of all tracks: latest label and code, parents, and order."""

    points: Mapping[str, Point]
    order: tuple[str, ...]
    tracks: tuple[Track, ...]
    parts: Mapping[str | None, tuple[str, ...]] = field(default_factory=dict)

    def is_sum(self, key: str) -> bool:
        """Whether a line adds up its table: nothing above it, no code of its own, and parts below it or the table's total by its kind."""
        point = self.points[key]
        return point.parent is None and not point.code and (bool(self.parts.get(key)) or key.rpartition(":")[2] == "total")


def rows(tracks: Sequence[Track], *, totals_last: bool) -> tuple[Rows, ...]:
    """Every line once, parts indented behind their whole. With `totals_last` the line that adds up a table stands below its parts.

    In a table of two sides each has its own rows. Where two years of one track are compared, the largest fall stands first below a class.
    """
    tree = _tree(tracks)
    roots = tree.parts.get(None, ())
    sides = dict.fromkeys(_side(key) for key in roots)
    return tuple(
        Rows(side, tuple(row for key in roots if _side(key) == side for row in _rows_of(tree, key, 0, totals_last))) for side in sides
    )


def _side(key: str) -> str:
    side, colon, _rest = key.partition(":")
    return side if colon and side in ("income", "expenditure") else ""


def _tree(tracks: Sequence[Track]) -> _Tree:
    points: dict[str, Point] = {}
    order: list[str] = []
    for one in tracks:
        order = merged(order, one.keys)
        for year in one.years:
            for key, point in one.figures[year.year].items():
                if key not in points or points[key].year <= point.year:
                    points[key] = point
    parts: dict[str | None, tuple[str, ...]] = {}
    for key in order:
        parent = points[key].parent if points[key].parent in points else None
        parts[parent] = (*parts.get(parent, ()), key)
    return _Tree(points, tuple(order), tuple(tracks), parts)


def _rows_of(tree: _Tree, key: str, depth: int, totals_last: bool) -> list[Row]:
    point, parts = tree.points[key], tree.parts.get(key, ())
    last = totals_last and tree.is_sum(key)
    own = Row(key, point.label, point.code, depth, "total" if last else "line", point.parent)
    below = [row for part in _ordered(tree, parts, depth, last) for row in _rows_of(tree, part, depth if last else depth + 1, totals_last)]
    residual = [Row(f"{key}~", "", "", depth if last else depth + 1, "residual", key)] if _has_residual(tree, key) else []
    return [*below, *residual, own] if last else [own, *below, *residual]


def _ordered(tree: _Tree, parts: Sequence[str], depth: int, of_total: bool) -> Sequence[str]:
    step = only_step(tree.tracks)
    coded = any(tree.points[part].code for part in parts)
    if step is None or of_total or not coded:
        return parts
    return sorted(parts, key=lambda part: _difference(step.changes.of(part)))


def only_step(tracks: Iterable[Track]) -> Step | None:
    """The step of two years alone, by whose differences coded lines are put in order below their class; None of more, or none."""
    steps = [step for one in tracks for step in one.steps]
    return steps[0] if len(steps) == 1 else None


def _difference(change: Change | None) -> Decimal:
    return change.difference if change is not None and change.difference is not None else Decimal(0)


def _has_residual(tree: _Tree, key: str) -> bool:
    """Of the whole the residual is always told, 0 too; of a line below it only where there is one."""
    levels = [step.levels[key] for one in tree.tracks for step in one.steps if key in step.levels]
    return bool(levels) and (tree.points[key].parent is None or any(level.residual for level in levels))


# Parts of one change, for the waterfall


@dataclass(frozen=True, slots=True)
class Fall:
    """From one total to another by exact parts, in 元: falls first, then rises, each the largest first.

    `start + sum of parts + residual = end`. `unchanged` counts parts that neither fell nor rose.
    `names` are those of the parts, with the line that each is a part of where several have the same.
    """

    before: Point
    after: Point
    parts: tuple[Change, ...]
    residual: Decimal
    unchanged: int
    names: tuple[str, ...] = ()

    @property
    def difference(self) -> Decimal:
        """From the first total to the second."""
        return (self.after.yuan or Decimal(0)) - (self.before.yuan or Decimal(0))


def waterfall(changes: Changes, key: str) -> Fall | None:
    """How the smallest parts of a line make up its difference; None where it has none, or where a part of it is not known."""
    whole = changes.of(key)
    leaves = _leaves(changes, key)
    if whole is None or whole.before is None or whole.after is None or whole.difference is None or not leaves:
        return None
    amounts = [leaf.contribution for leaf in leaves]
    known = [amount for amount in amounts if amount is not None]
    if len(known) < len(amounts):
        return None
    moved = sorted((leaf for leaf in leaves if leaf.contribution), key=_falls_first)
    residual = whole.difference - sum(known, Decimal(0))
    often = Counter(leaf.label for leaf in leaves)
    names = tuple(_name(changes, part, often) for part in moved)
    return Fall(whole.before, whole.after, tuple(moved), residual, len(leaves) - len(moved), names)


def _name(changes: Changes, part: Change, often: Mapping[str, int]) -> str:
    whole = changes.of(part.parent) if part.parent is not None and often[part.label] > 1 else None
    return f"{part.label}（{whole.label}）" if whole is not None and whole.label != part.label else part.label


def _leaves(changes: Changes, key: str) -> list[Change]:
    return [leaf for part in changes.parts(key) for leaf in (_leaves(changes, part.key) or [part])]


def _falls_first(change: Change) -> tuple[bool, Decimal]:
    amount = change.contribution or Decimal(0)
    return (amount > 0, -abs(amount))
