"""What one edition holds beside its comparison: each table as printed, everything that its text says in figures, its project forms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from budgets.caching import cached_property
from budgets.causes import Thing, things_of
from budgets.cell_keys import place_key
from budgets.models import Edition, Finding, Form, Note, Statement
from comparisons import series, spoken, stored
from comparisons.report import Coverage, coverage
from comparisons.sheets import Marks, Sheet, lay_out, mark
from comparisons.stated import Check, Claim, Verdict, counted

GRAVITY: Final = {Finding.Outcome.MISMATCH: 0, Finding.Outcome.SOFT: 1, Finding.Outcome.NOT_EVALUABLE: 2, Finding.Outcome.ROUNDING: 3}
NOTE_LEVELS: Final = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class TablePage:
    """One table as printed, its place among the tables of its edition, and the findings about it, numbered from 1, the gravest first."""

    one: Coverage
    before: Coverage | None
    after: Coverage | None
    sheet: Sheet
    marks: Marks
    findings: tuple[tuple[int, Finding], ...]

    @property
    def is_of_zeros(self) -> bool:
        """Whether no figure but zeros is printed in it."""
        shown = (cell.shown for line in self.sheet.lines for entry in line.entries if entry for cell in entry.cells if cell)
        return not any(re.search("[1-9]", text) for text in shown)

    @property
    def is_corrected(self) -> bool:
        """Whether any of its figures, names or codes was put right by a person."""
        entries = [entry for line in self.sheet.lines for entry in line.entries if entry]
        return any(entry.corrected or any(cell and cell.new is not None for cell in entry.cells) for entry in entries)

    @property
    def outcomes(self) -> Mapping[int, str]:
        """The outcome of each finding by its number."""
        return {number: finding.outcome for number, finding in self.findings}

    @property
    def things(self) -> list[Thing[tuple[int, Finding]]]:
        """The findings as things to look at: those of one cause together, with their numbers."""
        return things_of(self.findings, lambda numbered: numbered[1])


def table_page(edition: Edition, number: int) -> TablePage | None:
    """The table of this number, from 1; None where there is none. A constant number of queries, one more where something contradicts."""
    findings = list(edition.findings.all())
    all_tables = coverage(stored.table_list(edition), stored.contradicted_tables(edition, findings))
    if not 1 <= number <= len(all_tables):
        return None
    one = all_tables[number - 1]
    cells = stored.printed_cells(edition, one.table)
    graded = sorted(findings, key=gravity)
    columns, rows = stored.as_read(edition, one.table)
    sources = {at: _sources_in(one.table.document, found, edition) for at, found in enumerate(graded)}
    marks = mark(cells, sources, rows, one.table.line)
    about = {at: number for number, at in enumerate(marks.numbers, start=1)}
    return TablePage(
        one,
        all_tables[number - 2] if number > 1 else None,
        all_tables[number] if number < len(all_tables) else None,
        lay_out(cells, columns, rows, one.table.unit),
        _renumbered(marks, about),
        tuple((number, graded[at]) for at, number in about.items()),
    )


def _sources_in(document: int, finding: Finding, edition: Edition) -> list[dict[str, Any]]:
    """The places of one document of which a finding speaks."""
    return [source for own, source in stored.sources_of(finding, edition) if own == document]


def gravity(finding: Finding) -> int:
    """Contradictions first."""
    return GRAVITY[Finding.Outcome(finding.outcome)]


def _renumbered(marks: Marks, numbers: Mapping[int, int]) -> Marks:
    def new(old: Mapping[int, tuple[int, ...]]) -> dict[int, tuple[int, ...]]:
        return {at: tuple(sorted(numbers[one] for one in found)) for at, found in old.items()}

    return Marks(new(marks.cells), new(marks.rows), tuple(numbers[one] for one in marks.table))


# Text


@dataclass(frozen=True, slots=True)
class Stated:
    """One thing that a sentence says in figures, how its figures came out, and the findings that speak of it."""

    statement: Statement
    checks: tuple[Check, ...]
    findings: tuple[Finding, ...]

    @property
    def verdicts(self) -> tuple[tuple[Verdict, int], ...]:
        """How many of its figures came out how, the gravest first."""
        return counted(self.checks)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with everything that it says in figures."""

    text: str
    stated: tuple[Stated, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the text under one heading."""

    title: str
    sentences: tuple[Sentence, ...]

    @property
    def contradicted(self) -> int:
        """How many of the things that it says are contradicted."""
        return sum(is_contradicted(one) for sentence in self.sentences for one in sentence.stated)


@dataclass(frozen=True)
class Text:
    """Everything that an edition's text says in figures, in its order."""

    sections: tuple[Section, ...]

    @cached_property
    def stated(self) -> tuple[Stated, ...]:
        """All of it in one row."""
        return tuple(one for section in self.sections for sentence in section.sentences for one in sentence.stated)

    @property
    def verdicts(self) -> tuple[tuple[Verdict, int], ...]:
        """How many of its figures were looked at and how they came out, contradictions apart."""
        return tuple(one for one in counted(check for one in self.stated for check in one.checks) if one[0] != "contradicts")

    @property
    def contradicted(self) -> int:
        """How many of the things that it says are contradicted, by a check of the sentence or by a finding."""
        return sum(section.contradicted for section in self.sections)


def is_contradicted(one: Stated) -> bool:
    """Whether a check of its figures, or a finding about it, says that it cannot be right."""
    mismatch = any(finding.outcome == Finding.Outcome.MISMATCH for finding in one.findings)
    return mismatch or any(check.verdict == "contradicts" for check in one.checks)


def text_of(edition: Edition) -> Text:
    """The text of an edition, with last year's document to check it against, in a constant number of queries."""
    checks = {claim.said.id: claim.checks for claim in _claims(edition)}
    about = _findings_by_place(edition)
    stated = [Stated(one, checks.get(one.pk, ()), _about(one, about)) for one in edition.statements.all()]
    return Text(_sections(stated))


def claims_of(edition: Edition, statement: Statement) -> tuple[Claim, ...]:
    """What one sentence of an edition claims, checked as for the whole text; none where no table has a figure to hold it against."""
    return tuple(claim for claim in _claims(edition) if claim.said.id == statement.pk)


def _claims(edition: Edition) -> list[Claim]:
    before = stored.previous(edition)
    volume, earlier = stored.read_with(edition, before)
    return spoken.claims(volume, series.headline(volume, earlier, breaks=before.breaks))


def _sections(stated: Iterable[Stated]) -> tuple[Section, ...]:
    """Neighbours under one heading, and in one sentence, together; a heading that comes again begins again."""
    found: list[tuple[str, list[tuple[str, list[Stated]]]]] = []
    for one in stated:
        if not found or found[-1][0] != one.statement.section:
            found.append((one.statement.section, []))
        sentences = found[-1][1]
        if not sentences or sentences[-1][0] != one.statement.text:
            sentences.append((one.statement.text, []))
        sentences[-1][1].append(one)
    return tuple(Section(title, tuple(Sentence(text, tuple(own)) for text, own in sentences)) for title, sentences in found)


_Places = dict[tuple[object, ...], list[Finding]]


def _findings_by_place(edition: Edition) -> _Places:
    found: _Places = {}
    for finding in edition.findings.all():
        for document, source in stored.sources_of(finding, edition):
            if (key := place_key(source)) is not None:
                found.setdefault((document, *key), []).append(finding)
    return found


def _about(one: Statement, findings: _Places) -> tuple[Finding, ...]:
    key = place_key({name: getattr(one, name) for name in ("line", "span", "page", "bbox")})
    return tuple(sorted(findings.get((one.document_id, *key), ()), key=gravity)) if key is not None else ()


# Forms


FUNDS: Final = ("total", "central", "province", "city", "self", "other")
PROSE: Final = ("overview", "basis", "necessity", "safeguards", "plan")


@dataclass(frozen=True, slots=True)
class Indicator:
    """A target of a project. The levels that the one before it has too are empty, as in the printed form."""

    level1: str
    level2: str
    level3: str
    period: str
    year: str


@dataclass(frozen=True, slots=True)
class FormPage:
    """One project's form with its number, from 1, its neighbours, and the findings about it, the gravest first."""

    number: int
    form: Form
    before: Form | None
    after: Form | None
    findings: tuple[Finding, ...]

    @property
    def funding(self) -> tuple[tuple[str, tuple[Decimal | None, ...]], ...]:
        """The money of the whole period and of the year, by source, in the form's own unit; None where nothing is printed."""
        given = self.form.data.get("funding") or {}
        return tuple((time, tuple(_decimal((given.get(time) or {}).get(fund)) for fund in FUNDS)) for time in ("period", "year"))

    @property
    def prose(self) -> tuple[tuple[str, str], ...]:
        """What the form says in words, by what it is about."""
        return tuple((name, self.form.data.get(name) or "") for name in PROSE)

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """The targets in their order."""
        return tuple(indicators(self.form.data.get("indicators") or ()))


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def indicators(rows: Iterable[Mapping[str, Any]]) -> Iterable[Indicator]:
    """The rows of a form's list of targets; a level that repeats is said once."""
    first, second = "", ""
    for row in rows:
        one, two = row.get("level1") or "", row.get("level2") or ""
        shown = ("" if one == first else one, "" if (one, two) == (first, second) else two)
        yield Indicator(*shown, row.get("level3") or "", row.get("period") or "", row.get("year") or "")
        first, second = one, two


def form_page(edition: Edition, number: int) -> FormPage | None:
    """The form of this number, from 1; None where there is none."""
    forms = list(edition.forms.all())
    if not 1 <= number <= len(forms):
        return None
    form = forms[number - 1]
    about = sorted((finding for finding in edition.findings.all() if _speaks_of(finding, form)), key=gravity)
    before, after = forms[number - 2] if number > 1 else None, forms[number] if number < len(forms) else None
    return FormPage(number, form, before, after, tuple(about))


def _speaks_of(finding: Finding, form: Form) -> bool:
    """Whether one of its places is a line of the form; in a document of pages, whether the check of forms looked at one of its pages."""
    if finding.document_id != form.document_id:
        return False
    lines = [(first, last) for first, last in form.data.get("segments") or ()]
    pages = form.data.get("pages") or ()
    return any(
        any(first <= source["line"] <= last for first, last in lines)
        if source.get("line") is not None
        else finding.check_code.startswith("forms.") and source.get("page") in pages
        for source in finding.sources
    )


# Notes


def graded_notes(notes: Sequence[Note]) -> list[tuple[str, list[Note]]]:
    """Notes by level, the gravest first."""
    groups = [(level, [note for note in notes if note.level == level]) for level in NOTE_LEVELS]
    return [(level, found) for level, found in groups if found]
