"""Every number that is computed, and how: name, formula, when there is none, and where the rule is from. Pure.

A formula is the one declared beside the function that computes the number. `tells` names the fields of the shapes that carry it; a test
sees to it that every number of these shapes has its method, that the formula gives what the function gives, and that `never` is exactly
why the function gives none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from budgets.prices import consumer_prices
from comparisons import changes, denominators, execution, measures, parts, peers, prices, stated
from comparisons.formulas import Formula
from comparisons.formulas import gettext_noop as _
from comparisons.values import Why


@dataclass(frozen=True, slots=True)
class Method:
    """A number that is computed. `key` is its anchor and stable; texts are Chinese, translated where they are shown.

    `never` are the reasons for which there is no number; `notes` what else a reader must know, with places for `values`. `examples` begin
    the names of worked examples in docs/comparing.md. `source` names who defined the method, where somebody did. `shown` says where such a
    number stands: on which page (`compare`, `pair` for a comparison of two years, `executed` for one with final accounts, `rankings`),
    asked how, in which part.
    """

    key: str
    name: str
    says: str
    formulas: tuple[Formula, ...]
    tells: tuple[str, ...]
    never: tuple[Why, ...] = ()
    notes: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    examples: tuple[str, ...] = ()
    shown: str = ""


_LIKE: Final = _("阶段、口径、栏目、资金来源或者是否含结转不同的两个数，不相减、不相除、不排在一起。")

METHODS: Final[tuple[Method, ...]] = (
    Method(
        "difference",
        _("差额"),
        _("本年的数比上年的数多多少元。"),
        (measures.DIFFERENCE,),
        ("Change.difference", "Measured.difference"),
        ("blank", "no_base", "no_previous", "unlike"),
        (_LIKE, _("整张表里上年没有、本年有的一行，全部是增加；反过来全部是减少。"), _("空白和短横不是 0，不相减。")),
        examples=("变化",),
        shown="compare:#compared",
    ),
    Method(
        "rate",
        _("变化率"),
        _("差额占上年的百分之几。"),
        (measures.RATE,),
        ("Change.rate", "Measured.rate"),
        ("blank", "ended", "negative_base", "new", "no_base", "no_previous", "unlike", "zero_base"),
        (_("上年为零、为负、为空白，或者没有这一行，就没有变化率；不写 0，也不写 100%。"), _LIKE),
        examples=("变化",),
        shown="compare:#compared",
    ),
    Method(
        "against",
        _("对另一种基数"),
        _("文件拿本年的预算和上年的执行数比时，这样比的差额和变化率；与对上年预算的分开写，各写明基数。"),
        (measures.DIFFERENCE, measures.RATE),
        ("Against.difference", "Against.rate"),
        ("blank", "negative_base", "unlike", "zero_base"),
        (_("只有阶段可以不同；口径、资金来源不同的还是不比。两种变化率都对，不能混用。"),),
        examples=("对照",),
    ),
    Method(
        "contribution",
        _("贡献"),
        _("一行使它上一级多了或者少了多少元。"),
        (changes.CONTRIBUTION,),
        ("Change.contribution",),
        notes=(_("空白、短横和没有的行在求和时不计。"), _LIKE),
        examples=("贡献",),
        shown="compare:#compared",
    ),
    Method(
        "points_of_rate",
        _("对变化率的影响"),
        _("一行使它上一级的变化率高了或者低了几个百分点；各行的加上余差的那一份，就是上一级的变化率。"),
        (changes.POINTS_OF_RATE,),
        ("points_of_share",),
        notes=(_("上一级没有变化率，就没有它。"),),
        examples=("贡献",),
        shown="compare:#compared",
    ),
    Method(
        "residual",
        _("余差"),
        _("上一级的差额里，各行的贡献解释不了的那一部分：四舍五入，或者有一行没有列出。"),
        (changes.RESIDUAL,),
        ("Level.residual",),
        notes=(_("照实写出，不摊到各行。有一行的贡献不知道，就不算余差。"),),
        examples=("贡献",),
        shown="compare:#compared",
    ),
    Method(
        "untold",
        _("图里的差额"),
        _("一个总数里，表里列出的各项说不到的那一部分：没有公开，或者有一行没有读到。画收支流向、画支出的各部分时，它是自己的一块。"),
        (parts.UNTOLD,),
        ("Parts.residual", "Side.residual"),
        notes=(
            _("照实画出，不摊到各项。各项之和比总数多，收支流向就不画，并写明多多少。"),
            _("按所印的位数能用四舍五入解释的，只写明差多少元，不画。"),
        ),
    ),
    Method(
        "rounding",
        _("四舍五入的容差"),
        _("同一个数在两处印得不同，差多少以内可以是四舍五入；超过才说两个数不同。"),
        (changes.ROUNDING,),
        ("disagree",),
        notes=(_("最小单位由所印的位数和单位来：印到 0.01 万元就是 100 元。没有固定的容差。"),),
        examples=("重述", "预算重述"),
    ),
    Method(
        "claim",
        _("文件写的，与我们算的"),
        _("文件的一句话写的增减额、变化率，和表格里的数算出来的比：一致、四舍五入内一致、矛盾，或者无法核算。"),
        (stated.CHANGE_OFF, stated.PERCENT_OFF),
        ("Check.tolerance",),
        notes=(
            _("差在这以内是“四舍五入内一致”，超过是“矛盾”。矛盾不等于违规：只把两边放在一起。"),
            _("单是四舍五入就能使变化率差 {most} 个百分点以上的，基数太小，不判断；上年的数只能由这句话自己推算的，也不判断。"),
        ),
        values={"most": str(stated.MEANINGFUL)},
        shown="pair:#claims",
    ),
    Method(
        "share",
        _("占上一级的比重"),
        _("一行占它上一级的百分之几。"),
        (measures.SHARE,),
        ("Measured.share",),
        ("blank", "blank_whole", "fund_not_stated", "negative_base", "no_figure", "no_whole", "unlike", "zero_base"),
        (_("只有能确定这一行是上一级的一部分时才算：只是财政拨款的人员经费，不除以全部资金的基本支出。"), _LIKE),
        examples=("份额",),
        shown="compare:show=measures#measures",
    ),
    Method(
        "share_of_top",
        _("占合计的比重"),
        _("一行占整张表合计的百分之几。"),
        (measures.SHARE,),
        ("Measured.share_of_top",),
        ("blank", "blank_whole", "fund_not_stated", "negative_base", "no_figure", "no_whole", "unlike", "zero_base"),
        (_("从这一行到合计，每一级都要能确定是上一级的一部分。"), _LIKE),
        examples=("份额",),
        shown="compare:show=measures#measures",
    ),
    Method(
        "points",
        _("百分点"),
        _("一个比重比上年高了或者低了多少：两个百分数相减，不是相除。"),
        (measures.POINTS,),
        ("Measured.points", "Measured.points_of_top"),
        ("blank", "blank_whole", "fund_not_stated", "negative_base", "no_figure", "no_previous", "no_whole", "unlike", "zero_base"),
        (_("两年的部分和整体都要可比。"),),
        examples=("份额",),
        shown="compare:show=measures#measures",
    ),
    Method(
        "index",
        _("指数"),
        _("以一段连续年份里第一个有数的年份为 100，看后来的数是它的多少。"),
        (measures.INDEX,),
        ("Measured.index",),
        ("blank", "negative_base", "no_figure", "zero_base"),
        (_("口径变了、缺了一年，指数从断开之后重新作 100；起点不同的指数不画在一条线上。"),),
        examples=("多年",),
        shown="compare:show=measures#measures",
    ),
    Method(
        "compound",
        _("年均变化率"),
        _("假定每年的变化率相同，从首年到末年每年变百分之几。"),
        (measures.COMPOUND,),
        ("Line.compound",),
        ("end_not_positive", "negative_base", "no_figure", "one_year", "unlike", "year_missing", "zero_base"),
        (_("不跨过口径的变化，也不跨过缺的年份。"), _("取整到百分数的小数点后 12 位。")),
        examples=("多年",),
        shown="compare:show=measures#measures",
    ),
    Method(
        "rank",
        _("名次"),
        _("由大到小排在第几；数相同的名次相同，下一个名次空出来（1、2、2、4）。"),
        (measures.PLACE,),
        ("Rank.place", "Placed.rank"),
        ("alone", "blank", "no_figure", "stage_not_stated", "unlike"),
        (_("名次只说明数的大小，不说明好坏。没有数就没有名次，不算最后。"), _LIKE),
        examples=("名次",),
        shown="rankings:",
    ),
    Method(
        "moved",
        _("名次的变化"),
        _("比上年上升了几位。"),
        (measures.MOVED,),
        ("Moved.places",),
        notes=(_("只在两年都有名次的部门之间重新排，谁也不因为别人没有公开而上升。"),),
        examples=("名次",),
        shown="rankings:",
    ),
    Method(
        "real",
        _("扣除物价（CPI 折算）"),
        _("把各年的金额折算成同一年的价格，再相比。"),
        (prices.REAL,),
        ("Measured.amount", "Factor.number"),
        ("blank", "no_figure", "no_price"),
        (
            _("比折算的年份晚的数是相除。预算也用它所属年度的指数。"),
            _("CPI 说的是居民消费，不是工资，也不是工程的价格：这里叫“折算”，不叫“实际增长”。全国的指数，不是各省的。"),
        ),
        source=consumer_prices().source,
        examples=("不变价",),
        shown="compare:prices={year}#real",
    ),
    Method(
        "per",
        _("平均每辆车、每人、每个居民"),
        _("金额除以同一部门、同一口径、同一年度的数量：公务用车、编制、在职人员、离退休人员、常住人口。"),
        (denominators.PER,),
        ("Per.value",),
        ("added_up", "blank", "counts_disagree", "no_count", "part_of_region", "zero_base"),
        (
            _("数量公开了才算，没有的不算，也不估计。一份 2024 年的预算写的是 2023 年末的车，就只除 2023 年的数。"),
            _("几份文件写的数量不同，就不算；只管地区一部分的部门，不除以整个地区的人口。"),
        ),
        examples=("平均",),
    ),
    Method(
        "execution",
        _("执行率"),
        _("决算数占预算数的百分之几；年初预算和调整预算（全年预算）是两种，分开算。"),
        (execution.EXECUTED,),
        ("Rate.value",),
        ("blank", "negative_base", "unlike", "zero_base"),
        (_("低于或高于 100% 都可能是年中依法的调整、追加或节约。收支总表的总计含年末结转，不算执行率。"),),
        source=_("《预算法》第七十五条：决算按预算数、调整预算数、决算数分别列出"),
        examples=("执行",),
        shown="executed:#executed",
    ),
    Method(
        "peers",
        _("同类的部门"),
        _("可以和一个部门排在一起的部门：按登记的类别、级别、上一级地区、地区级别，或者按公开的规模；都写明出处。"),
        (peers.BAND_FROM, peers.BAND_TO),
        ("Reason.smallest", "Reason.largest"),
        notes=(_("没有登记、没有出处或者没有公开规模的部门，不当同类，只计个数。从不按名称像不像来找。"),),
    ),
    Method(
        "quartile",
        _("中位数和四分位数"),
        _("从小到大排，正中间的数是中位数；四分之一处和四分之三处的数是下、上四分位数。"),
        (peers.POSITION, peers.QUARTILE),
        ("Spread.smallest", "Spread.lower", "Spread.median", "Spread.upper", "Spread.largest"),
        notes=(
            _("少于 {median} 个数没有中位数，少于 {quartiles} 个数没有四分位数。只算有名次的数，本部门的也在内；最小、最大就是所印的数。"),
        ),
        values={"median": str(peers.FEWEST_FOR_MEDIAN), "quartiles": str(peers.FEWEST_FOR_QUARTILES)},
        source=peers.METHOD_SOURCE,
    ),
)

BY_KEY: Final = {method.key: method for method in METHODS}

MEANINGS: Final[Mapping[Why, str]] = {
    "new": _("整张表里上年没有这一行。"),
    "ended": _("整张表里本年没有这一行了。"),
    "no_base": _("上年或者本年的数不知道：没有文件，或者文件没有写。"),
    "zero_base": _("除数是零。零不能作除数，所以没有这个数，不是 0。"),
    "negative_base": _("除数是负数。对负数算百分之几没有意义。"),
    "blank": _("格子空着，或者印作短横。空白不是 0，什么都不减、不除。"),
    "unlike": _("两个数的口径不同，或者中间机构、科目变了；不同在哪里写在旁边。"),
    "no_figure": _("那一年的文件里没有这一行的数。"),
    "no_previous": _("上年没有可以相比的文件。"),
    "no_whole": _("文件没有给出上一级的数。"),
    "blank_whole": _("上一级的格子空着。"),
    "year_missing": _("两年之间有一年没有这一行。"),
    "one_year": _("只有一年有数，说不出每年变多少。"),
    "no_price": _("没有两年之间某一年的价格指数。"),
    "no_count": _("没有公开同一部门、同一口径、同一年度的数量。"),
    "part_of_region": _("部门只管地区的一部分，不能除以整个地区的人口。"),
    "counts_disagree": _("几处写的数量不同，不知道用哪一个。"),
    "added_up": _("这是几个部门之和，没有一个数量是它们共有的。"),
    "no_plan": _("没有可以对照的预算数。"),
    "end_not_positive": _("末年的数是零或者负数，开不出年均的变化率。"),
    "stage_not_stated": _("文件没有写明是预算数还是执行数。"),
    "fund_not_stated": _("文件没有写明是哪一种资金，不能确定是上一级的一部分。"),
    "alone": _("只有它一个有数，没有可以排在一起的。"),
}
"""What each reason for no number means, in a sentence. Beside the figure stands a word."""
