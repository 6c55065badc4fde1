"""What the page of methods tells of indicators, numbers, checks and signals, in the reader's language, all from their own declarations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.schedules import SCHEDULES
from budgets.titles import schedule_title
from comparisons.columns import measure_name
from comparisons.finders import Place, Step
from comparisons.formulas import Formula
from comparisons.indicators import BY_KEY, INDICATORS, Indicator
from comparisons.methods import MEANINGS, METHODS, Method
from comparisons.signals.registry import SIGNALS
from comparisons.templatetags import compare, coverage
from comparisons.templatetags.changes import why_none
from ingest.checks.registry import CHECKS, Check

SIDES: Final = {"income": gettext_lazy("收入一边"), "expenditure": gettext_lazy("支出一边")}
GROUPS: Final = {
    "A": gettext_lazy("一张表之内"),
    "B": gettext_lazy("几张表之间"),
    "C": gettext_lazy("文字和表格"),
    "F": gettext_lazy("决算"),
    "E": gettext_lazy("项目申报表"),
    "D": gettext_lazy("公开本身"),
    "G": gettext_lazy("由图像识别的数"),
}
"""The checks by where they come from: the first letter of their basis."""
OUTCOMES: Final = {
    "exact": gettext_lazy("到最后一位都对。"),
    "rounding": gettext_lazy("有差，四舍五入解释得了。"),
    "mismatch": gettext_lazy("两个本该相等的数不等，四舍五入解释不了。"),
    "soft": gettext_lazy("少见，不一定错，值得人看一看。"),
    "not_evaluable": gettext_lazy("有一个数空着、读不出或者不能确定，或者两边也许不是一回事：不判断。"),
}
ABSENCES: Final = {
    "no_document": gettext_lazy("我们没有这份文件，也没有依据说应当有"),
    "expected": gettext_lazy("清单要求它，或者前后年度的都有，而收录的文件里没有。是没有公开，还是没有收集到，这里不能断定"),
    "announced": gettext_lazy("清单写明了公开的日期，文件还没有收录"),
    "received": gettext_lazy("文件收到了，审核公布以前不显示它的内容"),
    "put_away": gettext_lazy("收到的文件没有采用，例如重复的"),
    "withdrawn": gettext_lazy("公布过，撤回了；它的页上有理由"),
    "incomplete": gettext_lazy("合并以前的年度，有一个部门没有文件或者没有这个数，不加总"),
    "no_table": gettext_lazy("文件在，里面没有读到这张表"),
    "no_column": gettext_lazy("这张表在，没有这一栏"),
    "empty_table": gettext_lazy("印了这张表而没有数；表下的说明在它的页上。空表也是公开了"),
    "no_line": gettext_lazy("那一年的表里没有这一行，不等于 0"),
    "same_name": gettext_lazy("那一年有几行同名，分不清哪一行是它，各列一行"),
    "not_stated": gettext_lazy("文件在，没有这个数"),
}
WORDS: Final = coverage.ABSENT | compare.ABSENT
AGAIN: Final = "#"
"""Before the number of a column that its table has again."""


@dataclass(frozen=True, slots=True)
class PlaceTold:
    """A table, by its name and its Chinese one, with the rows and columns of it that are meant, in words; the first column that there is
    goes first."""

    schedule: str
    title: str
    chinese: str
    side: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StepTold:
    """Places that are looked at before those of the next step, the rule for taking their figure, and what it is held against."""

    rule: str
    places: tuple[PlaceTold, ...]
    beside: tuple[PlaceTold, ...]


@dataclass(frozen=True, slots=True)
class IndicatorTold:
    """A headline indicator; `words` are the patterns by which sentences name it."""

    key: str
    name: str
    formula: str
    reference: str
    parent: str
    parent_name: str
    steps: tuple[StepTold, ...]
    words: str


@dataclass(frozen=True, slots=True)
class FormulaTold:
    """A formula in words, and the unit of what it gives."""

    text: str
    unit: str


@dataclass(frozen=True, slots=True)
class WhyTold:
    """A reason why there is no number: the word beside the figure, and what it means."""

    code: str
    word: str
    meaning: str


@dataclass(frozen=True, slots=True)
class MethodTold:
    """A computed number."""

    key: str
    name: str
    says: str
    formulas: tuple[FormulaTold, ...]
    never: tuple[WhyTold, ...]
    notes: tuple[str, ...]
    source: str
    examples: tuple[str, ...]
    shown: str


@dataclass(frozen=True, slots=True)
class CheckTold:
    """A check: what it asks, what must hold, and which identity or register entry it comes from."""

    key: str
    group: str
    question: str
    formula: str
    basis: str


@dataclass(frozen=True, slots=True)
class SignalTold:
    """A kind of signal."""

    key: str
    title: str
    says: str
    does_not_mean: str
    threshold: str


def indicators() -> tuple[IndicatorTold, ...]:
    """The headline indicators, in their order."""
    return tuple(_indicator(one) for one in INDICATORS)


def _indicator(one: Indicator) -> IndicatorTold:
    return IndicatorTold(
        one.key,
        _(one.name),
        _(one.formula),
        _(one.reference),
        one.parent or "",
        _(BY_KEY[one.parent].name) if one.parent else "",
        tuple(_step(step) for step in one.find.steps),
        one.subjects.pattern,
    )


def _step(step: Step) -> StepTold:
    return StepTold(_(step.rule), tuple(map(_place, step.places)), tuple(map(_place, step.beside)))


def _place(place: Place) -> PlaceTold:
    columns = dict.fromkeys(measure.partition(AGAIN)[0] for measure in place.measures)
    return PlaceTold(
        place.schedule,
        schedule_title(place.schedule),
        SCHEDULES[place.schedule].title,
        str(SIDES[place.side]) if place.side else "",
        (_("第一行"),) if place.at_top else tuple(measure_name(item) for item in place.items or ()),
        tuple(measure_name(column) for column in columns),
    )


def methods() -> tuple[MethodTold, ...]:
    """The computed numbers, in their order."""
    return tuple(_method(one) for one in METHODS)


def _method(one: Method) -> MethodTold:
    return MethodTold(
        one.key,
        _(one.name),
        _(one.says),
        tuple(_formula(formula) for formula in one.formulas),
        tuple(reason for reason in reasons() if reason.code in one.never),
        tuple(_(note).format(**one.values) for note in one.notes),
        _(one.source) if one.source else "",
        one.examples,
        one.shown,
    )


def _formula(formula: Formula) -> FormulaTold:
    return FormulaTold(formula.told(_), _(formula.unit))


def reasons() -> tuple[WhyTold, ...]:
    """Why a number is not there, in words."""
    return tuple(WhyTold(code, why_none(code), _(meaning)) for code, meaning in MEANINGS.items())


def absences() -> tuple[tuple[str, str], ...]:
    """What stands on pages in place of a figure or of a document, and what it means: one word for each state."""
    return tuple((str(WORDS[state]), str(meaning)) for state, meaning in ABSENCES.items())


def checks() -> tuple[CheckTold, ...]:
    """The checks, in the order of their groups."""
    order = list(GROUPS)
    return tuple(_check(one) for one in sorted(CHECKS, key=lambda check: order.index(check.basis[0])))


def _check(one: Check) -> CheckTold:
    return CheckTold(one.code, one.basis[0], _(one.question), _(one.formula), one.basis)


def signals() -> tuple[SignalTold, ...]:
    """The kinds of signals, in their order."""
    return tuple(
        SignalTold(one.code, _(one.title), _(one.says), _(one.does_not_mean), _(one.threshold) if one.threshold else "") for one in SIGNALS
    )


def grouped(told: Iterable[CheckTold]) -> list[tuple[str, str, list[CheckTold]]]:
    """The checks by their groups: letter, name, checks."""
    every = list(told)
    return [(letter, str(name), [one for one in every if one.group == letter]) for letter, name in GROUPS.items()]
