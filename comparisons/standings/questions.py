"""What a ranking is asked for: one line of one year, stage and scope."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from budgets.codes import folded
from budgets.models import Scope, Stage
from budgets.schedules import SCHEDULES
from budgets.titles import schedule_title
from comparisons import recodes
from comparisons.asked import BadQuestion, figures_named, tables_named
from comparisons.changes import Caution
from comparisons.finders import WHOLE
from comparisons.indicators import BY_KEY, INDICATORS, Indicator
from comparisons.series import TABLE_OF_ONE

STAGES: Final = {"budget": ("this", "budget"), "final_accounts": ("this", "final")}
"""The figures of a document that can be those of its own year and stage (`volume.own_cells` decides)."""
SHOWN: Final = 12
"""So many things that exist instead are named in an error."""
SIDES: Final = ("income", "expenditure")
CODE: Final = re.compile(r"[235][0-9]{2,6}")
_BY_ORDER: Final = re.compile(r".*#[0-9]+")


@dataclass(frozen=True, slots=True)
class Line:
    """What is ranked: a headline indicator, or a row of a standard table in one of its columns.

    `key` is a code, an item (reception, total), or else the name of the row, behind those of the rows over it, without ordinals: rows of
    other names are other rows. `side` is income or expenditure in tables of two sides. Written as text: `total_expenditure`,
    `expenditure:2080501@basic`, `summary:income:total`.
    """

    indicator: str = ""
    schedule: str = ""
    key: str = ""
    measure: str = "total"
    side: str = ""

    def __str__(self) -> str:
        if self.indicator:
            return self.indicator
        side = f"{self.side}:" if self.side else ""
        return f"{self.schedule}:{side}{self.key}" + ("" if self.measure == "total" else f"@{self.measure}")

    @property
    def told_by(self) -> tuple[Indicator, ...]:
        """The headline figures that it is, or is a part of where the table is of nothing else: what is said of them is said of it."""
        if self.indicator:
            return (BY_KEY[self.indicator],)
        return tuple(one for one in INDICATORS if self._is_of(one))

    def _is_of(self, indicator: Indicator) -> bool:
        if self.schedule in TABLE_OF_ONE and self.schedule in indicator.schedules:
            return True
        rows = (place for place in indicator.find.places if place.items is not None and not place.at_top)
        measures = WHOLE if self.measure == "total" else (self.measure,)
        return any(place.holds(self.schedule, self.key, measure, self.side, 0) for place in rows for measure in measures)


@dataclass(frozen=True, slots=True)
class Asked:
    """A line, a year, a stage and a scope. A department includes its units, so that one ranking is of one scope.

    `since` is the earlier year from which changes are told, 0 for the year before.
    """

    line: Line
    year: int
    stage: str
    scope: str
    since: int = 0

    @property
    def years(self) -> tuple[int, int]:
        """The year before, or that from which changes are told, and the year."""
        return self.since or self.year - 1, self.year

    @property
    def between(self) -> range:
        """The years between the two."""
        return range(self.years[0] + 1, self.year)

    @property
    def former(self) -> Caution | None:
        """Under which code the line stood in the earlier year, where that was another one (`recodes.former`)."""
        return recodes.former(self.line.key, *self.years) if self.line.schedule else None


def line_of(text: str) -> Line:
    """The line that a text names. Raises BadQuestion, which names indicators or tables that are like it."""
    given, at, measure = text.strip().partition("@")
    schedule, colon, key = given.partition(":")
    if not colon:
        if given in BY_KEY and not at:
            return Line(indicator=given)
        raise BadQuestion({"line": [_no_indicator(given, bool(at))]})
    if schedule not in SCHEDULES:
        names = tables_named(get_close_matches(schedule, SCHEDULES, n=SHOWN, cutoff=0.4) or SCHEDULES)
        raise BadQuestion({"line": [_("没有“{given}”这张表。可以用的是：{names}。").format(given=schedule, names=names)]})
    side, sided, rest = key.partition(":")
    found = Line("", schedule, rest, side=side) if sided and side in SIDES else Line("", schedule, key)
    if not found.key or (at and not measure):
        raise BadQuestion({"line": [_("请写成 表:行@项，例如 expenditure:2080501@basic；项不写时取合计。")]})
    found = replace(found, key="/".join(map(folded, found.key.split("/"))))
    if _BY_ORDER.fullmatch(found.key):
        text = _("“{line}”是按次序编号的行：几行同名，没有编码，各部门的第几行不是同一件事，不能排名。")
        raise BadQuestion({"line": [text.format(line=found.key)]})
    return replace(found, measure=measure or "total")


def asked(line: str, year: int, stage: str, scope: str, since: int = 0) -> Asked:
    """A question from its words. Raises BadQuestion for a line, stage or scope that there is not, and for changes since a later year."""
    errors = {}
    for name, value, known in (("stage", stage, Stage.values), ("scope", scope, Scope.values)):
        if value not in known:
            errors[name] = [_("“{text}”不能用。可以用的是：{expected}。").format(text=value, expected="、".join(known))]
    if since >= year:
        errors["since"] = [_("{since} 不比 {year} 早：请给出一个更早的年度。").format(since=since, year=year)]
    try:
        found = line_of(line)
    except BadQuestion as error:
        raise BadQuestion({**error.errors, **errors}) from None
    if errors:
        raise BadQuestion(errors)
    return Asked(found, year, stage, scope, 0 if since == year - 1 else since)


def _no_indicator(given: str, with_measure: bool) -> str:
    if given in SCHEDULES and given not in BY_KEY:
        text = _("{given} 是一张表（{title}），请再写哪一行：表:行@项，例如 {given}:total。")
        return text.format(given=given, title=schedule_title(given))
    if with_measure and given in BY_KEY:
        return _("{given} 是主要指标，不带 @项。").format(given=given)
    names = {_(indicator.name): key for key, indicator in BY_KEY.items()}
    like = get_close_matches(given, [*BY_KEY, *names], n=SHOWN, cutoff=0.4)
    keys = dict.fromkeys(names.get(word, word) for word in like)
    if keys:
        text = _(
            "没有“{given}”这个指标。相近的是：{names}；全部 {count} 个列在 {address}；或写成 表:行@项，例如 expenditure:2080501@basic。"
        )
        return text.format(given=given, names=figures_named(keys), count=len(BY_KEY), address=f"{reverse('methods')}#indicators")
    return _("没有“{given}”这个指标。可以用的是：{names}；或写成 表:行@项，例如 expenditure:2080501@basic。").format(
        given=given, names=figures_named(BY_KEY)
    )
