"""What the text says of parts of a whole: shares, their sum, and parts that must add up. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from budgets.codes import folded
from budgets.schedules import item_of
from budgets.worded import _, enumerated
from ingest.checks.between import total_figure
from ingest.checks.lookup import column_of, only_table
from ingest.checks.meanings import cells_meant
from ingest.checks.results import BEST_FIRST, Question, Result, compared, not_evaluable, shown, unusual
from ingest.checks.stated import amount_of, change_of, groups, percent_of, quoted, stated, subject_of, with_wholes
from ingest.checks.sums import added, sources_of
from ingest.checks.three_public import PARTS, VEHICLES
from ingest.checks.tolerance import Figure, judge_percent, judge_same, judge_sum
from ingest.shapes import Extraction, Statement

SPLITS: Final = {
    "years": (r"(?:本年|当年).*", r"上年结转.*"),
    "natures": (r".*基本支出", r".*项目支出"),
    "procurement": (r".*货物.*", r".*工程.*", r".*服务.*"),
}
"""Parts that make up their whole by their meaning; each must be stated once."""

_SHARE: Final = re.compile(r"占(?P<whole>[^，。；\d]{0,40}?)(?P<share>\d+(?:\.\d+)?)\s*[%％]")
_NOISE: Final = re.compile("的|比例|比重|比|为|达|约|总额|总数|总计|合计|预算|本年|全年|[“”]")
_TELLING: Final = 3
"""支出 alone stands in the name of every whole; “三公” names one."""
_USES: Final = re.compile(r"用车|车辆")
_OTHERS: Final = re.compile(r"其他[^、，,]*用车")
"""With the other vehicles among them, all uses are listed."""
_GRANTED: Final = re.compile("拨款|预算")
_ELSEWHERE: Final = {
    "increase": _("{place}写{part}增加{change}，按那个数相加就相等。"),
    "decrease": _("{place}写{part}减少{change}，按那个数相加就相等。"),
    "unchanged": _("{place}写{part}持平{change}，按那个数相加就相等。"),
}
_GIVEN_UP: Final = _("上年有、今年没有的部分不会列出来，差额可能是它们。")
_PROCUREMENT: Final = re.compile(r"政府采购(?:预算)?(?:支出)?(?:总额|总数|总计|金额|预算)?")


def share(extraction: Extraction) -> Iterator[Result]:
    """Is each 占…% the part's share in its whole (C5, C6, C7)? Where the text states no amount of the whole, in that of the tables."""
    for statement, whole in with_wholes(extraction):
        printed, part = percent_of(statement), amount_of(statement)
        if printed is None or statement.percent_kind != "share" or part is None:
            continue
        total = amount_of(whole) if whole else None
        if whole is not None and total is not None:
            yield from _share(statement, whole, part, total, printed)
        elif statement.part_of is not None and statement.part_of in _wholes_named(statement):
            yield from _share_of_table(extraction, statement, part, printed)


def _share(statement: Statement, whole: Statement, part: Figure, total: Figure, printed: Figure) -> Iterator[Result]:
    verdict = judge_percent(part, total, printed)
    if verdict is None:
        why = _("{text}所占的总数为零或太小，占比没有意义").format(text=quoted(statement))
        yield not_evaluable(subject_of(statement), why, [statement.source])
    elif verdict.outcome == "mismatch" and not _is_of(statement, whole):
        why = _("{text}所占的总数不是{whole}，占比无从核对").format(text=quoted(statement), whole=whole.subject)
        yield not_evaluable(subject_of(statement), why, [statement.source])
    else:
        what = _("{text}占{whole}的比例").format(text=quoted(statement), whole=whole.subject)
        yield compared(Question(subject_of(statement), what, "%"), verdict, (statement.source, whole.source))


def _bare(name: str) -> str:
    return _NOISE.sub("", folded(name))


def _share_of_table(extraction: Extraction, statement: Statement, part: Figure, printed: Figure) -> Iterator[Result]:
    """The share in a whole that only the tables print. The words may mean one of several figures: the one that fits best is asked."""
    whole = replace(statement, subject=statement.part_of or "", part_of=None, code=None)
    found = []
    for cell in cells_meant(extraction, whole):
        verdict = judge_percent(part, cell.figure, printed) if cell.figure is not None else None
        if verdict is not None and cell.figure is not None:
            words = {"text": quoted(statement), "whole": statement.part_of or "", "cell": cell.where}
            what = _("{text}占{whole}的比例，按{cell}，").format(**words)
            found.append(compared(Question(subject_of(statement), what, "%"), verdict, (statement.source, *cell.figure.sources)))
    yield from sorted(found, key=lambda result: BEST_FIRST.index(result.outcome))[:1]


def _wholes_named(statement: Statement) -> list[str]:
    """The wholes that the sentence names behind 占."""
    return [found["whole"].strip().removesuffix("的") for found in _SHARE.finditer(statement.text)]


def _is_of(part: Statement, whole: Statement) -> bool:
    """Whether the words of the share name this whole, or none: 占支出预算的40% is no share of the 财政拨款 whose part is told."""
    named = next((found["whole"] for found in _SHARE.finditer(part.text) if Decimal(found["share"]) == part.percent), "")
    words, subject = _bare(named), _bare(whole.subject)
    return words in ("", subject) or (len(words) >= _TELLING and (words in subject or subject in words))


def share_sum(extraction: Extraction) -> Iterator[Result]:
    """Do the shares of a whole add up to 100 %, where its parts are all there (C5, C6, C7)?"""
    for whole, parts in groups(extraction):
        shares = [figure for part in parts if part.percent_kind == "share" and (figure := percent_of(part))]
        if len(shares) == len(parts) > 1 and _is_whole(whole, parts):
            what = _("{text}各部分的占比相加，").format(text=quoted(whole))
            question = Question(f"{whole.subject} 占比合计", what, "%")
            yield compared(question, judge_sum(shares, Figure(Decimal(100))), sources_of(*shares))


def parts(extraction: Extraction) -> Iterator[Result]:
    """Do parts that make up a whole by their meaning add up to it: 本年 and 上年结转 (C2), 基本 and 项目, 货物, 工程 and 服务 (C11)?"""
    for whole, members in groups(extraction):
        for patterns in SPLITS.values():
            found = [[part for part in members if re.fullmatch(pattern, part.subject)] for pattern in patterns]
            if all(len(parts) == 1 for parts in found):
                chosen = [part for part in members if any(part is parts[0] for parts in found)]
                yield from _of_parts(whole, chosen, [part for part in members if part not in chosen])


def _of_parts(whole: Statement, chosen: Sequence[Statement], others: Sequence[Statement]) -> Iterator[Result]:
    """Whether parts make up their whole, alone or with the other parts that the text names beside them (预留机动经费, 结转下年)."""
    figures, beside, total = [amount_of(part) for part in chosen], [amount_of(part) for part in others], amount_of(whole)
    printed = [figure for figure in (*figures, *beside) if figure]
    if total is None or not all(figures):
        return
    if judge_sum(printed, total).outcome != "mismatch":
        figures = list(printed)
    names = enumerated([part.subject for part in chosen])
    what = _("{text}，按{parts}相加，").format(text=quoted(whole), parts=names)
    yield from added(Question(f"{whole.subject} {names}", what, whole.unit), figures, total)


def vehicle_parts(extraction: Extraction) -> Iterator[Result]:
    """Do the vehicles that a sentence lists as 其中 add up to the number before (C13)? Fewer only where it says what the others are."""
    for whole, members in groups(extraction, every_year=True):
        if whole.unit == "辆" and whole.amount is not None:
            counts = [part for part in members if part.text == whole.text and part.unit == "辆" and part.amount is not None]
            listed, number = _listed_behind(whole), Figure(whole.amount)
            expected = Figure(sum((part.amount or Decimal(0) for part in counts), Decimal(0)))
            all_listed = _OTHERS.search(listed) and len(_USES.findall(listed)) == len(counts)
            if listed and counts and (expected.value > number.value or all_listed):
                what = _("{text}，按{parts}相加，").format(text=quoted(whole), parts=_("其中所列各类用车"))
                question = Question(f"{whole.subject} 其中", what, "辆")
                yield compared(question, judge_same(expected, number), (whole.source, *(part.source for part in counts)))


def _listed_behind(whole: Statement) -> str:
    """What the sentence lists right behind the number of a whole; nothing where it does not say 其中, or says so of that number twice."""
    found = re.findall(rf"(?<![\d.]){whole.amount:f}\s*辆[，,]?其中([^。；;]*)", whole.text)
    return found[0] if len(found) == 1 else ""


def change_sum(extraction: Extraction) -> Iterator[Result]:
    """Is the change of a whole the sum of the changes of its parts (C3)? Only where the parts add up to it and each says its change.

    A part that was given up has no amount any more and is not told: it can make the sum of the others larger, never smaller.
    """
    for whole, members in groups(extraction):
        told, changes = _whole_with_change(extraction, whole), [_change_of_part(part) for part in members]
        total = change_of(told) if told is not None else None
        printed = [figure for figure in changes if figure]
        if told is not None and total is not None and len(printed) == len(members) > 1 and _is_whole(whole, members):
            yield from _of_changes(extraction, told, members, printed, total)


def _of_changes(
    extraction: Extraction, whole: Statement, members: Sequence[Statement], changes: Sequence[Figure], total: Figure
) -> Iterator[Result]:
    told = _("{text}的增减额，按{part}等{count}个部分的增减额相加，")
    what = told.format(text=quoted(whole), part=members[0].subject, count=len(members))
    verdict = judge_sum(changes, total)
    hint = _told_otherwise(extraction, members, changes, total) if verdict.outcome == "mismatch" else None
    if verdict.outcome == "mismatch" and verdict.expected > verdict.actual and hint is None and not _are_fixed(members):
        verdict, hint = replace(verdict, outcome="soft"), _GIVEN_UP
    yield compared(Question(f"{whole.subject} 增减额", what, whole.unit, hint=hint), verdict, sources_of(total, *changes))


def _whole_with_change(extraction: Extraction, whole: Statement) -> Statement | None:
    """The statement of the whole that says its change: itself, or the one of the same name and amount elsewhere, if they agree."""
    if change_of(whole) is not None:
        return whole
    same = [s for s in stated(extraction) if _is_again(s, whole) and s.part_of == whole.part_of and change_of(s) is not None]
    return same[0] if len({s.change for s in same}) == 1 else None


def _is_again(statement: Statement, other: Statement) -> bool:
    """Whether both tell the same amount of the same thing: 一般公共预算拨款支出 is 一般公共预算支出."""
    names = {_GRANTED.sub("", folded(one.subject)) for one in (statement, other)}
    return len(names) == 1 and (statement.amount, statement.unit) == (other.amount, other.unit)


def _change_of_part(part: Statement) -> Figure | None:
    """The change of a part; 持平 is one of nothing, as exact as its amount."""
    amount = amount_of(part)
    even = part.direction == "unchanged" and part.change is None and amount is not None
    return Figure(Decimal(0), amount.step, amount.sources) if even and amount else change_of(part)


def _told_otherwise(extraction: Extraction, members: Sequence[Statement], changes: Sequence[Figure], total: Figure) -> str | None:
    """The part of which the text elsewhere says another change, with which the sum would hold."""
    for at, part in enumerate(members):
        for other in stated(extraction):
            figure = change_of(other) if other is not part and _is_again(other, part) else None
            if figure is not None and judge_sum([*changes[:at], figure, *changes[at + 1 :]], total).outcome != "mismatch":
                change = shown(abs(figure.value), other.unit or "万元")
                return _ELSEWHERE[other.direction or "unchanged"].format(place=other.source.words, part=other.subject, change=change)
    return None


def _are_fixed(members: Sequence[Statement]) -> bool:
    """Whether these are all the parts that there can be: of “三公”经费, or of the vehicles."""
    items = {item_of("three_public", part.subject) for part in members}
    return items >= set(PARTS) or items == set(VEHICLES)


def procurement(extraction: Extraction) -> Iterator[Result]:
    """Is the procurement no more than the whole expenditure (C11)?"""
    table = only_table(extraction, "expenditure")
    whole = total_figure(table, column_of(table, "total")) if table is not None else None
    for statement in stated(extraction):
        amount = amount_of(statement)
        if whole is None or amount is None or not _PROCUREMENT.fullmatch(statement.subject):
            continue
        if amount.value - whole.value > amount.half + whole.half:
            message = _("{text}比全部支出还多。可能单位写错，或口径不是本单位，请看一眼。").format(text=quoted(statement))
            yield unusual(statement.subject, message, [statement.source])
        else:
            yield Result("exact", statement.subject)


def _is_whole(whole: Statement, members: Sequence[Statement]) -> bool:
    """Whether the parts named add up to the whole: then none was left out."""
    total, figures = amount_of(whole), [amount_of(part) for part in members]
    printed = [figure for figure in figures if figure]
    return total is not None and len(printed) == len(figures) and judge_sum(printed, total).outcome != "mismatch"
