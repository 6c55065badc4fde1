"""Of which of a department's documents signals are asked: the same for page, API and terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from budgets.models import Scope, Stage
from comparisons.asked import LARGEST_ID, MOST_YEARS, Reader, a_year, a_year_is, number, one_of
from comparisons.observed import Observed

ABOUT: Final = ("year", "stage", "scope")


@dataclass(frozen=True, slots=True)
class Question:
    """Years, stages and scopes; none stands for all that there are. `department` is 0 where the address names it."""

    years: tuple[int, ...] = ()
    stages: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    department: int = 0

    def query(self) -> str:
        """The question as the query of an address, without the department."""
        return urlencode([(name, value) for name, values in self._asked() for value in values])

    def of(self, observed: Sequence[Observed]) -> tuple[Observed, ...]:
        """Those of these that are asked for. Raises BadQuestion, which names what there is, where none is of one of the years, stages or
        scopes that are asked for: left out silently it would look as if nothing was found in it."""
        found = tuple(one for one in observed if all(not values or getattr(one.due, name) in values for name, values in self._asked()))
        if observed and (lacking := self._lacking(found)):
            reader = Reader.of({}, ABOUT)
            name, text = self._missed(observed, lacking)
            reader.say(name, text)
            reader.finish()
        return found

    def _lacking(self, found: Iterable[Observed]) -> dict[str, tuple[str, ...]]:
        """By parameter its values of which none of these is."""
        there = {name: {str(getattr(one.due, name)) for one in found} for name in ABOUT}
        every = ((name, tuple(value for value in map(str, values) if value not in there[name])) for name, values in self._asked())
        return {name: values for name, values in every if values}

    def _missed(self, observed: Sequence[Observed], lacking: Mapping[str, Sequence[str]]) -> tuple[str, str]:
        """The first parameter with values that nothing agrees with by themselves, else the last one that lacks any; and what there is."""
        text = _("没有这样的文件：{given}。有的是：{there}。")
        for name, values in self._lacking(observed).items():
            there = sorted({str(getattr(one.due, name)) for one in observed}, reverse=name == "year")
            return name, text.format(given="、".join(values), there="、".join(there))
        given = [lacking.get(name) or tuple(map(str, values)) for name, values in self._asked() if values]
        kinds = dict.fromkeys(f"{one.due.year} {one.due.stage} {one.due.scope}" for one in observed)
        return [*lacking][-1], text.format(given=" ".join("、".join(values) for values in given), there="、".join(kinds))

    def _asked(self) -> tuple[tuple[str, Sequence[int | str]], ...]:
        return (("year", self.years), ("stage", self.stages), ("scope", self.scopes))


def question(given: Mapping[str, Sequence[str]], *, data: bool = False) -> Question:
    """Read the parameters of the page of signals, or those of its data, which name the department. Raises BadQuestion."""
    reader = Reader.of(given, (*(("department",) if data else ()), *ABOUT))
    found = Question(
        reader.many("year", a_year, MOST_YEARS, a_year_is()),
        reader.many("stage", one_of(Stage.values), len(Stage.values), "、".join(Stage.values)),
        reader.many("scope", one_of(Scope.values), len(Scope.values), "、".join(Scope.values)),
        (reader.many("department", number(1, LARGEST_ID), 1, _("部门编号")) or (0,))[0] if data else 0,
    )
    if data and not found.department and "department" not in reader.errors:
        reader.say("department", _("请给出这个参数。"))
    reader.finish()
    return found
