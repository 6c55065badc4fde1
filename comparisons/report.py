"""What a department's page says of one edition, gathered once: for the page, the API and the terminal."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal

from budgets.causes import Thing, things
from budgets.crossings import is_crossing
from budgets.models import Edition, Finding, Note
from budgets.needs import OF_THE_DESK
from comparisons import series, spoken, stored
from comparisons.changes import Breaks, Caution, Change, Changes, Point
from comparisons.continuity import Onward
from comparisons.indicators import BY_KEY, Indicator
from comparisons.measures import share_of
from comparisons.projects import come_to, projects_of
from comparisons.reasons import Explained, explained
from comparisons.settled import Settled, of_volumes
from comparisons.stated import Claim, Verdict, counted
from comparisons.stored import Doubts
from comparisons.volume import TableRead, Volume

HEADS: Final = ("total_expenditure", "three_public", "agency_running")
STRUCTURE: Final = ("expenditure", "general_expenditure", "fiscal_expenditure")
"""The tables that say by 功能分类 what the money is for, the widest first."""

LARGEST_PROJECTS: Final = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator's line of the headline table. `numbers` point at the cautions above it."""

    change: Change
    indicator: Indicator
    depth: int
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A line of the functional classification: its change, and this year's basic and project expenditure beside its total.

    `numbers` point at the cautions above the table.
    """

    change: Change
    depth: int
    columns: tuple[Point | None, ...]
    share: Decimal | None
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Structure:
    """Expenditure by function: total row first. `compared` says whether there is a last year to compare with."""

    schedule: str
    total: ClassRow
    rows: tuple[ClassRow, ...]
    compared: bool
    residual: Decimal | None
    cautions: tuple[Caution, ...]


@dataclass(frozen=True, slots=True)
class Projects:
    """The projects of the year, largest first, and what the largest come to of them all; `total` is None where nobody knows whether some
    of them add up others."""

    lines: tuple[Change, ...]
    total: Decimal | None
    largest: Decimal
    compared: bool

    @property
    def count(self) -> int:
        """How many there are this year."""
        return sum(change.after is not None for change in self.lines)

    @property
    def of_largest(self) -> int:
        """Of how many `largest` is the sum."""
        return min(LARGEST_PROJECTS, self.count)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the document with every claim that it makes."""

    text: str
    claims: tuple[Claim, ...]

    @property
    def verdicts(self) -> tuple[tuple[Verdict, int], ...]:
        """How many of its figures that were looked at came out how, the gravest first."""
        return counted(check for claim in self.claims for check in claim.checks)


State = Literal["full", "empty", "flagged"]
FromText = Literal["", "this", "for_last_year", "own", "both"]
"""From whose text figures are: no text, the document's for its own year, also for last year, each document's for its year, or both ways."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """A table of the edition by its number, from 1, and whether it is full, empty, or has a figure that a contradiction speaks of."""

    number: int
    state: State
    table: TableRead


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that the page of one edition shows. `told` are the renames through which `previous` is last year's document, `onward` is
    what became of the department; `settled` is, by finding, what last year's own document settles of it."""

    edition: Edition
    previous: Edition | None
    told: tuple[Caution, ...]
    changes: Changes
    rows: tuple[Row, ...]
    cautions: tuple[Caution, ...]
    structure: Structure | None
    projects: Projects | None
    sentences: tuple[Sentence, ...]
    explained: tuple[Explained, ...]
    coverage: tuple[Coverage, ...]
    doubts: Doubts
    exact_checks: int
    onward: tuple[Onward, ...] = ()
    from_text: FromText = ""
    settled: Mapping[int, Settled] = field(default_factory=dict)

    @property
    def heads(self) -> tuple[Change, ...]:
        """The figures in large type."""
        return tuple(change for key in HEADS if (change := self.changes.of(key)) is not None)

    @property
    def last_year(self) -> int:
        """The year that is compared with."""
        return self.edition.disclosure.fiscal_year - 1 if self.edition.disclosure else 0

    @property
    def damaged_forms(self) -> int:
        """How many project forms lost a part."""
        return sum(not form.complete for form in self.doubts.forms)

    @property
    def why(self) -> Explained | None:
        """What the text says of the change of total expenditure; None where that did not change."""
        return next((one for one in self.explained if one.change.key == "total_expenditure"), None)

    @property
    def of_same(self) -> tuple[Explained, ...]:
        """Totals of which last year's figure is not known, with what the text tells of another total of the same amount."""
        return tuple(one for one in self.explained if one.given == "of_same")


def report(edition: Edition) -> Report:
    """Gather everything about one edition, which `stored.with_documents` fetched, in a constant number of queries."""
    before = stored.previous(edition)
    volume, earlier = stored.read_with(edition, before)
    breaks = before.breaks
    changes = series.headline(volume, earlier, breaks=breaks)
    cautions = _cautions(changes.lines)
    claims = spoken.claims(volume, changes)
    doubts = stored.doubts(edition)
    return Report(
        edition=edition,
        previous=before.edition,
        told=before.told,
        changes=changes,
        rows=tuple(Row(change, BY_KEY[change.key], len(changes.above(change.key)), _numbers(change, cautions)) for change in changes.lines),
        cautions=cautions,
        structure=_structure(volume, earlier, breaks),
        projects=_projects(volume, earlier, breaks, changes),
        sentences=in_sentences(claims),
        explained=explained(changes.lines, (*claims, *spoken.claims_of_funds(volume))),
        coverage=coverage(volume.tables, stored.contradicted_tables(edition, doubts.findings)),
        doubts=doubts,
        exact_checks=sum(outcomes.get("exact", 0) for outcomes in edition.checks.values()),
        onward=before.onward,
        settled=of_volumes(edition, doubts.findings, volume, earlier, breaks),
        from_text=_from_text(changes.lines, series.own_headline(earlier) if earlier else ()),
    )


def heads(editions: Sequence[Edition], indicators: Sequence[Indicator]) -> dict[int, Changes]:
    """Some headline figures of each edition against the same year before as on its own page. In a constant number of queries."""
    before = stored.previous_of(editions)
    read = {edition.pk: edition for edition in (*editions, *(one.edition for one in before.values())) if edition is not None}
    volumes = stored.read_headline(read.values(), indicators)
    return {
        edition.pk: series.headline(volumes[edition.pk], before[edition.pk].among(volumes), indicators, before[edition.pk].breaks)
        for edition in editions
    }


def _from_text(changes: Sequence[Change], own: Sequence[Point]) -> FromText:
    """Whose text tells figures; `own` are those that last year's own document tells."""
    before = [change.before for change in changes if change.before is not None and change.before.basis.source == "text"]
    if before and any(point in own for point in before):
        return "own" if all(point in own for point in before) else "both"
    after = any(change.after is not None and change.after.basis.source == "text" for change in changes)
    return "for_last_year" if before else "this" if after else ""


def _cautions(changes: Iterable[Change]) -> tuple[Caution, ...]:
    """Every caution once, in the order of the lines; a reader finds it by its number."""
    return tuple(dict.fromkeys(caution for change in changes for caution in change.cautions))


def _numbers(change: Change, cautions: Sequence[Caution]) -> tuple[int, ...]:
    return tuple(cautions.index(caution) + 1 for caution in change.cautions)


# Structure and projects


def _structure(volume: Volume, earlier: Volume | None, breaks: Breaks) -> Structure | None:
    """The first table of the functional classification. One that prints its items by economic ones is none: a part is no line of it."""
    for schedule in STRUCTURE:
        changes = series.lines(volume, earlier, schedule, breaks=breaks)
        if any(is_crossing(change.code, change.label) for change in changes.lines):
            continue
        total = next((change for change in changes.lines if change.parent is None and change.after and not change.after.code), None)
        if total is not None and any(change.after and change.after.code for change in changes.lines):
            return _built_structure(volume, schedule, changes, total)
    return None


def _built_structure(volume: Volume, schedule: str, changes: Changes, total: Change) -> Structure:
    others = [_by_key(volume, schedule, measure) for measure in ("basic", "project")]
    below = _below(changes, total.key)
    cautions = _cautions(change for change, _depth in (*below, (total, 0)))

    def row(change: Change, depth: int) -> ClassRow:
        share = share_of(change.after, total.after).number
        return ClassRow(change, depth, tuple(other.get(change.key) for other in others), share, _numbers(change, cautions))

    residual = next((level.residual for level in changes.levels if level.parent == total.key), None)
    rows = tuple(row(change, depth) for change, depth in below)
    return Structure(schedule, row(total, 0), rows, any(change.before for change in changes.lines), residual, cautions)


def _by_key(volume: Volume, schedule: str, measure: str) -> dict[str, Point]:
    return {point.key: point for point in series.line_points(volume, volume.own(), schedule, measure)}


def _below(changes: Changes, key: str, depth: int = 0) -> list[tuple[Change, int]]:
    """The parts of a line with their own parts behind them, the largest first. A lone 款 that has 项 gives way to them."""
    found: list[tuple[Change, int]] = []
    for part in sorted(changes.parts(key), key=_size, reverse=True):
        if _repeats(changes, part) and depth:
            found += _below(changes, part.key, depth)
        else:
            found += [(part, depth), *_below(changes, part.key, depth + 1)]
    return found


def _size(change: Change) -> Decimal:
    point = change.after or change.before
    return point.yuan if point is not None and point.yuan is not None else Decimal(0)


def _repeats(changes: Changes, change: Change) -> bool:
    """A 款 that is its class's only one says nothing new where its own 项 are shown."""
    return bool(changes.parts(change.key)) and change.parent is not None and len(changes.parts(change.parent)) == 1


def _projects(volume: Volume, earlier: Volume | None, breaks: Breaks, headline: Changes) -> Projects | None:
    changes = series.lines(volume, earlier, "projects", breaks=breaks)
    own = projects_of(changes)
    lines = sorted((change for change in own if change.after), key=_size, reverse=True)
    if not lines:
        return None
    largest = sum((_size(change) for change in lines[:LARGEST_PROJECTS]), Decimal(0))
    ended = tuple(change for change in own if change.after is None)
    return Projects((*lines, *ended), come_to(changes, headline), largest, any(change.before for change in own))


# Text, checks, tables


def in_sentences(claims: Iterable[Claim]) -> tuple[Sentence, ...]:
    """Claims by the sentence that makes them, in the order of the text."""
    by_text: dict[str, list[Claim]] = {}
    for claim in claims:
        by_text.setdefault(claim.said.text, []).append(claim)
    return tuple(Sentence(text, tuple(found)) for text, found in by_text.items())


def coverage(tables: Iterable[TableRead], contradicted: Collection[tuple[int, int]]) -> tuple[Coverage, ...]:
    """Every table of an edition in the order of its documents, with what became of it. `contradicted` by document and place in it."""
    return tuple(Coverage(number, _state(table, contradicted), table) for number, table in enumerate(tables, start=1))


def _state(table: TableRead, contradicted: Collection[tuple[int, int]]) -> State:
    """What became of it, by the rule of `coverage.Place.cell`: a table is empty where it prints no figure, whether it says so or not.

    A table that says to have no data and prints 0.00 is not an empty one.
    """
    if table.place in contradicted:
        return "flagged"
    return "full" if table.figures else "empty"


@dataclass(frozen=True, slots=True)
class Outcomes:
    """All findings of one outcome as the things to look at; `count` of them."""

    outcome: str
    things: tuple[Thing[Finding], ...]

    @property
    def count(self) -> int:
        """How many findings these are: of several of one cause, each."""
        return sum(len(thing.members) for thing in self.things)


def grouped_findings(findings: Iterable[Finding]) -> list[Outcomes]:
    """Findings by outcome, the gravest first; those of one cause are one thing."""
    outcomes = (Finding.Outcome.MISMATCH, Finding.Outcome.SOFT, Finding.Outcome.NOT_EVALUABLE, Finding.Outcome.ROUNDING)
    ordered = things(findings)
    groups = [Outcomes(outcome.value, tuple(one for one in ordered if one.first.outcome == outcome)) for outcome in outcomes]
    return [group for group in groups if group.things]


def weighty_notes(notes: Iterable[Note]) -> list[Note]:
    """What was lost or is doubtful; plain remarks on the reading stay with the clerks."""
    return [note for note in notes if note.level in ("warning", "error") and note.code not in OF_THE_DESK]
