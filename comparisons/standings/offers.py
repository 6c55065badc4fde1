"""What there is instead of a line or a year that is not there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Case, Count, F, Min, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from budgets.codes import name_of, parent_of
from budgets.crossings import own_name
from budgets.models import Disclosure, Edition, Fact, ListedTable, Scope, Stage
from budgets.querysets import in_force
from budgets.schedules import SCHEDULES
from budgets.titles import schedule_title
from comparisons.asked import with_names
from comparisons.columns import MEASURES, measure_name
from comparisons.finders import WHOLE
from comparisons.standings.lines import columns_of_line, filter_of, items_of
from comparisons.standings.questions import CODE, SHOWN, SIDES, STAGES, Asked, Line


def no_year(question: Asked) -> str:
    """The years that exist on this stage and scope; where there are none, which stages and scopes there are. Two queries at most."""
    published = Disclosure.objects.filter(editions__in=Edition.objects.published()).order_by()
    own = published.filter(stage=question.stage, scope=question.scope)
    years = sorted(set(own.values_list("fiscal_year", flat=True).distinct()))
    kind = f"{Stage(question.stage).label}（{Scope(question.scope).label}）"
    if years:
        there = "、".join(map(str, years))
        return _("{kind}没有 {year} 年的。有的年度是：{years}。").format(kind=kind, year=question.year, years=there)
    others = sorted(set(published.filter(fiscal_year=question.year).values_list("stage", "scope").distinct()))
    if not others:
        return _("{year} 年没有公布过任何文件。").format(year=question.year)
    names = "、".join(f"{Stage(stage).label}（{Scope(scope).label}）" for stage, scope in others)
    return _("没有{kind}。{year} 年有的是：{names}。").format(kind=kind, year=question.year, names=names)


def no_line(question: Asked) -> str:
    """The columns in which the line exists, else lines like it that do. Two queries at most."""
    line, title = question.line, schedule_title(question.line.schedule)
    columns = sorted(_there(question, [replace(line, measure=measure) for measure in _COLUMNS]), key=str)
    if columns:
        names = with_names({str(one): measure_name(one.measure) for one in columns})
        return _("{year} 年的{title}里，这一行没有“{measure}”这一项。有的是：{names}。").format(
            year=question.year, title=title, measure=line.measure, names=names
        )
    found = _coded_like(question) if CODE.fullmatch(line.key) else _named_like(question)
    names = with_names({str(one.line): one.label for one in found[:SHOWN]})
    if not found:
        return _("{year} 年没有文件印有{title}里的“{line}”。").format(year=question.year, title=title, line=line)
    more = _(" 等 {count} 行（全部列在 {address}）").format(count=len(found), address=_offered(question)) if len(found) > SHOWN else ""
    return _("{year} 年没有文件印有{title}里的“{line}”。印有的是：{names}。").format(
        year=question.year, title=title, line=line, names=names + more
    )


def _offered(question: Asked) -> str:
    """The address of the page that offers every line of the table."""
    asked = {"year": question.year, "stage": question.stage, "scope": question.scope, "table": question.line.schedule}
    return f"{reverse('rankings')}?{urlencode(asked)}"


_COLUMNS: Final = (
    *("total", "amount", "basic", "project", "personnel", "operating", "fiscal", "general", "fund", "capital", "special_account"),
    *("business", "operation", "superior", "subordinate", "other", "unit_funds", "carryover", "current", "operating_expense"),
)


def _coded_like(question: Asked) -> list[Offer]:
    """Codes around this one that there are: above it, and those of its class in the classification. One query."""
    line = question.line
    sides = ("", *SIDES) if SCHEDULES[line.schedule].two_sided else ("",)
    around = [replace(line, key=key, side=side, measure="total") for key in _around(line.key) if key != line.key for side in sides]
    return [Offer(one, line_label(one.key, label, question.year)) for one, label in _there(question, around).items()]


def _named_like(question: Asked) -> list[Offer]:
    """The lines of the table with names like this one, those with all of it first; where there are none, all. One query."""
    line = question.line
    there = lines(line.schedule, question.year, question.stage, question.scope)
    leaf = line.key.rpartition("/")[2]
    close = set(get_close_matches(leaf, {one.label for one in there}, n=SHOWN, cutoff=0.5))
    like = [one for one in there if leaf in one.label] + [one for one in there if leaf not in one.label and one.label in close]
    return like or there


def _around(code: str) -> list[str]:
    """The codes above, and those that share the code above (of a class: every class)."""
    above = parent_of(code)
    length = {3: 3, 5: 5, 7: 7}.get(len(code), 7)
    stem = above or code[0]
    near = [f"{stem}{number:0{length - len(stem)}d}" for number in range(1, 100)]
    ordered = sorted((one for one in near if name_of(one)), key=lambda one: abs(int(one) - int(code)))
    parents = [above, parent_of(above) if above else None]
    return [*(one for one in parents if one), *ordered]


def _there(question: Asked, lines: Sequence[Line]) -> dict[Line, str]:
    """Those of these lines that a published document prints in the year, each with a name that one gives it: one query of the firsts that
    are found, each answered by an index."""
    if not lines:
        return {}
    own = in_force("edition") & Q(edition__disclosure__stage=question.stage, edition__disclosure__scope=question.scope)
    facts = Fact.objects.filter(own, fiscal_year=question.year, figure__in=STAGES[question.stage]).order_by()
    firsts = (facts.filter(filter_of(line), side=line.side, measure__in=columns_of_line(line)) for line in lines)
    labels = _firsts([found.values_list("label", flat=True)[:1] for found in firsts])
    return {line: label for line, label in zip(lines, labels, strict=True) if label is not None}


def _firsts(questions: Sequence[QuerySet[Any, str]]) -> Sequence[str | None]:
    """The first answer to each question, None where it has none. One query: where indexes answer them, however many rows there are."""
    pieces = [one.query.sql_with_params() for one in questions]
    sql = "SELECT " + ", ".join(f"({text})" for text, _parameters in pieces)
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for _text, parameters in pieces for value in parameters])
        answers: Sequence[str | None] = cursor.fetchone() or ()
    return answers


def line_label(key: str, label: str, year: int) -> str:
    """A line in words: the name of its code in the year, else as a document prints it, else that of a fixed row."""
    return (name_of(key, year) if CODE.fullmatch(key) else None) or "".join(own_name(label).split()) or str(MEASURES.get(key, ""))


def _name_of_row(key: str) -> str:
    """The name of a row known by its name alone, behind those of the rows over it."""
    return key.replace("/", " › ")


class Offer(NamedTuple):
    """A line that can be ranked, in words."""

    line: Line
    label: str


def tables(year: int, stage: str, scope: str, department: int | None = None) -> list[str]:
    """The standard tables that documents of this kind have, of all departments or of one, in the order of the standard; those of projects
    are left out, as each department has its own. One query."""
    there = _listed(department).filter(fiscal_year=year, stage=stage, scope=scope)
    wanted = [key for key, schedule in SCHEDULES.items() if schedule.keyed_by not in ("project", "organisation")]
    found = _firsts([there.filter(schedule=key).values_list("schedule", flat=True)[:1] for key in wanted])
    return [key for key, first in zip(wanted, found, strict=True) if first is not None]


def lines(table: str, year: int, stage: str, scope: str, department: int | None = None) -> list[Offer]:
    """The lines of a table that these documents print in the column of totals, in order: those known by code or fixed key, and behind them
    those known by name alone, of all departments only where two documents print it. One query."""
    whole = Q(measure__in=WHOLE) | (Q(measure=F("item")) if table == "three_public" else Q())
    facts = Fact.objects.filter(whole, edition__in=_documents(year, stage, scope, department), schedule=table, fiscal_year=year)
    name = Case(When(code="", item="", then=F("row_key__folded")), default=Value(""))
    named = facts.filter(figure__in=STAGES[stage], kind=Fact.Kind.MONEY).order_by().annotate(name=name)
    counted = named.values_list("side", "code", "item", "name").annotate(
        label=Min("label"), row=Min("row"), documents=Count("edition", distinct=True)
    )
    fixed = {item: place for place, item in enumerate(items_of(table))}
    rows = sorted(
        map(_Row._make, counted),
        key=lambda row: (bool(row.name), row.side != "income", row.code, fixed.get(row.item, len(fixed)), row.row),
    )
    least = 1 if department else 2
    return [
        Offer(Line(schedule=table, key=row.key, side=row.side), _name_of_row(row.key) if row.name else line_label(row.key, row.label, year))
        for row in rows
        if (row.documents >= least if row.name else CODE.fullmatch(row.key) or row.key in fixed)
    ]


class _Row(NamedTuple):
    """A line of documents: a code, an item or a name with its side in front; a label, and its first place in a table; and how many
    documents print it."""

    side: str
    code: str
    item: str
    name: str
    label: str
    row: int
    documents: int

    @property
    def key(self) -> str:
        return self.code or self.item or self.name.removeprefix(f"{self.side}:")


_MOST_DOCUMENTS: Final = 300


def _documents(year: int, stage: str, scope: str, department: int | None) -> QuerySet[Edition]:
    """The editions in force of one kind, of all departments or of one; of very many the newest, as the others print the same lines."""
    own = Edition.objects.published().filter(disclosure__fiscal_year=year, disclosure__stage=stage, disclosure__scope=scope)
    if department is not None:
        own = own.filter(disclosure__department=department)
    return own.order_by("-pk")[:_MOST_DOCUMENTS]


class Kind(NamedTuple):
    """Documents of one year, stage and scope, and how many departments have one in force."""

    year: int
    stage: str
    scope: str
    departments: int


def kinds(department: int | None = None) -> list[Kind]:
    """Which documents are in force, of all departments or of one, the latest year first. One query."""
    counted = _listed(department).filter(schedule="").values_list("fiscal_year", "stage", "scope").annotate(count=Count("*"))
    return sorted(map(Kind._make, counted), key=lambda kind: (-kind.year, kind.stage, kind.scope))


def _listed(department: int | None) -> QuerySet[ListedTable]:
    """The tables of editions in force, of all departments or of one."""
    own = ListedTable.objects.in_states(Edition.State.PUBLISHED).order_by()
    return own if department is None else own.filter(department=department)
