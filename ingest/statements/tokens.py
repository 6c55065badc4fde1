"""The words and figures of a budget narrative that carry meaning: amounts, bases, changes, shares, reasons. Pure.

The vocabulary was collected from published disclosures of twenty regions. What is not in it is no token, and a figure that no token
explains becomes no statement: nothing is better than something wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, Literal

Kind = Literal[
    "stop",
    "semicolon",
    "among",
    "base",
    "change",
    "turn",
    "same",
    "points",
    "plan",
    "against",
    "share",
    "completion",
    "amount",
    "reason",
    "nil",
]
Direction = Literal["increase", "decrease", "unchanged"]
BaseKind = Literal["budget", "adjusted_budget", "execution", "final_accounts"]

NUMBER: Final = r"-?(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,15})(?:\.\d{1,20})?"
"""No budget has more digits; what has is no figure, and is noted as one that was not read."""
MONEY: Final = r"(?:亿|万|千|百)?元"
COUNT: Final = r"个?批次|人次|个(?!百分点)|辆|台（套）|台/套|台|套|人|名|家|平方米"
_ALONE: Final = r"(?<![\d.,\-~～≥≤><＝=])(?<!\d )(?<!\d，)"
"""Before a figure that is whole: no part of a longer number, of a range, of digits torn apart."""
_EXACT: Final = r"(?!余|多|/|／|（不?含[本数]*）|及?以上|及?以下|以内|左右)"
"""Behind the unit: thresholds (100万元以上), prices (元/平方米) and rough figures are no amounts."""

_UP: Final = "增加|增长|提高|上升|调增|上调|增幅"
_DOWN: Final = "减少|下降|降低|压减|调减|减低|压缩|核减|下调|减幅|降幅"
VERB: Final = f"{_UP}|{_DOWN}"
_SIGNED: Final = rf"增减(?:额|率|幅度?|变动|变化)*(?=(?:为|：)?{NUMBER})"
"""The sign of the figure behind it tells the direction."""
_HOW: Final = "各|均|分别|略有|略|有所|相应|大幅|同比|共|合计"
SAME: Final = r"(?:持平|相同|一致|保持不变|不变|(?:无|没有|未发生|没有发生)(?:增减变动|增减变化|增减|变化|变动)|零增长)(?!相比|性)"
_ROUGHLY: Final = r"基本(?:持平|相同|一致|保持不变|不变)|(?:无较?大|没有较?大)(?:增减)?变化|不可比"

_REFERENCE: Final = (
    r"(?:上一?年度?(?:（20\d\d年度?）)?|去年|20\d\d年度?(?:（[^（）]{0,12}）)?"
    r"|(?:当年|本年|年初|全年|调整后?)(?=[^，。；]{0,4}预算)|(?=预算))(?:同期)?"
)
_BASE: Final = (
    rf"(?:(?:比|较|与|同|对比)(?P<reference>{_REFERENCE})(?P<named>[^，。；：\d]{{0,40}}?)"
    rf"(?:(?:（[^（）\d]{{0,20}})?(?P<base>{NUMBER})(?P<base_unit>{MONEY})(?:[^（）\d]{{0,20}}）)?)?"
    rf"(?:(?:相比较?|对比|比较|相较)|(?=(?:{_HOW}){{0,2}}(?:{VERB}|{_SIGNED}|{SAME}|{_ROUGHLY})))"
    rf"|同比(?=(?:{VERB}|{_SIGNED}|{SAME}|{_ROUGHLY})))"
)
_TEMPLATE: Final = rf"（(?:{VERB})）|或(?:{VERB})"
_VERB: Final = rf"(?P<how>(?:{_HOW}){{0,2}})(?P<verb>{VERB}|{_SIGNED})(?P<template>{_TEMPLATE})?(?:了|率|额度?|金额|幅度)?(?:为|达|：)?"
_CHANGE: Final = (
    rf"{_VERB}(?P<change>{NUMBER})(?P<change_unit>{MONEY}|%|{COUNT})(?!以)(?:(?<=元){MONEY})?"
    rf"(?:（(?:{VERB}|变动率|幅度)?(?P<aside>{NUMBER})%）?)?"
)
_POINTS: Final = rf"(?:{VERB})(?:了|为)?{NUMBER}个百分点"
_PLAN: Final = r"(?:支出|收入)?决算数?(?:(?P<above>大于|高于|多于|超过)|小于|低于|少于)(?P<planned>当年|年初|全年|调整后?)*预算数?"
_AGAINST: Final = (
    r"(?:本年|当年|今年|20\d\d年)(?:预算)?数(?:(?P<more>大于|高于|多于|超过)|小于|低于|少于)"
    r"(?P<then>上年|去年|20\d\d年)(?P<then_kind>预算|执行|决算)?数"
)
_SHARE: Final = rf"占(?P<whole>[^，。；\d]{{0,40}}?)(?P<share>{NUMBER})%"
_COMPLETION: Final = (
    rf"(?:(?:完成|为)(?:当年|本年|年度)*(?P<plan>年初|全年|调整后?)?(?:预算|预算数)的?|预算(?:完成率|执行率)(?:为|达到?)?)"
    rf"(?P<completion>{NUMBER})%"
)
_REASON: Final = (
    r"(?:其)?(?:主要)?(?:增减|变动|变化|增加|减少|增长|下降|不可比)*的?(?:主要)?原因(?:分析|说明)?(?:主要)?(?:(?:是因为|是由于|是|为|在于|系|：)+|，?(?=一是|一方面))"
    r"|(?<=，)(?:主要)?原因(?!分析|说明|如下|详|见|在|包括)(?=[一-龥]{4})"
    r"|(?<=的)主要原因，"
    r"|(?<=[，。])(?:主要)?(?:增减|变动|变化)的?原因(?:主要[是为])?(?=[一-龥])(?!分析|说明|如下|详?见)"
    r"|(?<=[，。])(?:其)?主要(?:是因为|是由于|是因|是|系|由于|因为)"
)
_AMONG: Final = (
    r"(?<![^。；，：])(?P<side>收入|支出)(?:主要)?(?:包括|为|是)[：]?(?![-\d])|其中[：，]?|(?:主要|具体|共)?包括[：]?"
    r"|具体(?:情况)?(?:为|是|如下)[：]?|主要用于(?:以下方面|以下)[：]?|分别(?:为|是)"
    rf"|(?<=，)(?:主要)?用于(?=[^，。；：]{{2,60}}?{NUMBER}{MONEY})"
)
_NOTHING: Final = (
    r"一般公共预算|政府性基金|国有资本|财政|“?三公|因公|公务|政府采购|政府购买|机关运行|上年结转|结转|20\d\d年结转|会议费|培训费"
    r"|车辆|房屋|办公用房|预算|项目支出|委托业务|国有资产"
)
_NIL: Final = (
    rf"(?:暂?无|没有|未安排|没有安排|未编制|不涉及)(?:使用|安排|编制|发生)?(?P<nothing>(?:{_NOTHING})[^，。；\d]{{0,30}}?)(?<!的)(?=[，。；]|$)"
    r"|(?P<absent>(?<=[^，。；：])(?:未安排|无安排|没有安排)(?:预算|支出|资金|经费)?)(?=[，。；]|$)"
)

_TOKENS: Final = re.compile(
    "|".join(
        (
            r"(?P<stop>。(?!）))",
            r"(?P<semicolon>；)",
            rf"(?P<is_base>{_BASE})",
            rf"(?P<is_plan>{_PLAN})",
            rf"(?P<is_against>{_AGAINST})",
            rf"(?P<is_reason>{_REASON})",
            rf"(?P<is_points>{_POINTS})",
            rf"(?P<is_change>{_CHANGE})",
            rf"(?P<is_share>{_SHARE})",
            rf"(?P<is_completion>{_COMPLETION})",
            rf"(?P<roughly>{_ROUGHLY})",
            rf"(?P<same>{SAME})",
            rf"(?P<is_nil>{_NIL})",
            rf"(?P<among>{_AMONG})",
            rf"{_ALONE}(?P<money>{NUMBER})(?P<money_unit>{MONEY}){_EXACT}",
            rf"{_ALONE}(?P<of_targets>\d{{1,5}})(?P<projects_unit>个)(?P<projects>项目)(?=[^，。；\d]{{0,6}}绩效)",
            r"(?<=[为是])(?P<zero>0(?:\.0{1,6})?)(?P<zero_unit>)(?=[，。；、）]|$)",
            rf"{_ALONE}(?P<count>{NUMBER})(?P<count_unit>{COUNT})(?=[，。；、）等]|$|（(?!套)|(?<=批次)[共\d])",
        )
    )
)
_ANY_MONEY: Final = re.compile(rf"(?<![≥≤=<>＜＞\d.,])[\d.,]*\d(?={MONEY}{_EXACT})")
_TURN: Final = re.compile(_VERB)


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed number with its unit, and where its digits stand in the folded text. A zero may stand alone: its unit is ""."""

    number: Decimal
    unit: str
    start: int
    end: int

    @property
    def is_money(self) -> bool:
        return self.unit.endswith("元")

    @property
    def half_step(self) -> Decimal:
        """By how much the number meant may differ from the one printed."""
        return Decimal(5).scaleb(min(0, int(self.number.as_tuple().exponent)) - 1)

    @property
    def is_percent(self) -> bool:
        return self.unit == "%"

    def can_contain(self, part: Figure) -> bool:
        """Whether the other can be a part of this one: money of money, vehicles of vehicles."""
        return self.unit == part.unit or (self.is_money and part.is_money)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of meaning at [start, end) of the folded text. Which fields are filled depends on `kind`.

    base: `figure` (the base amount, if printed), `year` or `years_back`, `base_kind`. change, turn (a verb without a figure), same:
    `direction`, and for a change `figure` and `aside` (the percentage in brackets behind it); `each` where 各 or 均 spreads it over
    several subjects, `respective` where 分别 deals several changes out. points: a share or rate that rose or fell. plan (决算数大于预算数):
    `direction`, `base_kind`. against (本年数小于上年预算数): `direction`, `year` or `years_back`, `base_kind`. share, completion, amount:
    `figure`; for a share `text` is the words for its whole, for an amount what it is of where that stands behind it (9个项目). nil: `text`
    is what there is none of, None where it stands before.
    among: `text` is the total that is broken down, where the words name it. reason: the words.
    """

    kind: Kind
    start: int
    end: int
    figure: Figure | None = None
    aside: Figure | None = None
    direction: Direction | None = None
    each: bool = False
    respective: bool = False
    year: int | None = None
    years_back: int | None = None
    base_kind: BaseKind | None = None
    text: str | None = None

    @property
    def whole(self) -> tuple[int, int]:
        """The range with the figure's digits; `start` alone is where the unit begins, for an amount."""
        return min(self.start, self.figure.start if self.figure else self.start), self.end

    @property
    def measured(self) -> Figure:
        """The figure of a token that has one. Raises ValueError for one that has none."""
        if self.figure is None:
            raise ValueError(f"a token of kind {self.kind} without a figure")
        return self.figure


def unmatched_money(text: str, taken: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Where amounts of money stand that no token explains: digits that are no number (4107,573.11), words that are not known."""
    found = (match.span() for match in _ANY_MONEY.finditer(text))
    return tuple((start, end) for start, end in found if not any(first < end and start < last for first, last in taken))


def tokenise(text: str) -> tuple[Token, ...]:
    """The tokens of a folded text in their order."""
    tokens: list[Token] = []
    place = 0
    while match := _TOKENS.search(text, place):
        token = _token(match)
        tokens.append(token)
        place = token.end
        if token.kind == "base" and (turn := _TURN.match(text, place)) and not _TOKENS.match(text, place):
            tokens.append(Token("turn", turn.start(), turn.end(), direction=_direction(turn)))
            place = turn.end()
    return tuple(tokens)


def _token(match: re.Match[str]) -> Token:
    make = next(make for name, make in _MAKERS.items() if match[name] is not None)
    return make(match)


def _figure(match: re.Match[str], number: str, unit: str) -> Figure | None:
    if match[number] is None:
        return None
    return Figure(Decimal(match[number].replace(",", "")), unit, *match.span(number))


def _base(match: re.Match[str]) -> Token:
    reference, named = "上年" if match["reference"] is None else match["reference"], match["named"] or ""
    years = re.findall(r"20\d\d", reference)
    back = None if years else int(reference.startswith(("上", "去")))
    figure = _figure(match, "base", match["base_unit"] or "")
    kind = kind_of(reference + named)
    return Token("base", *match.span(), figure, year=int(years[0]) if years else None, years_back=back, base_kind=kind)


def _change(match: re.Match[str]) -> Token:
    figure, aside = _figure(match, "change", match["change_unit"]), _figure(match, "aside", "%")
    direction = None if match["template"] or (figure and figure.number < 0) else _direction(match)
    if figure and figure.number == 0:
        direction = "unchanged"
    if figure and figure.number < 0 and match["verb"].startswith("增减"):
        figure, direction = replace(figure, number=-figure.number), "decrease"
    how = match["how"]
    each, respective = bool(re.search("[各均]", how)), "分别" in how
    return Token("change", *match.span(), figure, aside=aside, direction=direction, each=each, respective=respective)


def _direction(match: re.Match[str]) -> Direction | None:
    if match["verb"].startswith("增减"):
        return None
    return "increase" if match["verb"] in _UP.split("|") else "decrease"


def _completion(match: re.Match[str]) -> Token:
    kind: dict[str | None, BaseKind] = {None: "budget", "年初": "budget"}
    plan = kind.get(match["plan"], "adjusted_budget")
    return Token("completion", *match.span(), _figure(match, "completion", "%"), base_kind=plan)


def _plan(match: re.Match[str]) -> Token:
    kinds: dict[str | None, BaseKind | None] = {None: None, "年初": "budget", "当年": "budget"}
    kind = kinds.get(match["planned"], "adjusted_budget")
    return Token("plan", *match.span(), direction="increase" if match["above"] else "decrease", base_kind=kind)


def _against(match: re.Match[str]) -> Token:
    year, kind = re.match(r"\d{4}", match["then"]), kind_of(match["then_kind"] or "")
    direction: Direction = "increase" if match["more"] else "decrease"
    return Token(
        "against",
        *match.span(),
        direction=direction,
        year=int(year[0]) if year else None,
        years_back=None if year else 1,
        base_kind=kind,
    )


def _reason(match: re.Match[str]) -> Token:
    return Token("reason", *match.span(), text=match["is_reason"])


def _amount(match: re.Match[str]) -> Token:
    group = next(name for name in ("money", "count", "zero") if match[name] is not None)
    return Token("amount", *match.span(group + "_unit"), _figure(match, group, match[group + "_unit"]))


def _of_targets(match: re.Match[str]) -> Token:
    """本部门共9个项目纳入绩效目标管理: what is counted stands behind the figure."""
    return Token("amount", *match.span("projects_unit"), _figure(match, "of_targets", match["projects_unit"]), text=match["projects"])


_FUNDS: Final = re.compile(r"(?:一般公共|政府性基金|国有资本经营|综合)预算|预算单位|预算绩效")


def kind_of(text: str) -> BaseKind | None:
    """Which figure of a year the words name: 年初预算数, 调整预算数, 预算执行数, 决算数. None where they do not say.

    The name of a budget (一般公共预算) is no kind of figure.
    """
    bare = _FUNDS.sub("", text)
    if "决算" in bare:
        return "final_accounts"
    if "执行" in bare:
        return "execution"
    if re.search("(?:调整|全年).{0,2}预算", bare):
        return "adjusted_budget"
    return "budget" if "预算" in bare else None


_MAKERS: Final[dict[str, Callable[[re.Match[str]], Token]]] = {
    "stop": lambda match: Token("stop", *match.span()),
    "semicolon": lambda match: Token("semicolon", *match.span()),
    "is_base": _base,
    "is_plan": _plan,
    "is_against": _against,
    "is_reason": _reason,
    "is_points": lambda match: Token("points", *match.span()),
    "is_change": _change,
    "is_share": lambda match: Token("share", *match.span(), _figure(match, "share", "%"), text=match["whole"]),
    "is_completion": _completion,
    "roughly": lambda match: Token("turn", *match.span()),
    "same": lambda match: Token("same", *match.span(), direction="unchanged"),
    "is_nil": lambda match: Token("nil", *match.span(), text=match["nothing"]),
    "among": lambda match: Token("among", *match.span(), text=match["side"]),
    "money": _amount,
    "count": _amount,
    "zero": _amount,
    "of_targets": _of_targets,
}
