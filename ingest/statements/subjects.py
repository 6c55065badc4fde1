"""Subjects: the words before a figure, cleaned of what is not their name. Pure.

Nothing is invented: a subject is what stands before the figure, or, where that is only 预算数 or 共计, the item that the paragraph speaks
of, or its heading.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from ingest.statements.tokens import VERB, BaseKind, kind_of

_LONGEST: Final = 80
_LONGEST_LABEL: Final = 160
_YEAR: Final = r"20\d\d年度?"
_NO_CARRYOVER: Final = r"(?!结转|结余|财政|预算)"
_DAY: Final = rf"(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?(?:年?[底末初]{_NO_CARRYOVER})?"
_ORDINAL: Final = re.compile(
    r"\d{1,2}[.．、](?!\d)|（\d{1,2}）|（[一二三四五六七八九十]+）|[一二三四五六七八九十]+、|[①-⑳]|[一二三四五六七八九十]是"
)
_LINK: Final = re.compile(r"[、”的]|因此(?=今年|本年|20\d\d年)|今年(?:预算)?(?=.{2})|以及|此外|另外|同时|含|及|和(?!平)|即|共有|安排了?")
_SUBORDINATE: Final = r"(?:[及和含与]?其?[所下]属各?(?:二级)?(?:预算|事业)?单位(?=(?:共有|共)?[^共有]{2}))?"
_OWN: Final = re.compile(rf"(?:本|我)(?:部门|单位|系统|局|厅|院|校|委|办|中心|馆|所|站)(?:本级)?{_SUBORDINATE}")
_SCOPE: Final = re.compile(rf"(?:（[^）]{{1,6}}）)?(?:部门|单位)?(?:各单位|各部门)?{_SUBORDINATE}(?=.{{2}})")
_TIME: Final = re.compile(rf"(?:截[至止]到?|至|到)?(?P<year>{_YEAR}){_DAY}")
_OF_YEAR: Final = re.compile("^(?=[末初])")
_YEAR_END: Final = re.compile(rf"(?:截[至止]到?|至|到)?上年(?:12月31日|年?[底末]){_NO_CARRYOVER}")
_INNER_YEAR: Final = re.compile(rf"(?P<owner>[^，]{{2,40}}?)(?P<year>{_YEAR})(?:年?[底末]{_NO_CARRYOVER})?(?P<rest>.*)")
_ORGANISATION: Final = re.compile(r"(?:局|厅|院|委|会|办|室|处|所|中心|队|站|馆|校|政府|街道|部|部门|单位|区|团|本级|）)$")
_REGION_LEVEL: Final = re.compile("(?<=.)[省市区县]")
_SHORTEST_NAME: Final = 4
_COPULA: Final = re.compile(r"(?:分别|均|各)?(?:为|是|共计?|共有|(?<!预算)(?<![本当]年)(?:计划|安排))+$")
_KIND_ONLY: Final = re.compile(
    r"(?:当年|本年|上年|去年)?(?:(?:年初|全年|调整后?)?预算(?:安排)?数?|安排预算|预算执行数|执行数|(?:支出|收入)?决算数?|安排)"
)
_KIND: Final = re.compile(r"(?:当年|本年)?(?:(?:年初|全年|调整后?)预算数?|(?:预算)?执行数|决算数?)$")
_EACH: Final = re.compile(r"[均各](?:为|是|达|安排)?$")
_SUM: Final = re.compile(r"(?:总?资金|经费|总?金额|总额|合计|累计|共计|总计|投入|预算资金|预算金额|采购金额|数)*")
_SUM_OF: Final = re.compile("(?:采购|合同|中标|成交)金额")
_CHANGING: Final = re.compile(
    rf"{VERB}|新增(?!建设用地)|增至|降至|减至|增到|扣除|剔除|超出|节约(?!管理|利用|集约|用水|能源|保护)|取消"
    r"|^(?:[比较与同](?:上年|去年|20\d\d)|因此|所以|为此|力争|争取|确保|预计)|每.{1,3}$|(?:近|约|超|超过|突破|低于|高于|少于|多于|小于|大于|不超过|不超|力争|达到?|至少)$"
)
_CODE: Final = re.compile(r"（(\d{7}|\d{5}|\d{3})）$|^(\d{7}|\d{5}|\d{3})[-—]?(?=[一-龥])")
_CODE_PARTS: Final = re.compile(r"（(\d{2,3})[类款项]）")
_COUNTED: Final = re.compile(
    r"(?:车辆?|用车|汽车|设备|项目|目标|人员|编制|机构|单位|房屋|面积|人数|岗位|职工|保有量|团组|接待|批次|人次)"
    r"(?:共有|共计|共|总?数量?|为)*(?:（[^（）]*）)?$"
)
_VAGUE: Final = frozenset(
    ("", "支出", "收入", "经费", "预算", "总支出", "总收入", "支出总额", "规模", "本年数", "本年", "今年", "本年预算", "预算数")
)
_BUDGET_NOUN: Final = re.compile(
    r"(?:支出|收入|预算|预算安排|经费|费|费用|拨款|资金|总计|合计|总额|结转|结余|采购|收支|补助|数|[收支]、?[收支])(?:（[^）]*）)?$"
)
_NOTHING_OF: Final = re.compile(r"(?:用车|车辆|设备|因公出国（境）|公务接待|预算数)(?:（[^）]*）)?$")
_NOISE: Final = re.compile(r"决算|预算|总计|合计|总额|总|数|安排|的|[、“”和]")
_BOTH_SIDES: Final = re.compile(r"(?P<head>.*?)收入?(?:、|和|与|及)?支出?(?P<tail>.*)")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a figure is of. `name` is "" where the words before it name nothing of their own.

    `words` say which figure of the year it is (年初预算数, 预算执行数), `kind` is what they mean; `label` is all that stands before the
    figure in its clause; `is_each` says that 均 or 各 gives the figure to several subjects, `is_of_last_year` that it stands for the end
    of last year (截至上年底), whose number is not printed.
    """

    name: str
    label: str
    year: int | None = None
    kind: BaseKind | None = None
    words: str = ""
    code: str | None = None
    is_each: bool = False
    is_of_last_year: bool = False

    def named(self, name: str, stage: BaseKind | None) -> str:
        """The subject's full name under which it is reported, `name` standing for a missing one.

        The words for a figure of another kind than the document's own are a part of it: a budget document's 执行数 is no budget.
        """
        own = self.kind == stage and (not self.name or self.kind == "budget")
        return name if own else f"{name}{self.words}"


def read_subject(before: str, owner: str | None) -> Subject | None:
    """The subject that the text before a figure names; `owner` is the unit whose document it is, and is no part of a subject.

    None where the words are no name: they speak of a change, or go on too long.
    """
    clauses = [clause for clause in re.split(r"[，；。：]", _inside(before)) if clause]
    label = clauses[-1] if clauses else ""
    if _SUM_OF.fullmatch(label) and len(clauses) > 1 and clauses[-2].endswith("的"):
        label = clauses[-2] + label  # 由中小企业成交的，采购金额5万元
    if len(label) > _LONGEST_LABEL:
        return None
    subject = _read(label, owner)
    if _CHANGING.search(subject.name.replace("增减", "")) or len(subject.name) > _LONGEST:
        return None
    if subject.name and (not re.search("[一-龥]", subject.name) or subject.name.count("（") != subject.name.count("）")):
        return None
    times = [time for clause in clauses[:-1] if (time := _TIME.fullmatch(clause))]
    if subject.year is None and times:
        return replace(subject, year=_number(times[-1]["year"]))
    return replace(subject, is_of_last_year=subject.year is None and any(_YEAR_END.match(clause) for clause in clauses))


def counts(subject: Subject) -> bool:
    """Whether the subject is something that disclosures count: vehicles, devices, projects, people."""
    return bool(_COUNTED.search(subject.name))


def is_vague(name: str) -> bool:
    """Whether the name says no more than that it is money: it repeats the subject of the sentence, and is none of its own."""
    return name in _VAGUE


def is_budget_noun(name: str) -> bool:
    """Whether the name ends as names of budget figures do: a clause that only happens to stand before a figure does not."""
    return bool(_BUDGET_NOUN.search(name))


def can_be_nothing(name: str) -> bool:
    """Whether a zero without unit may be of this: of money, or of what disclosures say that there is none of."""
    return is_budget_noun(name) or bool(_NOTHING_OF.search(name))


def is_of_vehicles(name: str) -> bool:
    """Whether the name is of vehicles; what it says in brackets (设备（不含车辆）) is not asked."""
    return "车" in re.sub("（[^）]*）", "", name)


def each_of(name: str) -> tuple[str, ...]:
    """The subjects of a name to which 各 or 均 refers: 收、支预算总计 → 收入预算总计, 支出预算总计; A和B → A, B."""
    both = _BOTH_SIDES.fullmatch(name)
    if both:
        return tuple(f"{both['head']}{side}{both['tail']}" for side in ("收入", "支出"))
    return tuple(part for part in re.split(r"[、和与及]", name) if part)


def side_of(name: str) -> str | None:
    """收入 or 支出, where a name says one of the two."""
    sides = [side for side in ("收入", "支出") if side in name]
    return sides[0] if len(sides) == 1 else None


def same_thing(one: str, other: str) -> bool:
    """Whether two names mean the same figure: 财政拨款收、支总计 and 财政拨款收入、支出总预算."""
    return bool(_core(one)) and _core(one) == _core(other)


def _core(name: str) -> str:
    return _NOISE.sub("", name).replace("收入", "收").replace("支出", "支").replace("费用", "费")


def _inside(before: str) -> str:
    """What stands behind the last bracket that is still open, or that was never opened."""
    depth, start = 0, 0
    for place in reversed(range(len(before))):
        depth += {"）": 1, "（": -1}.get(before[place], 0)
        if depth < 0:
            start = place + 1
            break
    return before[start:].rpartition("）")[2] if before[start:].count("）") > before[start:].count("（") else before[start:]


def _read(label: str, owner: str | None) -> Subject:
    text, year = _without_front(label, owner)
    text = _COPULA.sub("", text)
    inner = _INNER_YEAR.fullmatch(text)
    words = ""
    if inner and (_KIND_ONLY.fullmatch(inner["rest"]) or not inner["rest"]):
        text, words, year = inner["owner"], inner["rest"], _number(inner["year"])
    elif inner and _ORGANISATION.search(inner["owner"]):
        text, year = _without_front(inner["rest"], owner)[0], _number(inner["year"])
    if not words:
        text, words = _without_kind(text)
    name, code = _without_code(text.removesuffix("的") if words else text)
    told = "" if words in ("预算", "预算数", "安排") else words
    return Subject("" if _SUM.fullmatch(name) else name, label, year, kind_of(words), told, code, bool(_EACH.search(label)))


def _without_kind(text: str) -> tuple[str, str]:
    """The name and the words that only say which figure of the year it is; 预算 alone at the end belongs to the name."""
    if _KIND_ONLY.fullmatch(text):
        return "", text
    found = _KIND.search(text)
    return (text[: found.start()], found.group()) if found else (re.sub(r"(?<=预算)数$", "", text), "")


def _without_front(text: str, owner: str | None) -> tuple[str, int | None]:
    """The text without the ordinals, links, years and owners that it begins with, and the year among them."""
    year = None
    while True:
        time = _TIME.match(text)
        if time:
            year, rest = _number(time["year"]), _OF_YEAR.sub("年", text[time.end() :])
        elif owned := next((name for name in _names_of(owner) if text.startswith(name)), None):
            rest = _SCOPE.sub("", text.removeprefix(owned), count=1) if len(text) > len(owned) else ""
        else:
            front = _OWN.match(text) or _ORDINAL.match(text) or _LINK.match(text) or _YEAR_END.match(text)
            rest = text[front.end() :] if front else text
        if rest == text:
            return text, year
        text = rest


@lru_cache(maxsize=256)
def _names_of(owner: str | None) -> tuple[str, ...]:
    """How a document calls the unit whose it is: by its whole name, and by that from the level of its region on (市民政局)."""
    if not owner:
        return ()
    return owner, *(owner[at.start() :] for at in _REGION_LEVEL.finditer(owner) if len(owner) - at.start() >= _SHORTEST_NAME)


def _without_code(text: str) -> tuple[str, str | None]:
    """The name and the classification code printed with it: 行政运行（2040201）, 2040201行政运行, …（208类）…（05款）…（01项）."""
    parts = "".join(_CODE_PARTS.findall(text))
    if len(parts) in (3, 5, 7):
        return text, parts
    code = _CODE.search(text)
    name = text[: code.start()] + text[code.end() :] if code else text
    quoted = re.fullmatch(r"“([^“”]+)”?", name)
    return (quoted[1] if quoted and "三公" not in name[:4] else name), (code[1] or code[2]) if code else None


def _number(year: str) -> int:
    return int(year[:4])
