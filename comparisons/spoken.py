"""What the sentences of an edition say of its figures, each figure checked against tables and last year's own document. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final

from budgets.codes import OPERATING, PERSONNEL, level_of
from comparisons.changes import Change, Changes, Point, are_all_of, compare
from comparisons.indicators import INDICATORS, Indicator, plain
from comparisons.reasons import CHANGED
from comparisons.series import headline, is_of_the_year_alone, lines, meant_by, own_lines, table_point, without_repeats
from comparisons.stated import Check, Claim, Said, check, previous_year, tells_amount
from comparisons.subjects import FUNCTIONAL, FUNDS, SPOKEN, lines_meant, names_a_level, only_one
from comparisons.volume import Volume


def claims(volume: Volume, changes: Changes, indicators: Iterable[Indicator] = INDICATORS) -> list[Claim]:
    """Every sentence of the edition that speaks of one of these figures, in the order of the text. `changes` are those of the figures."""
    wanted = tuple(indicators)
    return [claim for said in volume.said if said.year == volume.year for claim in _claims_about(volume, said, changes, wanted)]


def claims_of_funds(volume: Volume) -> list[Claim]:
    """Every sentence on a total of a source of funds, which may be all of income or expenditure; none of its figures is checked here."""
    return claims(volume, Changes(()), FUNDS)


def _claims_about(volume: Volume, said: Said, changes: Changes, indicators: Iterable[Indicator]) -> list[Claim]:
    against = ((one, _against_table(volume, one, changes.of(one.key))) for one in meant_by(said, indicators))
    spoken_of = ((one, change) for one, change in against if not is_of_the_year_alone(said, one, change.after if change else None))
    found = ((one, _by_classes(volume, one, said, _checks(said, change)), change) for one, change in spoken_of)
    return [Claim(said, one.key, one.name, checks, over_break=_is_over_break(change)) for one, checks, change in found if checks]


CLASSES: Final = {"personnel": PERSONNEL, "operating": OPERATING}
"""Of which 类 of the basic expenditure a figure is that a table may give as rows alone."""


def _by_classes(volume: Volume, indicator: Indicator, said: Said, checks: tuple[Check, ...]) -> tuple[Check, ...]:
    """The checks, an amount that no table prints checked against the 类 that it is the sum of. Only agreement is told: the text may divide
    personnel and operating costs in another way."""
    first = checks[0] if checks else None
    parts = _classes_of(volume, indicator) if first is not None and (first.what, first.why) == ("amount", "no_figure") else []
    if not parts:
        return checks
    whole = replace(
        parts[0], yuan=sum((one.yuan for one in parts if one.yuan is not None), Decimal(0)), step=max(one.step for one in parts)
    )
    own = next(iter(check(said, whole, None)), None)
    if own is None or own.verdict not in ("agrees", "rounding"):
        return checks
    told = " + ".join(plain(one.label) for one in parts)
    return (replace(own, calculation=f"{told} = {own.calculation}" if len(parts) > 1 else own.calculation), *checks[1:])


def _classes_of(volume: Volume, indicator: Indicator) -> list[Point]:
    """The rows of the 类 of a figure in the table of basic expenditure; none where it has not both of 301 and 303, or has another 类, one
    twice, or 类 that do not come to its total."""
    rows = own_lines(volume, "general_basic", "total") if indicator.key in CLASSES else []
    classes, total = [one for one in rows if level_of(one.code) == 1], next((one for one in rows if one.key == "total"), None)
    printed = {one.code: one for one in classes if one.yuan is not None}
    known = {code for codes in CLASSES.values() for code in codes}
    if total is None or total.yuan is None or len({one.code for one in classes}) < len(classes):
        return []
    if not {one.code for one in classes} <= known or not set(CLASSES["personnel"]) <= set(printed):
        return []
    if not are_all_of(printed.values(), total):
        return []
    return [printed[code] for code in CLASSES[indicator.key] if code in printed]


def _against_table(volume: Volume, indicator: Indicator, change: Change | None) -> Change | None:
    """The change with what the tables print: a sentence whose figure is shown for a blank cell is not checked against itself."""
    if change is None or change.after is None or change.after.basis.source != "text":
        return change
    return replace(change, after=table_point(volume, indicator) or change.after)


def claims_of_lines(volume: Volume, schedule: str, changes: Changes) -> list[Claim]:
    """Sentences that say of a line of this table of the functional classification that it rose or fell. `changes` are those of its totals.

    Only where the sentence tells the amount that the line prints: it may else speak of the same line in another table.
    """
    of_change = (said for said in volume.said if said.year == volume.year and said.direction in CHANGED)
    found = [claim for said in of_change for claim in _claim_about_line(said, {schedule: changes})]
    return [claim for claim in found if any(one.what == "amount" and one.verdict in ("agrees", "rounding") for one in claim.checks)]


def earlier_of_lines(volume: Volume, schedule: str, after: Iterable[Point]) -> list[Point]:
    """What lines of this table of the functional classification were last year, as sentences on them tell it, each figure once.

    `after` are the lines of its totals. As for `claims_of_lines`, only of sentences that tell the amount that the line prints.
    """
    telling = [said for said in volume.said if said.year == volume.year and said.direction in CHANGED and names_a_level(said)]
    tables = {schedule: compare((), after)} if telling else {}
    meant = ((said, only_one(lines_meant(said, tables))) for said in telling)
    lines = ((said, one.change.after) for said, one in meant if one is not None and one.change.after is not None)
    told = (previous_year(said, line) for said, line in lines if tells_amount(said, line))
    return without_repeats(point for point in told if point is not None)


def all_claims(volume: Volume, previous: Volume | None = None) -> list[Claim]:
    """Every sentence of the edition that speaks in figures of a headline figure, another total, or a line of the functional tables.

    Each of its figures is checked against the tables of the year, and against last year's own document where there is one. In the order of
    the text; a sentence whose line cannot be told, or is printed with different figures in the tables that it may speak of, is none.
    """
    wanted = (*INDICATORS, *SPOKEN)
    figures, tables = headline(volume, previous, wanted), functional_lines(volume, previous)
    found = []
    for said in volume.said:
        if said.year == volume.year:
            found += _claims_about(volume, said, figures, wanted) or _claim_about_line(said, tables)
    return found


def functional_lines(volume: Volume, previous: Volume | None = None) -> dict[str, Changes]:
    """The compared lines of each table of the functional classification that the edition has, by schedule."""
    there = dict.fromkeys(cell.schedule for cell in volume.own())
    return {schedule: lines(volume, previous, schedule) for schedule in FUNCTIONAL if schedule in there}


def _claim_about_line(said: Said, tables: Mapping[str, Changes]) -> list[Claim]:
    meant = only_one(lines_meant(said, tables))
    checks = _checks(said, meant.change) if meant is not None else ()
    if meant is None or not checks:
        return []
    change = meant.change
    return [Claim(said, change.key, plain(change.label), checks, meant.schedule, _is_over_break(change))]


def _is_over_break(change: Change | None) -> bool:
    return change is not None and change.kind == "unlike"


def _checks(said: Said, change: Change | None) -> tuple[Check, ...]:
    if change is None:
        return check(said, None, None)
    sources = [point for point in (change.before, *change.others) if point is not None]
    before = next((point for point in sources if not point.derivation), sources[0] if sources else None)
    return check(said, change.after, before)
