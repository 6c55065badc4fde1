"""What a comparison's question asks for and its documents do not have: said with what they have instead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Final

from django.utils.translation import gettext as _

from budgets.codes import name_of
from budgets.models import Edition, Scope, Stage
from comparisons import series, stored
from comparisons.asked import LARGEST_YEAR, SMALLEST_YEAR, BadQuestion, Question, a_measure, tables_named, with_names
from comparisons.columns import MEASURES, measure_name
from comparisons.gathering import Filed
from comparisons.groups import Group, years_with_figures
from comparisons.prices import in_prices_of
from comparisons.volume import Volume

LISTED: Final = 12
"""So many lines that exist are named in an error, and of how many."""


def documents(question: Question, wanted: Iterable[Filed]) -> None:
    """Raises BadQuestion where no document is of the years, of one of the stages or scopes, or one can be of no such year.

    `wanted` are the documents of these stages and scopes. Of two stages the one that there is, alone, would look as if both were answered.
    """
    wanted = tuple(wanted)
    years_there = sorted({one.year for one in wanted})
    lacks_stage = bool(set(question.stages) - {one.stage for one in wanted})
    if question.departments and (not years_there or lacks_stage or set(question.scopes) - {one.scope for one in wanted}):
        name = "stage" if lacks_stage else "scope"
        there = dict.fromkeys((Stage(stage), Scope(scope)) for _year, stage, scope in stored.kinds_of(question.departments))
        kinds = _("、").join(f"{stage.value} {scope.value}（{stage.label}，{scope.label}）" for stage, scope in there)
        raise BadQuestion({name: [_("这些部门没有这样的文件。有的是：{there}。").format(there=kinds)]})
    told = {*years_there, *(year - 1 for year in years_there)}
    lacking = [year for year in question.years if year not in told]
    if years_there and lacking and (lacking == list(question.years) or not all(SMALLEST_YEAR <= year <= LARGEST_YEAR for year in lacking)):
        years = {"given": "、".join(map(str, lacking)), "there": "、".join(map(str, years_there))}
        raise BadQuestion({"y": [_("{given} 年没有；有的是 {there}。").format(**years)]})


class NoColumn(BadQuestion):
    """A table has not the column that is asked for; `there` are those that it has."""

    def __init__(self, measure: str, there: Sequence[str]) -> None:
        self.there = there
        names = with_names({key: measure_name(key) for key in there})
        super().__init__({"measure": [_("这张表里没有“{given}”这一项。有的是：{names}。").format(given=measure, names=names)]})


def table(question: Question, groups: Sequence[Group]) -> None:
    """Raises BadQuestion where the table or its column is in none of the documents, unless figures of it are told nevertheless."""
    if not question.schedule or any(group.track.keys for group in groups):
        return
    volumes = [volume for group in groups for volume in group.volumes.values()]
    column(question.schedule, question.column, volumes, [edition for group in groups for edition in group.sources])


def column(schedule: str, measure: str, volumes: Sequence[Volume], editions: Sequence[Edition]) -> None:
    """Raises BadQuestion for a table that none of these volumes of these editions has, and for a column ("" for none) in none of them."""
    if volumes and all(one.schedule != schedule for volume in volumes for one in volume.tables):
        names = tables_named(stored.schedules_in(editions))
        told = _("这些文件没有这张表。有的是：{names}。").format(names=names) if names else _("这些文件里没有读到表。")
        raise BadQuestion({"schedule": [told]})
    there = dict.fromkeys(one for volume in volumes for one in series.measures(volume, schedule))
    if measure and there and measure not in there:
        raise NoColumn(measure, [key for key in there if a_measure(key)])  # other heads cannot be asked for


def prices(question: Question, groups: Sequence[Group]) -> None:
    """Raises BadQuestion where no index leads from a year with figures to the prices that are asked for."""
    if not question.prices:
        return
    index = in_prices_of(question.prices).index
    years = years_with_figures(groups)
    lacking = [str(year) for year in sorted(years) if index.factor(year, question.prices) is None]
    if lacking:
        known = {"first": min(index.percent), "last": max(index.percent)}
        text = _("价格指数只有 {first}–{last} 年的，{years} 年的数不能折算为 {base} 年价格。请另选年份，或者不折算。")
        raise BadQuestion({"prices": [text.format(years="、".join(lacking), base=question.prices, **known)]})


def lines(question: Question, groups: Sequence[Group]) -> None:
    """Raises BadQuestion for lines of a table that none of its years prints, with those that are like them, else with any."""
    there = list(dict.fromkeys(key for group in groups for key in group.track.keys))
    asked = {"line": question.lines if question.schedule else (), "under": (question.layout.under,) if question.layout.under else ()}
    unknown = {name: [key for key in keys if key not in there] for name, keys in asked.items()}
    if there and any(unknown.values()):
        latest = max(year.year for group in groups for year in group.track.years)
        raise BadQuestion({name: [_no_line(keys, there, latest)] for name, keys in unknown.items() if keys})


def _no_line(unknown: Sequence[str], there: Sequence[str], year: int) -> str:
    like = [key for one in unknown for key in get_close_matches(one, there, n=LISTED, cutoff=0.4)] or there
    names = with_names({key: _line_name(key, year) for key in like[:LISTED]})
    more = _(" 等 {count} 行（去掉这个参数就全部列出）").format(count=len(there)) if len(there) > len(like[:LISTED]) else ""
    return _("这张表里没有“{given}”这一行。有的是：{names}。").format(given="、".join(unknown), names=names + more)


def _line_name(key: str, year: int) -> str:
    """What a code or a fixed row is called; "" of any other, whose key is its name."""
    return name_of(key, year) or str(MEASURES.get(key, ""))
