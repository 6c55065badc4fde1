"""Generated disclosures: which cells each has, and what they weigh. Pure.

Sizes are skewed as in life: in 133 real disclosures half have fewer than 391 cells, the mean is 982, one in twenty has more than 2,992.
A cell's amount is its weight times a whole number of its department and year, so that what adds up in weights adds up in every document.
From one year to the next some lines end, others are new, and shares shift: a template has several variants that take turns.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby
from statistics import NormalDist
from typing import Final

from budgets.codes import LEVEL_OF_LENGTH, names_in

SEED: Final = 20260101
TEMPLATES: Final = 24
VARIANTS: Final = 4
MEDIAN: Final = 391
SPREAD: Final = 1.36
"""Of the logarithm of the number of cells."""
SMALLEST, LARGEST = 120, 18_000

_TITLES: Final = {
    "summary": "部门收支总表",
    "income": "部门收入总表",
    "expenditure": "部门支出总表",
    "general_expenditure": "一般公共预算支出表",
    "general_basic": "一般公共预算基本支出表",
    "three_public": "“三公”经费支出表",
    "operating": "机关运行经费表",
    "procurement": "政府采购预算表",
    "projects": "项目支出表",
}
SCHEDULES: Final = tuple(_TITLES)
_ALWAYS: Final = 50  # cells that every disclosure has
_BY_FUNCTION: Final = 0.5  # share of the cells that stand in lines by function
_PER_LINE: Final = 10  # cells of an item over all tables, with its share of 款 and 类
_PER_PROJECT: Final = 3


@dataclass(frozen=True, slots=True)
class Shape:
    """One cell of every disclosure of a template and variant. `weight` is None where it is blank."""

    template: int
    variant: int
    table: int
    schedule: str
    row: int
    column: int
    row_key: str
    measure: str
    code: str = ""
    item: str = ""
    label: str = ""
    level: int | None = None
    side: str = ""
    weight: int | None = None


Cells = dict[str, int | None]


@dataclass(frozen=True, slots=True)
class _Line:
    """A printed row: what it is, and the weight of each of its columns."""

    label: str
    cells: Cells
    code: str = ""
    item: str = ""
    side: str = ""


def titles() -> dict[str, str]:
    """The title of each generated table by its schedule, in order."""
    return dict(_TITLES)


def shapes() -> Iterator[Shape]:
    """All cells of all templates, the smallest template first."""
    for template in range(TEMPLATES):
        chance = random.Random(SEED + template)  # noqa: S311 - generated data, no secret
        size = _size((template + 0.5) / TEMPLATES)
        codes = _codes(chance, max(3, round(size * _BY_FUNCTION / _PER_LINE)))
        projects = max(2, round((size - _ALWAYS - _PER_LINE * len(codes)) / _PER_PROJECT))
        for variant in range(VARIANTS):
            yield from _disclosure(template, variant, codes, projects)


def _size(quantile: float) -> int:
    cells = MEDIAN * math.exp(SPREAD * NormalDist().inv_cdf(quantile))
    return round(min(max(cells, SMALLEST), LARGEST))


def _codes(chance: random.Random, count: int) -> list[str]:
    """Items (项) of the functional classification; a large department has all there are, some of them under several units."""
    items = sorted(code for code in names_in("function", 2020) if len(code) == 7)
    return sorted(chance.sample(items, min(count, len(items))))


def _disclosure(template: int, variant: int, codes: Sequence[str], projects: int) -> Iterator[Shape]:
    chance = random.Random(SEED * 31 + template * 7 + variant)  # noqa: S311 - generated data, no secret
    kept = [code for code in codes if chance.random() > 0.08] or list(codes)
    lines = {code: (chance.randint(10, 4_000), chance.randint(0, 3_000)) for code in kept}
    works = {f"项目{number}": chance.randint(1, 3_000) for number in range(1, projects + 1) if chance.random() > 0.1}
    tables = _tables(lines, works, chance)
    for table, schedule in enumerate(SCHEDULES):
        for row, line in enumerate(tables[schedule]):
            known = Shape(template, variant, table, schedule, row, 0, "", "", line.code, line.item, line.label, side=line.side)
            key = line.code or line.label
            placed = replace(known, row_key=f"{line.side}:{key}" if line.side else key, level=LEVEL_OF_LENGTH.get(len(line.code)))
            for column, (measure, weight) in enumerate(line.cells.items()):
                yield replace(placed, column=column, measure=measure, weight=weight)


def _tables(lines: dict[str, tuple[int, int]], works: dict[str, int], chance: random.Random) -> dict[str, list[_Line]]:
    basic, project = (sum(pair[side] for pair in lines.values()) for side in (0, 1))
    whole = basic + project
    general = whole * 9 // 10
    personnel = basic * 8 // 10
    by_function = [_Line("合计", {"total": whole, "basic": basic, "project": project}, item="total"), *_levels(lines)]
    return {
        "summary": [*_sides(lines, whole, general)],
        "income": [_Line("合计", {"total": whole, "general": general, "other": whole - general, "fund": None}, item="total")],
        "expenditure": by_function,
        "general_expenditure": by_function,
        "general_basic": [_Line("合计", {"total": basic, "personnel": personnel, "operating": basic - personnel}, item="total")],
        "three_public": _three_public(chance),
        "operating": [_Line("合计", {"amount": basic - personnel}, item="total")],
        "procurement": [_Line("合计", {"total": whole // 7}, item="total")],
        "projects": [_Line("合计", {"total": sum(works.values()), "fiscal": sum(works.values()), "fund": None}, item="total")]
        + [_Line(label, {"total": weight, "fiscal": weight, "fund": None}) for label, weight in works.items()],
    }


def _levels(lines: dict[str, tuple[int, int]]) -> Iterator[_Line]:
    """类, 款 and 项, each with what those below it add up to."""
    names = names_in("function", 2020)
    for _, of_class in groupby(sorted(lines), lambda code: code[:3]):
        codes = list(of_class)
        wanted = sorted({*(code[:3] for code in codes), *(code[:5] for code in codes), *codes})
        for code in wanted:
            below = [lines[one] for one in codes if one.startswith(code)]
            basic, project = sum(one for one, _ in below), sum(one for _, one in below)
            yield _Line(names.get(code, code), {"total": basic + project, "basic": basic, "project": project or None}, code=code)


def _sides(lines: dict[str, tuple[int, int]], whole: int, general: int) -> Iterator[_Line]:
    yield _Line("一般公共预算拨款收入", {"amount": general}, item="general", side="income")
    yield _Line("其他收入", {"amount": whole - general}, item="other", side="income")
    yield _Line("收入总计", {"amount": whole}, item="total", side="income")
    names = names_in("function", 2020)
    for code, items in groupby(sorted(lines), lambda code: code[:3]):
        yield _Line(names.get(code, code), {"total": sum(sum(lines[one]) for one in items)}, side="expenditure")
    yield _Line("支出总计", {"total": whole}, item="total", side="expenditure")


def _three_public(chance: random.Random) -> list[_Line]:
    abroad, reception, purchase, running = chance.choice((0, 0, 12)), chance.randint(0, 9), chance.choice((0, 18)), chance.randint(1, 30)
    return [
        _Line("合计", {"total": abroad + reception + purchase + running}, item="total"),
        _Line("因公出国（境）费", {"abroad": abroad or None}, item="abroad"),
        _Line("公务接待费", {"reception": reception}, item="reception"),
        _Line("公务用车购置及运行费", {"vehicles": purchase + running}, item="vehicles"),
        _Line("公务用车购置费", {"vehicle_purchase": purchase or None}, item="vehicle_purchase"),
        _Line("公务用车运行维护费", {"vehicle_running": running}, item="vehicle_running"),
    ]


def departments_for(facts: int, cells: Sequence[int], disclosures: int) -> list[int]:
    """The template of each department, so many that their disclosures have `facts` cells in all; `cells` are those of each template."""
    chance = random.Random(SEED)  # noqa: S311 - generated data, no secret
    order = [template for _ in range(1 + facts // (sum(cells) * disclosures)) for template in chance.sample(range(len(cells)), len(cells))]
    so_far = list(accumulate(cells[template] * disclosures for template in order))
    return order[: next(at for at, total in enumerate(so_far, 1) if total >= facts)] if so_far[-1] >= facts else order
