"""The project forms of a sample → pages: rows stay whole, labels repeat, a template shows through, pages get lost. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from ingest.samples.facts import Loss, Sample, SampleForm
from ingest.samples.sheets import Cell, Page, Row

PAGE_LINES: Final = 40
TEXT_WIDTH: Final = 94
GOAL_PERIOD_WIDTH: Final = 74
GOAL_YEAR_WIDTH: Final = 46
CITY_WIDTH: Final = 16
# From so many characters on a name fills its cell, and what stands in the next cell runs into it.
FILLS_LEVEL2: Final = 9
FILLS_PERIOD: Final = 13
FILLS_YEAR: Final = 8
MONEY: Final = "项目资金"
MONEY_UNIT: Final = "（元）"
HEADING: Final = "绩效指标"
TITLES: Final = ("标题", "年度")
LEVEL1: Final = {
    "数量指标": "产出指标",
    "质量指标": "产出指标",
    "时效指标": "产出指标",
    "成本指标": "产出指标",
    "经济效益指标": "效益指标",
    "社会效益指标": "效益指标",
    "生态效益指标": "效益指标",
    "可持续影响指标": "效益指标",
    "服务对象满意度指标": "满意度指标",
}
TEXTS: Final = {
    "项目概况": "overview",
    "立项依据": "basis",
    "项目设立必要性": "necessity",
    "保证项目实施的制度、措施": "safeguards",
    "项目实施计划": "plan",
}
ERROR: Final = (Row((Cell("500 Internal Server Error"),), "form"), Row((Cell("nginx/1.12.1"),), "form"))


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a form, its name, and the labels of merged cells beside it: they are printed again where a page begins with this row."""

    form: int
    name: str
    row: Row
    labels: tuple[str, ...] = ()
    is_label: bool = False

    @property
    def place(self) -> tuple[int, str]:
        return self.form, self.name


def form_pages(sample: Sample, first: int) -> tuple[Page, ...]:
    """The pages of all forms, `first` the number of the first; a missing page leaves a gap in the numbers."""
    entries = [entry for number, form in enumerate(sample.forms, 1) for entry in _entries(number, form, sample)]
    underlay = overlay(sample)
    pages: list[Page] = []
    number = first
    for rows in _filled(entries, sample.losses):
        if rows is not None:
            pages.append(Page(number, rows, underlay if pages and rows != ERROR else (), spaced=number == sample.spaced_overlay_page))
        number += 1
    return tuple(pages)


def overlay(sample: Sample) -> tuple[Row, ...]:
    """The head of the first form down to the heads of the indicators: the template that lies under every later page."""
    rows: list[Row] = []
    for entry in _entries(1, sample.forms[0], sample):
        rows.append(entry.row)
        if entry.name == "指标标题":
            break
    return tuple(rows)


def _filled(entries: list[Entry], losses: tuple[Loss, ...]) -> Iterator[tuple[Row, ...] | None]:
    """Rows page by page; None for a page that is missing."""
    page: list[Entry] = []
    until: tuple[int, str] | None = None
    for block in _kept_together(entries):
        if until is not None and block[0].place != until:
            continue
        until = None
        if page and _height([*page, *block]) > PAGE_LINES:
            yield _with_labels(page)
            page = []
        page.extend(block)
        loss = next((loss for loss in losses if loss.after == page[-1].place), None)
        if loss is not None:
            yield _with_labels(page)
            yield None if loss.kind == "missing" else ERROR
            page, until = [], loss.until
    yield _with_labels(page)


def _kept_together(entries: list[Entry]) -> Iterator[list[Entry]]:
    """Titles and labels of merged cells with the row they belong to."""
    block: list[Entry] = []
    for entry in entries:
        block.append(entry)
        if not entry.is_label and entry.name not in TITLES:
            yield block
            block = []


def _with_labels(page: list[Entry]) -> tuple[Row, ...]:
    """The rows of a page, in front the labels of merged cells that go on from the page before."""
    first = page[0]
    labels = tuple(label for label in first.labels if not first.is_label or label != first.name)
    return (*(row for label in labels for row in _label_rows(label, again=True)), *(entry.row for entry in page))


def _height(page: list[Entry]) -> int:
    return sum(max(len(cell.lines) for cell in entry.row.cells) for entry in page)


def _label_rows(label: str, again: bool = False) -> tuple[Row, ...]:
    if label == MONEY:
        return (_row(Cell(MONEY, glued=again)), replace(_row(Cell(MONEY_UNIT)), follows=again))
    return (_row(Cell(label, width=2 if label == HEADING else None)),)


def _entries(number: int, form: SampleForm, sample: Sample) -> Iterator[Entry]:
    yield Entry(number, "标题", _row(Cell(sample.form_title)))
    yield Entry(number, "年度", _row(Cell(sample.form_year)))
    yield Entry(number, "项目名称", _texts("项目名称", form.project))
    yield Entry(number, "主管部门", _texts("主管部门及代码", sample.department, "实施单位", sample.implementing_unit))
    yield Entry(number, "项目属性", _texts("项目属性", sample.attribute, "项目期", f"{form.period_years}年"))
    yield from _money(number, form)
    for label, attribute in TEXTS.items():
        yield Entry(number, label, _row(Cell(label), Cell(getattr(form, attribute), width=TEXT_WIDTH)))
    yield Entry(number, "目标标题", _texts("实施期目标", "年度目标"))
    yield Entry(number, "总体目标", _goals(form))
    yield from _indicators(number, form)
    yield Entry(number, "签字", _signature(form, sample))


def _money(number: int, form: SampleForm) -> Iterator[Entry]:
    period, year = form.period_total or "", form.year_total or ""
    for row in _label_rows(MONEY):
        yield Entry(number, MONEY, row, (MONEY,), is_label=True)
    rows = {
        "资金总额": _texts("实施期资金总额：", period, "年度资金总额：", year),
        "中央财政资金": _texts("其中：中央财政资金", "0", "其中：中央财政资金", "0"),
        "省级财政资金": _texts("省级财政资金", "0", "省级财政资金", "0"),
        "市县财政资金": _row(Cell("市县（区）财政资金", width=CITY_WIDTH), Cell(period), Cell("市县（区）财政资金"), Cell(year)),
        "单位自筹": _texts("单位自筹", "0", "单位自筹", "0"),
        "其他资金": _texts("其他资金", "其他资金"),
    }
    for name, row in rows.items():
        yield Entry(number, name, row, (MONEY,))


def _goals(form: SampleForm) -> Row:
    return _row(Cell("总体目标"), Cell(form.goal_period, width=GOAL_PERIOD_WIDTH), Cell(form.goal_year, width=GOAL_YEAR_WIDTH))


def _indicators(number: int, form: SampleForm) -> Iterator[Entry]:
    yield from (Entry(number, HEADING, row, (HEADING,), is_label=True) for row in _label_rows(HEADING))
    heads = ("二级指标", "三级指标", "指标值")
    yield Entry(number, "指标标题", _texts("一级指标", *heads, *heads))
    printed = ""
    for level2, name, value in form.indicators:
        level1 = LEVEL1[level2]
        cells = _indicator(level2, name, value)
        if level2 == "服务对象满意度指标":
            yield Entry(number, level2, _row(Cell(level1), *cells), (HEADING,))
            continue
        if level1 != printed:
            yield Entry(number, level1, _row(Cell(level1)), (HEADING,), is_label=True)
            printed = level1
        yield Entry(number, level2, _row(*cells), (HEADING, level1))


def _indicator(level2: str, name: str, value: str) -> tuple[Cell, ...]:
    """Level 2, name and value twice: for the period and for the year. Text that fills its cell runs into the next one."""
    if not name:
        return Cell(level2), Cell(level2)
    runs_on = len(level2) >= FILLS_LEVEL2
    period = (Cell(level2), Cell(name, glued=runs_on), Cell(value, glued=len(name) >= FILLS_PERIOD))
    return (*period, Cell(level2), Cell(name, glued=runs_on), Cell(value, glued=len(name) >= FILLS_YEAR))


def _signature(form: SampleForm, sample: Sample) -> Row:
    handler = f"经办人： {sample.handler['name']}"
    return _texts("负责人：", handler, f"联系电话： {sample.handler['telephone']}", f"填报日期： {form.filled_at}")


def _texts(*texts: str) -> Row:
    return _row(*map(Cell, texts))


def _row(*cells: Cell) -> Row:
    return Row(cells, "form")
