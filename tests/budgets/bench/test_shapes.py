"""Generated disclosures: they add up, differ in size as real ones do, and are the same each time."""

from __future__ import annotations

from collections import Counter, defaultdict
from statistics import mean, median

import pytest

from budgets.management.bench.shapes import TEMPLATES, VARIANTS, Shape, departments_for, shapes


@pytest.fixture(scope="module")
def cells() -> list[Shape]:
    return list(shapes())


def of(cells: list[Shape], template: int, variant: int, schedule: str) -> list[Shape]:
    return [cell for cell in cells if (cell.template, cell.variant, cell.schedule) == (template, variant, schedule)]


@pytest.mark.parametrize("template", [0, TEMPLATES // 2, TEMPLATES - 1])
def test_classes_add_up_to_the_total_and_items_to_their_class_in_every_column(cells: list[Shape], template: int) -> None:
    for measure in ("total", "basic", "project"):
        column = [cell for cell in of(cells, template, 1, "expenditure") if cell.measure == measure]
        weights = {cell.code: cell.weight or 0 for cell in column}
        classes = [code for code in weights if len(code) == 3]
        assert classes
        assert sum(weights[code] for code in classes) == weights[""]
        for code in classes:
            assert weights[code] == sum(weight for other, weight in weights.items() if len(other) == 7 and other.startswith(code))


def test_both_sides_of_the_summary_have_one_total(cells: list[Shape]) -> None:
    totals = {cell.side: cell.weight for cell in of(cells, 5, 0, "summary") if cell.item == "total"}
    assert totals["income"] == totals["expenditure"]


def test_no_cell_of_a_disclosure_stands_twice(cells: list[Shape]) -> None:
    keys = Counter((cell.template, cell.variant, cell.table, cell.row_key, cell.measure) for cell in cells)
    assert keys.most_common(1)[0][1] == 1


def test_most_disclosures_are_small_and_a_few_are_very_large(cells: list[Shape]) -> None:
    sizes: dict[int, int] = defaultdict(int)
    for cell in cells:
        sizes[cell.template] += 1
    counts = [size / VARIANTS for size in sizes.values()]
    assert 200 < median(counts) < 800
    assert mean(counts) > 1.5 * median(counts)
    assert max(counts) > 10 * median(counts)


def test_departments_are_as_many_as_the_wanted_figures_need() -> None:
    cells = [100, 200, 600]
    chosen = departments_for(50_000, cells, 20)
    total = sum(cells[template] * 20 for template in chosen)
    assert total >= 50_000
    assert total - cells[chosen[-1]] * 20 < 50_000


def test_the_same_is_generated_each_time(cells: list[Shape]) -> None:
    assert list(shapes()) == cells
