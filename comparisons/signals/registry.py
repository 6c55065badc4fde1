"""Every signal there is. `code` is stable: pages, feeds and people refer to it. `docs/signals.md` has the same table, kept by a test."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from comparisons.formulas import gettext_noop as _
from comparisons.signals import disclosures, figures, projects
from comparisons.signals.shapes import Kind, Material, Signal

SIGNALS: Final[tuple[Kind, ...]] = (
    Kind(
        "stated.change",
        _("写的增减与算的不同"),
        _("文字里的增减额或变化率，与它所说的两个数算出来的不同，四舍五入解释不了。"),
        _("不说明哪一边错：可能是笔误，可能两个数的口径不同，也可能是我们读错了。"),
        figures.stated_change,
    ),
    Kind(
        "restated.last_year",
        _("上年的数有两个"),
        _("本年文件所说的上年数，与上年自己的文件不同，四舍五入解释不了。"),
        _("不说明上年的数被改过：上年可能指执行数而不是预算数，机构或口径也可能调整过。"),
        figures.restated_last_year,
    ),
    Kind(
        "restated.budget",
        _("决算里的预算数与预算不同"),
        _("决算文件里的年初预算数，与预算文件公布的不同，四舍五入解释不了。"),
        _("不说明预算被违规改动：决算里的数可能已含依法的调整，或者范围不同。"),
        figures.restated_budget,
    ),
    Kind(
        "execution.far",
        _("执行率远离 100%"),
        _("决算数与预算数相差很多。"),
        _("不说明花得不当：年中的调整、追加、政策变化都会这样；少花也可能是节约。"),
        figures.execution,
        _("低于 80% 或高于 120%，并且差额不小于 1 万元。没有规定这样一条线；五分之一已超出一般的年中调整。"),
    ),
    Kind(
        "change.no_reason",
        _("大的变化没有写原因"),
        _("一个主要的数比上年变化很大，文件的文字没有给出原因。"),
        _("不说明没有原因：只说明这份文件的文字里没有读到。"),
        figures.unexplained,
        _("变化率不小于 20%，并且差额不小于 1 万元；只看有文字说明的文件。没有规定这样一条线。"),
    ),
    Kind(
        "project.new",
        _("新的大项目没有写原因"),
        _("一个占比大的项目，上年的项目表里没有，文件的文字也没有说明原因。"),
        _("不说明项目不该有：它可能改了名，可能从别的项目分出来，原因也可能写在别处。"),
        projects.without_reason,
        _("不少于全部项目的 10%。没有规定这样一条线；这样的项目一个就能左右总数。"),
    ),
    Kind(
        "project.added",
        _("决算里有预算没有的大项目"),
        _("决算的项目表里一个占比大的项目，本年预算的项目表里没有，文件的文字也没有说明原因。"),
        _("不说明是年底突击花钱：年中依法追加、上级专款、改名都会这样；文件不写它是哪个月加的。"),
        projects.added,
        _("不少于全部项目的 10%。没有规定这样一条线；这样的项目一个就能左右总数。"),
    ),
    Kind(
        "reason.repeated",
        _("几年的原因一字不差"),
        _("同一个数的变化，几年的文件给出的原因完全相同；只不计空白、标点和文件自己的年份。"),
        _("不说明原因不真：同样的原因可以一年接一年。"),
        figures.reason_repeated,
    ),
    Kind(
        "operating.outside",
        _("机关运行经费之外的运行费用"),
        _("水费、电费、物业费之类的运行费用列成了项目，不在机关运行经费之内。"),
        _("不是错误：怎样列由预算编制的规定决定；只说明机关运行经费不是全部的运行费用，比较时可以连它一起看。"),
        projects.operating_outside,
    ),
    Kind(
        "basis.changed",
        _("口径变了"),
        _("两年的数口径不同：表格看得出来，或者文件自己写明。"),
        _("不说明数有问题：只说明两年的差不是实际的变化，不能拿来比。"),
        figures.basis,
    ),
    Kind(
        "disclosure.late",
        _("公开得晚"),
        _("公开日期晚于批复后 20 日（《预算法》第十四条）。"),
        _("不说明故意拖延：日期以收录的为准；先公开后改版的，可能只收录了后来的。"),
        disclosures.late,
        _("批复日期加 20 个自然日；两个日期有一个不知道，就不判断。"),
    ),
    Kind(
        "disclosure.missing",
        _("缺一份公开"),
        _("按清单或前后年份应当有的一份公开，这里没有。"),
        _("不说明没有公开过：只说明我们没有收录到。"),
        disclosures.missing,
    ),
    Kind(
        "disclosure.empty",
        _("公开里没有数字"),
        _("一份公开没有表格，或者表格里没有一个数字。"),
        _("不说明没有收支：表格可能另成一个文件，或者是图片，我们没有读到。"),
        disclosures.empty,
    ),
    Kind(
        "disclosure.table_missing",
        _("缺一张表"),
        _("标准目录里有、或者同一部门别的年份有的一张表，这份公开里没有读到。空表也算有。"),
        _("不说明没有公开这张表：它可能换了标题，可能在另一个文件里，或者是我们没有认出来。"),
        disclosures.lacking,
        _("标准目录是财预〔2016〕143号的八张表，从 2017 年起。"),
    ),
)

BY_CODE: Final = {kind.code: kind for kind in SIGNALS}


TOTALS: Final = ("total_income", "total_expenditure")
"""Of both a document speaks in one sentence (收支总计), and both have one amount."""


def signals(material: Material) -> tuple[Signal, ...]:
    """Every signal that is found in what is known of one disclosure, in the order of the registry; the same one once."""
    found = (signal for kind in SIGNALS for signal in kind.find(material))
    return _both_at_once({(signal.code, signal.subject, signal.text): signal for signal in found}.values())


def _both_at_once(found: Iterable[Signal]) -> tuple[Signal, ...]:
    """What is the same of both totals, from the same sentences, is one signal that names both."""
    kept: dict[object, Signal] = {}
    for number, signal in enumerate(found):
        said = frozenset(one.id for one in signal.evidence if one.kind == "statement")
        told = tuple(sorted((name, value) for name, value in signal.values.items() if name != "line"))
        place = (signal.code, signal.year, signal.sentences, said, told) if signal.subject in TOTALS else number
        kept[place] = _with(kept[place], signal) if place in kept else signal
    return tuple(kept.values())


def _with(one: Signal, other: Signal) -> Signal:
    points, statements = (
        tuple(dict.fromkeys((*own, *its))) for own, its in ((one.points, other.points), (one.statements, other.statements))
    )
    line = {"line": f"{one.values['line']}、{other.values['line']}"}
    return replace(one, values={**one.values, **line}, points=points, statements=statements)
