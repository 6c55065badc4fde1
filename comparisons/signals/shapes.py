"""What signals are found in, and what they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from budgets.money import in_unit
from comparisons.changes import Change, Changes, Evidence, Point
from comparisons.formulas import gettext_noop as _
from comparisons.reasons import Explained, Repeated
from comparisons.restatements import Restatement
from comparisons.roster import Entry
from comparisons.stated import Claim, Said

NOTHING: Final = Changes(())


@dataclass(frozen=True, slots=True)
class Executed:
    """What was spent of a plan: both figures of one line and year, and the final one in percent of the plan."""

    plan: Point
    final: Point
    percent: Decimal


@dataclass(frozen=True)
class Material:
    """What is known of one disclosure, gathered once. What is not known is empty, and then no signal speaks of it.

    `changes` are the headline figures against last year's, `projects` the lines of the project table against last year's, `added` those of
    final accounts against the budget of the same year. `claims`, `explained` and `said` are what the text says; `repeated` looks over all
    years; `entries` is the department's roster.
    """

    year: int
    changes: Changes = NOTHING
    claims: tuple[Claim, ...] = ()
    explained: tuple[Explained, ...] = ()
    repeated: tuple[Repeated, ...] = ()
    restatements: tuple[Restatement, ...] = ()
    executed: tuple[Executed, ...] = ()
    projects: Changes = NOTHING
    added: Changes = NOTHING
    said: tuple[Said, ...] = ()
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing to look at. `sentences` have places for `values`; both are translated before they are joined; `text` is it in Chinese.

    Its evidence: `points` (figures with their cells), `statements` and `editions` by id. `subject` is the key of the line, or of the table.
    """

    code: str
    subject: str
    year: int
    sentences: tuple[str, ...]
    values: Mapping[str, str] = field(default_factory=dict)
    points: tuple[Point, ...] = ()
    statements: tuple[int, ...] = ()
    editions: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """What it says, in Chinese."""
        return "".join(sentence.format(**self.values) for sentence in self.sentences)

    @property
    def alone(self) -> tuple[int, ...]:
        """The statements that none of its figures is printed in."""
        known = {point.evidence.id for point in self.points if point.evidence is not None and point.evidence.kind == "statement"}
        return tuple(dict.fromkeys(one for one in self.statements if one not in known))

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Every cell and sentence that it rests on, each once."""
        cells = [point.evidence for point in self.points if point.evidence is not None]
        sentences = (Evidence("statement", one) for one in self.alone)
        return tuple(dict.fromkeys((*cells, *sentences)))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of signal: its stable code, its title, what it says and what it does not mean, in Chinese, and how it is found.

    `threshold` says from where on something is told, and why there; empty where nothing is measured.
    """

    code: str
    title: str
    says: str
    does_not_mean: str
    find: Callable[[Material], Iterator[Signal]]
    threshold: str = ""


SMALLEST: Final = Decimal(10_000)
"""In 元: a difference below 1 万元 is never a signal, whatever its rate: percentages of small figures say little."""


def in_wan(yuan: Decimal, beside: Decimal | None = None) -> str:
    """An amount in 万元 with two decimals; with as many as it has where two would not tell it from nothing, or from the one beside it."""
    two = in_unit(yuan)
    others = (Decimal(0), beside)
    if all(other is None or other == yuan or in_unit(other) != two for other in others):
        return two
    return in_unit(yuan, decimals=max(2, 4 - int(yuan.normalize().as_tuple().exponent)))


ABSENT_WORDS: Final = (_("没有这一行"), _("空白"), _("横线"))


def amount_of(point: Point | None, beside: Point | None = None) -> str:
    """A figure in 万元, as it stands beside another; for a blank cell, a dash and a line that is not there the word for it."""
    if point is None:
        return ABSENT_WORDS[0]
    if point.yuan is not None:
        return in_wan(point.yuan, beside.yuan if beside is not None else None)
    return ABSENT_WORDS[1] if point.presence == "blank" else ABSENT_WORDS[2]


def named(key: str, label: str) -> str:
    """A line by its name, with its code in front where that is its key: several lines of a table have one name."""
    code = key.rpartition(":")[2].partition("#")[0].partition("|")[0]
    return f"{code} {label}" if code.isdigit() and not label.startswith(code) else label


def signed(text: str) -> str:
    """A formatted difference with its sign, also where it is a plus."""
    return text if text.startswith("−") or not text.strip("0.,") else f"+{text}"


def percent(number: Decimal) -> str:
    """A percentage with two decimals, rounded half up, and its sign."""
    return in_unit(number, "元")


def figures(change: Change) -> tuple[Point, ...]:
    """Both sides of a change, as far as they are there."""
    return tuple(point for point in (change.before, change.after) if point is not None)
