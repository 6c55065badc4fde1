"""A comparison of years and departments as lines for a terminal: the same figures and words as its page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from budgets.models import Scope, Stage
from budgets.templatetags.figures import signed, signed_wan, wan
from budgets.titles import schedule_title
from comparisons.comparison import Comparison, FigureCell, MeasuredGroup, PerCell, PerGroup, RealGroup, StepCell, TableRow
from comparisons.groups import Group
from comparisons.headline import figure
from comparisons.measure_rows import MeasuredLine
from comparisons.measures import Line
from comparisons.reasons import Explained
from comparisons.spent import SpentCell, SpentRow
from comparisons.templatetags.averages import no_average, per_label, per_note_text, per_unit
from comparisons.templatetags.changes import difference, evidence_url, lack_text, number2, rate, told_text, why_none
from comparisons.templatetags.compare import (
    ABSENT,
    against_name,
    because_text,
    coded_name,
    factors_text,
    from_text_texts,
    inside_texts,
    line_name,
    prices_label,
    remark_text,
    spent_note_text,
    with_steps,
    years_name,
)
from comparisons.templatetags.measures import compound_text, kinds_by_year
from comparisons.templatetags.reasons import against_text, by_part_text, given_for, other_change
from comparisons.templatetags.sentences import sentence_of
from comparisons.terminal import table
from comparisons.values import Value


def listing(found: Comparison) -> Iterator[str]:
    """Each department on each basis with its years: the figures, what changed since the year before, and what must be known of it."""
    asked = found.question
    if asked.schedule:
        yield f"{schedule_title(asked.schedule)}·{asked.column}"
    for group in found.groups:
        yield from _group(found, group)
    for group in found.why:
        if found.several:
            yield _("  {name}：").format(name=group.department.name)
        yield from _why(group)
    yield from (f"  {against_text(one)}" for _group, one in found.against)
    for measured in found.measured:
        yield from _measured(measured)
    if found.real:
        yield ""
        yield factors_text(found)
    for one in found.real:
        yield from _real(found, one)
    for averaged in found.averages:
        yield from _averages(found, averaged)
    for group in found.spent:
        yield from _spent(group)
    if "sentences" in asked.shown:
        yield from _sentences(found)
    yield from (f"  {text}" for text in inside_texts(found.overlaps))
    yield from (f"  {text}" for text in from_text_texts(found, _("有的数")))
    for group, years in found.from_later:
        yield f"  {group.department.name} {years_name(years)}" + _("：没有当年自己的文件，数取自下一年文件的表格。")
    yield from (f"  {told_text(event)}" for event in found.past)
    yield from (f"  {lack_text(*lack)}" for lack in found.lacking)
    yield from (
        _("  注 {number}：{text}").format(number=remark.number, text=remark_text(remark, found.several)) for remark in found.remarks
    )


def _group(found: Comparison, group: Group) -> Iterator[str]:
    kind = f"{Stage(group.stage).label}（{Scope(group.scope).label}）" if group.stage and group.scope else _("没有公布的文件")
    yield ""
    yield f"{group.department.name}　{kind}" + (_("　（演示排版，非官方原件）") if found.has_samples(group) else "")
    heads = ["", *(head for year, _edition, step in group.columns for head in _heads(year.year, with_step=step is not None))]
    own = found.groups.index(group)
    rows = [[_name(row), *_texts(row, found, own)] for section in found.sections for row in section.rows]
    yield from table([heads, *rows])


def _why(group: Group) -> Iterator[str]:
    """Reasons as documents word them, figures without any, and projects that are perhaps one."""
    for why in group.why:
        years = f"{why.step.before}→{why.step.after}"
        yield from (text for told in why.reasoned for text in _reasoned(told, years))
        if why.silent:
            yield _("  没有写原因 {years}：{lines}").format(years=years, lines=_("、").join(coded_name(one.change) for one in why.silent))
        for pair in why.perhaps:
            yield _("  {years} “{ended}”→“{began}”：{because}").format(
                years=years, ended=pair.ended.label, began=pair.began.label, because=because_text(pair)
            )
    for same in group.repeated:
        yield _("  几年的原因一字不差 {years} {line}：“{text}”").format(
            years=_("、").join(map(str, same.years)), line=line_name(same.label), text=same.reasons[0].text
        )


def _reasoned(told: Explained, years: str) -> Iterator[str]:
    line = coded_name(told.change)
    if told.given == "by_part":
        yield _("  原因 {years} {line}：{text}").format(years=years, line=line, text=by_part_text(told))
    for quoted in told.quoted:
        reason = quoted.reason
        text = given_for(quoted, told.given) + _("“{text}”").format(text=reason.text)
        yield _("  原因 {years} {line}：{text} {address}").format(years=years, line=line, text=text, address=evidence_url(reason.evidence))
        if other := other_change(quoted):
            yield f"    {other}"


def _measured(one: MeasuredGroup) -> Iterator[str]:
    """Shares, index, yearly rate and places of a group's lines: below each number how it moved."""
    yield ""
    yield _("{name}　份额、指数和名次").format(name=one.group.department.name)
    rows = [row for line, measured in one.rows for row in _measures(line_name(line.label), measured, one)]
    yield from table([["", *(str(year.year) for year in one.group.years), _("年均变化率 %")], *rows])


def _measures(name: str, line: MeasuredLine, group: MeasuredGroup) -> Iterator[list[str]]:
    compound = compound_text(line, group)
    yield [name, *("" for _year in line.line.years), " ".join(filter(None, (compound.text, compound.below))) + _marks(compound.numbers)]
    for kind, cells in kinds_by_year(line, group):
        told = (f"{one.text}（{one.below}）" if one.below else one.text for one in cells)
        yield [f"　{kind}", *(text + _marks(one.numbers) for text, one in zip(told, cells, strict=True)), ""]


def _sentences(found: Comparison) -> Iterator[str]:
    yield ""
    for group, step, changes in found.told_steps:
        yield from (f"  {sentence_of(change, group, step, 'zh')}" for change in changes)


def _real(found: Comparison, one: RealGroup) -> Iterator[str]:
    """A group in prices of a year: the index and its source first, as nothing adjusted stands alone."""
    if found.prices is None:
        return
    yield ""
    yield _("{name}　{prices}（来源：{source}）").format(
        name=one.group.department.name, prices=prices_label(found.prices), source=found.prices.source
    )
    heads = ["", *(head for year, _edition, step in one.group.columns for head in _heads(year.year, with_step=step is not None))]
    rows = [["　" * row.depth + line_name(row.label), *_real_texts(line, one.group)] for row, line in one.rows]
    yield from table([heads, *rows])


def _real_texts(line: Line, group: Group) -> Iterator[str]:
    for measured, step in with_steps(line, group):
        yield _number(measured.amount, wan)
        if step is not None:
            yield from (_number(measured.difference, signed_wan), _number(measured.rate, signed))


def _number(value: Value, written: Callable[[Decimal], str]) -> str:
    return written(value.number) if value.number is not None else why_none(value.why)


def _averages(found: Comparison, one: PerGroup) -> Iterator[str]:
    """A group per what was asked for, and below it for each year by what it was divided, or why by nothing."""
    counted = found.question.per
    if counted is None or not one.rows:
        return
    yield ""
    yield _("{name}　{average}，{unit}").format(name=one.group.department.name, average=per_label(counted), unit=per_unit(counted))
    rows = [["　" * row.depth + line_name(row.label), *(_average(cell, one.group, row.key) for cell in cells)] for row, cells in one.rows]
    yield from table([["", *(str(year.year) for year in one.group.years)], *rows])
    yield from (f"  {per_note_text(year, per, counted)}" for year, per in one.notes)


def _average(cell: PerCell, group: Group, key: str) -> str:
    if cell.per is None:
        return str(ABSENT[group.absent(cell.year, key)[0]])
    return number2(cell.per.value.number) if cell.per.value.number is not None else no_average(cell)


def _spent(group: Group) -> Iterator[str]:
    """Execution rates: each line and plan with what was planned, what was spent, and the one in percent of the other."""
    yield ""
    yield _("{name}　执行率（{scope}）").format(name=group.department.name, scope=Scope(group.scope).label)
    years = [cell.year for cell in group.spent[0].cells]
    heads = [(_("{year} 预算").format(year=year), _("{year} 决算").format(year=year), _("执行率 %")) for year in years]
    rows = [[_spent_name(row), *(text for cell in row.cells for text in _spent_cell(cell))] for row in group.spent]
    yield from table([["", *(text for head in heads for text in head)], *rows])
    yield from (f"  {spent_note_text(note)}" for note in group.spent_notes)


def _spent_name(row: SpentRow) -> str:
    return _("{line}，{plan}").format(line=line_name(row.label), plan=against_name(row.against))


def _spent_cell(cell: SpentCell) -> tuple[str, str, str]:
    final = figure(cell.final, "no_line")
    if cell.rate is None:
        return _("没有这个数"), final, ""
    mark = _("〔决算文件写的〕") if cell.rate.given_by == "final_accounts" else ""
    number = cell.rate.value.number
    return mark + figure(cell.rate.plan, ""), final, number2(number) if number is not None else why_none(cell.rate.value.why)


def _heads(year: int, *, with_step: bool) -> list[str]:
    return [_("{year} 万元").format(year=year), *([_("差额"), _("变化率 %")] if with_step else [])]


def _name(row: TableRow) -> str:
    name = _("未能分摊的差额") if row.row.kind == "residual" else line_name(row.row.label)
    return "　" * row.row.depth + (f"{row.row.code} " if row.row.code else "") + name


def _texts(row: TableRow, found: Comparison, own: int) -> Iterator[str]:
    """The cells of one group: those of the groups before it take as many as they have years and steps."""
    first = sum(len(group.years) + len(group.track.steps) for group in found.groups[:own])
    group = found.groups[own]
    for cell in row.cells[first : first + len(group.years) + len(group.track.steps)]:
        if isinstance(cell, FigureCell):
            yield "" if row.row.kind == "residual" else _cell(cell)
        else:
            yield from _step(cell)


def _cell(cell: FigureCell) -> str:
    return figure(cell.point, "") if cell.point is not None else str(ABSENT[cell.absent])


def _step(cell: StepCell) -> tuple[str, str]:
    if cell.change is None:
        return (signed_wan(cell.residual) if cell.residual is not None else "", "")
    return difference(cell.change) + _marks(cell.numbers), rate(cell.change)


def _marks(numbers: Iterable[int]) -> str:
    return "".join(f"〔{number}〕" for number in numbers)
