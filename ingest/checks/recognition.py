"""Figures that were recognised in a picture: which of them arithmetic confirms, and which nothing does. Pure.

A digit that was read wrong must never pass as right. So a recognised figure counts as confirmed only if

- a sum of two or more parts, in which it stands, holds to the last digit; or it is printed twice, both readings are sure and agree,
- no sum in which it stands fails,
- it is written as the other figures of its table are: a lost point leaves all sums as they are,
- its row is known: the code by its name, a row without a code by a name that is usual; a name that lacks its beginning or end is not, and
  of one that is not usual nobody can tell, for what was cut off leaves no doubt in the rest,
- its column means something, and the unit of its table is confirmed: a figure of it agrees with another table or a sentence.

Every other one is told, by the row. A dash is nothing that could be wrong by a digit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from typing import Final, get_args

from budgets.codes import System, agrees, class_named, codes_named, folded, names_in
from budgets.money import is_dash
from budgets.schedules import is_total, item_of
from budgets.worded import _, enumerated
from ingest.checks import between, economic, finals, functions, hierarchy, projects, row, summary, text_tables, three_public
from ingest.checks.lookup import name_of_line, place
from ingest.checks.results import Result, holds, not_evaluable
from ingest.shapes import Amount, Column, Extraction, Form, Line, Source, Statement, Table

DOUBT: Final = _("由图像识别，没有别的数可以核对")
_SURE: Final = Decimal("0.95")
"""How sure two readings of one figure must be where nothing but their agreement speaks for them."""

_LISTED: Final = 6
_TWO: Final = 2

_ARITHMETIC: Final[tuple[Callable[[Extraction], Iterator[Result]], ...]] = (
    hierarchy.class_sum,
    hierarchy.division_sum,
    hierarchy.total,
    hierarchy.units,
    row.basic_project,
    row.sources,
    row.subtotals,
    row.personnel_operating,
    row.current_carryover,
    summary.income_sum,
    summary.expenditure_sum,
    summary.income_total,
    summary.expenditure_total,
    summary.balance,
    summary.carryover_parts,
    summary.parts,
    summary.blocks,
    economic.personnel,
    economic.operating,
    three_public.parts,
    three_public.vehicles,
    projects.rows,
    projects.total,
    projects.general_total,
    projects.by_function,
    between.income,
    between.expenditure,
    between.class_summary,
    between.income_rows,
    between.same_codes,
    between.fiscal_summary,
    between.fiscal_general,
    between.fiscal_class_summary,
    between.general_rows,
    between.basic,
    between.operating,
    between.three_public,
    between.fund,
    between.capital,
    between.carried_over,
    between.fiscal_carried_over,
    between.carried_projects,
    functions.running,
    finals.kinds,
    finals.basic,
    finals.balance,
    text_tables.figure,
)
"""What compares figures for equality: what holds of these confirms its figures, what fails of these leaves them in doubt."""


def confirmed(extraction: Extraction) -> Iterator[Result]:
    """Does anything confirm each figure that was recognised in a picture?"""
    if not _is_recognised(extraction):
        return
    known = _evidence(extraction, _figures(extraction))
    for number, table in enumerate(extraction.tables):
        yield from _of_table(_Asked(table, number, _year(extraction), known))
    for section, statements in _by_section(extraction.statements):
        yield from _of_text(section, statements, known)
    for form in extraction.forms:
        if form.confidence is not None:
            yield _of_form(form)


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure, how sure it is, and the table that it stands in, None for a sentence."""

    value: Decimal
    confidence: Decimal
    table: int | None = None


@dataclass(frozen=True, slots=True)
class _Evidence:
    """The places of figures that sums confirm, of those in sums that fail, and the tables that agree with something outside of them."""

    holding: set[Source] = field(default_factory=set)
    failing: set[Source] = field(default_factory=set)
    linked: set[int] = field(default_factory=set)

    def confirms(self, source: Source) -> bool:
        return source in self.holding and source not in self.failing


def _figures(extraction: Extraction) -> dict[Source, _Figure]:
    """All figures of a document in which any was recognised; what was read as text, or put right by a person, is sure."""
    found: dict[Source, _Figure] = {}
    for number, table in enumerate(extraction.tables):
        for amount in (amount for line in table.lines for amount in line.amounts):
            if (value := _value(amount)) is not None:
                found[amount.source] = _Figure(value, _sureness(amount), number)
    for one in extraction.statements:
        if one.amount is not None:
            found.setdefault(one.source, _Figure(one.amount, _sureness(one)))
    return found


def _sureness(one: Amount | Statement) -> Decimal:
    return Decimal(1) if one.confidence is None else one.confidence


def _is_recognised(extraction: Extraction) -> bool:
    amounts = (amount.confidence for table in extraction.tables for line in table.lines for amount in line.amounts)
    statements, forms = (one.confidence for one in extraction.statements), (one.confidence for one in extraction.forms)
    return any(sure is not None for sure in chain(amounts, statements, forms))


def _value(amount: Amount) -> Decimal | None:
    return amount.yuan if amount.yuan is not None else amount.value


def _evidence(extraction: Extraction, figures: dict[Source, _Figure]) -> _Evidence:
    found = _Evidence()
    for result in chain.from_iterable(check(extraction) for check in _ARITHMETIC):
        own = [(source, figures[source]) for source in result.sources if source in figures]
        if result.outcome == "mismatch":
            found.failing.update(source for source, _figure in own)
        elif result.outcome == "exact" and _speaks(own):
            found.holding.update(source for source, _figure in own)
            where = {figure.table for _source, figure in own if figure.value}
            if len(where) > 1:
                found.linked.update(number for number in where if number is not None)
    return found


def _speaks(figures: Sequence[tuple[Source, _Figure]]) -> bool:
    """Whether equality can hardly be chance: a sum of several parts, or two sure readings. One misread digit is often misread again."""
    parts = sum(1 for _source, figure in figures if figure.value)
    return parts > _TWO or (len(figures) > 1 and all(figure.confidence >= _SURE for _source, figure in figures))


# Tables


@dataclass(frozen=True, slots=True)
class _Asked:
    table: Table
    number: int
    year: int | None
    known: _Evidence

    @property
    def columns(self) -> dict[int, Column]:
        return {column.index: column for column in self.table.columns}


def _of_table(asked: _Asked) -> Iterator[Result]:
    written = _Style.of(amount for line in asked.table.lines for amount in line.amounts)
    for line in asked.table.lines:
        recognised = [amount for amount in line.amounts if amount.confidence is not None and not _is_sure_dash(amount)]
        if not recognised:
            continue
        reason = _unknown_row(asked, line)
        open_ = [amount for amount in recognised if reason or _doubtful(asked, amount, written)]
        subject = f"{asked.table.schedule or asked.table.title} {name_of_line(line)}"
        if len(open_) < len(recognised):
            yield holds(subject, *(amount.source for amount in recognised if amount not in open_))
        if open_:
            yield _unconfirmed(asked.table, subject, line, open_, reason)


def _unconfirmed(table: Table, subject: str, line: Line, amounts: Sequence[Amount], reason: str) -> Result:
    figures = enumerated([amount.printed for amount in amounts[:_LISTED]])
    figures = _("{figures} 等").format(figures=figures) if len(amounts) > _LISTED else figures
    why = reason or _("没有别的数可以核对")
    told = _("{table}“{row}”一行的 {figures} 由图像识别，{why}，请逐格对照原文")
    why = told.format(table=place(table), row=name_of_line(line), figures=figures, why=why)
    found = not_evaluable(subject, why, [amount.source for amount in amounts])
    return Result(found.outcome, found.subject, found.message, sources=found.sources, doubt=DOUBT)


def _is_sure_dash(amount: Amount) -> bool:
    return is_dash(amount.printed) and amount.confidence is not None and amount.confidence >= _SURE


def _doubtful(asked: _Asked, amount: Amount, written: _Style) -> bool:
    column = asked.columns.get(amount.column)
    return (
        not asked.known.confirms(amount.source)
        or not written.fits(amount.printed)
        or column is None
        or column.measure is None
        or asked.number not in asked.known.linked
    )


def _unknown_row(asked: _Asked, line: Line) -> str:
    """Why it is not certain which row this is, in Chinese; "" where it is."""
    if line.code and not agrees(line.code, line.label, asked.year):
        return _("它的编码 {code} 与名称对不上现行科目，可能认错").format(code=line.code)
    if is_total(line.label) or item_of(asked.table.schedule, line.label) or _is_usual(line.label, asked.year):
        return ""
    if _is_cut(line.label, asked.year):
        return _("它的名称少了字，可能没有认全")
    return "" if line.code else _("它的名称不是常用的，可能认错或没有认全")


def _is_usual(label: str, year: int | None) -> bool:
    return bool(class_named(label)) or any(codes_named(label, year, system) for system in get_args(System))


def _is_cut(label: str, year: int | None) -> bool:
    """Whether a name is a usual one that lacks its beginning or its end: a ruling or a fold in the paper took it."""
    text = folded(label)
    return bool(text) and any(name != text and (name.startswith(text) or name.endswith(text)) for name in _usual_names(year))


@lru_cache
def _usual_names(year: int | None) -> frozenset[str]:
    return frozenset(folded(name) for system in get_args(System) for name in names_in(system, year).values())


@dataclass(frozen=True, slots=True)
class _Style:
    """How the figures of a table are written: with a point, with commas; None where they are not all too alike."""

    point: bool | None
    comma: bool | None

    @classmethod
    def of(cls, amounts: Iterable[Amount]) -> _Style:
        printed = [amount.printed for amount in amounts if not is_dash(amount.printed)]
        return cls(_most("." in text for text in printed), _most("," in text for text in printed if _is_long(text)))

    def fits(self, printed: str) -> bool:
        """Whether a figure is written like most others."""
        if self.point and "." not in printed and any(digit in printed for digit in "123456789"):
            return False
        return self.comma is None or not _is_long(printed) or ("," in printed) == self.comma


def _is_long(printed: str) -> bool:
    return sum(character.isdigit() for character in printed.partition(".")[0]) > 3


def _most(said: Iterable[bool]) -> bool | None:
    """What holds for most; None where there is nothing, or half of each."""
    counts = Counter(said)
    return None if counts[True] == counts[False] else counts[True] > counts[False]


# Sentences and forms


def _by_section(statements: Sequence[Statement]) -> Iterator[tuple[str, list[Statement]]]:
    found: dict[str, list[Statement]] = {}
    for one in statements:
        if one.confidence is not None:
            found.setdefault(f"{one.source.document or ''} {one.section or ''}".strip(), []).append(one)
    yield from found.items()


def _of_text(section: str, statements: Sequence[Statement], known: _Evidence) -> Iterator[Result]:
    open_ = [one for one in statements if one.amount is None or _has_more(one) or not known.confirms(one.source)]
    rest = [one for one in statements if one not in open_]
    if rest:
        yield holds(section, *(one.source for one in rest))
    if open_:
        where = _("“{section}”").format(section=section) if section else _("文字")
        why = _("{where}里有 {count} 处数字由图像识别，没有别的数可以核对，请逐处对照原文").format(where=where, count=len(open_))
        found = not_evaluable(section or "text", why, [one.source for one in open_])
        yield Result(found.outcome, found.subject, found.message, sources=found.sources, doubt=DOUBT)


def _has_more(one: Statement) -> bool:
    """Whether a sentence gives other figures beside its amount: what confirms that says nothing of them."""
    return any(figure is not None for figure in (one.base, one.change, one.percent))


def _of_form(form: Form) -> Result:
    name = form.project or form.department or _("未命名")
    why = _("“{form}”的绩效目标表由图像识别，金额和指标请逐格对照原文").format(form=name)
    found = not_evaluable(form.project or "form", why, [form.source, *(source for _name, source in form.sources)])
    return Result(found.outcome, found.subject, found.message, sources=found.sources, doubt=DOUBT)


def _year(extraction: Extraction) -> int | None:
    stated = extraction.identity.fiscal_year
    return int(stated.value) if stated is not None else None
