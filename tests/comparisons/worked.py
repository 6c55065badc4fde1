"""The worked examples of `docs/comparing.md` as values: its documents, and each row with its figures, answers and sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from budgets.money import YUAN_PER_UNIT, step
from comparisons.changes import Basis, Caution, Evidence, Point
from comparisons.denominators import Denominator

DOCUMENTATION: Final = Path(__file__).resolve().parents[2] / "docs" / "comparing.md"

STAGES: Final[dict[str, str | None]] = {
    "预算": "budget",
    "全年预算": "adjusted_budget",
    "执行数": "execution",
    "决算": "final_accounts",
    "上年": None,
}
SCOPES: Final = {"部门": "department", "单位": "unit"}
BASES: Final[dict[str, dict[str, str]]] = {
    "不含上年结转": {"carry_over": "excluded"},
    "含上年结转": {"carry_over": "included"},
    "一般公共预算": {"fund": "general"},
    "全部资金": {"fund": "all"},
}
KINDS: Final = {"更名": "rename", "合并": "merge", "分设": "split", "划转": "transfer"}
ASSUMED: Final = "假设"
DERIVED: Final = "推算"

_PLACE = r"〔(?P<doc>[^\s〕]+)(?: 第(?P<place>\d+)(?P<of>[页行]))?(?: (?P<how>文字|推算))?(?: (?P<date>\d{4}-\d\d-\d\d))?〕"
_FIGURE = re.compile(
    r"(?:(?P<owner>[^\s：]+)：)?(?:(?P<code>\d{3,7}) )?(?P<name>\S+) (?P<year>\d{4}) (?:(?P<stage>全年预算|预算|执行数|决算|上年) )?"
    r"(?P<printed>−?[\d,]+(?:\.\d+)?|未填|没有这一行)(?: (?P<unit>元|万元))?(?:（(?P<basis>\S+?)）)?" + _PLACE
)
_COUNT = re.compile(r"(?P<name>\S+) (?P<year>\d{4}) (?P<printed>\d+) (?P<unit>[辆人])" + _PLACE)
_QUOTE = re.compile(r"(?:(?P<name>\S+) (?P<year>\d{4})|口径变了)“(?P<text>[^”]+)”" + _PLACE)
_EVENT = re.compile(r"(?P<date>\d{4}-\d\d-\d\d) (?P<before>\S+) (?P<kind>更名|合并|分设|划转) (?P<after>\S+)")
_ROW = re.compile(r"^\| (?P<rule>[^\s|]+?)-\d+ \|")
_DOCUMENT = re.compile(r"^\| (\S+) \| (\S+) \| (\d{4}) \| (\S+) \| (\S+) \| (\S+) \|$")


@dataclass(frozen=True, slots=True)
class Document:
    """A document by its short name."""

    short: str
    department: str = ""
    year: int = 0
    stage: str | None = "budget"
    scope: str = "department"
    title: str = ""

    @property
    def whose(self) -> str:
        """The short name without year and kind of file: 政协17表 is 政协's."""
        return re.split(r"\d", self.short)[0]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a page, or a line of a text without pages. None of either where it is assumed."""

    document: Document
    number: int | None
    is_line: bool
    how: str
    date: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a row. `point` is None for a line that a whole table does not have."""

    name: str
    year: int
    printed: str
    place: Place
    point: Point | None
    owner: str

    @property
    def is_own(self) -> bool:
        """Whether the year's own document gives it."""
        return self.place.document.short == ASSUMED or self.place.document.year == self.year


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a document: a reason given for a line in a year, or (year 0) that the basis changed."""

    name: str
    year: int
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to a department, by the names of both."""

    date: date
    before: str
    kind: str
    after: str


@dataclass(frozen=True)
class Example:
    """A row: its rule and number, what goes in, the sums done by hand, and what must come out."""

    id: str
    rule: str
    given: str
    sums: str
    answers: Mapping[str, str]
    sentences: tuple[str, ...]
    documents: Mapping[str, Document]

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The figures in their order."""
        return tuple(self._figure(match) for match in self._items(_FIGURE))

    @cached_property
    def counts(self) -> tuple[Denominator, ...]:
        """What is counted; departments are the places of their names in the table of documents."""
        return tuple(self._count(match) for match in self._items(_COUNT))

    @cached_property
    def quotes(self) -> tuple[Quote, ...]:
        """Words of documents."""
        found = self._items(_QUOTE)
        return tuple(Quote(one["name"] or "", int(one["year"] or 0), one["text"], self._place(one)) for one in found)

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """What happened to departments."""
        found = self._items(_EVENT)
        return tuple(Event(date.fromisoformat(one["date"]), one["before"], KINDS[one["kind"]], one["after"]) for one in found)

    @property
    def years(self) -> list[int]:
        """The years that the figures are of."""
        return sorted({figure.year for figure in self.figures})

    @property
    def is_whole(self) -> bool:
        """Whether the figures are of whole tables: the row tells of a line that one lacks."""
        return any(figure.point is None for figure in self.figures)

    def department(self, name: str) -> int:
        """A number for a department."""
        return [document.department for document in self.documents.values()].index(name)

    def demand_all_read(self) -> None:
        """Raises ValueError for an item that is none of the known forms: nothing is left out in silence."""
        read = [match.group() for form in (_FIGURE, _COUNT, _QUOTE, _EVENT) for match in self._items(form)]
        left = [item for item in self.given.split("；") if item not in read]
        if left:
            raise ValueError(f"{self.id}: {left}")

    def _items(self, form: re.Pattern[str]) -> list[re.Match[str]]:
        return [match for item in self.given.split("；") if (match := form.fullmatch(item))]

    def _place(self, match: re.Match[str]) -> Place:
        document = Document(ASSUMED) if match["doc"] == ASSUMED else self.documents[match["doc"]]
        number = int(match["place"]) if match["place"] else None
        return Place(document, number, match["of"] == "行", match["how"] or "", match["date"] or "")

    def _figure(self, match: re.Match[str]) -> Figure:
        place, year = self._place(match), int(match["year"])
        point = None if match["printed"] == "没有这一行" else _point(match, place, year)
        return Figure(match["name"], year, match["printed"], place, point, match["owner"] or "")

    def _count(self, match: re.Match[str]) -> Denominator:
        place = self._place(match)
        return Denominator(
            "vehicles" if match["unit"] == "辆" else "staff",
            Decimal(match["printed"]),
            match["unit"],
            self.department(place.document.department),
            place.document.scope,
            int(match["year"]),
            place.document.stage,
            date=place.date,
            evidence=Evidence("statement", 1),
        )


def _point(match: re.Match[str], place: Place, year: int) -> Point:
    is_own = place.document.short == ASSUMED or place.document.year == year
    basis = Basis(
        stage=STAGES[match["stage"]] if match["stage"] else place.document.stage,
        scope=place.document.scope,
        source="own" if is_own and not place.how else "text",
        unit=match["unit"] or "",
    )
    more: dict[str, Any] = BASES[match["basis"]] if match["basis"] else {}
    key, blank = match["code"] or match["name"], match["printed"] == "未填"
    found = Point(key, match["name"], year, None, replace(basis, **more), presence="blank", code=match["code"] or "")
    if blank:
        return found
    number = Decimal(match["printed"].replace(",", "").replace("−", "-"))
    shown = step(len(match["printed"].partition(".")[2]), basis.unit)
    derived = place.how == DERIVED
    return replace(
        found,
        yuan=number * YUAN_PER_UNIT[basis.unit],
        presence="printed",
        printed="" if derived else match["printed"],
        step=2 * shown if derived else shown,
        derivation="amount less change" if derived else "",
    )


def basis_changed(quote: Quote) -> Caution:
    """What a document says of its basis, as the engine is told it."""
    return Caution("basis_changed", after=quote.text, evidence=Evidence("statement", 1))


def examples(text: str) -> list[Example]:
    """All rows of a text."""
    lines = text.splitlines()
    documents = {found[0]: _document(found) for line in lines if (match := _DOCUMENT.match(line)) and (found := match.groups())}
    return [_example(line, match["rule"], documents) for line in lines if (match := _ROW.match(line))]


def _document(cells: tuple[str, ...]) -> Document:
    short, department, year, stage, scope, title = cells
    return Document(short, department, int(year), STAGES[stage], SCOPES[scope], title)


def _example(line: str, rule: str, documents: Mapping[str, Document]) -> Example:
    name, _question, given, sums, answers, sentences = (cell.strip() for cell in line.strip("|").split("|"))
    found = dict(answer.rsplit(" ", 1) for answer in answers.split("；"))
    return Example(name, rule, given, sums, found, () if sentences == "—" else tuple(sentences.split("<br>")), documents)


# The sums that were done by hand


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum as it is written: what is computed, and the number that it comes to, rounded where `about`."""

    left: str
    right: str
    about: bool


def sums(text: str) -> Iterator[Sum]:
    """Every sum among the words of a cell."""
    for part in re.split(r"[；：，。]", text):
        match = re.fullmatch(r"([-−\d,.+×÷() ]+?) ([=≈]) ([-−\d,.]+%?)", part.strip())
        if match:
            yield Sum(match[1], match[3], match[2] == "≈")
        elif "=" in part or "≈" in part:
            raise ValueError(f"no sum: {part}")
