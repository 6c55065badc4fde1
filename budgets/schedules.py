"""The standard tables of budgets and final accounts: titles, heads of columns, items, sum rules. Pure.

A table is known by the words of its title, never by its number or place: numbers differ from region to region. Which tables there
are follows 财预〔2016〕143号《地方预决算公开操作规程》 and the tables of 部门决算; the spellings were seen in disclosures of 20 regions.
Keys and measures are those of the extraction contract.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from budgets.codes import REMEMBERED, folded
from budgets.numerals import integer_of

KeyedBy = Literal["function", "economic", "organisation", "project", "item"]
HeadKind = Literal["code", "label", "organisation", "text", "side", "group", "measure", "period"]
Side = Literal["income", "expenditure"]


@dataclass(frozen=True, slots=True)
class Sum:
    """A total and its parts: measures of columns within a row, or items of rows within a column. A table may lack some of the parts."""

    total: str
    parts: tuple[str, ...]
    along: Literal["columns", "rows"]


@dataclass(frozen=True, slots=True)
class Schedule:
    """A standard table. `title` is its usual Chinese name; `subject` the measure that the whole table is about and its heads repeat.

    `words` are what a folded title must all contain (alternatives with |), `without` what it must not contain. `items` are the rows of
    tables that are keyed by fixed labels: stable key and pattern of the folded label.
    """

    key: str
    title: str
    keyed_by: KeyedBy
    words: tuple[str, ...]
    without: tuple[str, ...] = ()
    two_sided: bool = False
    subject: tuple[str, ...] = ()
    items: tuple[tuple[str, str], ...] = ()
    sums: tuple[Sum, ...] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """What a printed column head says. `system` is given for codes and names of a classification that the head itself names.

    `side` is given for heads over one half of a two-sided table, and for names that say of which half they are (收入项目). `spans` says how
    readily the head stands over several columns: 2 it does by nature, 1 it often does, 0 it may, -1 it never does.
    """

    kind: HeadKind
    measure: str | None = None
    side: Side | None = None
    system: Literal["economic_department", "economic_government", "function"] | None = None
    spans: int = -1


_ABROAD: Final = r"因?公?出国\(境\)(?:费用?|经费|支出)*(?:小计)?"
_RECEPTION: Final = r"公务接待(?:费用?|经费|支出)*(?:小计)?"
_VEHICLES: Final = r"公务用车购置[和及与、]?运行(?:维护)?(?:费用?|经费|支出)*(?:小计)?"
_PURCHASE: Final = r"(?:公务用车)?购置(?:费用?|经费|支出)+"
_RUNNING: Final = r"(?:公务用车)?运行(?:维护)?(?:费用?|经费|支出)+|公务用车运行维护"
_THREE_PUBLIC: Final = (
    ("abroad", _ABROAD),
    ("reception", _RECEPTION),
    ("vehicles", _VEHICLES),
    ("vehicle_purchase", _PURCHASE),
    ("vehicle_running", _RUNNING),
    ("meetings", r"会议费(?:支出)?"),
    ("training", r"培训费(?:支出)?"),
    ("agency_running", r"机关运行经费(?:支出)?(?:预算数?)?"),
)
_MONEY: Final = r"(?:财政)?(?:拨款)?(?:安排)?(?:收入|支出|资金)?(?:安排)?(?:预算)?数?(?:小计)?"
_CARRYOVER: Final = (
    r"(?:上年|年初|以前年度)(?:财政)?(?:拨款)?(?:结转|结余)(?:和?、?(?:结余|结转))?(?:资金)?(?:安排)?(?:收入|支出)?(?:预算)?数?(?:小计)?"
)
_FORWARD: Final = r"(?:年终|年末)(?:财政)?(?:拨款)?(?:结转|结余)(?:和?、?(?:结余|结转))?(?:下年)?(?:资金)?(?:支出)?|结转下年(?:支出|资金)?"
_SOURCES: Final = (
    ("general", rf"一般公共预算{_MONEY}|公共预算拨款"),
    ("fund", rf"政府性基金(?:预算)?{_MONEY}"),
    ("capital", rf"国有资本经营(?:预算)?{_MONEY}"),
    ("special_account", r"(?:财政专户(?:管理)?|其他专户收入)(?:资金|拨款)?(?:收入|支出)?(?:预算)?|教育收费"),
    ("unit_funds", r"单位(?:自有)?资金(?:收入|支出)?(?:预算)?(?:小计)?"),
    ("fiscal", r"财政拨款(?:收入|支出|资金)?(?:预算)?数?(?:小计)?|财政资金"),
    ("business", r"事业(?:预算)?收入(?:资金)?(?:\(.*\))?"),
    ("operation", r"(?:事业单位)?经营(?:预算)?收入(?:资金)?"),
    ("superior", r"上级补助(?:预算)?(?:收入)?(?:资金)?"),
    ("subordinate", r"对?附属单位上[缴交](?:预算)?(?:收入)?(?:资金)?"),
    ("other", r"其他(?:预算)?收入(?:资金)?|其他资金(?:收入)?"),
    ("own_reserves", r"使用非财政拨款结余(?:\(含专用结余\))?|用事业基金弥补收支差额"),
)
_NATURES: Final = (
    ("basic", r"(?:本年)?(?:财政拨款|一般公共预算)?基本支出(?:预算|决算)?数?(?:小计)?"),
    ("project", r"项目支出(?:预算|决算)?数?(?:小计|总数)?"),
    ("personnel", r"人员(?:经费|支出)(?:支出)?(?:预算|决算)?数?(?:小计)?"),
    ("operating", r"(?:日常)?公用(?:经费|支出)(?:支出)?(?:预算|决算)?数?(?:小计)?"),
    ("to_superior", r"上缴上级(?:单位)?(?:支出)?"),
    ("to_subordinate", r"对附属单位补助(?:支出)?"),
    ("operating_expense", r"(?:事业单位)?经营(?:预算)?支出"),
    ("reserve", r"(?:单位)?预留(?:机动)?经费"),
    ("carried_forward", _FORWARD),
    ("carryover", _CARRYOVER),
    ("current", r"(?:当年|本年)(?:预算|财政拨款|拨款|收入|支出)?(?:预算)?安排(?:数|资金)?|(?:当年|本年)(?:预算数?|(?:财政)?拨款)|当年"),
)
_STAGES: Final = (
    ("adjusted_budget", r"(?:调整|全年)预算数?"),
    ("final", r"决算数?"),
    ("budget", r"(?:年初)?预算(?:数|额|金额)?"),
    ("previous", r"(?:上年|去年)(?:预算|决算|执行|完成)?数?|上年同期数?"),
    ("change", r"(?:比上年|同比)?增减(?:额|数|变化|变动|变化情况)?|增加额"),
    (
        "percent",
        r"(?:比上年|同比)?(?:增减|增长|变动|完成)(?:比例|率|幅度|百分比|%)(?:\(?%\)?)?|占.*(?:比例|比重|%)|(?:比例|百分比|幅度|比重)(?:\(%\))?|%",
    ),
    ("amount", r"(?:项目)?金额"),
)
_TOTAL: Final = (
    r"(?:本年)?(?:收入|支出|预算|决算|经费|资金|金额|项目)*(?:合计|总计|小计|总额|总金额)数?"
    r"|“?三公”?经费(?:财政拨款)?(?:预算)?(?:合计|小计|总额)"
)
_CODES: Final = (
    r"(?:收入|支出|部门|政府)*(?:预算)?(?:支出)?(?:功能|经济)?(?:分类)?(?:科目)?(?:编码|代码|编号)|科目"
    r"|类|款|项|类款项?|款项|类[、/]款(?:[、/]项)?"
)
_LABELS: Final = (
    r"(?:(?!名称).)*(?:名称|科目名)|项目(?:\(按.{2,6}分类\))?|支出项目|收入项目|采购项目|支出用途|栏次|项目内容|年度|年份|[一二三]级(?:目录|科目)?"
    r"|(?:支出|部门|政府)*(?:预算)?(?:支出)?(?:功能|经济)(?:支出)?分?类?(?:科目)?(?:\(.*\))?"
)
_ORGANISATIONS: Final = r"(?:[一二三]级|基层)?(?:预算)?(?:单位|部门)(?:\(单位\))?(?:名称|编码|代码)?"
_TEXTS: Final = (
    r"备注|序号|采购(?:目录|方式)|资金性质|计量单位|(?:项目)?(?:类型|类别|属性)|说明|行次"
    r"|绩效目标|(?:[一二三]级|(?:本年|年度)?绩效)指标(?:名称|性质|值)?|指标(?:性质|值)|(?:绩效)?度量单位"
)
_WORDS: Final = (
    r"(?:项目|合同|采购|资产|批复)(?:编号|编码|代码|文号)|(?:实施|执行|项目)?(?:期限|周期|年限)(?:\(.*\))?"
    r"|(?:项目)?(?:起始|开始|完成|结束|终止|起止|立项|计划完成)(?:年份?|年度|年限|日期|时间)|.*(?:指标值|目标值)|分值|权重(?:\(?%\)?)?"
)
_COUNTS: Final = (
    r"(?:\d+\s*)?(?:采购|配置|购置|存量|编制|在职|实有|离退休|退休|车辆|房屋|人员)?"
    r"(?:数量|人数|编制数?|人员数?|辆数|台数|套数|个数|车辆数|户数|批次|人次|团组数?|面积|保有量)(?:\((?:[^万千百亿元]*)\))?"
)

_SIDES: Final[tuple[tuple[Side, str], ...]] = (
    ("income", r"(?:本年)?(?:国有资本经营|政府性基金|财政拨款)?(?:预算)?收入(?:预算|决算)?"),
    ("expenditure", r"(?:本年)?(?:国有资本经营|政府性基金|财政拨款)?(?:预算)?支出(?:预算|决算)?"),
)
_GROUPS: Final = r"(?:收入|支出)预算|部门预算|资金来源|其中:?|“?三公”?经费(?:预算|决算)?数?(?:支出)?|.*三公.*预算数?"
_ALWAYS_OVER: Final = r"(?:收入|支出)|本年(?:收入|支出)|(?:年初)?预算数?|决算数?|财政拨款.*|.*预算(?:收入|支出)|资金来源|其中:?"
_OFTEN_OVER: Final = r"金额|项目|科目|基本支出.*|.*结转.*|公务用车购置.*|.*三公.*|部门预算|(?:收入|支出)预算"
_MAY_BE_OVER: Final = r"项目支出.*|一般公共预算.*|政府性基金.*|国有资本经营.*|单位资金.*|当年.*|合计"

_SUMMARY_ITEMS: Final = (
    ("current", r"(?:本年|当年)(?:收入|支出)(?:合计|小计)?|(?:收入|支出)合计"),
    ("total", r"(?:收入|支出)?总计"),
    ("carryover", _CARRYOVER),
    ("carried_forward", _FORWARD),
    *_SOURCES,
)
PARTS: Final[dict[str, tuple[str, ...]]] = {
    "fiscal": ("general", "fund", "capital"),
    "basic": ("personnel", "operating"),
    "vehicles": ("vehicle_purchase", "vehicle_running"),
}
"""What a measure is made up of: the only heads of money that stand under it."""

_TOTAL_ITEM: Final = ("total", r"(?:部门|单位)?(?:合计|总计)")
_THREE_PUBLIC_ROW: Final = r"(?:财政拨款|一般公共预算)?(?:拨款)?(?:安排的?)?[“\"]?三公[”\"]?经费(?:支出)?(?:合计|总计|小计)?"
_NATURE_SUM: Final = Sum("total", ("basic", "project", "operating_expense", "to_superior", "to_subordinate", "reserve"), "columns")
_FISCAL: Final = ("general", "fund", "capital")
_FISCAL_SUM: Final = Sum("total", _FISCAL, "columns")
_KIND_SUM: Final = Sum("total", ("personnel", "operating"), "columns")
_SOURCE_SUM: Final = Sum(
    "total",
    (*_FISCAL, "special_account", "unit_funds", "business", "operation", "superior", "subordinate", "other", "own_reserves", "carryover"),
    "columns",
)
_SUMMARY_SUMS: Final = (
    Sum("total", ("current", "carryover"), "columns"),
    Sum("total", ("current", "carryover", "own_reserves"), "rows"),
    Sum("total", ("current", "carried_forward"), "rows"),
)


def _(text: str) -> str:
    """Marks a text for the catalogue of translations; it is translated where it is shown."""
    return text


_LIST: Final = (
    Schedule("performance", _("项目支出绩效目标表"), "project", ("绩效目标|绩效自评|绩效指标",)),
    Schedule("procurement", _("政府采购预算表"), "item", ("政府采购|政府购买服务|购买服务",)),
    Schedule(
        "three_public",
        _("“三公”经费支出表"),
        "item",
        ("三公",),
        items=(_TOTAL_ITEM, ("total", _THREE_PUBLIC_ROW), *_THREE_PUBLIC),
        sums=(
            Sum("total", ("abroad", "reception", "vehicles"), "rows"),
            Sum("vehicles", ("vehicle_purchase", "vehicle_running"), "rows"),
            Sum("total", ("abroad", "reception", "vehicles"), "columns"),
            Sum("vehicles", ("vehicle_purchase", "vehicle_running"), "columns"),
            _FISCAL_SUM,
        ),
    ),
    Schedule(
        "operating",
        _("机关运行经费表"),
        "organisation",
        ("机关运行|国有资产占用|国有资产占有",),
        subject=("agency_running",),
        sums=(_FISCAL_SUM,),
    ),
    Schedule("capital", _("国有资本经营预算支出表"), "function", ("国有资本经营",), subject=("capital",), sums=(_NATURE_SUM,)),
    Schedule("fund_income", _("政府性基金预算收入表"), "function", ("政府性基金", "收入"), ("支出",), subject=("fund",)),
    Schedule(
        "fund_expenditure", _("政府性基金预算支出表"), "function", ("政府性基金", "支出|收支"), subject=("fund",), sums=(_NATURE_SUM,)
    ),
    Schedule("projects_economic", _("项目支出表（经济分类）"), "economic", ("项目支出", "经济"), ("基本支出",), subject=("project",)),
    Schedule("projects_carryover", _("上年结转项目支出表"), "project", ("项目支出", "结转"), subject=("project", "carryover")),
    Schedule("projects", _("项目支出表"), "project", ("项目支出|专项业务(?:经)?费",), ("功能",), subject=("project",)),
    Schedule(
        "general_basic",
        _("一般公共预算基本支出表（经济分类）"),
        "economic",
        ("一般公共预算", "基本支出"),
        ("功能", "项目支出"),
        subject=("general", "basic"),
        sums=(_KIND_SUM,),
    ),
    Schedule(
        "general_economic",
        _("一般公共预算支出表（经济分类）"),
        "economic",
        ("一般公共预算", "支出", "经济"),
        ("基本支出", "收入"),
        subject=("general",),
        sums=(_NATURE_SUM,),
    ),
    Schedule(
        "general_expenditure",
        _("一般公共预算支出表（功能分类）"),
        "function",
        ("一般公共预算", "支出"),
        ("基本支出", "收入", "收支", "经济"),
        subject=("general",),
        sums=(_NATURE_SUM,),
    ),
    Schedule(
        "fiscal_summary",
        _("财政拨款收支总表"),
        "item",
        ("财政拨款", "收支|收入支出"),
        two_sided=True,
        subject=("fiscal",),
        items=_SUMMARY_ITEMS,
        sums=(_FISCAL_SUM, *_SUMMARY_SUMS),
    ),
    Schedule("fiscal_basic", _("财政拨款基本支出表"), "economic", ("财政拨款", "基本支出"), subject=("fiscal", "basic"), sums=(_KIND_SUM,)),
    Schedule(
        "fiscal_expenditure",
        _("财政拨款支出表"),
        "function",
        ("财政拨款", "支出"),
        ("收入", "收支"),
        subject=("fiscal",),
        sums=(_NATURE_SUM,),
    ),
    Schedule("basic", _("基本支出总表"), "economic", ("基本支出",), ("收入", "功能"), subject=("basic",), sums=(_KIND_SUM,)),
    Schedule("summary", _("收支总表"), "item", ("收支|收入支出",), two_sided=True, items=_SUMMARY_ITEMS, sums=_SUMMARY_SUMS),
    Schedule("income", _("收入总表"), "function", ("收入",), ("支出", "明细"), sums=(_SOURCE_SUM,)),
    Schedule("expenditure", _("支出总表"), "function", ("支出",), ("收入", "明细", "经济"), sums=(_NATURE_SUM,)),
)

SCHEDULES: Final[dict[str, Schedule]] = {schedule.key: schedule for schedule in _LIST}
"""By key, in the order in which a title is tried: the narrower one first."""

FUNDS: Final = ("general", "fund", "capital", "fiscal", "special_account", "unit_funds")
"""Measures that are sources of funds, and so part of a figure's basis."""

_FUND_WORDS: Final = (("general", "一般公共预算"), ("fund", "政府性基金"), ("capital", "国有资本经营"))
_OF_THE_WHOLE_BUDGET: Final = frozenset({"summary", "income", "expenditure", "basic"})

_TABLE_NUMBER: Final = re.compile(
    r"[(]?(?:财|部|省|市|县|区)?(?:预算公?|部门|单位|决算|预|决)?(?:公开|预算|决算){0,2}(?:附|报|样|批复)?"
    r"(?:表\s*(?:[(][一二三四五六七八九十]{1,3}[)]|[0-9一二三四五六七八九十]{1,3})(?:-[0-9]{1,2})?|[0-9]{1,2}(?:-[0-9]{1,2})?\s*表|[一二三四五六七八九十]{1,3}表)"
    r"[)]?(?:[(]续[)])?:?"
)
_ORDINAL: Final = re.compile(
    r"表\s*([0-9]{1,2}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])(?![年0-9])|([0-9]{1,2})\s*表"
)
_ORDINAL_BEFORE: Final = re.compile(r"([一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])、")
_ASIDE: Final = re.compile(r"\([^()]*(?:含|包括)(?:上年|年初)?结转[^()]*\)|-?不?(?:含|包括)(?:上年|年初)?结转|\(续表?\)")
_OTHERS: Final = re.compile("财政专户|转移支付|非税|事业性收费|社会保险基金|债务")
"""What only tables beside the standard ones are about: one of their words alone names no standard table."""
_TITLE_END: Final = re.compile(r"表(?:\([^()]*\))*$")
_TOTAL_ROW: Final = re.compile(r"(?:部门|单位)?(?:本年)?(?:收入|支出)?(?:合计|总计|小计)")
_YEAR: Final = re.compile(r"^(?:\(?20\d\d\)?年?度?)")
_EXCLUDED: Final = re.compile(r"不含(?:上年|年初)?结转|不包括(?:上年|年初)?结转")
_INCLUDED: Final = re.compile(r"(?<!不)含(?:上年|年初)结转|(?<!不)包括(?:上年|年初)结转")
_LONGEST_TITLE: Final = 60
_MARK: Final = re.compile(
    r"^(?:其中:|\((?:\d{1,2}|[一二三四五六七八九十]{1,2})\)|\d{1,2}(?:[、.]|(?=[^\d年月日、.])))+"
)  # ① is 1 when folded


@lru_cache(REMEMBERED)
def schedule_of(title: str) -> str | None:
    """The key of the standard table that a title names; None where it names none of them, or where the title does not decide."""
    text = _ASIDE.sub("", folded(title)).strip("《》")
    if len(text) > _LONGEST_TITLE or not _TITLE_END.search(text) or "申报表" in text:
        return None
    key = next((key for key, schedule in SCHEDULES.items() if _names(schedule, text)), None)
    if key != "performance" and _OTHERS.search(text):
        return None
    return None if "结转" in text and key != "projects_carryover" else key


def _names(schedule: Schedule, title: str) -> bool:
    return all(re.search(word, title) for word in schedule.words) and not any(re.search(word, title) for word in schedule.without)


def table_number(text: str) -> str | None:
    """The table number that this whole line is (预算公开表1, 公开03表, 表12), as printed without spaces around; None where it is none."""
    return text.strip().rstrip(":：") if _TABLE_NUMBER.fullmatch(folded(text)) else None


def ordinal_of_table(number: str | None, title: str) -> int | None:
    """Which table of its document this is, by its number (公开03表, 表十二) or the mark before its title (五、…); None without one."""
    found = _ORDINAL.search(folded(number or "")) or _ORDINAL_BEFORE.match(title)
    return None if found is None else integer_of(next(filter(None, found.groups())))


def carry_over_of(title: str) -> Literal["included", "excluded"] | None:
    """What a title says of last year's carry-over (不含上年结转); None where it says nothing."""
    text = folded(title)
    if _EXCLUDED.search(text):
        return "excluded"
    return "included" if _INCLUDED.search(text) else None


@lru_cache(maxsize=4096)
def fund_of(schedule: str, measure: str, named: str) -> str:
    """From which source of funds the figures of a column are: its measure says so, else what the table is about, else `named` by the title.

    Keys are those of the measures: `general` 一般公共预算, `fund` 政府性基金, `capital` 国有资本经营, `fiscal` all 财政拨款,
    `special_account` 财政专户, `unit_funds` 单位资金; `all` in tables of the whole budget whose title names none; "" where nothing says it.
    """
    of_column = [part for part in measure.split(".") if part in FUNDS]
    if of_column:
        return of_column[-1]
    subject = SCHEDULES[schedule].subject if schedule in SCHEDULES else ()
    of_table = next((name for name in subject if name in FUNDS), "")
    return of_table or named or ("all" if schedule in _OF_THE_WHOLE_BUDGET else "")


def fund_named(title: str) -> str:
    """The source of funds that a title names: 一般公共预算财政拨款 is the general budget; two budgets in one title name none."""
    named = [key for key, word in _FUND_WORDS if word in folded(title)]
    return named[0] if len(named) == 1 else "fiscal" if not named and "财政拨款" in folded(title) else ""


def measure_of(header_path: Sequence[str], schedule: str | None, stages: bool = False) -> str | None:
    """The measure that a header path names, joined top to leaf (`carryover.general`); None where it names none.

    What the whole table is about is not repeated (general in 一般公共预算支出表). 预算数 and 金额 say nothing beside another measure,
    unless `stages` is true: the table has columns of several stages (预算数 and 决算数).
    """
    subject = SCHEDULES[schedule].subject if schedule is not None else ()
    named = [measure for word in header_path if (measure := _measure(word)) is not None]
    telling = [name for name in dict.fromkeys(named) if name not in subject and not _is_idle(name, stages)]
    if any(name != "total" and name not in _STAGE_NAMES for name in telling):
        telling = [name for name in telling if name != "total"]
    if telling:
        return ".".join(telling)
    idle = [name for name in named if name in ("budget", "amount")]
    return idle[-1] if idle else None


_STAGE_NAMES: Final = frozenset(name for name, _ in _STAGES)


def _is_idle(name: str, stages: bool) -> bool:
    return name == "amount" or (name == "budget" and not stages)


@lru_cache(REMEMBERED)
def head_of(word: str) -> Head | None:
    """What a column head says; None for words that are no known head."""
    text = _bare(word)
    if not text:
        return Head("period", spans=1) if folded(word) else None
    if re.fullmatch(_ORGANISATIONS, text):
        return Head("organisation")
    if re.fullmatch(_TEXTS, text):
        return Head("text")
    if re.fullmatch(_CODES, text):
        return Head("code", system=_system(text), spans=1 if text == "科目" else -1)
    if re.fullmatch(_LABELS, text):
        return Head("label", side=_side_of_names(text), system=_system(text), spans=1 if text in ("项目", "科目") else -1)
    return _figure_head(text)


def kind_of_column(word: str) -> Literal["text", "count"] | None:
    """What stands under a head that is none of the standard tables' own: numbers that are no figures (项目编码, 实施期限), or counts of
    things and persons and no money (数量, 编制人数)."""
    text = _bare(word)
    return "text" if re.fullmatch(_WORDS, text) else "count" if re.fullmatch(_COUNTS, text) else None


def _figure_head(text: str) -> Head | None:
    measure, side = _measure(text), _side(text)
    spans = next(
        (weight for weight, pattern in ((2, _ALWAYS_OVER), (1, _OFTEN_OVER), (0, _MAY_BE_OVER)) if re.fullmatch(pattern, text)), -1
    )
    if side is not None:
        return Head("side", measure=measure, side=side, spans=max(spans, 1))
    if measure is not None:
        return Head("measure", measure=measure, spans=spans)
    return Head("group", spans=max(spans, 1)) if re.fullmatch(_GROUPS, text) else None


@lru_cache(REMEMBERED)
def item_of(schedule: str | None, label: str) -> str | None:
    """The stable key of a row that is known by its label alone (三公: 公务接待费 → reception); None where there is none."""
    text = _MARK.sub("", folded(label))
    items = SCHEDULES[schedule].items if schedule is not None else ()
    return next((key for key, pattern in items if re.fullmatch(pattern, text)), None)


@lru_cache(REMEMBERED)
def is_total(label: str) -> bool:
    """Whether a row label says that the row is a total (合计, 部门合计, 收入总计)."""
    return _TOTAL_ROW.fullmatch(folded(label)) is not None


def is_sum(word: str) -> bool:
    """Whether a column head says that it is the sum of those beside it (小计, 合计)."""
    return _measure(word) == "total"


def year_of_head(word: str) -> int | None:
    """The year that stands in front of a column head (2023年预算数); None where there is none."""
    found = re.match(r"\(?(20\d\d)\)?年?度?", folded(word))
    return int(found[1]) if found else None


def _bare(word: str) -> str:
    return _YEAR.sub("", folded(word)).removeprefix("其中:")


@lru_cache(REMEMBERED)
def _measure(word: str) -> str | None:
    text = _bare(word)
    if re.fullmatch(_TOTAL, text):
        return "total"
    return _first(text, (*_THREE_PUBLIC, *_SOURCES, *_NATURES, *_STAGES))


def _first(text: str, patterns: Iterable[tuple[str, str]]) -> str | None:
    return next((key for key, pattern in patterns if re.fullmatch(pattern, text)), None)


def _side(text: str) -> Side | None:
    return next((side for side, pattern in _SIDES if re.fullmatch(pattern, text)), None)


def _side_of_names(text: str) -> Side | None:
    """Of which half of a two-sided table the names under a head are (收入项目, 支出项目（按功能分类）)."""
    found = re.match(r"(?:本年)?(收入|支出)(?=项目|科目|内容)", text)
    return None if found is None else "income" if found[1] == "收入" else "expenditure"


def _system(text: str) -> Literal["economic_department", "economic_government", "function"] | None:
    if "经济" in text:
        return "economic_government" if "政府" in text else "economic_department"
    return "function" if "功能" in text else None
