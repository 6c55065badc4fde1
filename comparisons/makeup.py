"""What one year of a department is made up of: the parts of a line of a table, or both sides of its 收支总表, and where to ask for more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from budgets.crossings import is_crossing
from budgets.models import Department, Fact
from budgets.moments import asked_for
from budgets.schedules import SCHEDULES
from comparisons import flow, parts, series, stored
from comparisons.asked import Question
from comparisons.changes import Point
from comparisons.comparison import Comparison
from comparisons.finders import WHOLE
from comparisons.flow import Blocks, Flow
from comparisons.parts import Parts
from comparisons.report import STRUCTURE
from comparisons.volume import Volume

SUMMARY = "summary"


@dataclass(frozen=True, slots=True)
class Makeup:
    """One year of a department on one basis. `question` asks for these very lines; of `parts` and `flow` one is there."""

    question: Question
    department: Department
    stage: str
    scope: str
    year: int
    parts: Parts | None = None
    flow: Flow | None = None


def of_comparison(found: Comparison) -> Makeup | None:
    """What a comparison of the lines of one table shows for its last year with a document of its own; None where several departments or
    bases stand beside each other, where two years are told by what changed between them, and where lines are picked that are no whole."""
    asked = found.question
    if not asked.schedule or len(found.groups) != 1 or found.is_pair or asked.lines or asked.layout.find:
        return None
    group = found.groups[0]
    year = next((one for one in reversed(group.years) if one.own), None)
    if year is None:
        return None
    alone = Makeup(asked, group.department, group.stage, group.scope, year.year)
    cells = group.volumes[year.year].cells if year.year in group.volumes else ()
    return _of_lines(alone, list(group.track.figures[year.year].values()), {cell.id: cell.block for cell in cells})


def of_volume(volume: Volume, department: Department) -> tuple[Makeup, ...]:
    """The expenditure and the 收支总表 of an edition of which the totals were read, as far as it has them; none of one that is another's
    whom it came of. One query more."""
    if volume.owner:
        return ()
    there = {table.schedule for table in volume.tables}
    wanted = [one for one in (*STRUCTURE, SUMMARY) if one in there]
    rows = Fact.objects.filter(edition=volume.edition, schedule__in=wanted, measure__in=WHOLE)
    read = replace(volume, cells=tuple(stored.cells_in(rows).get(volume.edition.pk, ())))
    found = [one for one in (_of_table(read, department, schedule) for schedule in wanted) if one is not None]
    made_of, both = (next((one for one in found if bool(one.flow) is is_flow), None) for is_flow in (False, True))
    return tuple(one for one in (made_of, both) if one is not None)


def _of_table(volume: Volume, department: Department, schedule: str) -> Makeup | None:
    basis = (volume.stage,), (volume.scope,)
    asked = Question((department.pk,), (volume.year,), *basis, schedule=schedule, as_of=asked_for())
    alone = Makeup(asked, department, volume.stage, volume.scope, volume.year)
    return _of_lines(alone, series.own_lines(volume, schedule, asked.column), {cell.id: cell.block for cell in volume.cells})


def _of_lines(alone: Makeup, lines: Sequence[Point], blocks: Blocks) -> Makeup | None:
    schedule, under = SCHEDULES[alone.question.schedule], alone.question.layout.under
    if schedule.two_sided:
        both = flow.flow(lines, blocks) if not under and alone.question.column == "total" else None
        return replace(alone, flow=both) if both is not None else None
    if schedule.keyed_by not in ("function", "economic") or _are_crossed(lines):
        return None
    made_of = parts.parts_of(lines, under)
    return replace(alone, parts=made_of) if made_of is not None else None


def _are_crossed(lines: Iterable[Point]) -> bool:
    """Whether items are told by those of another classification: these are no lines of the table's own."""
    return any(is_crossing(point.code, point.label) for point in lines)
