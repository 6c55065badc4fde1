"""A line of all departments of a year as the entries of a ranking, each with the year before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Final

from django.db.models import Exists, OuterRef, Q

from budgets.models import DocumentPage, Edition, Fact, Scope, Statement
from comparisons import recodes, series, stored
from comparisons.asked import BadQuestion
from comparisons.changes import Basis, Caution, Point
from comparisons.continuity import NO_HISTORY, History
from comparisons.once import Above, above_in
from comparisons.ranking import Absent, Entry, Order, Ranking, rank, with_holders
from comparisons.standings.lines import of_line
from comparisons.standings.offers import no_line, no_year
from comparisons.standings.questions import Asked
from comparisons.standings.rows import Source, Sources
from comparisons.standings.totals import of_indicator
from comparisons.stated import this_year

NOWHERE: Final = ("no_line", "no_column", "no_table", "empty_table")
"""The document does not print the line."""


@dataclass(frozen=True, slots=True)
class Entries:
    """The figures of a line in the year that was asked for and in the year before, then under its former code where one replaced it alone;
    `history` is that of the departments until then, `above` who is above whom in the year, for figures of scope 部门; `bases` are the
    departments whose document says that the figure's basis changed, with its words; `unheard` those without a document of a year between,
    which may have said so."""

    asked: Asked
    now: tuple[Entry, ...]
    before: tuple[Entry, ...]
    history: History = NO_HISTORY
    above: Above = field(default_factory=dict)
    bases: Mapping[int, tuple[Caution, ...]] = field(default_factory=dict)
    unheard: Mapping[int, Caution] = field(default_factory=dict)

    def of(self, departments: Collection[int]) -> Entries:
        """The same for these departments alone, and who they were in the year before."""
        wanted = set(departments)
        were = wanted | {one for department in wanted for one in self.history.members(department, self.asked.years[0])}
        now, before = (tuple(one for one in side if one.department in who) for side, who in ((self.now, wanted), (self.before, were)))
        return replace(self, now=now, before=before)

    def ranking(self, like: Basis | None = None, *, order: Order = "largest") -> Ranking:
        """Ranked, each with its move since the year before."""
        why = recodes.changed(self.asked.line.key, *self.asked.years)
        recoded = (why,) if why is not None else ()
        found = rank(
            self.now,
            self.before,
            like,
            self.history,
            bases=self.bases,
            unheard=self.unheard,
            since=self.asked.since,
            recoded=recoded,
            followed=self.asked.former,
            order=order,
        )
        return with_holders(found, self.above)


def entries(question: Asked) -> Entries:
    """The line's figure of every department of that year and the one before; each without one is there with the reason.

    Three to five queries, one or two more where the code replaced another, eight at most for an indicator, two more for sentences on
    its basis where there is a year before, one more for departments with their units (部门), one more for the years between, and three
    more where something happened to departments. Raises BadQuestion where nothing was published for the year, or for that from which
    changes are told, or where no document prints the line.
    """
    history = stored.history(question.stage, question.scope).until(question.year)
    sources, found = _read(question)
    if not sources.has(question.year):
        raise BadQuestion({"year": [no_year(question)]})
    if question.since and not sources.has(question.since):
        raise BadQuestion({"since": [no_year(replace(question, year=question.since, since=0))]})
    if _is_nowhere(question, found):
        raise BadQuestion({"line": [no_line(question)]})
    return _entries(question, history, sources, found)


def entries_among(question: Asked, departments: Collection[int]) -> Entries:
    """The same of these departments alone: no document of another is read, unless none of theirs has the line."""
    history = stored.history(question.stage, question.scope).until(question.year)
    kin = history.lineage.kin if history.lineage.kin & set(departments) else ()
    sources, found = _read(question, {*departments, *kin})
    if _is_nowhere(question, found) or not sources.has(question.year):
        return entries(question).of(departments)
    return _entries(question, history, sources, found).of(departments)


def _read(question: Asked, departments: Collection[int] | None = None) -> tuple[Sources, list[Entry]]:
    return of_line(question, departments) if question.line.schedule else of_indicator(question, departments)


def _is_nowhere(question: Asked, found: Iterable[Entry]) -> bool:
    """Whether no document of the year prints the line of a table."""
    return bool(question.line.schedule) and all(entry.absent in NOWHERE for entry in found if entry.year == question.year)


def _entries(question: Asked, history: History, sources: Sources, found: Iterable[Entry]) -> Entries:
    before, now = ([entry for entry in found if entry.year == year] for year in question.years)
    recorded = stored.below(past=history.lineage) if question.scope == Scope.DEPARTMENT else ()
    now += _gone(question, sources, now, before, history)
    followed = {entry.department for entry in now if entry.yuan is not None} if any(entry.yuan is not None for entry in before) else set()
    documents = _since_then(question, sources) if followed else ()
    bases, unheard = _bases(question, documents, history, followed), _unheard(question, documents, history, followed)
    return Entries(question, tuple(now), tuple(before), history, above_in(recorded, question.year), bases, unheard)


def _since_then(question: Asked, sources: Sources) -> list[Source]:
    """The documents in force of the year and of those between. One query where there are any between."""
    own = [Source(edition, department, question.year) for edition, department in sources.in_force[question.year].items()]
    if not question.between:
        return own
    of = Edition.objects.published().filter(
        disclosure__fiscal_year__in=question.between, disclosure__stage=question.stage, disclosure__scope=question.scope
    )
    between = of.order_by().values_list("pk", "disclosure__department", "disclosure__fiscal_year")
    return [*own, *map(Source._make, between)]


def _bases(question: Asked, documents: Iterable[Source], history: History, departments: AbstractSet[int]) -> dict[int, tuple[Caution, ...]]:
    """By department what its documents since then say of a basis of the figure that changed. Two queries, none for other lines."""
    own, wanted = {one.edition: one for one in documents}, question.line.told_by
    told: dict[tuple[int, int], tuple[Caution, ...]] = {}
    for edition, sentences in stored.said_of_basis(own, wanted).items():
        _edition, department, year = own[edition]
        if about := series.other_bases_told(sentences, year, wanted):
            date = "" if year == question.year else str(year)
            told[department, year] = tuple(replace(one, date=date) for cautions in about.values() for one in cautions)
    if not told:
        return {}
    years = range(question.years[0] + 1, question.year + 1)
    found = {
        one: tuple(caution for year in years for was in _were(one, year, question, history) for caution in told.get((was, year), ()))
        for one in departments
    }
    return {department: cautions for department, cautions in found.items() if cautions}


def _unheard(question: Asked, documents: Iterable[Source], history: History, departments: AbstractSet[int]) -> dict[int, Caution]:
    """By department the years between of which no document in force is there that could say that the basis changed."""
    if not question.between:
        return {}
    there = {(one.department, one.year) for one in documents}
    lacking = {
        one: [year for year in question.between if not all((was, year) in there for was in _were(one, year, question, history))]
        for one in departments
    }
    return {one: Caution("not_collected", after="、".join(map(str, years))) for one, years in lacking.items() if years}


def _were(department: int, year: int, question: Asked, history: History) -> tuple[int, ...]:
    """Whose documents of a year are a department's."""
    return (department,) if year == question.year else history.members(department, year)


def _gone(question: Asked, sources: Sources, now: Sequence[Entry], before: Sequence[Entry], history: History) -> list[Entry]:
    """Departments that were there the year before, or whose document was withdrawn. Who goes on in another is not gone."""
    there = {entry.department for entry in now}
    withdrawn = set(sources.withdrawn[question.year]) - there
    went_on = {one for department in there & history.lineage.kin for one in history.members(department, question.years[0])}
    missing = {entry.department for entry in before} - there - withdrawn - went_on
    basis = Basis(question.stage, question.scope)
    reasons: tuple[tuple[set[int], Absent], ...] = ((withdrawn, "withdrawn"), (missing, "no_document"))
    return [Entry(one, question.year, None, basis, why) for departments, why in reasons for one in sorted(departments)]


def points(found: Sequence[Entry]) -> dict[Entry, Point]:
    """The full figures of entries, for those that are shown: label, printed text, page. Two queries at most."""
    facts = {one.id: entry for entry in found if (one := entry.evidence) and one.kind == "fact"}
    said = {one.id: entry for entry in found if (one := entry.evidence) and one.kind == "statement"}
    shown: dict[Entry, Point] = {}
    if facts:
        for cell in (cell for cells in stored.cells_at(facts).values() for cell in cells):
            entry = facts[cell.id]
            shown[entry] = series.point_on(cell, replace(entry.basis, unit=cell.unit))
    if said:
        for sentence in (one for own in stored.said_at(said).values() for one in own):
            entry = said[sentence.id]
            point = this_year(sentence, Point(sentence.subject, sentence.subject, entry.year, None, entry.basis))
            if point is not None:
                shown[entry] = point
    return shown


@dataclass(frozen=True, slots=True)
class Origins:
    """Of which entries the figure is from a document that we typeset ourselves, and of which it was recognised in a picture and put right
    by nobody. A sentence was recognised where the page is on which it stands."""

    samples: AbstractSet[Entry]
    recognised: AbstractSet[Entry]


def origins(found: Iterable[Entry]) -> Origins:
    """What must be said of the documents that these figures are from. Two queries at most."""
    of: dict[str, dict[int, Entry]] = {"fact": {}, "statement": {}}
    for entry in found:
        if one := entry.evidence:
            of[one.kind][one.id] = entry
    picture = DocumentPage.objects.filter(document=OuterRef("document"), number=OuterRef("page"), kind=DocumentPage.RECOGNISED)
    asked = (
        (Fact.objects.order_by().annotate(recognised=Q(confidence__isnull=False)), of["fact"]),
        (Statement.objects.order_by().annotate(recognised=Exists(picture)), of["statement"]),
    )
    samples, recognised = set[Entry](), set[Entry]()
    for known, entries_of in asked:
        told = known.filter(Q(document__is_sample=True) | Q(recognised=True), pk__any=entries_of) if entries_of else known.none()
        for pk, is_sample, is_recognised in told.values_list("pk", "document__is_sample", "recognised"):
            samples |= {entries_of[pk]} if is_sample else set()
            recognised |= {entries_of[pk]} if is_recognised else set()
    return Origins(samples, recognised)


def other_scopes(found: Iterable[Entry]) -> dict[int, str]:
    """On which scope departments among these entries, of one year and stage, have a document, where they have none on this. One query, or
    none."""
    without = {entry.department: entry for entry in found if entry.absent == "no_document"}
    if not without:
        return {}
    like = next(iter(without.values()))
    there = Edition.objects.published().filter(
        disclosure__department__in=without, disclosure__fiscal_year=like.year, disclosure__stage=like.basis.stage
    )
    return dict(there.order_by("-disclosure__scope").values_list("disclosure__department", "disclosure__scope"))


def names(departments: Iterable[int]) -> dict[int, str]:
    """The name of each department as `Department.name` gives it. Two queries."""
    return {department.pk: department.name for department in stored.named(departments).values()}
