"""Rankings and peers as they stand on pages: moves, and everything that has none, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from django import template
from django.urls import get_script_prefix, reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from budgets.codes import level_of, name_of
from budgets.languages import run_on
from budgets.moments import Moment
from budgets.regions import region
from budgets.templatetags.figures import breakable, wan
from budgets.titles import schedule_title
from comparisons import among, ranked
from comparisons.asked import Question as Compared
from comparisons.changes import Basis, Caution, Change
from comparisons.columns import MEASURES, measure_name
from comparisons.indicators import BY_KEY
from comparisons.peers import FEWEST_FOR_MEDIAN, FEWEST_FOR_QUARTILES, Reason, Spread, Standing
from comparisons.ranked import Page, Row
from comparisons.ranking import OF_CHANGES, OF_LINES, OF_RATES, Apart, Entry, Placed, Ranking
from comparisons.standings import Asked, Line
from comparisons.templatetags.changes import (
    APART,
    TOLD,
    WORDS,
    address,
    caution_text,
    difference,
    direction,
    evidence_url,
    figure,
    rate,
    shown,
    side_word,
    told_text,
)
from comparisons.templatetags.compare import scope_name, side_name, stage_name
from comparisons.templatetags.moments import as_of_query

register = template.Library()

ORDERS: Final = {
    "largest": gettext_lazy("从大到小"),
    "smallest": gettext_lazy("从小到大"),
    "rise": gettext_lazy("比上年增加最多的在前"),
    "fall": gettext_lazy("比上年减少最多的在前"),
    "rise_rate": gettext_lazy("比上年变化率最高的在前"),
    "fall_rate": gettext_lazy("比上年变化率最低的在前"),
}
ORDERS_SINCE: Final = {
    "rise": gettext_lazy("比 {year} 年增加最多的在前"),
    "fall": gettext_lazy("比 {year} 年减少最多的在前"),
    "rise_rate": gettext_lazy("比 {year} 年变化率最高的在前"),
    "fall_rate": gettext_lazy("比 {year} 年变化率最低的在前"),
}
NO_MOVE: Final = {
    "new": gettext_lazy("上年没有文件"),
    "unlike": gettext_lazy("上年口径不同"),
    "absent": gettext_lazy("上年没有这个数"),
    "merged": gettext_lazy("由几个部门合并"),
    "broken": gettext_lazy("机构或职能有变"),
    "recoded": gettext_lazy("科目改编"),
    "alone": gettext_lazy("只有它一个"),
    "no_rate": gettext_lazy("上年的数是 0 或负数，没有变化率"),
}
NO_MOVE_SINCE: Final = {
    "new": gettext_lazy("{year} 年没有文件"),
    "unlike": gettext_lazy("{year} 年以来口径有变"),
    "absent": gettext_lazy("{year} 年没有这个数"),
    "broken": gettext_lazy("{year} 年以来机构或职能有变"),
    "recoded": gettext_lazy("{year} 年以来科目改编"),
    "no_rate": gettext_lazy("{year} 年的数是 0 或负数，没有变化率"),
}
WITHOUT_OWN: Final = ("new", "absent")
"""Why there is no move, where no document of the year before itself gives the figure."""

ABSENT: Final = {
    "blank": gettext_lazy("该格空白，不是 0"),
    "dash": gettext_lazy("印着短横，不是 0"),
    "no_unit": gettext_lazy("印着数，单位不明"),
    "several": gettext_lazy("文件印着几个不同的数，待人判断"),
    "several_rows": gettext_lazy("表里有几行都是它，不是一个数"),
    "no_line": gettext_lazy("表里没有这一行"),
    "no_column": gettext_lazy("表里没有这一项"),
    "no_table": gettext_lazy("没有这张表"),
    "empty_table": gettext_lazy("文件说明是空表"),
    "not_stated": gettext_lazy("表和文字都没有写明"),
    "withdrawn": gettext_lazy("文件已撤回"),
    "no_document": gettext_lazy("本站没有公布这一年的这种文件"),
    "apart": gettext_lazy("口径不同，另列在下面"),
}
DIFFERS: Final = {
    "stage": gettext_lazy("阶段是{after}，排名次的是{before}。"),
    "scope": gettext_lazy("口径是{after}，排名次的是{before}。"),
    "measure": gettext_lazy("与排名次的不是同一项。"),
    "carry_over": gettext_lazy("{after}，排名次的{before}。"),
    "fund": gettext_lazy("出自{after}，排名次的出自{before}。"),
    "schedule": gettext_lazy("取自{after}，排名次的取自{before}。"),
}
UNSTATED: Final = {
    "carry_over": gettext_lazy("是否含上年结转"),
    "fund": gettext_lazy("资金来源"),
    "schedule": gettext_lazy("取自哪张表"),
    "stage": gettext_lazy("阶段"),
    "scope": gettext_lazy("口径"),
}
OPEN: Final = {"year": gettext_lazy("年度"), "stage": gettext_lazy("阶段"), "scope": gettext_lazy("口径")}
CRITERIA: Final = {
    "kind": gettext_lazy("类别相同"),
    "level": gettext_lazy("级别相同"),
    "region": gettext_lazy("上一级地区相同"),
    "region_level": gettext_lazy("地区的层级相同"),
    "size": gettext_lazy("规模相近：支出总计在自己的一半到两倍之间"),
}
LEFT_OUT: Final = {
    "not_stored": gettext_lazy("没有登记"),
    "no_source": gettext_lazy("登记了，没有来源"),
    "not_disclosed": gettext_lazy("没有公开这个数"),
    "no_document": gettext_lazy("没有这一年的这种现行文件"),
    "differs": gettext_lazy("与它不同"),
}
LEVELS: Final = {"province": gettext_lazy("省级"), "city": gettext_lazy("市级"), "county": gettext_lazy("县级"), "CN": gettext_lazy("全国")}


@register.simple_tag
def ranked_line(asked: Asked) -> str:
    """The line that is ranked, in words."""
    return line_name(asked.line, asked.year)


def line_name(line: Line, year: int) -> str:
    """A line in words: the indicator; else table, row (a code with its name in that year) and column."""
    if line.indicator:
        return _(BY_KEY[line.indicator].name)
    column = "" if line.measure == "total" else _("（{column}）").format(column=measure_name(line.measure))
    return _("{table}，{row}").format(table=schedule_title(line.schedule), row=_row_name(line, year)) + column


@register.simple_tag
def offered_line(line: Line, label: str, year: int) -> str:
    """A line of a table that can be ranked, as deep as its code is; `label` is how a document names it."""
    return "　" * (level_of(line.key) or 0) + _row_name(line, year, label)


def _row_name(line: Line, year: int, label: str = "") -> str:
    """A row in words: a code with its name, one of the fixed rows by its own, any other as a document names it."""
    if level_of(line.key):
        return f"{line.key} {name_of(line.key, year) or label}".strip()
    name = str(MEASURES.get(line.key, label or line.key))
    return _("{side}：{row}").format(side=side_name(line.side), row=name) if line.side else name


@register.filter
def rank_text(placed: Placed) -> str:
    """The rank, or that there is none."""
    return _("无名次") if placed.rank is None else str(placed.rank)


@register.filter
def only_one(ranking: Ranking) -> str:
    """That nobody else has a figure, so that there is no rank; "" where somebody has."""
    alone = len(ranking.places) == 1 and ranking.places[0].rank is None
    return _("只有一个部门有这个数，没有名次") if alone else ""


@register.simple_tag
def order_name(order: str, since: int) -> str:
    """What stands first; `since` is the earlier year from which changes are told, 0 for the year before."""
    return str(ORDERS_SINCE[order]).format(year=since) if since and order in ORDERS_SINCE else str(ORDERS[order])


def no_move_name(why: str, since: int) -> str:
    """Why there is no move since the year before, or since an earlier one."""
    return str(NO_MOVE_SINCE[why]).format(year=since) if since and why in NO_MOVE_SINCE else str(NO_MOVE[why])


@register.simple_tag
def moved_since(since: int) -> str:
    """The head of the column of moves."""
    return _("名次比 {year} 年").format(year=since) if since else _("名次比上年")


@register.simple_tag
def sinces_query(question: ranked.Question, since: int) -> str:
    """The query of the same question over several years; where nothing about changes is asked, what rose most stands first."""
    return "?" + question.query(since=since, order=question.order if question.order in OF_CHANGES else "rise")


@register.filter
def move(placed: Placed) -> str:
    """How many places up or down, – for none, or in words why there is no move."""
    if placed.moved is None:
        return no_move_name(placed.no_move, placed.since)
    places = placed.moved.places
    return "–" if not places else f"{'▲' if places > 0 else '▼'}{abs(places)}"


def no_move_text(placed: Placed) -> str:
    """Why there is no difference from the year before."""
    return no_move_name(placed.no_move, placed.since) if placed.before is None and placed.no_move else ""


def row_years(row: ranked.Row, question: ranked.Question | among.Question) -> str:
    """The address of the two years of a department side by side."""
    about, year = question.about, row.entry.year
    then = getattr(question, "since", 0) or year - 1
    before, after = _around_department(get_script_prefix(), then, year, about.stage, about.scope, question.as_of)
    return f"{before}{row.entry.department}{after}"


@lru_cache(maxsize=256)
def _around_department(_prefix: str, then: int, year: int, stage: str, scope: str, as_of: Moment | None) -> tuple[str, str]:
    """What stands before and after the department's number: the rows of a page differ by it alone."""
    asked = Compared((0,), (then, year), (stage,), (scope,), as_of=as_of)
    before, after = f"{reverse('compare')}?{asked.query()}".split("d=0", 1)
    return f"{before}d=", after


def since_title(change: Change) -> str:
    """The figure of the year before, with where it stands."""
    return "" if change.before is None else _("{year} 年：{figure} 万元").format(year=change.before.year, figure=shown(change.before)[0])


@register.filter
def nobody_moved(why: str, ranking: Ranking) -> str:
    """Why nobody has a move, where that is the same for all."""
    if why == "recoded" and not ranking.since:
        return _("这个科目这一年改编，含义与上年不同，不算升降。")
    return _("各部门都没有升降：{why}。").format(why=no_move_name(why, ranking.since))


@register.filter
def move_said(placed: Placed) -> str:
    """The same for who cannot see the sign: from which place to which, among how many."""
    if placed.moved is None:
        return _("两年都有数可比的只有它一个，没有升降可比") if placed.no_move == "alone" else ""
    one = placed.moved
    return _("两年都有名次的 {among} 个部门中，从第 {before} 到第 {after}").format(among=one.among, before=one.before, after=one.after)


@register.filter
def no_peers(standing: Standing) -> str:
    """Why a department has nobody to be ranked with; "" where it has."""
    if standing.own is None or standing.own.rank is not None:
        return ""
    others = len(standing.group.members) - 1
    if not others and not standing.group.criteria:
        return _("只选了本部门自己，没有可比的。请再选别的部门。")
    if not others and not standing.group.left_out:
        return _("没有同类：没有收录别的部门的这种文件。")
    if not others:
        return _("没有同类：没有别的部门符合这些条件。")
    return _("没有可比的同类：另外 {count} 个部门没有数，或者口径不同。").format(count=others)


@register.filter
def elsewhere_text(scope: str) -> str:
    """On which other scope the year's document of a department is; "" for none."""
    return _("这一年有的是{scope}口径的").format(scope=scope_name(scope)) if scope else ""


@register.filter
def happened(caution: Caution) -> str:
    """What happened to a department between the two years; "" for what became of the line, which is told of all rows at once."""
    if caution.code in OF_LINES:
        return ""
    if caution.code in TOLD:
        return told_text(caution)
    return caution_text(caution) if caution.code in (*APART, "not_collected") else ""


@register.filter
def inside_text(names: Sequence[str]) -> str:
    """In whose figures one is already; "" where in nobody's."""
    return _("它的数已在{whole}的数里，不能相加。").format(whole=_("、").join(names)) if names else ""


@register.filter
def recognised_text(row: Row) -> str:
    """That its figure, the one before it, or both were recognised in a picture; "" where neither was."""
    if not row.recognised:
        return ""
    return _("{years} 年的数由图像识别，以原图为准。").format(years=_("、").join(map(str, row.recognised)))


@register.filter
def line_happened(caution: Caution) -> str:
    """What became of the code of the line between the two years."""
    return told_text(caution) if caution.code in TOLD else caution_text(caution)


@register.filter
def absent_text(why: str) -> str:
    return str(ABSENT[why])


@register.filter
def apart_text(apart: Apart) -> str:
    """In what a figure differs from those that are ranked."""
    return "".join(_differs(caution) for caution in apart.cautions)


def _differs(caution: Caution) -> str:
    if caution.code not in DIFFERS:
        return caution_text(caution)
    before, after = (side_word(caution, word) for word in (caution.before, caution.after))
    return str(DIFFERS[caution.code]).format(before=before, after=after)


@register.simple_tag
def basis_text(basis: Basis) -> str:
    """On what the ranked figures stand."""
    parts = [
        stage_name(basis.stage or ""),
        _("{scope}口径").format(scope=scope_name(basis.scope)) if basis.scope else "",
        schedule_title(basis.schedule) if basis.schedule else "",
        str(WORDS.get(basis.fund, basis.fund)) if basis.fund else _("资金来源未写明"),
        str(WORDS[basis.carry_over]) if basis.carry_over else _("结转未写明"),
    ]
    return " · ".join(part for part in parts if part)


@register.filter
def unstated_text(counts: Mapping[str, int]) -> list[str]:
    """Of how many ranked figures the document does not say something that the others say; of equally many in one sentence."""
    names: dict[int, list[str]] = {}
    for name, count in counts.items():
        names.setdefault(count, []).append(str(UNSTATED[name]))
    return [_("其中 {count} 个的文件没有写明{what}。").format(count=count, what=_("、").join(own)) for count, own in names.items()]


@register.filter
def differences_text(ranking: Ranking) -> str:
    """From what the differences of an order are, and what rates of small figures are worth; "" in any other order."""
    if not ranking.is_of_changes:
        return ""
    told = [_("增减只由两年各自的文件算出。今年的文件里自己写的上年数，阶段或口径可能不同，也可能调整过，不用来排名。")]
    if ranking.since:
        told.append(_("其间任何一年口径、机构、职能或科目有变的，不算增减。"))
    if ranking.order in OF_RATES:
        told.append(_("变化率是差额除以上年的数：上年的数很小，变化率就可以很大，请与差额一起看。"))
    return run_on(*told)


@register.simple_tag
def unranked_text(why: str, count: int, since: int) -> str:
    """How many figures have no rank in an order of changes, and why."""
    said = ngettext("{count} 个部门没有名次，排在最后：{why}。", "{count} 个部门没有名次，排在最后：{why}。", count)
    return said.format(count=count, why=no_move_name(why, since))


@register.simple_tag
def absent_said(why: str, count: int) -> str:
    """How many departments have no figure, and why."""
    return ngettext("{count} 个部门没有数：{why}。", "{count} 个部门没有数：{why}。", count).format(count=count, why=ABSENT[why])


@register.simple_tag
def opened_text(left_open: Sequence[str], other: ranked.Other) -> str:
    """Why these documents are shown to who did not say which: what was left open, what they are, and how many departments have one."""
    said = ngettext(
        "没有指定{what}，这里打开有文件的部门最多的一种：{kind}，{count} 个部门；一样多时取最新的。",
        "没有指定{what}，这里打开有文件的部门最多的一种：{kind}，{count} 个部门；一样多时取最新的。",
        other.departments,
    )
    return said.format(what=_("、").join(str(OPEN[name]).lower() for name in left_open), kind=kind_text(other), count=other.departments)


@register.simple_tag
def kind_text(other: ranked.Other) -> str:
    """The documents of another question: their year, stage and scope."""
    about = other.question.about
    return _("{year} 年{stage}（{scope}）").format(year=about.year, stage=stage_name(about.stage), scope=scope_name(about.scope))


@register.simple_tag
def sorted_by(question: ranked.Question | among.Question, down: str, up: str) -> SafeString:
    """Which way a column is in order, for its head; nothing where it is another."""
    order = getattr(question, "order", "")
    way = {down: "descending", up: "ascending"}.get(order, "")
    return format_html(' aria-sort="{}"', way) if way else mark_safe("")


@register.simple_tag
def sort_link(question: ranked.Question | among.Question, down: str, up: str, name: str | int) -> SafeString:
    """The name of a column as a link to its order, to the other way round where it is in it; among peers there is one order alone."""
    order = getattr(question, "order", "")
    if not order:
        return format_html("{}", name)
    other, sign = (up, " ↓") if order == down else (down, " ↑" if order == up else "")
    title = order_name(other, getattr(question, "since", 0))
    return format_html('<a href="?{}" title="{}">{}{}</a>', question.query(order=other), title, name, sign)


@register.simple_tag
def others_query(other: ranked.Other) -> str:
    """The query of another question."""
    return "?" + other.question.query()


@register.simple_tag
def fund_unsaid(ranking: Ranking, entry: Entry) -> str:
    """Beside a name, that its document does not say of which funds the figure is, where those of others do; "" else."""
    return _("资金来源未写明") if ranking.leaves_fund_open(entry) else ""


@register.filter
def few_text(spread: Spread) -> str:
    """Why there is no median, or why there are no quartiles; "" where there are."""
    if spread.no_median:
        return _("有名次的不到 {fewest} 个，没有中位数和四分位数。").format(fewest=FEWEST_FOR_MEDIAN)
    return _("有名次的不到 {fewest} 个，没有四分位数。").format(fewest=FEWEST_FOR_QUARTILES) if spread.no_quartiles else ""


@register.filter
def criterion_name(name: str) -> str:
    return str(CRITERIA[name])


@register.filter
def stored_value(value: str) -> str:
    """A stored value in words: the level of a region, the name of one, the country; anything else as it is stored."""
    division = region(value)
    return division.full_name if division else str(LEVELS.get(value, value))


@register.filter
def left_out_text(why: str) -> str:
    return str(LEFT_OUT[why])


@register.filter
def size_of(sizes: Mapping[int, Reason], department: int) -> Reason | None:
    """The size by which a department is a peer."""
    return sizes.get(department)


@register.filter
def size_wan(size: Reason) -> str:
    """A size in 万元."""
    return wan(Decimal(size.value))


@register.filter
def size_url(size: Reason) -> str:
    """Where a size is printed."""
    return evidence_url(size.evidence) if size.evidence else ""


@register.simple_tag
def ranked_rows(page: Page, question: ranked.Question | among.Question, own: int | None, sizes: Mapping[int, Reason] | None) -> SafeString:
    """The rows of a ranking's table; `own` is the department whose page it is, `sizes` those by which departments are its peers.

    There are a hundred on a page: they are written here, and not by a template.
    """
    pen = _Pen(page, question, own, sizes, page.has_changes, not page.no_move and not page.ranking.is_of_changes, as_of_query())
    firsts = {page.ranking.places[page.ranking.places.first_without_rank(why)].entry: why for why, _count, _page in page.unranked}
    rows = (_ranked_row(pen, row, row.placed, firsts.get(row.entry, "")) for row in page.rows.places if row.placed is not None)
    return mark_safe("\n".join(rows))  # noqa: S308  made of escaped parts


@dataclass(frozen=True, slots=True)
class _Pen:
    """What every row of a ranking needs to be written, looked up once; `changes` and `moves` say which columns there are."""

    page: Page
    question: ranked.Question | among.Question
    own: int | None
    sizes: Mapping[int, Reason] | None
    changes: bool
    moves: bool
    as_of: str


def _ranked_row(pen: _Pen, row: Row, placed: Placed, first_without: str) -> str:
    """A row; of those without a rank the first of each reason (`first_without`) can be led to."""
    department = row.entry.department
    rank = str(placed.rank) if placed.rank else f'<span class="none">{rank_text(placed)}</span>'
    tied = f'<span class="basis">{_("并列")}</span>' if placed.tied > 1 else ""
    sample = f' <span class="none">{_("演示排版，非官方原件")}</span>' if row.is_sample else ""
    told = (recognised_text(row), fund_unsaid(pen.page.ranking, row.entry), *map(happened, placed.cautions), inside_text(row.inside))
    beside = "".join(f'<span class="basis">{escape(text)}</span>' for text in told if text)
    name = f'<a href="{address("department", department)}{escape(pen.as_of)}" lang="zh-Hans">{breakable(row.name)}</a>{sample}{beside}'
    size = f'<td class="num">{_size(size_of(pen.sizes, department))}</td>' if pen.sizes else ""
    since = _since(pen, row, placed) if pen.changes else ""
    move_cell = f'<td class="move">{_move(placed)}</td>' if pen.moves else ""
    marked = ' class="own" id="own"' if department == pen.own else f' id="unranked-{first_without}"' if first_without else ""
    return (
        f'<tr{marked}><td class="num">{rank}{tied}</td><th scope="row" class="pinned">{name}</th>{size}'
        f'<td class="num">{figure(row.point)}</td>{since}{move_cell}</tr>'
    )


def _since(pen: _Pen, row: Row, placed: Placed) -> str:
    """What changed since the year before, and its rate; where no other column says it, why there is none."""
    change = row.change
    if change is None or change.difference is None:
        why = _no_difference(pen, row, placed) if pen.page.ranking.is_of_changes or not pen.moves else ""
        return f'<td class="num">{why}</td><td class="num"></td>'
    years = escape(row_years(row, pen.question))
    told = f'<a class="delta {direction(change)}" href="{years}" title="{escape(since_title(change))}">{escape(difference(change))}</a>'
    percent = escape(rate(change)) if change.rate is not None else _quiet(rate(change))
    return f'<td class="num">{told}</td><td class="num">{percent}</td>'


def _no_difference(pen: _Pen, row: Row, placed: Placed) -> str:
    """Why there is no difference. Where the year before has no figure of its own, this year's document may tell it: its page is linked."""
    why = _quiet(no_move_text(placed))
    if placed.no_move not in WITHOUT_OWN or not why:
        return why
    if placed.since:
        return why
    about = pen.question.about
    page = reverse("disclosure", args=(row.entry.department, row.entry.year, about.stage, about.scope))
    return f'<a href="{escape(page)}" title="{_("看今年的文件写没写上年数")}">{why}</a>'


def _quiet(word: str) -> str:
    """A word in the place of a figure."""
    return f'<span class="none">{escape(word)}</span>' if word else ""


def _size(size: Reason | None) -> str:
    if size is None:
        return f'<span class="none">{_("本部门")}</span>'
    return f'<a class="fig" href="{size_url(size)}">{escape(size_wan(size))}</a>'


def _move(placed: Placed) -> str:
    said, sign = escape(move_said(placed)), escape(move(placed))
    return f'<span title="{said}">{sign}</span><span class="unseen">{said}</span>' if said else f'<span class="none">{sign}</span>'


@register.simple_tag(takes_context=True)
def page_query(context: Any, number: int, step: int) -> str:
    """The query of the page before or behind."""
    return "?" + str(context["question"].query(page=number + step))


@register.simple_tag(takes_context=True)
def asked_again(context: Any, **other: Any) -> str:
    """The query of the same question with some of it changed."""
    return "?" + str(context["question"].query(**other))
