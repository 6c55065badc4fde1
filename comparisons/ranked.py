"""A ranking as it is asked for and shown: the same question and the same rows for page, API and terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from budgets.caching import cached_property
from budgets.models import Scope, Stage
from budgets.moments import Moment
from budgets.schedules import SCHEDULES
from comparisons import standings
from comparisons.asked import BadQuestion, Reader, one_of, tables_named, with_names, words
from comparisons.changes import Caution, Change, Point, compare
from comparisons.peers import Spread, spread
from comparisons.ranking import OF_LINES, Apart, Entry, NoMove, Order, Placed, Ranking
from comparisons.standings import Asked, Kind, Origins

ORDERS: Final[tuple[Order, ...]] = ("largest", "smallest", "rise", "fall", "rise_rate", "fall_rate")
USUAL: Final = "total_expenditure"
LONGEST_LINE: Final = 200
PAGE: Final = 100
MOST_PAGES: Final = 100_000
MOST: Final = 1000
ABOUT: Final = ("line", "year", "stage", "scope")
LOOKING: Final = ("table",)
"""What a page asks beside its question, to find a line."""


@dataclass(frozen=True, slots=True)
class About:
    """Over which line of which documents: "" and 0 where that is left to us."""

    line: str = ""
    year: int = 0
    stage: str = ""
    scope: str = ""

    def pairs(self) -> list[tuple[str, str | int]]:
        """As parameters of an address."""
        return [(name, value) for name in ABOUT if (value := getattr(self, name))]

    def asked(self, since: int = 0) -> Asked:
        """The question to the engine. Raises BadQuestion for a line that there is not, and for changes since a later year."""
        return standings.asked(self.line, self.year, self.stage, self.scope, since)

    def filled(self, kinds: Iterable[Kind]) -> About:
        """With the usual line, and of the kinds of documents that agree with what is given the one that most departments have.

        Of kinds as frequent the latest. Where none agrees, what is not given stays open.
        """
        agreeing = [kind for kind in kinds if all(value in ("", 0, given) for value, given in zip(self._kind(), kind, strict=False))]
        line = self.line or USUAL
        if not agreeing:
            return replace(self, line=line)
        best = max(agreeing, key=lambda kind: (kind.departments, kind.year, kind.stage == Stage.BUDGET, kind.scope == Scope.DEPARTMENT))
        return About(line, best.year, best.stage, best.scope)

    @property
    def left_open(self) -> tuple[str, ...]:
        """What of the kind of documents is left to us."""
        return tuple(name for name in ABOUT[1:] if not getattr(self, name))

    def needs(self, kinds: Sequence[Kind]) -> None:
        """Raises BadQuestion where no document is of what was given, so that `filled` left something open; it names what there is."""
        if all(self._kind()):
            return
        given = [name for name in ("year", "stage", "scope") if getattr(self, name)]
        for name in given:
            there = {str(value): str(_NAMED.get(value, "")) for value in (getattr(kind, name) for kind in kinds)}
            if str(getattr(self, name)) not in there:
                raise BadQuestion({name: [_("没有这样的文件。公布了的是：{there}。").format(there=with_names(there))]})
        kinds_there = "、".join(map(_kind_named, kinds))
        raise BadQuestion({given[0]: [_("没有这样的文件。公布了的是：{there}。").format(there=kinds_there)]})

    def _kind(self) -> tuple[int, str, str]:
        return self.year, self.stage, self.scope


_NAMED: Final = {**dict(Stage.choices), **dict(Scope.choices)}
"""What stages and scopes are called."""


def _kind_named(kind: Kind) -> str:
    """Documents of a kind, in the words of an address and in those of a reader."""
    named = _("{year} 年{stage}（{scope}）").format(year=kind.year, stage=_NAMED[kind.stage], scope=_NAMED[kind.scope])
    return f"{named}（year={kind.year}&stage={kind.stage}&scope={kind.scope}）"


def about(reader: Reader, *, whole: bool) -> About:
    """The line and the documents from parameters. `whole`: each of them must be given."""
    found = About(
        line=reader.one("line", words(LONGEST_LINE), _("最多 {longest} 个字").format(longest=LONGEST_LINE)),
        year=reader.year("year"),
        stage=reader.choice("stage", Stage.values),
        scope=reader.choice("scope", Scope.values),
    )
    for name in ABOUT if whole else ():
        if not getattr(found, name) and name not in reader.errors:
            reader.say(name, _("请给出这个参数。"))
    return found


@dataclass(frozen=True, slots=True)
class Question:
    """A ranking: `order` is what stands first, `page` the one of the list that is shown, `limit` how many a list of data has.

    `since` is the earlier year from which changes are told, 0 for the year before.
    `as_of` is the moment as of which it is answered, None for now. `table` is one whose lines a page offers; it changes nothing else, and
    is not written back.
    """

    about: About = field(default_factory=About)
    order: Order = ORDERS[0]
    page: int = 1
    limit: int = PAGE
    table: str = ""
    as_of: Moment | None = None
    since: int = 0

    def asked(self) -> Asked:
        """The question to the engine. Raises BadQuestion for a line that there is not, and for changes since a later year."""
        return self.about.asked(self.since)

    def answered(self, kinds: Sequence[Kind]) -> tuple[Asked, Ranking]:
        """What is asked of the engine, of these kinds of documents, and its answer. Raises BadQuestion for what there is not."""
        self.about.needs(kinds)
        line = self.asked()
        return line, standings.entries(line).ranking(order=self.order)

    def query(self, *, page: int = 1, **other: object) -> str:
        """The question as the query of an address, on its first page, with some of it changed."""
        order, since = str(other.pop("order", self.order)), other.pop("since", self.since)
        pairs = replace(self.about, **other).pairs()  # type: ignore[arg-type]
        chosen = [*([("since", since)] if since else []), *([("order", order)] if order != ORDERS[0] else [])]
        return urlencode([*pairs, *chosen, *page_and_moment(page, self.as_of)], safe=":")


def page_and_moment(page: int, as_of: Moment | None) -> list[tuple[str, str | int]]:
    """What every such address ends with: the page of the list where it is not the first, the moment where it is not now."""
    return [*([("page", page)] if page > 1 else []), *([("as_of", as_of.text)] if as_of else [])]


def question(given: Mapping[str, Sequence[str]], *, data: bool = False) -> Question:
    """Read the parameters of a ranking's page, or those of its data, which leave nothing open. Raises BadQuestion."""
    reader = Reader.of(given, (*ABOUT, "since", "order", "as_of", *(("limit",) if data else ("page", *LOOKING))))
    order = reader.choice("order", ORDERS) or ORDERS[0]
    found = Question(about(reader, whole=data), order, as_of=reader.moment("as_of"), since=reader.year("since"))
    if data:
        found = replace(found, limit=reader.whole("limit", 1, MOST) or PAGE)
    else:
        found = replace(found, page=page_of(reader), table=table_of(reader))
    reader.finish()
    return found


def limit_of(text: str | None) -> int:
    """How many of a list a terminal shows. Raises BadQuestion."""
    reader = Reader.of({"limit": [text] if text else []}, ("limit",))
    found = reader.whole("limit", 1, MOST) or PAGE
    reader.finish()
    return found


def page_of(reader: Reader) -> int:
    """Which page of a list is asked for."""
    return reader.whole("page", 1, MOST_PAGES) or 1


def table_of(reader: Reader) -> str:
    """Of which table lines are to be offered; "" for none."""
    return reader.one("table", one_of(list(SCHEDULES)), tables_named(SCHEDULES))


class Other(NamedTuple):
    """Other documents over which the same line can be ranked: the question for them, how many departments have one, whether it is asked."""

    question: Question
    departments: int
    is_asked: bool


OF_A_KIND: Final = 3
"""So many years of another stage or scope are offered beside those of the one that is asked for."""


def years_of(asked: Question, kinds: Iterable[Kind]) -> list[Other]:
    """Every year of the stage and scope that are asked for, the latest first."""
    about = asked.about
    own = (kind for kind in kinds if (kind.stage, kind.scope) == (about.stage, about.scope))
    return [_other(asked, kind) for kind in own]


def others_of(asked: Question, kinds: Iterable[Kind]) -> list[Other]:
    """Of each other stage and scope the year that is asked for and its latest ones, so many in all (`OF_A_KIND`), the latest first."""
    about = asked.about
    found: dict[tuple[str, str], list[Kind]] = {}
    for kind in kinds:
        if (kind.stage, kind.scope) != (about.stage, about.scope):
            found.setdefault((kind.stage, kind.scope), []).append(kind)
    near = {of: sorted(own, key=lambda kind: (kind.year != about.year, -kind.year))[:OF_A_KIND] for of, own in found.items()}
    return [_other(asked, kind) for _of, own in sorted(near.items()) for kind in sorted(own, key=lambda kind: -kind.year)]


def _other(asked: Question, kind: Kind) -> Other:
    about = replace(asked.about, year=kind.year, stage=kind.stage, scope=kind.scope)
    since = asked.since if asked.since < kind.year - 1 else 0
    return Other(replace(asked, about=about, page=1, table="", since=since), kind.departments, about == asked.about)


def sinces_of(asked: Question, kinds: Iterable[Kind]) -> list[int]:
    """From which years, other than the one before, changes can be told: those with documents of the stage and scope, the latest first."""
    about = asked.about
    there = {kind.year for kind in kinds if (kind.stage, kind.scope) == (about.stage, about.scope)}
    return sorted((year for year in there if year < about.year - 1), reverse=True)


@dataclass(frozen=True, slots=True)
class Row:
    """An entry with the name of its department and its figure as printed, and what changed since the year before. `inside` are the names
    of those that hold it already; `elsewhere` is the scope on which a department without a document has one of the same year and stage.
    `is_sample`: its figure is from a document that we typeset ourselves; `recognised` are the years whose figure here, its own or that of
    the year before, was recognised in a picture, the earlier first.
    """

    entry: Entry
    name: str
    point: Point | None = None
    placed: Placed | None = None
    apart: Apart | None = None
    inside: tuple[str, ...] = ()
    elsewhere: str = ""
    change: Change | None = None
    is_sample: bool = False
    recognised: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """What is shown of a ranking."""

    places: tuple[Row, ...]
    apart: tuple[Row, ...]
    absent: tuple[Row, ...]


def shown(places: Sequence[Placed], apart: Sequence[Apart], absent: Sequence[Entry]) -> Rows:
    """These parts of a ranking with names and printed figures. Seven queries at most, however many."""
    figures = [*(placed.entry for placed in places), *(one.entry for one in apart)]
    holding = (one for placed in places for one in placed.inside)
    names = standings.names([*(entry.department for entry in (*figures, *absent)), *holding])
    printed = [*figures, *(placed.before for placed in places if placed.before is not None)]
    points, origins = standings.points(printed), standings.origins(printed)
    elsewhere = standings.other_scopes(absent)
    return Rows(
        tuple(_from(_row(one, names, points), origins) for one in places),
        tuple(_from(Row(one.entry, names[one.entry.department], points.get(one.entry), apart=one), origins) for one in apart),
        tuple(Row(entry, names[entry.department], elsewhere=elsewhere.get(entry.department, "")) for entry in absent),
    )


def _row(placed: Placed, names: Mapping[int, str], points: Mapping[Entry, Point]) -> Row:
    point = points.get(placed.entry)
    before = points.get(placed.before) if placed.before is not None else None
    change = None if point is None or before is None else _changed(before, point)
    return Row(placed.entry, names[placed.entry.department], point, placed=placed, inside=_names(placed, names), change=change)


def _from(row: Row, origins: Origins) -> Row:
    """The row with what must be said of the documents that its figures are from."""
    before = row.placed.before if row.placed is not None else None
    years = tuple(one.year for one in (before, row.entry) if one is not None and one in origins.recognised)
    return replace(row, is_sample=row.entry in origins.samples, recognised=years)


def _changed(before: Point, after: Point) -> Change:
    """What changed: it is one line, whatever documents call it."""
    return compare([replace(before, key=after.key, code=after.code)], [after]).lines[0]


def _names(placed: Placed, names: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(names[one] for one in placed.inside)


@dataclass(frozen=True)
class Page:
    """A page of a ranking: its rows, and below them what stands apart and what is missing, `PAGE` of each and reason at most."""

    ranking: Ranking
    spread: Spread
    rows: Rows
    number: int
    pages: int
    reasons: Mapping[str, int]

    @property
    def absent(self) -> list[tuple[str, int, list[Row]]]:
        """The departments without a figure by reason: how many, and the first of them."""
        return [(why, count, [row for row in self.rows.absent if row.entry.absent == why]) for why, count in self.reasons.items()]

    @property
    def unranked(self) -> list[tuple[NoMove, int, int]]:
        """Why figures have no rank in an order of changes: how many each, and on which page the first of them stands."""
        places = self.ranking.places
        return [(why, count, places.first_without_rank(why) // PAGE + 1) for why, count in self.ranking.unranked.items()]

    @property
    def has_samples(self) -> bool:
        """Whether any figure is from a document that we typeset ourselves."""
        return any(row.is_sample for row in (*self.rows.places, *self.rows.apart))

    @property
    def has_recognised(self) -> bool:
        """Whether any figure was recognised in a picture."""
        return any(row.recognised for row in (*self.rows.places, *self.rows.apart))

    @property
    def has_changes(self) -> bool:
        """Whether any row tells what changed since the year before."""
        return any(row.change is not None for row in self.rows.places)

    @property
    def among(self) -> int:
        """Among how many departments the moves are told."""
        return self.ranking.places.among

    @cached_property
    def of_line(self) -> tuple[Caution, ...]:
        """What became of the line's code since the year before."""
        return of_line(self.ranking)

    @cached_property
    def no_move(self) -> str:
        """Why nobody has a move, where that is the same for all; "" else."""
        return no_move(self.ranking)


def of_line(ranking: Ranking) -> tuple[Caution, ...]:
    """What became of the line's code since the year before, each once: it concerns all rows."""
    return tuple(caution for caution in ranking.places.cautions if caution.code in OF_LINES)


def no_move(ranking: Ranking) -> str:
    """Why nobody has a move, where that is the same for all; "" else."""
    reasons = ranking.places.no_moves
    return reasons.pop() if len(reasons) == 1 else ""


def page(ranking: Ranking, number: int) -> Page:
    """One page. Raises BadQuestion for one that there is not."""
    pages = max(1, -(-len(ranking.places) // PAGE))
    if number > pages:
        raise BadQuestion({"page": [_("只有 {pages} 页。").format(pages=pages)]})
    by_reason: dict[str, list[Entry]] = {}
    for entry in ranking.absent:
        by_reason.setdefault(entry.absent, []).append(entry)
    some = [entry for own in by_reason.values() for entry in own[:PAGE]]
    rows = shown(ranking.places[(number - 1) * PAGE : number * PAGE], ranking.apart[:PAGE], some)
    return Page(ranking, spread(ranking.places.figures), rows, number, pages, {why: len(own) for why, own in sorted(by_reason.items())})
