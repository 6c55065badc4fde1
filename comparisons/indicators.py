"""The headline figures: what each is, by which rule, and where the tables and the text print it. Pure.

Each indicator says its formula and the rule that defines it; the page prints both beside the number. A figure is looked for in the tables
in the order given here, and only where none of them prints it in the text. Where one table gives two different figures for the same
thing, there is none: that is for a person to decide.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal, Protocol

from budgets.caching import cached_property
from budgets.frozen import frozen
from comparisons.changes import Presence

WHOLE: Final = ("total", "amount")
WHOLES: Final = ("total_income", "total_expenditure")
"""The figures that are all of an income or expenditure."""
MOST_TOTALS: Final = 9
"""More columns of one row that say the same of themselves than any table has."""
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


@frozen
class Cell:
    """A stored fact as plain values: one printed figure, or one blank cell, of a table. Fields as in `budgets.models.Fact`."""

    id: int
    edition: int
    document: int
    year: int
    table: int
    schedule: str
    row_key: str
    measure: str
    figure: str
    row: int
    label: str
    yuan: Decimal | None
    presence: Presence
    column: int = 0
    block: int = 0
    code: str = ""
    item: str = ""
    path: tuple[str, ...] = ()
    level: int | None = None
    side: str = ""
    kind: Literal["money", "count", "percent"] = "money"
    printed: str = ""
    unit: str = ""
    page: int | None = None
    line: int | None = None
    sheet: str = ""
    cell: str = ""
    corrected: bool = False

    def __hash__(self) -> int:
        return hash(self.id)  # of all its fields it would take as long as what is looked up by it


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


def _(text: str) -> str:
    """Marks a text for the catalogue of translations; it is translated where it is shown."""
    return text


@lru_cache(maxsize=MOST_WORDS)
def plain(label: str) -> str:
    """A label or subject for matching only: NFKC, without white space, ordinal, year in front and quotation marks."""
    text = re.sub(r"[\s“”\"'‘’]+", "", unicodedata.normalize("NFKC", without_ordinal(label)))
    return _YEAR.sub("", without_ordinal(text))


def without_ordinal(label: str) -> str:
    """A label as printed, without 一、 or （二） or 3. in front of it."""
    return _ORDINAL.sub("", label.strip()).strip()


class Row(Protocol):
    """Which rows of a table are meant: `items` are their stable keys, None where only the labels tell; `side` is None for any."""

    @property
    def items(self) -> tuple[str, ...] | None: ...

    @property
    def side(self) -> str | None: ...

    def __call__(self, cell: Cell) -> bool: ...


@dataclass(frozen=True, slots=True)
class Keyed:
    """Rows of a table by their stable keys, of one side where one is named."""

    items: tuple[str, ...]
    side: str | None = None

    def __call__(self, cell: Cell) -> bool:
        return cell.item in self.items and self.side in (None, cell.side)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a figure may stand: rows and columns of one table. What a reader of the database has to fetch for it.

    `items` is None where only the labels tell which row it is; such places are for readers of whole editions. With `at_top` it is the
    first row of the table.
    """

    schedule: str
    items: tuple[str, ...] | None
    measures: tuple[str, ...]
    side: str | None = None
    at_top: bool = False

    def holds(self, schedule: str, item: str, measure: str, side: str, row: int) -> bool:
        """Whether a cell stands here."""
        there = (self.items is None or item in self.items) and self.side in (None, side) and (row == 0 or not self.at_top)
        return schedule == self.schedule and measure in self.measures and there


@dataclass(frozen=True, slots=True)
class Step:
    """Places that are looked at before those of the next step, by which rule their figure is taken, and what stands beside it."""

    places: tuple[Place, ...]
    rule: str
    beside: tuple[Place, ...] = ()


class Finder(Protocol):
    """Finds the one cell of a figure among the cells of an edition. Those at its `places` decide, and where they hold different figures
    those `beside` them; no others do. A figure that stands alone at the first place is always the one,
    where keys tell the row."""

    @property
    def places(self) -> tuple[Place, ...]: ...

    @property
    def beside(self) -> tuple[Place, ...]: ...

    @property
    def steps(self) -> tuple[Step, ...]:
        """Its places in the order in which they are looked at, each with its rule: what pages print of it."""
        ...

    def __call__(self, cells: Sequence[Cell]) -> Cell | None: ...


def total_of(side: str = "") -> Row:
    """The row that adds up its whole table, or one side of it."""
    return Keyed(("total",), side)


def item(key: str) -> Row:
    """The row of an item such as 公务接待费, or the total row where items are columns."""
    return Keyed((key, "total"))


@dataclass(frozen=True, slots=True)
class FirstPrinted:
    """The first place where a figure is printed; where none is, the first place that is left blank."""

    finders: tuple[Finder, ...]

    @property
    def places(self) -> tuple[Place, ...]:
        return tuple(place for finder in self.finders for place in finder.places)

    @property
    def beside(self) -> tuple[Place, ...]:
        return tuple(place for finder in self.finders for place in finder.beside)

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(step for finder in self.finders for step in finder.steps)

    def __call__(self, cells: Sequence[Cell]) -> Cell | None:
        blank: Cell | None = None
        for finder in self.finders:
            cell = finder(cells)
            if cell is not None and cell.yuan is not None:
                return cell
            blank = blank or cell
        return blank


def printed_at(*finders: Finder) -> Finder:
    """The first place where a figure is printed; where none is, the first place that is left blank."""
    return FirstPrinted(finders)


@dataclass(frozen=True, slots=True)
class At:
    """A row of a table, in the first of these columns that it has. Two different figures for it are none."""

    schedule: str
    row: Row
    measures: tuple[str, ...]

    @property
    def places(self) -> tuple[Place, ...]:
        return (Place(self.schedule, self.row.items, self.measures, self.row.side),)

    @property
    def beside(self) -> tuple[Place, ...]:
        return ()

    @property
    def steps(self) -> tuple[Step, ...]:
        return (Step(self.places, _("取这些行里最先有的一栏；印了两个不同的数，就不取。")),)

    def __call__(self, cells: Sequence[Cell]) -> Cell | None:
        rows = [cell for cell in cells if cell.schedule == self.schedule and cell.kind == "money" and self.row(cell)]
        for measure in self.measures:
            there = [cell for cell in rows if cell.measure == measure]
            if there:
                return _only(there)
        return None


def at(schedule: str, row: Row, measures: Sequence[str] = WHOLE) -> Finder:
    """A row of a table, in the first of these columns that it has. Two different figures for it are none."""
    return At(schedule, row, tuple(measures))


@dataclass(frozen=True, slots=True)
class _AllInFirstRow:
    """A column of the first row of 支出总表, where that row, by whatever name, is all of the expenditure: its total is what 收支总表
    prints as that of expenditure. Departments of some regions call it by their own name, and no row 合计."""

    measure: str

    @property
    def places(self) -> tuple[Place, ...]:
        return (Place("expenditure", ("",), (self.measure,), at_top=True),)

    @property
    def beside(self) -> tuple[Place, ...]:
        return (Place("expenditure", ("",), WHOLE, at_top=True), Place("summary", ("current", "total"), WHOLE, "expenditure"))

    @property
    def steps(self) -> tuple[Step, ...]:
        rule = _("支出总表没有合计行时，取第一行（写的是部门名称）的这一栏；这一行的合计等于收支总表的支出合计，才取。")
        return (Step(self.places, rule, self.beside),)

    def __call__(self, cells: Sequence[Cell]) -> Cell | None:
        money = [cell for cell in cells if cell.kind == "money"]
        first, whole = ([cell for cell in money if _stands_at(place, cell)] for place in self.beside)
        all_spent = {cell.yuan for cell in whole if cell.yuan}
        tables = {(cell.document, cell.table) for cell in first if cell.yuan in all_spent}
        own = [cell for cell in money if (cell.document, cell.table) in tables and _stands_at(self.places[0], cell)]
        return _only(own) if own else None


def _stands_at(place: Place, cell: Cell) -> bool:
    return place.holds(cell.schedule, cell.item, cell.measure, cell.side, cell.row)


def _only(cells: Iterable[Cell]) -> Cell | None:
    ordered = sorted(cells, key=lambda cell: (cell.yuan is None, cell.table, cell.row))
    figures = {cell.yuan for cell in ordered if cell.yuan is not None}
    return ordered[0] if len(figures) <= 1 else None


def _words(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives))


def _three_public(key: str) -> Finder:
    """An item of the 三公 table, which prints its items as rows in some regions and as columns in others: its measure is the same.

    Where its columns are of one fund each, it is that of 一般公共预算, if the others have nothing.
    """
    names = (key, f"vehicles.{key}")
    return printed_at(at("three_public", item(key), names), *(_OnlyFund(item(key), f"{name}.") for name in names))


@dataclass(frozen=True, slots=True)
class _OnlyFund:
    """A row of the 三公 table that is told by funds: the figure of 一般公共预算, where no other fund prints any but 0."""

    row: Row
    prefix: str = ""

    @property
    def places(self) -> tuple[Place, ...]:
        return (Place("three_public", self.row.items, (f"{self.prefix}general",)),)

    @property
    def beside(self) -> tuple[Place, ...]:
        return (Place("three_public", self.row.items, tuple(f"{self.prefix}{fund}" for fund in ("fund", "capital"))),)

    @property
    def steps(self) -> tuple[Step, ...]:
        return (Step(self.places, _("表按资金来源分栏时，取一般公共预算的数；别的资金有不是 0 的数，就不取。"), self.beside),)

    def __call__(self, cells: Sequence[Cell]) -> Cell | None:
        there = [cell for cell in cells if cell.schedule == "three_public" and cell.kind == "money" and self.row(cell)]
        own = [cell for cell in there if cell.measure == f"{self.prefix}general"]
        others = [cell for cell in there if any(cell.measure in place.measures for place in self.beside)]
        return _only(own) if own and others and not any(cell.yuan for cell in others) else None


class _ThreePublicTotal:
    """The total of the 三公 table. Where it also lists meetings and training, it has a total of all beside that of the three.

    Of several totals the one is taken that the three items add up to; none where that is not exactly one figure. A total that is told by
    funds alone (`_OnlyFund`) is one where the three items add up to it.
    """

    _items: Final = tuple(_three_public(key) for key in ("abroad", "reception", "vehicles"))
    _by_funds: Final = _OnlyFund(total_of())
    _measures: Final = (*WHOLE, *(f"{measure}#{number}" for measure in WHOLE for number in range(2, MOST_TOTALS + 1)))

    @property
    def places(self) -> tuple[Place, ...]:
        return (Place("three_public", ("total",), self._measures), *self._by_funds.places)

    @property
    def beside(self) -> tuple[Place, ...]:
        return (*self._by_funds.beside, *(place for finder in self._items for place in (*finder.places, *finder.beside)))

    @property
    def steps(self) -> tuple[Step, ...]:
        items = tuple(place for finder in self._items for place in finder.places)
        return (
            Step(self.places[:1], _("有几个合计时（表里还列了会议费、培训费），取等于三项之和的那一个；没有或者不止一个，就不取。"), items),
            Step(
                self._by_funds.places,
                _("没有合计栏、按资金来源分栏时，取一般公共预算的数；它等于三项之和，别的资金都没有数，才取。"),
                items,
            ),
        )

    def __call__(self, cells: Sequence[Cell]) -> Cell | None:
        there = [cell for cell in cells if cell.schedule == "three_public" and cell.kind == "money" and cell.item == "total"]
        totals = [cell for cell in there if cell.measure in self._measures]
        by_funds = self._by_funds(cells) if not totals else None
        if len({cell.yuan for cell in totals}) > 1 or by_funds is not None:
            totals = [by_funds] if by_funds is not None else totals
            items = [found for finder in self._items if (found := finder(cells)) is not None]
            whole = sum((found.yuan for found in items if found.yuan is not None), Decimal(0))
            totals = [cell for cell in totals if items and cell.yuan == whole]
        return _only(totals) if totals else None


def _of_nature(measure: str) -> Finder:
    """What is spent in one of the ways in which 支出总表 divides the whole."""
    return printed_at(at("expenditure", total_of(), (measure,)), _AllInFirstRow(measure))


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
        printed_at(at("expenditure", total_of(), ("basic",)), _AllInFirstRow("basic"), at("basic", total_of())),
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
        _of_nature("project"),
        _words("项目支出(预算)?"),
        "total_expenditure",
        within=_OF_EXPENDITURE_OF_ALL_FUNDS,
        elsewhere=ONE_FUND,
    ),
    _rare_part(
        "reserve",
        _("单位预留机动经费"),
        _("支出总表合计行的单位预留机动经费"),
        _of_nature("reserve"),
        _words("(单位)?预留机动经费(预算)?(数)?"),
    ),
    _rare_part(
        "operating_expense",
        _("事业单位经营支出"),
        _("支出总表合计行的经营支出"),
        _of_nature("operating_expense"),
        _words("(事业单位)?经营(预算)?支出(预算)?(数)?"),
    ),
    _rare_part(
        "to_superior",
        _("上缴上级支出"),
        _("支出总表合计行的上缴上级支出"),
        _of_nature("to_superior"),
        _words("上缴上级(单位)?(预算)?支出(预算)?(数)?"),
    ),
    _rare_part(
        "to_subordinate",
        _("对附属单位补助支出"),
        _("支出总表合计行的对附属单位补助支出"),
        _of_nature("to_subordinate"),
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
        _ThreePublicTotal(),
        _words(f"{_OF_THIS_YEAR}{_FROM_FUNDS}三公经费(支出)?(预算|决算)?(支出|安排)?(数|总额|合计)?"),
        within=OF_EXPENDITURE,
    ),
    Indicator(
        "abroad",
        _("因公出国（境）费"),
        _("“三公”经费表的因公出国（境）费"),
        DISCLOSURE_RULES,
        _three_public("abroad"),
        _words(r"因公出国\(境\)(费|费用|经费)?(支出)?(预算|决算)?(支出)?"),
        "three_public",
        within=_words("三公经费|公务用车"),
    ),
    Indicator(
        "reception",
        _("公务接待费"),
        _("“三公”经费表的公务接待费"),
        DISCLOSURE_RULES,
        _three_public("reception"),
        _words("公务接待(费|费用|经费)?(支出)?(预算|决算)?(支出)?"),
        "three_public",
        within=_words("三公经费|公务用车"),
    ),
    Indicator(
        "vehicles",
        _("公务用车购置及运行费"),
        _("公务用车购置费与运行维护费之和"),
        DISCLOSURE_RULES,
        _three_public("vehicles"),
        _words("公务用车购置(及|和)运行(维护)?(费|费用|经费)?(支出)?(预算|决算)?(支出)?"),
        "three_public",
        within=_words("三公经费|公务用车"),
    ),
    Indicator(
        "vehicle_purchase",
        _("公务用车购置费"),
        _("“三公”经费表的公务用车购置费"),
        DISCLOSURE_RULES,
        _three_public("vehicle_purchase"),
        _words("(公务用车)?购置(费|费用|经费)(支出)?(预算|决算)?(支出)?", "公务用车购置(预算|决算)?支出"),
        "vehicles",
        within=_words("三公经费|公务用车"),
    ),
    Indicator(
        "vehicle_running",
        _("公务用车运行维护费"),
        _("“三公”经费表的公务用车运行维护费"),
        DISCLOSURE_RULES,
        _three_public("vehicle_running"),
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
        printed_at(at("operating", total_of()), _three_public("agency_running")),
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
