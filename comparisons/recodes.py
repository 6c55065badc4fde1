"""Lines through the changes of the classification: which old code goes on under which new one, and where figures no longer compare. Pure.

The dated codes of `budgets.codes` decide. One to one, a code goes on (30311 住房公积金 → 30113 in 2018). Compared 按款, a 款 goes on
(21506 安全生产监管 → 22401 应急管理事务 in 2019), and nothing else of it: not its 项, nor the two 类 between which it moved. What was
spread, merged or redefined is broken: neither compared nor new nor ended.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from budgets.codes import Succession, agrees, changes_of, folded, level_of, successors
from comparisons.changes import Classification, Point

_LINES: Final = 65_536
"""The lines of many tables are the same: what became of so many is remembered."""

DIVISION = 2
"""款."""


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


def broken(before: Sequence[Point], after: Sequence[Point]) -> dict[str, str]:
    """The keys of both years whose figures mean something else, with the reason."""
    if not before or not after:
        return {}
    until = after[0].year
    found = _Both(before, after)
    mapped = _names(before, after, until)
    for point in before:
        for step in _steps(point.code, point.label, point.year, until):
            found.add(point, step, mapped)
    return found.reasons


def changed(code: str, year: int) -> str:
    """Why figures of a code may be of another line than those of the year before, whatever is printed beside it; "" where not."""
    return next((step.note for step in changes_of(year) if _concerns(step, code)), "")


def _concerns(step: Succession, code: str) -> bool:
    ends = (step.code, step.successor or step.code)
    if step.comparable == "yes":
        return code in ends and ends[0] != ends[1]
    return code in ends or (step.comparable == "class" and (code.startswith(ends) or code in (ends[0][:3], ends[1][:3])))


# One to one


def _names(points: Sequence[Point], later: Iterable[Point], until: int) -> dict[str, str]:
    there, own = {point.key for point in later}, {point.key for point in points}
    chains = {
        point.key: [_key(point, code) for code in _chain(point.code, point.label, point.year, until)] for point in points if point.code
    }
    targets = {key: next((one for one in reversed(chain) if one in there and one not in own), "") for key, chain in chains.items()}
    once = Counter(targets.values())
    return {key: target for key, target in targets.items() if target and once[target] == 1}


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


def _key(point: Point, code: str) -> str:
    return point.key.replace(point.code, code, 1)


# Broken


@dataclass(slots=True)
class _Both:
    """The lines of two years, and what is found of them on the way."""

    before: Sequence[Point]
    after: Sequence[Point]
    reasons: dict[str, str]

    def __init__(self, before: Sequence[Point], after: Sequence[Point]) -> None:
        self.before, self.after, self.reasons = before, after, {}

    def add(self, point: Point, step: Succession, mapped: Mapping[str, str]) -> None:
        """What one step of a code means for the lines of both years."""
        successor = _key(point, step.successor) if step.successor else point.key
        if not _goes_on(step):
            self._say(step, _key(point, step.code), successor)
        elif step.code == point.code != step.successor:
            self._moved(point, step, successor, mapped)

    def _moved(self, point: Point, step: Succession, successor: str, mapped: Mapping[str, str]) -> None:
        if step.comparable == "class" and step.successor:
            self._only_as_a_division(step, step.successor)
        again = next((one for one in self.after if one.key == point.key), None)
        if again is None:
            return
        reused = agrees(again.code, again.label, again.year) is True
        late = folded(again.label) == folded(point.label) and not reused
        if point.key in mapped and not reused:
            self._say(step, point.key, successor)
        elif point.key not in mapped and not late:
            self._say(step, point.key)

    def _only_as_a_division(self, step: Succession, successor: str) -> None:
        """The 项 of a 款 that goes on under another code, and the 类 that it left and came into."""
        for one in (*self.before, *self.after):
            inside = one.code not in (step.code, successor) and one.code.startswith((step.code, successor))
            if inside or one.code in (step.code[:3], successor[:3]):
                self._say(step, one.key)

    def _say(self, step: Succession, *keys: str) -> None:
        for key in keys:
            self.reasons.setdefault(key, step.note)
