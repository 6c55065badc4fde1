"""Which class of function a project belongs to, where the document does not say. Pure.

Projects of one name belong together. A name that contains a word of exactly one class's own subjects (安全监管, 应急管理 …) belongs to that
class. The rest is put where the printed amounts of the classes leave one way only; where there is none, or more than one, nothing is known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from budgets.codes import folded
from budgets.worded import _
from ingest.checks.pairing import Project
from ingest.checks.tolerance import Figure, judge_sum

MOST_WAYS: Final = 200_000
"""More ways than this are not tried: they would not leave one only."""

_ZERO: Final = Decimal(0)
_SAYS_NOTHING: Final = re.compile(r"支出|其他|管理事务|事务|一般行政|行政|运行|机关|服务|机构|工作|经费|项目|专项")
_SEPARATORS: Final = re.compile(r"[和及与、,()]")
_EVERYWHERE: Final = frozenset({"管理"})


@dataclass(frozen=True, slots=True)
class Subject:
    """A class of function with project money: its code, its printed figure and the names below it that have project money."""

    code: str
    figure: Figure
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """Why no assignment is certain: the end of a Chinese sentence, without its full stop."""

    why: str


Group = tuple[Project, ...]
Assignment = dict[str, tuple[Project, ...]]


def assign(projects: Sequence[Project], subjects: Sequence[Subject]) -> Assignment | Unknown | None:
    """The projects of each class, if only one way is possible within the rounding of the printed figures; None where too many would have
    to be tried."""
    words = {subject.code: words_of(subject.names) for subject in subjects}
    fixed: dict[str, list[Project]] = {subject.code: [] for subject in subjects}
    free: list[Group] = []
    for group in _groups(projects):
        named = [code for code, own in words.items() if any(word in folded(group[0].name) for word in own)]
        if len(named) == 1:
            fixed[named[0]].extend(group)
        else:
            free.append(group)
    if len(subjects) ** len(free) > MOST_WAYS:
        return None
    ways = _Search(subjects, fixed, free).ways()
    if len(ways) != 1:
        return Unknown(_("按名称和金额归类的办法不止一种") if ways else _("按名称和金额也归不出来"))
    return ways[0]


def words_of(names: Sequence[str]) -> frozenset[str]:
    """The pairs of characters that name a subject: 林业和草原 → 林业, 草原. Words that every class has are left out."""
    chunks = [chunk for name in names for part in _SEPARATORS.split(folded(name)) for chunk in _SAYS_NOTHING.split(part)]
    return frozenset(chunk[i : i + 2] for chunk in chunks for i in range(len(chunk) - 1)) - _EVERYWHERE


def _groups(projects: Sequence[Project]) -> list[Group]:
    groups: dict[str, list[Project]] = {}
    for project in projects:
        groups.setdefault(folded(project.name), []).append(project)
    return [tuple(group) for group in sorted(groups.values(), key=lambda group: -_sum(group))]


def _sum(projects: Sequence[Project]) -> Decimal:
    return sum((project.figure.value for project in projects), _ZERO)


class _Search:
    """Tries the free groups, largest first, in every class that still has room for them; stops at the second way found."""

    def __init__(self, subjects: Sequence[Subject], fixed: Mapping[str, Sequence[Project]], free: Sequence[Group]) -> None:
        self.subjects = subjects
        self.free = free
        self.slack = sum((project.figure.half for group in (*fixed.values(), *free) for project in group), _ZERO)
        self.placed = {code: list(projects) for code, projects in fixed.items()}
        self.found: list[Assignment] = []

    def ways(self) -> list[Assignment]:
        self._place(0, {subject.code: subject.figure.value - _sum(self.placed[subject.code]) for subject in self.subjects})
        return self.found

    def _place(self, index: int, room: dict[str, Decimal]) -> None:
        if len(self.found) > 1:
            return
        if index == len(self.free):
            self._keep()
            return
        group = self.free[index]
        amount = _sum(group)
        for subject in self.subjects:
            if room[subject.code] - amount >= -self.slack - subject.figure.half:
                self.placed[subject.code].extend(group)
                self._place(index + 1, {**room, subject.code: room[subject.code] - amount})
                del self.placed[subject.code][-len(group) :]

    def _keep(self) -> None:
        adds_up = all(
            judge_sum([project.figure for project in self.placed[subject.code]], subject.figure).outcome != "mismatch"
            for subject in self.subjects
        )
        if adds_up:
            self.found.append({code: tuple(projects) for code, projects in self.placed.items()})
