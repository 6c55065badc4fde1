"""What a second file of a disclosure is beside the first: a part of the same, a duplicate, a replacement, or not clear. Pure.

Some regions publish text and tables as two files; some publish again what they corrected; some publish the same twice. It is told from
what the files print, never from their names. Only where nothing at all is printed in both, and each brings what the other lacks, they
are parts: figures that stand in both would count twice.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Final, Literal

from budgets.codes import folded
from budgets.facts import FactRow, Rows, derive, figures
from budgets.money import YUAN_PER_UNIT, in_unit, parse_amount, step
from budgets.schedules import SCHEDULES
from budgets.worded import _, enumerated

Json = Mapping[str, Any]
Kind = Literal["part", "duplicate", "replacement", "unclear"]

FEW: Final = 3
"""So many sentences beside tables are remarks, where the other file has more: they do not make it a file of text."""

_SIDES: Final = {"income": "收入总计", "expenditure": "支出总计"}
_WHOLE: Final = r"(?:本?(?:部门|单位))?(?:年初)?(?:预算|决算)?总?{side}(?:预算|决算)?(?:总计|总额|总预算|总决算)?"
_BOTH: Final = r"(?:本?(?:部门|单位))?(?:预算|决算)?收(?:入)?[、和及]?支(?:出)?(?:预算|决算)?(?:总计|总额|总预算|总决算)"
_ONE_FUND: Final = re.compile(r"财政拨款|一般公共预算|政府性基金|国有资本")
_SHOWN: Final = 3
_ADVICE: Final = {
    "part": "请确认本文件是它的一部分。",
    "duplicate": "请确认后弃用本文件。",
    "replacement": "请确认本文件是它的替代。",
    "unclear": "请确认本文件是它的一部分、它的替代，还是重复。",
}
_EITHER: Final = "请看过不同的地方，再定本文件是它的替代，还是重复。"


@dataclass(frozen=True, slots=True)
class File:
    """A file as it was read: its name, the contract's JSON, and when it was published, where that is known."""

    name: str
    extraction: Json
    published_on: date | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """What the second file is, with the reason in one Chinese sentence.

    `repeated` names what both print. `totals_agree` is true where the text of one states 收入总计 and 支出总计 and the tables of the
    other print the same, as far as the printed digits go. Of a replacement whose tables are the same figure for figure `may_be_duplicate`.
    """

    kind: Kind
    reason: str
    repeated: tuple[str, ...] = ()
    totals_agree: bool = False
    may_be_duplicate: bool = False

    @property
    def advice(self) -> str:
        """What a person is asked to decide: one sentence."""
        return _EITHER if self.may_be_duplicate else _ADVICE[self.kind]


def relation(first: File, second: File) -> Relation:
    """What the second of two files of one disclosure is.

    part: each has what the other lacks (tables, sentences, forms), or both have tables and none is of the same schedule; nothing stands
    in both; and no total that the text of one states contradicts the tables of the other. duplicate: every figure of the second stands
    in the first, cell for cell. replacement: it prints every table of the first again, with other figures, and lacks no kind of content
    that the first has; it is not dated earlier. Everything else is unclear.
    """
    year = _year(first.extraction) or _year(second.extraction) or 0
    pair = _Pair(_Content(first, year), _Content(second, year))
    return next(found for question in _QUESTIONS if (found := question(pair)) is not None)


def relation_of_all(first: Sequence[File], second: Sequence[File]) -> Relation:
    """What the files of one edition are to those of another. Parts only if each is a part beside each; duplicates only if all are."""
    found = [[relation(one, two) for one in first] for two in second]
    every = [one for row in found for one in row]
    if not every:
        return Relation("unclear", "其中一版没有文件。")
    if all(any(one.kind == "duplicate" for one in row) for row in found):
        return next(one for one in every if one.kind == "duplicate")
    weightiest = next((one for kind in ("replacement", "unclear", "duplicate") for one in every if one.kind == kind), every[0])
    return Relation(
        weightiest.kind if weightiest.kind != "duplicate" else "unclear",
        weightiest.reason,
        tuple(dict.fromkeys(name for one in every for name in one.repeated)),
        any(one.totals_agree for one in every),
        weightiest.may_be_duplicate,
    )


def arranged(files: Iterable[Json]) -> list[int]:
    """The order of an edition's files, whichever came first: those with fewer tables of figures (the text) before the others.

    Returns the positions in that order; files alike in this are ordered by their digests.
    """
    keys = [(len(_full_tables(one)), one["document"]["sha256"]) for one in files]
    return sorted(range(len(keys)), key=keys.__getitem__)


# What a file prints


@dataclass(frozen=True, slots=True)
class _Figure:
    """An amount in 元, and half of the smallest difference that it could show as printed."""

    yuan: Decimal
    half: Decimal

    def agrees(self, other: _Figure) -> bool:
        return abs(self.yuan - other.yuan) <= max(self.half, other.half)


class _Content:
    """What two files are compared by. Tables by their schedules with their titles; sentences and forms by what they are about.

    What takes every cell of a file is told only where it is asked for: of text and tables, which are most pairs, it never is.
    """

    def __init__(self, file: File, year: int) -> None:
        self.file = file
        self._extraction, self._year = file.extraction, year
        read, said = self._extraction["tables"], self._extraction["statements"]
        self.tables: dict[str, str] = {table["schedule"]: _title(table) for table in read if table["schedule"]}
        self.full = frozenset(_full_tables(self._extraction))
        self.has_unknown = any(not table["schedule"] and _has_figures(table) for table in read)
        self.sentences = {_about(item): item["subject"] for item in said}
        self.spoken = len(said)
        self.forms = frozenset((form["project"] or "", form["funding"]["year"]["total"] or "") for form in self._extraction["forms"])

    @cached_property
    def _rows(self) -> Rows:
        return derive(self._extraction, self._year)

    @cached_property
    def figures(self) -> Counter[tuple[str, ...]]:
        return _figures(self._extraction, self._rows)

    @cached_property
    def places(self) -> Mapping[tuple[str, ...], FactRow]:
        return {_place_of(fact, self._extraction): fact for fact in self._rows.facts}

    @cached_property
    def printed_totals(self) -> Mapping[str, _Figure]:
        """They stand in the summary: no other table is asked."""
        summary = [table for table in self._extraction["tables"] if table["schedule"] == "summary"]
        return _printed_totals(derive({**self._extraction, "tables": summary}, self._year), self._year)

    @cached_property
    def stated_totals(self) -> Mapping[str, _Figure]:
        return _stated_totals(self._extraction["statements"], self._year)

    @property
    def says_something(self) -> bool:
        """Whether it has any figure, blank cells among them."""
        return bool(self.full or self.spoken or self._extraction["forms"]) or bool(self.figures)

    @cached_property
    def subjects(self) -> frozenset[tuple[str, ...]]:
        """What its figures are of, in the coarse: tables with a figure by their names, sentences and forms by theirs. In a file with all
        figures of this one they are, too."""
        said = {("statement", item["subject"], str(item["year"])) for item in self._extraction["statements"]}
        forms = {("form", form["project"] or "") for form in self._extraction["forms"]}
        return frozenset({("table", name) for name in self.full} | said | forms)

    @cached_property
    def all_subjects(self) -> frozenset[tuple[str, ...]]:
        """The same, with tables that print no figure: they may have blank cells."""
        return self.subjects | {("table", _name_of(table)) for table in self._extraction["tables"]}

    def brings(self, other: _Content) -> set[str]:
        """The kinds of content that it has; a few remarks beside the other's text are none."""
        remarks = self.spoken <= FEW < other.spoken
        kinds = {"tables": bool(self.full), "sentences": bool(self.spoken) and not remarks, "forms": bool(self.forms)}
        return {kind for kind, there in kinds.items() if there}

    @property
    def cells(self) -> Counter[tuple[str, ...]]:
        return Counter({key: count for key, count in self.figures.items() if key[0] == "fact"})


def _figures(extraction: Json, rows: Rows) -> Counter[tuple[str, ...]]:
    """The figures by which editions are compared, without the file's digest, and with tables by what they are, not by their number."""

    def key(line: tuple[str, ...]) -> tuple[str, ...]:
        if line[0] != "fact":
            return (line[0], *line[2:])
        return ("fact", line[2], _table_name(extraction, int(line[3])), *line[4:])

    counts: Counter[tuple[str, ...]] = Counter()
    for line, count in figures(rows).items():
        counts[key(line)] += count
    return counts


def _table_name(extraction: Json, table: int) -> str:
    return _name_of(extraction["tables"][table])


def _name_of(table: Json) -> str:
    return str(table["schedule"] or folded(table["title"]))


def _place_of(fact: FactRow, extraction: Json) -> tuple[str, ...]:
    """A cell's key as in `_figures`, without what stands in it."""
    return (str(fact.fiscal_year), _table_name(extraction, fact.table), fact.row_key, fact.measure, fact.figure, str(fact.block))


def _full_tables(extraction: Json) -> list[str]:
    """Schedules, or titles of what is no standard table, of the tables that print a figure."""
    return [_name_of(table) for table in extraction["tables"] if _has_figures(table)]


def _has_figures(table: Json) -> bool:
    return any(amount["yuan"] is not None or amount.get("value") is not None for row in table["rows"] for amount in row["amounts"])


def _about(item: Json) -> tuple[str, ...]:
    return folded(item["subject"]), folded(item.get("part_of") or ""), str(item["year"])


def _title(table: Json) -> str:
    known = SCHEDULES.get(table["schedule"])
    return f"《{table['title'] or (known.title if known else '')}》"


def _year(extraction: Json) -> int | None:
    stated = extraction["identity"]["fiscal_year"]
    return stated["value"] if stated else None


# Totals


def _printed_totals(rows: Rows, year: int) -> dict[str, _Figure]:
    """收入总计 and 支出总计 of the summary, where it prints one figure for each; of a final account the 决算数."""
    found = {}
    for side in _SIDES:
        there = [fact for fact in rows.facts if _is_total(fact, side, year)]
        own = [fact for fact in there if fact.figure == "final"] or [fact for fact in there if fact.figure in ("this", "budget")]
        if len({fact.yuan for fact in own}) == 1 and own[0].yuan is not None:
            found[side] = _Figure(own[0].yuan, _half(own[0]))
    return found


def _is_total(fact: FactRow, side: str, year: int) -> bool:
    of_whole = (fact.schedule, fact.item, fact.side, fact.fiscal_year) == ("summary", "total", side, year)
    return of_whole and fact.measure in ("total", "amount") and fact.kind == "money" and fact.yuan is not None


def _half(fact: FactRow) -> Decimal:
    printed = parse_amount(fact.printed)
    return step(printed.decimals, fact.unit) / 2 if printed and fact.unit in YUAN_PER_UNIT else Decimal(0)


def _stated_totals(statements: Sequence[Json], year: int) -> dict[str, _Figure]:
    """收入总计 and 支出总计 that the text states of the whole, where all its sentences agree."""
    found = {}
    for side, name in _SIDES.items():
        pattern = re.compile(f"{_WHOLE.format(side=name[:2])}|{_BOTH}")
        amounts = [_amount(item) for item in statements if _states_total(item, pattern, year)]
        if amounts and all(one.agrees(amounts[0]) for one in amounts):
            found[side] = min(amounts, key=lambda one: one.half)
    return found


def _states_total(item: Json, pattern: re.Pattern[str], year: int) -> bool:
    subject, about_whole = folded(item["subject"]), not (item.get("part_of") or _ONE_FUND.search(item.get("section") or ""))
    is_money = item["amount"] is not None and item["unit"] in YUAN_PER_UNIT and item["year"] in (year, None)
    return about_whole and is_money and "总" in subject and pattern.fullmatch(subject) is not None


def _amount(item: Json) -> _Figure:
    number, factor = Decimal(item["amount"]), YUAN_PER_UNIT[item["unit"]]
    return _Figure(number * factor, Decimal(1).scaleb(int(number.as_tuple().exponent)) * factor / 2)


# What the second is


@dataclass(frozen=True, slots=True)
class _Pair:
    one: _Content
    two: _Content

    @property
    def names(self) -> tuple[str, str]:
        return f"“{self.one.file.name}”", f"“{self.two.file.name}”"

    @property
    def repeated(self) -> tuple[str, ...]:
        """The tables, sentences and forms that stand in both."""
        tables = [title for key, title in self.two.tables.items() if key in self.one.tables]
        sentences = [f"“{subject}”" for key, subject in self.two.sentences.items() if key in self.one.sentences]
        forms = [f"“{form[0] or '项目'}”的申报表" for form in sorted(self.two.forms & self.one.forms)]
        return tuple(dict.fromkeys([*tables, *sentences, *forms]))

    @property
    def may_hide_repeats(self) -> bool:
        """A table that was not recognised may be one of the other's."""
        return any(one.has_unknown and other.full for one, other in ((self.one, self.two), (self.two, self.one)))

    def totals(self) -> list[tuple[str, _Figure, _Figure]]:
        """Totals stated by one and printed by the other: name, stated, printed."""
        both = ((self.one, self.two), (self.two, self.one))
        return [
            (name, text.stated_totals[side], tables.printed_totals[side])
            for text, tables in both
            for side, name in _SIDES.items()
            if side in text.stated_totals and side in tables.printed_totals
        ]

    @property
    def totals_agree(self) -> bool:
        found = self.totals()
        return len({name for name, _, _ in found}) == len(_SIDES) and all(a.yuan and a.agrees(b) for _, a, b in found)


def _empty(pair: _Pair) -> Relation | None:
    for content, name in zip((pair.one, pair.two), pair.names, strict=True):
        if not content.says_something:
            return Relation("unclear", f"{name}没有读到数，不能比较。")
    return None


def _duplicate(pair: _Pair) -> Relation | None:
    if pair.two.subjects - pair.one.all_subjects or pair.two.figures - pair.one.figures:
        return None
    one, two = pair.names
    reason = f"{two}的 {pair.two.figures.total()} 项数据都已在{one}里，逐格相同，是重复。"
    return Relation("duplicate", reason, pair.repeated)


def _part(pair: _Pair) -> Relation | None:
    if pair.repeated or pair.may_hide_repeats or not _complement(pair):
        return None
    for name, stated, printed in pair.totals():
        if not stated.agrees(printed):
            numbers = f"{in_unit(stated.yuan)} 万元，表里印的是 {in_unit(printed.yuan)} 万元"
            return Relation("unclear", f"{'和'.join(pair.names)}没有重复的内容，但文字写的{name}是 {numbers}，可能不是一套。")
    told = (
        _("{one}；{two}：互相补充，没有重复，文字写的收入总计和支出总计与表相同。")
        if pair.totals_agree
        else _("{one}；{two}：互相补充，没有重复。")
    )
    reason = told.format(one=_told(pair.one), two=_told(pair.two))
    return Relation("part", reason, totals_agree=pair.totals_agree)


def _complement(pair: _Pair) -> bool:
    """Each brings a kind of content that the other lacks, and no kind is in both but tables (whose schedules then differ)."""
    one, two = pair.one.brings(pair.two), pair.two.brings(pair.one)
    both = one & two
    return bool(one and two) and both <= {"tables"} and bool(both or (one - two and two - one))


def _replacement(pair: _Pair) -> Relation | None:
    one, two = pair.one, pair.two
    if one.brings(two) - two.brings(one):
        return None
    again = one.full and one.full <= two.full
    if not again and not (not one.full and not two.full and one.sentences and one.sentences.keys() <= two.sentences.keys()):
        return None
    differing = max((one.cells - two.cells).total(), (two.cells - one.cells).total())
    repeats = f"又印了{pair.names[0]}的 {len(one.full)} 张表" if one.full else f"又写了{pair.names[0]}的内容"
    if one.full and not differing:
        reason = f"{pair.names[1]}{repeats}，表里的数逐格相同，不同的只在文字数据或绩效表里。"
        return Relation("replacement", reason, pair.repeated, may_be_duplicate=True)
    what = f"{repeats}，有 {differing} 格不同（{_differing(one, two)}）" if one.full else f"{repeats}，数不全相同"
    dates = one.file.published_on, two.file.published_on
    if dates[0] and dates[1] and dates[1] < dates[0]:
        return Relation("unclear", f"{pair.names[1]}{what}，但它公开得更早（{dates[1]}），不像是替代。", pair.repeated)
    later = f"，公开日期也更晚（{dates[1]}）" if dates[0] and dates[1] and dates[1] > dates[0] else ""
    return Relation("replacement", f"{pair.names[1]}{what}{later}，可能是更正后重新公开的。", pair.repeated)


def _differing(one: _Content, two: _Content) -> str:
    """The first cells that are not the same, each with what the one and the other print."""
    cells = [*(two.cells - one.cells), *(one.cells - two.cells)]
    places = list(dict.fromkeys(cell[1:7] for cell in cells))
    shown = [_cell(place, one.places.get(place), two.places.get(place), two.tables | one.tables) for place in sorted(places)[:_SHOWN]]
    return "；".join(shown) + ("；等" if len(places) > _SHOWN else "")


def _cell(place: tuple[str, ...], one: FactRow | None, two: FactRow | None, titles: Mapping[str, str]) -> str:
    fact = two or one
    where = f"“{fact.label}”{'/'.join(fact.header)}" if fact else ""
    return f"{titles.get(place[1], '')}{where}：{_printed(one)} → {_printed(two)}"


def _printed(fact: FactRow | None) -> str:
    return "没有" if fact is None else fact.printed or "空白"


def _unclear(pair: _Pair) -> Relation:
    names = "和".join(pair.names)
    if pair.repeated:
        shown = "、".join(pair.repeated[:_SHOWN]) + (f" 等 {len(pair.repeated)} 项" if len(pair.repeated) > _SHOWN else "")
        return Relation("unclear", f"{names}里都有{shown}，其余不同，看不出是补充还是替代。", pair.repeated)
    if pair.may_hide_repeats:
        return Relation("unclear", f"{names}里有认不出的表，不能排除同一张表印了两次。")
    return Relation("unclear", f"{names}没有重复的内容，但看不出是互相补充。")


def _told(content: _Content) -> str:
    """What a file has, in words."""
    counts = {
        _("{count} 张有数的表"): len(content.full),
        _("{count} 条文字数据"): content.spoken,
        _("{count} 张绩效表"): len(content.forms),
    }
    what = enumerated([words.format(count=count) for words, count in counts.items() if count])
    return _("“{file}”有 {what}").format(file=content.file.name, what=what)


_QUESTIONS: Final[tuple[Callable[[_Pair], Relation | None], ...]] = (_empty, _duplicate, _part, _replacement, _unclear)
