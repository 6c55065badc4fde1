"""Which figure a sentence speaks of: totals that are no headline figure, and lines of the functional classification. Pure.

A line is found by the names that the sentence gives for 类, 款 and 项, equal to those that the table prints. Where the sentence names the
款 but spells its 项 in another way, the line is taken whose printed amount is the sentence's own, if that is one line only: the document
says itself that they are the same. Never by likeness.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Final, Literal

from comparisons.changes import Change, Changes
from comparisons.finders import Cell, Finder, at, item, printed_at, total_of
from comparisons.formulas import gettext_noop as _
from comparisons.indicators import DISCLOSURE_RULES, INDICATORS, MOST_WORDS, NOTHING, ONE_FUND, Indicator, plain
from comparisons.reasons import MAY_BE_ALL
from comparisons.stated import Said, this_year
from comparisons.whose import KIND_IN_SUBJECT, rests

By = Literal["name", "amount"]
"""How a sentence's line was found: by its names, or by the amount within the 款 that it names."""

FUNCTIONAL: Final = ("summary", "expenditure", "fiscal_expenditure", "general_expenditure")
"""The tables in which lines of the functional classification are looked for."""

_LEVELS: Final = "类款项"
NAMES_A_LEVEL: Final = rf"[（(][{_LEVELS}][）)]"
"""What a subject has that names a line by its level, as the database matches it."""

_NAMED: Final = re.compile(rf"([^（()）]+)[（(]([{_LEVELS}])[）)](?:支出)?")


@dataclass(frozen=True, slots=True)
class Meant:
    """A line that a sentence speaks of: its table, what became of it, and how it was found."""

    schedule: str
    change: Change
    by: By


def lines_meant(said: Said, tables: Mapping[str, Changes]) -> tuple[Meant, ...]:
    """The lines that a sentence speaks of, in each table that it may speak of; nothing where it names none or where several fit.

    `tables` are the compared lines of the functional classification by schedule. Sentences under a heading of one table speak of that one.
    """
    names = _names(said)
    if not names:
        return ()
    found = (_line(said, names, schedule, tables[schedule]) for schedule in _tables_meant(said) if schedule in tables)
    return tuple(meant for meant in found if meant is not None)


def only_one(meant: Sequence[Meant]) -> Meant | None:
    """The line, where all tables that a sentence may speak of print the same figures for it; the widest table goes before."""
    figures = {tuple(point.yuan if point else None for point in (one.change.before, one.change.after)) for one in meant}
    return meant[0] if len(figures) == 1 else None


def names_a_level(said: Said) -> bool:
    """Whether a sentence names a line by its level, so that it may speak of one of these tables."""
    return bool(_names(said))


def _tables_meant(said: Said) -> tuple[str, ...]:
    """A chapter on one table speaks of that; a sentence on parts of the whole (…其中) speaks of the tables of the whole."""
    chapter, whole = plain(said.section), plain(said.part_of)
    if "一般公共预算" in chapter or "一般公共预算" in whole:
        return ("general_expenditure",)
    if "财政拨款" in chapter or "财政拨款" in whole:
        return ("fiscal_expenditure",)
    if "收支预算总" in chapter or re.search("支出(预算)?总", whole):
        return ("expenditure", "summary")
    return FUNCTIONAL


def _names(said: Said) -> tuple[str, ...]:
    """The names of 类, 款, 项, as far as the sentence or the heading above it gives them; none where it names no level, or speaks of
    another organisation's."""
    if said.of_another:
        return ()
    given = {level: _bare(name) for name, level in _NAMED.findall(plain(said.subject))}
    if not given:
        return ()
    above = {level: _bare(name) for name, level in _NAMED.findall(plain(said.section))}
    names = {**{level: name for level, name in above.items() if _LEVELS.index(level) < _highest(given)}, **given}
    return tuple(names.get(level, "") for level in _LEVELS[: max(_LEVELS.index(level) for level in given) + 1])


def _highest(given: Mapping[str, str]) -> int:
    return min(_LEVELS.index(level) for level in given)


def _bare(name: str) -> str:
    """A name without 支出 at its end: the text says 公共安全（类）支出 where the table says 公共安全支出."""
    folded = plain(name)
    return folded.removesuffix("支出") or folded


def _line(said: Said, names: Sequence[str], schedule: str, changes: Changes) -> Meant | None:
    there = [change for change in changes.lines if change.after is not None and not change.after.key.startswith("income:")]
    named = [change for change in there if _is_named(change, names, changes)]
    if len(named) == 1:
        return Meant(schedule, named[0], "name")
    if named or len(names) < len(_LEVELS) or not names[-2]:
        return None
    above = [change for change in there if _is_named(change, names[:-1], changes)]
    parts = [part for one in above for part in changes.parts(one.key) if _prints(part, said)]
    return Meant(schedule, parts[0], "amount") if len(parts) == 1 else None


def _is_named(change: Change, names: Sequence[str], changes: Changes) -> bool:
    """Whether a line and those above it go by these names; a level that is not named may be any, one that is not printed is not asked."""
    if not names[-1] or _bare(change.label) != names[-1]:
        return False
    if change.after is not None and change.after.code and len(change.after.code) != 1 + 2 * len(names):
        return False
    return all(not name or name in _above(change, changes) for name in names[:-1])


def _above(change: Change, changes: Changes) -> set[str]:
    above = map(changes.of, changes.above(change.key))
    return {_bare(one.label) for one in above if one is not None}


def _prints(part: Change, said: Said) -> bool:
    """Whether a line prints the very amount of the sentence, to the digit."""
    stated = this_year(said, part.after) if part.after is not None else None
    return stated is not None and part.after is not None and stated.yuan == part.after.yuan


# Totals that are no headline figure


def named(schedule: str, words: str, *, side: str = "") -> Finder:
    """The row of a table that goes by this name, whatever its ordinal and in whichever of the figure columns it stands."""
    return at(schedule, Called(re.compile(words), side))


@dataclass(frozen=True, slots=True)
class Called:
    """Rows of one side of a table by their labels."""

    words: re.Pattern[str]
    side: str

    @property
    def items(self) -> None:
        """None: only the labels tell."""

    def __call__(self, cell: Cell) -> bool:
        return cell.side == self.side and self.words.fullmatch(plain(cell.label)) is not None and not _is_inside(cell)


def _is_inside(cell: Cell) -> bool:
    return bool(cell.path) and plain(cell.path[-1]) in ("其中", plain(cell.label))


def _words(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives))


_CARRYOVER: Final = "上年结转(和结余)?资金"
_WHOSE: Final = "(本部门|本单位|部门|单位)*"
_PLAN: Final = "(预算)?(总计|总预算|合计)?"

SPOKEN: Final[tuple[Indicator, ...]] = (
    Indicator(
        "fiscal_income",
        _("财政拨款收入"),
        _("财政拨款收支总表的收入总计；没有时取收支总表的财政拨款"),
        DISCLOSURE_RULES,
        printed_at(at("fiscal_summary", total_of("income")), named("summary", "财政拨款(收入)?", side="income")),
        _words(f"财政拨款收入{_PLAN}"),
        within=_words("收入"),
    ),
    Indicator(
        "fiscal_expenditure",
        _("财政拨款支出"),
        _("财政拨款收支总表的支出总计；没有时取财政拨款支出表的合计"),
        DISCLOSURE_RULES,
        printed_at(at("fiscal_summary", total_of("expenditure")), at("fiscal_expenditure", total_of())),
        _words(f"财政拨款(预算)?支出{_PLAN}"),
        within=_words("支出"),
    ),
    Indicator(
        "general_income",
        _("一般公共预算收入"),
        _("财政拨款收支总表的一般公共预算；没有时取收支总表的一般公共预算"),
        DISCLOSURE_RULES,
        printed_at(
            named("fiscal_summary", "一般公共预算(财政)?(拨款)?(收入)?", side="income"),
            named("summary", "一般公共预算(财政)?(拨款)?(收入)?", side="income"),
        ),
        _words(f"一般公共预算(财政)?(拨款)?收入{_PLAN}"),
        within=_words("收入"),
    ),
    Indicator(
        "general_expenditure",
        _("一般公共预算支出"),
        _("一般公共预算支出表的合计"),
        DISCLOSURE_RULES,
        at("general_expenditure", total_of()),
        _words(f"一般公共预算(财政)?(拨款)?支出{_PLAN}"),
    ),
    Indicator(
        "fund_income",
        _("政府性基金收入"),
        _("财政拨款收支总表的政府性基金；没有时取收支总表的政府性基金"),
        DISCLOSURE_RULES,
        printed_at(
            named("fiscal_summary", "政府性基金(预算)?(财政)?(拨款)?(收入)?", side="income"),
            named("summary", "政府性基金(预算)?(财政)?(拨款)?(收入)?", side="income"),
        ),
        _words(f"政府性基金(预算)?(财政)?(拨款)?收入{_PLAN}"),
        within=_words("收入"),
    ),
    Indicator(
        "fund_expenditure",
        _("政府性基金支出"),
        _("政府性基金支出表的合计"),
        DISCLOSURE_RULES,
        at("fund_expenditure", total_of()),
        _words(f"政府性基金(预算)?(财政)?(拨款)?支出{_PLAN}(支出)?"),
    ),
    Indicator(
        "special_account_income",
        _("财政专户管理资金收入"),
        _("收支总表的财政专户管理资金；没有时取收入总表的财政专户管理资金"),
        DISCLOSURE_RULES,
        printed_at(named("summary", "财政专户管理资金(收入)?", side="income"), named("income", "财政专户管理资金(收入)?")),
        _words(f"财政专户管理资金收入{_PLAN}"),
        within=_words("收入"),
    ),
    Indicator(
        "other_income",
        _("其他资金收入"),
        _("收支总表的其他资金；没有时取收入总表的其他资金"),
        DISCLOSURE_RULES,
        printed_at(named("summary", "其他资金(收入)?", side="income"), named("income", "其他资金(收入)?")),
        _words(f"其他资金收入{_PLAN}"),
        within=_words("收入"),
    ),
    Indicator(
        "carryover_income",
        _("上年结转资金"),
        _("收支总表的上年结转和结余资金；没有时取收入总表的上年结转和结余资金"),
        DISCLOSURE_RULES,
        printed_at(named("summary", _CARRYOVER, side="income"), named("income", _CARRYOVER)),
        _words("上年结转(和结余)?(资金|收入)(预算)?(数)?"),
        within=_words("收入"),
    ),
    Indicator(
        "current_income",
        _("本年收入"),
        _("文字所说的本年（当年）收入；可以不含上年结转，所以不与表里的总计核对"),
        DISCLOSURE_RULES,
        printed_at(),
        _words(f"{_WHOSE}(本年|当年)(预算)?收入(预算)?"),
        within=_words("收入"),
        elsewhere=ONE_FUND,
    ),
    Indicator(
        "current_expenditure",
        _("本年支出"),
        _("文字所说的本年（当年）支出；可以不含结转，所以不与表里的总计核对"),
        DISCLOSURE_RULES,
        printed_at(),
        _words(f"{_WHOSE}(本年|当年)(预算)?支出(预算)?"),
        elsewhere=ONE_FUND,
    ),
    Indicator(
        "meetings",
        _("会议费"),
        _("“三公”经费表的会议费"),
        DISCLOSURE_RULES,
        at("three_public", item("meetings"), ("meetings",)),
        _words("(一般公共预算(拨款)?(安排的)?)?会议费(预算)?(支出)?(预算)?"),
    ),
    Indicator(
        "training",
        _("培训费"),
        _("“三公”经费表的培训费"),
        DISCLOSURE_RULES,
        at("three_public", item("training"), ("training",)),
        _words("(一般公共预算(拨款)?(安排的)?)?培训费(预算)?(支出)?(预算)?"),
    ),
)
"""Totals of which the text speaks beside the headline figures: found and checked like these, and never shown among them."""

FUNDS: Final = tuple(one for one in SPOKEN if one.key in MAY_BE_ALL)
"""The totals of sources of funds, and of the year alone, that may be all of income or expenditure."""

SPEAKABLE: Final = (*INDICATORS, *SPOKEN)

TOTAL_SPENT: Final = Indicator(
    "expenditure",
    _("支出合计"),
    _("支出表的合计：不含年末结转"),
    DISCLOSURE_RULES,
    at("expenditure", total_of()),
    NOTHING,
)
"""Taken from tables only: what the text calls 支出合计 may be that of income and expenditure."""

TOTALS: Final = tuple(
    one for one in (*SPEAKABLE, TOTAL_SPENT) if all(place.items is not None for place in (*one.find.places, *one.find.beside))
)
"""Every total whose rows are told by their keys."""

RULES: Final = sha256(repr([KIND_IN_SUBJECT, *(one.rule for one in TOTALS)]).encode()).hexdigest()[:16]
"""Changes where totals are looked for in other places or known by other words: what was kept by other rules is not used."""


@lru_cache(maxsize=MOST_WORDS)
def totals_meant(subject: str, part_of: str = "", section: str = "") -> tuple[str, ...]:
    """The keys of the totals that a sentence with this subject, as a part of that whole and under that heading, speaks of."""
    return tuple(one.key for one in SPEAKABLE if one.is_meant_by(subject, part_of, section))


def totals_maybe_meant(subject: str, part_of: str = "", section: str = "") -> tuple[str, ...]:
    """The same whoever the document may be of: with whatever name of an organisation in front."""
    return tuple(dict.fromkeys(key for words in (subject, *rests(subject)) for key in totals_meant(words, part_of, section)))
