"""Lines through the changes of the classification: which old code goes on under which new one, and where figures no longer compare. Pure.

The dated codes of `budgets.codes` decide. One to one, a code goes on (30311 住房公积金 → 30113 in 2018). Compared 按款, a 款 goes on
(21506 安全生产监管 → 22401 应急管理事务 in 2019), and nothing else of it: not its 项, nor the two 类 between which it moved. What was
spread, merged or redefined is broken: neither compared nor new nor ended. So is what a classification set up anew, where the year before
does not have it; and a 类 printed without its 款, where one of them may have left it.

A 类 is known by its code, or by its name in tables that print no code: 医疗卫生与计划生育支出 goes on as 卫生健康支出.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from budgets.caching import cached_property
from budgets.codes import Succession, agrees, changes_of, class_named, folded, level_of, name_of, parent_of, successors
from budgets.crossings import own_name
from comparisons.changes import Caution, Classification, Point, amount

_LINES: Final = 65_536
"""The lines of many tables are the same: what became of so many is remembered."""

CLASS, DIVISION, ITEM = 1, 2, 3
"""类, 款, 项."""


def classification(before: Sequence[Point], after: Sequence[Point]) -> Classification:
    """What became of the codes of one year in a later one."""
    if not before or not after:
        return Classification()
    return Classification(_names(before, after, after[0].year), broken(before, after))


def names(years: Sequence[Sequence[Point]]) -> dict[int, dict[str, str]]:
    """For lines of several years, oldest first: by year the old key of each line that goes on, and the key that it goes on under.

    That is the last of its codes that any later year prints, so that a line is one through all years and not only to the latest.
    """
    there = [points for points in years if points]
    last = there[-1][0].year if there else 0
    later = [[point for points in there[number + 1 :] for point in points] for number in range(len(there))]
    found = {points[0].year: _names(points, after, last) for points, after in zip(there, later, strict=True)}
    return {year: one for year, one in found.items() if one}


def broken(before: Sequence[Point], after: Sequence[Point]) -> dict[str, Caution]:
    """The keys of both years whose figures mean something else, or may, with what happened to their code."""
    if not before or not after:
        return {}
    since, until = before[0].year, after[0].year
    found = _Both(before, after, _names(before, after, until))
    for point in before:
        for step in _steps(_code(point), point.label, point.year, until):
            found.add(point, step)
    for step in changes_of(since, until):
        found.left(step)
        found.started(step)
    return found.reasons


def changed(line: str, since: int, year: int) -> Caution | None:
    """Why figures of a code, or of a 类 by its name, may be of another line than those of an earlier year; None where they are not."""
    code = line if level_of(line) else class_named(line.rpartition("/")[2])
    return next((_told(step) for step in changes_of(since, year) if code and _concerns(step, code)), None)


def former(line: str, since: int, year: int) -> Caution | None:
    """Under which code, or name of a 类, a line alone stood in an earlier year (`before`), where one replaced it; None where none did.

    Several codes that went into one, a code that had a meaning of its own before, and one to which anything else happened in another of
    these years are no such line.
    """
    return _former_code(line, since, year) if level_of(line) else _former_name(line, since, year)


def _former_name(line: str, since: int, year: int) -> Caution | None:
    code = class_named(line.rpartition("/")[2])
    renamed = [step for step in changes_of(since, year) if code and step.code == code == step.successor and _goes_on(step)]
    old, new = name_of(code, since), name_of(code, year)
    if len(renamed) != 1 or not old or not new or new not in line or changed(line, since, year) is not None:
        return None
    return replace(_told(renamed[0]), code="recoded", before=line.replace(new, old), after=line)


def _former_code(code: str, since: int, year: int) -> Caution | None:
    steps = changes_of(since, year)
    into = [step for step in steps if step.code != code == step.successor]
    if len(into) != 1 or not _goes_on(into[0]) or name_of(code, since) is not None:
        return None
    old = into[0].code
    if any(step.year != into[0].year and (_concerns(step, code) or _concerns(step, old)) for step in steps):
        return None
    return replace(_told(into[0]), code="recoded", before=old, after=code)


def _concerns(step: Succession, code: str) -> bool:
    if step.kind == "start":
        return code.startswith(step.successor or code)
    ends = (step.code, step.successor or step.code)
    if step.comparable == "yes":
        return code in ends and ends[0] != ends[1]
    return code in ends or (step.comparable == "class" and (code.startswith(ends) or code in (ends[0][:3], ends[1][:3])))


def _told(step: Succession) -> Caution:
    return Caution("classification", after=step.note, date=str(step.year), source=step.source)


# One to one


def _names(points: Sequence[Point], later: Iterable[Point], until: int) -> dict[str, str]:
    there, own = {_identity(point): point.key for point in later}, {point.key for point in points}
    chains = {point.key: [there.get(one, "") for one in _identities(point, until)] for point in points if _code(point)}
    targets = {key: next((one for one in reversed(chain) if one and one not in own), "") for key, chain in chains.items()}
    once = Counter(targets.values())
    return {key: target for key, target in targets.items() if target and once[target] == 1}


def _identities(point: Point, until: int) -> list[str]:
    """Under which codes a line goes on; a 类 without a code first under its own, for another name of it."""
    code = _code(point)
    same = () if point.code else (code,)
    return [_key(point, one) for one in (*same, *_chain(code, point.label, point.year, until))]


@lru_cache(maxsize=_LINES)
def _chain(code: str, label: str, year: int, until: int) -> tuple[str, ...]:
    """The codes under which a line goes on, in the order of their years."""
    found: list[str] = []
    since = _since(code, label, year)
    while True:
        steps = [step for step in successors(code, since) if step.year <= until and step.successor != code]
        if not steps or not _goes_on(steps[0]) or steps[0].successor is None or steps[0].successor in found:
            return tuple(found)
        code, since = steps[0].successor, steps[0].year
        found.append(code)


def _goes_on(step: Succession) -> bool:
    return step.comparable == "yes" or (step.comparable == "class" and level_of(step.code) == DIVISION)


def _since(code: str, label: str, year: int) -> int:
    """Since when what happened to a line's code concerns it. A document that prints a code by its former name still means the old one."""
    label = own_name(label)
    moves = [step for step in successors(code) if step.successor != code and step.year <= year]
    if moves and agrees(code, label, year) is False and agrees(code, label, moves[-1].year - 1):
        return moves[-1].year - 1
    return year


@lru_cache(maxsize=_LINES)
def _steps(code: str, label: str, year: int, until: int) -> tuple[Succession, ...]:
    """Everything that happened to a line's code, and to the codes that it went on under."""
    found: list[Succession] = []
    since = _since(code, label, year)
    for one in (code, *_chain(code, label, year, until)) if code else ():
        steps = [step for step in successors(one, since) if step.year <= until]
        since = next((step.year for step in steps if step.successor != one), since)
        found += steps
    return tuple(found)


def _code(point: Point) -> str:
    """The code of a line, or of the 类 that it names."""
    return point.code or class_named(point.label)


def _key(point: Point, code: str) -> str:
    """The key of a line under a code instead of its own, or of its name."""
    return point.key.replace(point.code or folded(point.label), code, 1)


def _identity(point: Point) -> str:
    """A line's key, with the code of the 类 for its name."""
    code = _code(point)
    return _key(point, code) if code else point.key


# Broken


class _Both:
    """The lines of two years, and what is found of them on the way. `mapped`: old keys to new ones, of the lines that go on."""

    def __init__(self, before: Sequence[Point], after: Sequence[Point], mapped: Mapping[str, str]) -> None:
        self.before, self.after, self.mapped = before, after, mapped
        self.reasons: dict[str, Caution] = {}
        self._keys: dict[str, dict[str, None]] = {}
        for point in (*before, *after):
            self._keys.setdefault(_identity(point), {})[point.key] = None

    def add(self, point: Point, step: Succession) -> None:
        """What one step of a code means for the lines of both years."""
        successor = _key(point, step.successor) if step.successor else point.key
        if not _goes_on(step):
            self._say(step, _key(point, step.code), successor)
        elif step.code == point.code != step.successor:
            self._moved(point, step, successor)

    def left(self, step: Succession) -> None:
        """What of a 款 that went into another 类 is only seen in part: the 类 without the 款, the 项 without it."""
        old, new = parent_of(step.code), parent_of(step.successor or "")
        if level_of(step.code) != DIVISION or step.comparable == "yes" or new is None or old == new:
            return
        for point in self.before:
            code = _code(point)
            if code == old and not self._shows_divisions and self._has_figure(_key(point, new)):
                self._say(step, _identity(point))
            elif level_of(code) == ITEM and code.startswith(step.code):
                self._say(step, point.key)

    def started(self, step: Succession) -> None:
        """What was set up anew was nothing else before, and is not new either: its tasks stood elsewhere, or nowhere."""
        if step.kind != "start" or step.successor is None:
            return
        known = {self.mapped.get(point.key, point.key) for point in self.before}
        for point in self.after:
            if point.key not in known and _code(point).startswith(step.successor):
                self._say(step, point.key)

    @cached_property
    def _shows_divisions(self) -> bool:
        """Whether the table of the year before prints 款: what is not among them was not there."""
        return any(level_of(one.code) == DIVISION for one in self.before)

    def _has_figure(self, identity: str) -> bool:
        return any(amount(one) for one in self.after if _identity(one) == identity)

    def _moved(self, point: Point, step: Succession, successor: str) -> None:
        if step.comparable == "class" and step.successor:
            self._only_as_a_division(step, step.successor)
        again = next((one for one in self.after if one.key == point.key), None)
        if again is None:
            if point.key not in self.mapped:
                self._say(step, point.key, successor)
            return
        reused = agrees(again.code, own_name(again.label), again.year) is True
        late = folded(again.label) == folded(point.label) and not reused
        if point.key in self.mapped and not reused:
            self._say(step, point.key, successor)
        elif point.key not in self.mapped and not late:
            self._say(step, point.key)

    def _only_as_a_division(self, step: Succession, successor: str) -> None:
        """The 项 of a 款 that goes on under another code, and the 类 that it left and came into."""
        for one in (*self.before, *self.after):
            inside = one.code not in (step.code, successor) and one.code.startswith((step.code, successor))
            if inside or one.code in (step.code[:3], successor[:3]):
                self._say(step, one.key)

    def _say(self, step: Succession, *identities: str) -> None:
        for identity in identities:
            for key in self._keys.get(identity, (identity,)):
                self.reasons.setdefault(key, _told(step))
