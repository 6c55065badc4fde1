"""项目支出绩效目标申报表 against the project table and in themselves. Pure.

What a lost page took away is not evaluable, never nothing; the hint says which project a form without head must be, where that is certain.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final, Literal

from budgets.codes import folded
from budgets.worded import _, enumerated
from ingest.checks.between import project_expenditure
from ingest.checks.lookup import only_table, place
from ingest.checks.pairing import Project, belong_together, form_figure, of_projects, pair, project_lines, sources, unpaired, year_total
from ingest.checks.results import Question, Result, compared, figure_shown, holds, not_evaluable, unusual
from ingest.checks.sums import added, same
from ingest.checks.tolerance import Figure, Verdict, judge_same
from ingest.shapes import Extraction, Form, Funding, Source, Table

LEVELS: Final = {"产出": _("产出指标"), "效益": _("效益指标"), "满意度": _("满意度指标")}
"""Groups of indicators that every form has, and what they are called, 财预〔2015〕163号 (项目支出绩效目标申报表)."""

LASTING: Final = "经常性"
FACTORS: Final = (10, 100, 1000, 10_000)
MANY: Final = 10
SAME_SHARE: Final = Decimal("0.8")

_LEVELS: Final = ("central", "province", "city", "self", "other", "carryover")
_SIDES: Final[tuple[tuple[str, Literal["period", "year"]], ...]] = (("实施期", "period"), ("年度", "year"))
_NAMELESS: Final = _("项目名称已丢失")
_BY_SOURCES: Final = {
    "period": _("申报表“{form}”的实施期资金总额，按各来源相加，"),
    "year": _("申报表“{form}”的年度资金总额，按各来源相加，"),
}
_GOAL: Final = "总体目标"
_GOALS: Final = re.compile(r"(?:项目)?(?:实施期|中长期|中期|长期|年度|当年|本年|总体)(?:总|总体)?(?:绩效)?目标")
_PLACEHOLDER: Final = re.compile(r"[XＸ×]{2}|某某|[XＸ×](?=[年月日])")


def row(extraction: Extraction) -> Iterator[Result]:
    """Has each row of the project table exactly one form (E1)? By name and amount, for names repeat."""
    for project in _paired(extraction):
        subject = f"projects {_key(project)}"
        if project.form is None:
            told = _("项目“{project}”（表中金额{amount}）没有找到绩效目标申报表。请看一眼。")
            yield unusual(subject, told.format(project=project.name, amount=figure_shown(project.figure)), sources(project))
        elif project.how == "elimination":
            why = _("项目“{project}”的申报表因缺页读不全，只能用排除法归到这里").format(project=project.name)
            yield not_evaluable(subject, why, sources(project), hint=_by_elimination(project))
        else:
            yield holds(subject, *sources(project))


def form(extraction: Extraction) -> Iterator[Result]:
    """Has each form its row in the project table (E1)?"""
    projects = _paired(extraction)
    for found in unpaired(projects, extraction.forms) if projects else ():
        name = found.project or _NAMELESS
        message = _("申报表“{form}”在项目支出表里没有对应的行。请看一眼。").format(form=name)
        yield unusual(f"forms {name}", message, [found.source])


def amount(extraction: Extraction) -> Iterator[Result]:
    """Is a form's money for the year, in its own unit, the amount of its row (E2)?"""
    for project in _paired(extraction):
        if project.form is None:
            continue
        declared = year_total(project.form)
        what = _("项目支出表“{project}”的金额，按申报表的年度资金总额，").format(project=project.name)
        if declared is None:
            words = {"project": project.name, "why": _no_total(project.form), "amount": figure_shown(project.figure)}
            why = _("项目“{project}”的申报表{why}；表中是{amount}").format(**words)
            yield not_evaluable(f"projects {_key(project)}", why, sources(project), hint=_by_elimination(project))
        else:
            yield from same(Question(f"projects {_key(project)}", what), declared, project.figure)


def funding(extraction: Extraction) -> Iterator[Result]:
    """Is the money of a form the sum of its sources, for the period and for the year (E3)? Not asked where it prints no cell for a sum."""
    for found in (found for found in extraction.forms if found.has_total):
        for named, side in _SIDES:
            parts = [form_figure(found, side, source) for source in _sources(getattr(found, side))]
            what = _BY_SOURCES[side].format(form=_name(found))
            question = Question(f"forms {form_key(found)} {named}", what, found.unit)
            if unread := [name for name in found.unread if name.startswith(f"{side}.")]:
                why = _("有{count}个数读不准").format(count=len(unread))
                yield not_evaluable(question.subject, _("{what}{why}").format(what=what, why=why), [found.source])
            else:
                yield from added(question, parts, form_figure(found, side, "total"))


def exact_total(extraction: Extraction) -> Iterator[Result]:
    """Do the exact amounts of all forms, rounded once, give the printed project expenditure (E4)? Lost ones count as their row says."""
    projects, printed, table = _paired(extraction), project_expenditure(extraction), only_table(extraction, "projects")
    if not projects or printed is None or table is None or any(project.form is None for project in projects):
        return
    exact = sum((project.exact.value for project in projects), Decimal(0))
    lost = [project for project in projects if project.exact is project.figure]
    verdict = judge_same(Figure(exact, min(project.exact.step for project in projects)), printed)
    tolerance = printed.half + sum((project.figure.half for project in lost), Decimal(0))
    if verdict.outcome == "mismatch":
        verdict = replace(verdict, outcome="rounding" if abs(verdict.difference) <= tolerance else "soft", tolerance=tolerance)
    if lost:
        what = _("项目支出合计，按各申报表年度资金总额相加（{count}个项目用表中的数），").format(count=len(lost))
    else:
        what = _("项目支出合计，按各申报表年度资金总额相加，")
    yield compared(Question("forms 年度资金总额 合计", what), verdict, printed.sources)


def period(extraction: Extraction) -> Iterator[Result]:
    """Is the money of the whole period at least the year's, and for a lasting project the year's times its years (E5)?"""
    for found in extraction.forms:
        whole, year = form_figure(found, "period", "total"), year_total(found)
        if whole is None or year is None:
            continue
        lasting = LASTING in (found.attribute or "") and found.period_years
        expected = year.value * (found.period_years if lasting and found.period_years else 1)
        good = whole.value == expected if lasting else whole.value >= expected
        by = _("按年度资金乘以{years}年").format(years=found.period_years) if lasting else _("至少是年度资金")
        what = _("申报表“{form}”的实施期资金总额，{by}，").format(form=_name(found), by=by)
        question = Question(f"forms {form_key(found)}", what, found.unit, hint=_factor(whole.value, expected))
        verdict = Verdict("exact" if good else "soft", expected, whole.value)
        yield compared(question, verdict, [*whole.sources, *year.sources])


def fields(extraction: Extraction) -> Iterator[Result]:
    """Has each form a name, its money, goals, and indicators of output, benefit and satisfaction (E6)?"""
    for found in of_projects(extraction.forms):
        subject = f"forms {form_key(found)}"
        if not found.complete:
            lost = _("缺少{fields}").format(fields=enumerated(found.missing)) if found.missing else _("看不到全部栏目")
            why = _("申报表“{form}”缺页，{lost}，填得全不全不知道").format(form=_name(found), lost=lost)
            yield not_evaluable(subject, why, [found.source])
            continue
        absent = [level for level in LEVELS if not any((i.level1 or "").startswith(level) and i.level3 for i in found.indicators)]
        if absent or not (found.goal_period or found.goal_year):
            named: list[str] = [LEVELS[level] for level in absent]
            named += [] if found.goal_period or found.goal_year else [_goal_named(extraction, found)]
            message = _("申报表“{form}”没有填写{fields}。").format(form=_name(found), fields=enumerated(named))
            yield unusual(subject, message, [found.source])
        else:
            yield holds(subject, found.source)


def count(extraction: Extraction) -> Iterator[Result]:
    """Are there as many forms as rows of the project table (E7)?"""
    table = only_table(extraction, "projects")
    forms = of_projects(extraction.forms)
    if table is not None and forms and belong_together(pair(table, forms)):
        lines = project_lines(table)
        verdict = judge_same(Figure(Decimal(len(lines))), Figure(Decimal(len(forms))))
        if verdict.outcome == "exact":
            yield holds("forms 份数", forms[0].source)
        else:
            told = _("{table}列出项目{count}个，绩效目标申报表有{forms}份。不一定是错，请看一眼原文件。")
            message = told.format(table=place(table), count=len(lines), forms=len(forms))
            result = unusual("forms 份数", message, [forms[0].source])
            yield replace(result, expected=verdict.expected, actual=verdict.actual, difference=verdict.difference)


def placeholder(extraction: Extraction) -> Iterator[Result]:
    """Is a form free of what the template leaves to be filled in (E8: XX月XX日)?"""
    for found in extraction.forms:
        left = [i for i in found.indicators if _PLACEHOLDER.search(f"{i.level3 or ''}{i.period or ''}{i.year or ''}")]
        for indicator in left:
            text = indicator.year or indicator.period or indicator.level3
            words = {"form": _name(found), "indicator": str(indicator.level3 or indicator.level2), "text": str(text)}
            message = _("申报表“{form}”的指标“{indicator}”还是模板的样子：“{text}”。").format(**words)
            yield unusual(f"forms {form_key(found)} {indicator.level3 or indicator.level2}", message, [_source(indicator.source, found)])
        if not left:
            yield holds(f"forms {form_key(found)}", found.source)


def indicator_name(extraction: Extraction) -> Iterator[Result]:
    """Has each indicator a name of its own: not that of its group, not one that breaks off (E8)?"""
    for found in extraction.forms:
        odd = [
            i
            for i in found.indicators
            if i.level3 and (folded(i.level3) == folded(i.level2 or "") or i.level3.endswith(("、", "，", "；")))
        ]
        for indicator in odd:
            told = _("申报表“{form}”的指标名称“{indicator}”只是分类的名称，或没有写完。")
            message = told.format(form=_name(found), indicator=indicator.level3)
            yield unusual(f"forms {form_key(found)} {indicator.level3}", message, [_source(indicator.source, found)])
        if found.indicators and not odd:
            yield holds(f"forms {form_key(found)}", found.source)


def values(extraction: Extraction) -> Iterator[Result]:
    """Do the indicators have values of their own (E8)? One value everywhere, and the same for period and year, says nothing."""
    filled = [i.year or i.period or "" for found in extraction.forms for i in found.indicators if i.year or i.period]
    if len(filled) < MANY:
        return
    value, times = Counter(value.lstrip("≥≤=＞＜><") for value in filled).most_common(1)[0]
    if times >= SAME_SHARE * len(filled):
        told = _("绩效申报表填了{count}个指标值，其中{times}个都是“{value}”。这样的值说明不了目标，请看一眼。")
        message = told.format(count=len(filled), times=times, value=value)
        yield unusual("forms 指标值", message, [extraction.forms[0].source])
    else:
        yield holds("forms 指标值", extraction.forms[0].source)


def cut_text(extraction: Extraction) -> Iterator[Result]:
    """Is the text of the forms printed to its end? What the reader saw break off."""
    for note in extraction.notes:
        if note.code == "truncated_text":
            yield unusual(f"forms 第{note.source.line or note.source.page or 0}行", note.text, [note.source])


def form_key(found: Form) -> str:
    """How a subject names a form: its project and its money for the year, for names repeat; its place where the head is lost."""
    total = year_total(found)
    place_of = f"@{found.source.line or found.source.page}"
    named = found.project or (found.department if found.kind == "department" else None)
    return f"{named} {total.value:f}" if named and total else f"{named or '—'} {place_of}"


def _paired(extraction: Extraction) -> tuple[Project, ...]:
    """The rows with their forms, where the document has forms for its projects; else nothing."""
    table = only_table(extraction, "projects")
    projects = _pairs(table, extraction.forms)
    return projects if belong_together(projects) else ()


def _pairs(table: Table | None, found: Sequence[Form]) -> tuple[Project, ...]:
    return pair(table, tuple(found)) if table is not None and found else ()


def _key(project: Project) -> str:
    return f"{project.name} {project.figure.value:f}"


def _name(found: Form) -> str:
    if found.kind == "department":
        return _("{department}整体").format(department=found.department or _("部门名称空白"))
    return found.project or _NAMELESS


def _goal_named(extraction: Extraction, found: Form) -> str:
    """What the pages of a form call its goals, 总体目标 where they do not say or have that name for all of them."""
    own = [page for page in extraction.pages if page.number in found.pages]
    cells = [cell.text for page in own for lattice in page.lattices for cell in lattice.cells]
    texts = [folded(text) for text in (*cells, *(line.text for page in own for line in page.lines))]
    names = list(dict.fromkeys(text for text in texts if _GOALS.fullmatch(text)))
    return enumerated(names) if names and _GOAL not in names else _("总体目标")


def _no_total(found: Form) -> str:
    if found.complete and found.period.total is not None:
        return _("只印出实施期资金总额，没有年度资金总额")
    return _("没有能读出的年度资金总额") if found.complete else _("缺页，看不到年度资金总额")


def _sources(money: Funding) -> tuple[str, ...]:
    """The sources that make up a total: where 财政拨款 is printed, the levels of government are parts of it."""
    return ("fiscal", "carryover", "self", "other") if money.fiscal is not None else _LEVELS


def _by_elimination(project: Project) -> str | None:
    if project.how != "elimination" or project.form is None:
        return None
    source, words = project.form.source, {"project": project.name, "amount": figure_shown(project.figure)}
    if source.line:
        told = _("{place}起的申报表按排除法和排列次序应是“{project}”，表中金额{amount}。")
        return told.format(place=_("第{line}行").format(line=source.line), **words)
    told = _("{place}的申报表按排除法和排列次序应是“{project}”，表中金额{amount}。")
    return told.format(place=_("第{page}页").format(page=source.page), **words)


def _factor(actual: Decimal, expected: Decimal) -> str | None:
    """A slip of the decimal point."""
    for factor in FACTORS:
        if expected and actual == expected * factor:
            return _("恰好是{factor}倍：可能是小数点错位。").format(factor=factor)
        if expected and actual * factor == expected:
            return _("恰好是{factor}分之一：可能是小数点错位。").format(factor=factor)
    return None


def _source(source: Source, found: Form) -> Source:
    return found.source if source == Source() else source
