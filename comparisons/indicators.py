"""The headline figures: what each is, by which rule, and where the tables and the text print it. Pure.

Each indicator says its formula and the rule that defines it; the page prints both beside the number. A figure is looked for in the tables
in the order given here (`finders`), and only where none of them prints it in the text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from budgets.caching import cached_property
from comparisons.finders import AllInFirstRow, Finder, Keyed, ThreePublicTotal, at, of_nature, printed_at, three_public, total_of
from comparisons.formulas import gettext_noop as _

WHOLES: Final = ("total_income", "total_expenditure")
"""The figures that are all of an income or expenditure."""
_ORDINAL: Final = re.compile(r"^([(（][〇一二三四五六七八九十]+[)）]|[〇一二三四五六七八九十]+、|[①-⑳]|\d+[.．、])")
_YEAR: Final = re.compile(r"^\d{4}年(度)?")
MOST_WORDS: Final = 65_536
"""Labels and subjects are few and asked again and again: so many are remembered."""
NOTHING: Final = re.compile(r"(?!)")
BOTH_SIDES: Final = "(本年|本部门|本单位|部门|单位)*(收支|收入支出|收、支)(总)?(预算|决算)?(总计|总预算|预算|总额)"
"""One amount for income and expenditure: they are equal, and the sentence speaks of both."""

_OF_THIS_YEAR: Final = "(当年)?"
_FROM_FUNDS: Final = "((通过|使用|由)?(财政拨款|一般公共预算(财政)?(拨款)?)(资金)?(安排)?的?)?"
"""Words in front of figures that are of these funds by definition: 当年一般公共预算拨款安排的“三公”经费."""

ONE_FUND: Final = re.compile("财政拨款|一般公共预算|政府性基金|国有资本|财政专户")
"""Headings of chapters on one source of funds: their totals are not those of the whole."""


@dataclass(frozen=True)
class Indicator:
    """One headline figure; name and formula in Chinese, translated where they are shown.

    `subjects` are the words by which the text speaks of it, `within` those of the total that it may there be called a part of, and
    `elsewhere` those of headings under which the same words mean something narrower (基本支出 of 财政拨款). `parent` is the indicator
    that it is a part of. `in_any_table` says that each of its tables prints the very same figure, so that rankings do not keep them apart.
    `is_rare` is a part that few have anything of: beside its whole it is shown where there is something.
    """

    key: str
    name: str
    formula: str
    reference: str
    find: Finder
    subjects: re.Pattern[str]
    parent: str | None = None
    within: re.Pattern[str] = NOTHING
    elsewhere: re.Pattern[str] = NOTHING
    in_any_table: bool = False
    is_rare: bool = False

    @cached_property
    def schedules(self) -> tuple[str, ...]:
        """The tables in which it may stand, the first one first."""
        return tuple(dict.fromkeys(place.schedule for place in (*self.find.places, *self.find.beside)))

    @property
    def rule(self) -> tuple[object, ...]:
        """Everything that decides which cells and sentences tell it."""
        words = (self.subjects, self.within, self.elsewhere, _ORDINAL, _YEAR)
        return (self.key, self.find.places, self.find.beside, *(pattern.pattern for pattern in words))

    def is_meant_by(self, subject: str, part_of: str = "", section: str = "") -> bool:
        """Whether a sentence with this subject, as a part of that total and under that heading, speaks of this indicator."""
        if self.subjects.fullmatch(plain(subject)) is None or self.elsewhere.search(plain(section)):
            return False
        return not part_of or self.within.search(plain(part_of)) is not None


@lru_cache(maxsize=MOST_WORDS)
def plain(label: str) -> str:
    """A label or subject for matching only: NFKC, without white space, ordinal, year in front and quotation marks."""
    text = re.sub(r"[\s“”\"'‘’]+", "", unicodedata.normalize("NFKC", without_ordinal(label)))
    return _YEAR.sub("", without_ordinal(text))


def without_ordinal(label: str) -> str:
    """A label as printed, without 一、 or （二） or 3. in front of it."""
    return _ORDINAL.sub("", label.strip()).strip()


def _words(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives))


_OF_EXPENDITURE_OF_ALL_FUNDS: Final = re.compile("^(?!.*(财政拨款|一般公共预算|政府性基金)).*支出")

OF_EXPENDITURE: Final = _words("支出(预算)?(合计|总计|总额)?$", "公用经费$")
"""Totals of which a text may call an item a part or a share (占支出合计的2%) without meaning less than the whole item."""

_PART_OF_PROCUREMENT: Final = "(货物|工程|服务|中小|小微|小型|微型|预留|面向)"

BUDGET_LAW: Final = _("《预算法》第十四条、第三十二条")
BUDGET_RULES: Final = _("《预算法实施条例》第五条、第六条")
DISCLOSURE_RULES: Final = _("财预〔2016〕143号《地方预决算公开操作规程》")


def _rare_part(key: str, name: str, formula: str, find: Finder, subjects: re.Pattern[str]) -> Indicator:
    """A part of all that is spent, of which few have anything."""
    return Indicator(
        key,
        name,
        formula,
        BUDGET_RULES,
        find,
        subjects,
        "total_expenditure",
        within=_OF_EXPENDITURE_OF_ALL_FUNDS,
        elsewhere=ONE_FUND,
        is_rare=True,
    )


INDICATORS: Final[tuple[Indicator, ...]] = (
    Indicator(
        "total_income",
        _("收入总计"),
        _("收支总表的收入总计；没有时取收入总表的合计"),
        DISCLOSURE_RULES,
        printed_at(at("summary", total_of("income")), at("income", total_of())),
        _words(
            "(本年|本部门|本单位|部门|单位)*(预算)?收入(预算)?(总计|总预算|预算|总额|合计)",
            "(预算|决算)?收入总计",
            "(本部门|本单位|部门|单位)*预算收入",
            BOTH_SIDES,
        ),
        within=_words(f"^{BOTH_SIDES}$"),
        elsewhere=ONE_FUND,
    ),
    Indicator(
        "total_expenditure",
        _("支出总计"),
        _("收支总表的支出总计；没有时取支出总表的合计"),
        DISCLOSURE_RULES,
        printed_at(at("summary", total_of("expenditure")), at("expenditure", total_of())),
        _words(
            "(本年|本部门|本单位|部门|单位)*(预算)?支出(预算)?(总计|总预算|预算|总额|合计)",
            "(预算|决算)?支出总计",
            "(本部门|本单位|部门|单位)*预算支出",
            "(相应)?安排支出预算",
            BOTH_SIDES,
        ),
        within=_words(f"^{BOTH_SIDES}$"),
        elsewhere=ONE_FUND,
    ),
    Indicator(
        "basic",
        _("基本支出"),
        _("支出总表合计行的基本支出；在同一种资金里等于人员经费与公用经费之和"),
        BUDGET_RULES,
        printed_at(at("expenditure", total_of(), ("basic",)), AllInFirstRow("basic"), at("basic", total_of())),
        _words("基本支出(预算)?"),
        "total_expenditure",
        within=_OF_EXPENDITURE_OF_ALL_FUNDS,
        elsewhere=ONE_FUND,
    ),
    Indicator(
        "personnel",
        _("人员经费"),
        _("一般公共预算基本支出表合计行的人员经费：工资福利支出与对个人和家庭的补助"),
        BUDGET_RULES,
        printed_at(at("general_basic", total_of(), ("personnel",))),
        _words("人员(经费|支出)(预算)?"),
        "basic",
        within=_words("基本支出"),
        elsewhere=_words("政府性基金|项目支出|国有资本"),
    ),
    Indicator(
        "operating",
        _("公用经费"),
        _("一般公共预算基本支出表合计行的公用经费"),
        BUDGET_RULES,
        printed_at(at("general_basic", total_of(), ("operating",))),
        _words("(日常)?公用(经费|支出)(预算)?"),
        "basic",
        within=_words("基本支出"),
        elsewhere=_words("政府性基金|项目支出|国有资本"),
    ),
    Indicator(
        "project",
        _("项目支出"),
        _("支出总表合计行的项目支出"),
        BUDGET_RULES,
        of_nature("project"),
        _words("项目支出(预算)?"),
        "total_expenditure",
        within=_OF_EXPENDITURE_OF_ALL_FUNDS,
        elsewhere=ONE_FUND,
    ),
    _rare_part(
        "reserve",
        _("单位预留机动经费"),
        _("支出总表合计行的单位预留机动经费"),
        of_nature("reserve"),
        _words("(单位)?预留机动经费(预算)?(数)?"),
    ),
    _rare_part(
        "operating_expense",
        _("事业单位经营支出"),
        _("支出总表合计行的经营支出"),
        of_nature("operating_expense"),
        _words("(事业单位)?经营(预算)?支出(预算)?(数)?"),
    ),
    _rare_part(
        "to_superior",
        _("上缴上级支出"),
        _("支出总表合计行的上缴上级支出"),
        of_nature("to_superior"),
        _words("上缴上级(单位)?(预算)?支出(预算)?(数)?"),
    ),
    _rare_part(
        "to_subordinate",
        _("对附属单位补助支出"),
        _("支出总表合计行的对附属单位补助支出"),
        of_nature("to_subordinate"),
        _words("对附属单位补助(预算)?支出(预算)?(数)?"),
    ),
    _rare_part(
        "carried_forward",
        _("年末结转和结余"),
        _("收支总表支出一侧的年末结转和结余（预算里叫结转下年）；没有时取支出总表合计行的这一栏"),
        printed_at(at("summary", Keyed(("carried_forward",), "expenditure")), at("expenditure", total_of(), ("carried_forward",))),
        _words("(年末|年终)结转(和结余)?(资金)?(预算)?(数)?", "结转下年(支出|资金)?(预算)?(数)?"),
    ),
    Indicator(
        "three_public",
        _("“三公”经费"),
        _("因公出国（境）费、公务接待费、公务用车购置及运行费之和，只算财政拨款"),
        DISCLOSURE_RULES,
        ThreePublicTotal(),
        _words(f"{_OF_THIS_YEAR}{_FROM_FUNDS}三公经费(支出)?(预算|决算)?(支出|安排)?(数|总额|合计)?"),
        within=OF_EXPENDITURE,
    ),
    Indicator(
        "abroad",
        _("因公出国（境）费"),
        _("“三公”经费表的因公出国（境）费"),
        DISCLOSURE_RULES,
        three_public("abroad"),
        _words(r"因公出国\(境\)(费|费用|经费)?(支出)?(预算|决算)?(支出)?"),
        "three_public",
        within=_words("三公经费|公务用车"),
    ),
    Indicator(
        "reception",
        _("公务接待费"),
        _("“三公”经费表的公务接待费"),
        DISCLOSURE_RULES,
        three_public("reception"),
        _words("公务接待(费|费用|经费)?(支出)?(预算|决算)?(支出)?"),
        "three_public",
        within=_words("三公经费|公务用车"),
    ),
    Indicator(
        "vehicles",
        _("公务用车购置及运行费"),
        _("公务用车购置费与运行维护费之和"),
        DISCLOSURE_RULES,
        three_public("vehicles"),
        _words("公务用车购置(及|和)运行(维护)?(费|费用|经费)?(支出)?(预算|决算)?(支出)?"),
        "three_public",
        within=_words("三公经费|公务用车"),
    ),
    Indicator(
        "vehicle_purchase",
        _("公务用车购置费"),
        _("“三公”经费表的公务用车购置费"),
        DISCLOSURE_RULES,
        three_public("vehicle_purchase"),
        _words("(公务用车)?购置(费|费用|经费)(支出)?(预算|决算)?(支出)?", "公务用车购置(预算|决算)?支出"),
        "vehicles",
        within=_words("三公经费|公务用车"),
    ),
    Indicator(
        "vehicle_running",
        _("公务用车运行维护费"),
        _("“三公”经费表的公务用车运行维护费"),
        DISCLOSURE_RULES,
        three_public("vehicle_running"),
        _words("(公务用车)?运行(维护)?(费|费用|经费)(支出)?(预算|决算)?(支出)?"),
        "vehicles",
        within=_words("三公经费|公务用车"),
    ),
    Indicator(
        "agency_running",
        _("机关运行经费"),
        _(
            "机关运行经费表的合计；没有时取“三公”经费表的机关运行经费，再没有时取文字。指行政单位和参公单位用财政拨款安排的基本支出中的公用经费"
        ),
        BUDGET_LAW,
        printed_at(at("operating", total_of()), three_public("agency_running")),
        _words(rf"{_OF_THIS_YEAR}{_FROM_FUNDS}机关运行经费(\(公用经费\))?(支出)?(财政拨款)?(预算|决算)?(支出|安排)?(数|总额)?"),
        within=OF_EXPENDITURE,
        in_any_table=True,
    ),
    Indicator(
        "procurement",
        _("政府采购"),
        _("政府采购预算表的合计；没有时取文字所说的政府采购总额。预算是计划数，决算是合同数，两者不比"),
        BUDGET_LAW,
        at("procurement", total_of()),
        _words(
            f"(?!.*{_PART_OF_PROCUREMENT}).*政府采购(预算|支出|决算)*(总额|总金额|总计|合计|预算|支出)",
            r"政府采购(支出)?(安排|金额(\([^()]*合同[^()]*\))?)?",
            r"纳入(\d{4}年度?)?(部门|单位)预算的政府采购项目",
        ),
    ),
)

BY_KEY: Final = {indicator.key: indicator for indicator in INDICATORS}
