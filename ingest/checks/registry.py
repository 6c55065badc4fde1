"""Every check there is. A check asks one question of an extraction and answers it for each subject it finds.

`code` is stable: findings, pages and people refer to it. `basis` names the identity or discrepancy it comes from: A, B, C, E and F are the
identities inside tables, between tables, between text and tables, of forms and of final accounts; D is the register of what disclosures
get wrong. `docs/checks.md` tells each in full.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from budgets.worded import _
from ingest.checks import (
    between,
    classification,
    contents,
    economic,
    finals,
    forms,
    functions,
    hierarchy,
    projects,
    quality,
    recognition,
    row,
    summary,
    text_change,
    text_parts,
    text_tables,
    three_public,
)
from ingest.checks.results import Result
from ingest.shapes import Extraction


@dataclass(frozen=True, slots=True)
class Check:
    """A stable code, the question in Chinese, what must hold for it, where it comes from, and the function that answers it. What holds is
    a result too. Question and formula are translated where they are shown.

    `of_a_file` is true for what is asked of each file by itself, also where several files are one disclosure.
    """

    code: str
    question: str
    formula: str
    basis: str
    run: Callable[[Extraction], Iterator[Result]]
    of_a_file: bool = False


CHECKS: Final = (
    # Inside one table
    Check(
        "hierarchy.class_sum",
        _("类的金额等于其各款之和吗？"),
        _("类 = 各款之和，每一栏都算；款由编码前缀（3 位到 5 位）来认，表里只有名称时由印出的级次来认"),
        "A1",
        hierarchy.class_sum,
    ),
    Check("hierarchy.division_sum", _("款的金额等于其各项之和吗？"), _("款 = 各项之和（5 位到 7 位编码）"), "A1", hierarchy.division_sum),
    Check(
        "hierarchy.total",
        _("合计等于各类之和吗？"),
        _("合计 = 最上面一级各行之和，不是所有行之和；分单位的，单位那一行 = 它最上面一级各行之和"),
        "A2 F8",
        hierarchy.total,
    ),
    Check(
        "hierarchy.units",
        _("合计等于各单位之和吗？"),
        _("合计 = 各单位之和，单位下面有编码时也一样；部门在所属单位上面的那一行不再加进去，表里没有别的合计时它就是合计"),
        "A10",
        hierarchy.units,
    ),
    Check(
        "row.basic_project",
        _("一行的合计等于基本支出与项目支出之和吗？"),
        _("合计 = 基本支出 + 项目支出（+ 经营支出、上缴上级、对附属单位补助、预留，在它们不算进项目支出的时候）"),
        "A3 F3",
        row.basic_project,
    ),
    Check(
        "row.sources",
        _("一行的合计等于各资金来源之和吗？"),
        _(
            "合计 = 各资金来源之和；上年结转可能在合计里，也可能在合计外。"
            "下面还分栏的每一栏也一样（财政拨款 = 一般公共预算 + 政府性基金 + 国有资本经营预算）"
        ),
        "A4 A7 F2 F4",
        row.sources,
    ),
    Check(
        "row.subtotals",
        _("小计等于同一栏目下各栏之和吗？"),
        _("表里另有合计时，一个栏目（本年收入、上年结转）下的小计 = 这个栏目下各栏之和"),
        "A4",
        row.subtotals,
    ),
    Check(
        "row.personnel_operating",
        _("一行的合计等于人员经费与公用经费之和吗？"),
        _("合计或者基本支出 = 人员经费 + 公用经费"),
        "A8",
        row.personnel_operating,
    ),
    Check(
        "row.current_carryover", _("一行的合计等于当年安排与上年结转之和吗？"), _("合计 = 当年安排 + 上年结转"), "A5", row.current_carryover
    ),
    Check(
        "summary.income_sum",
        _("本年收入合计等于其上各行之和吗？"),
        _("本年收入合计 = 它上面各收入行之和，它印在最前面时是它下面各行之和；一边分几块的，各块自己算；一行下面的行和“其中”不加"),
        "A5",
        summary.income_sum,
    ),
    Check(
        "summary.expenditure_sum",
        _("本年支出合计等于其上各行之和吗？"),
        _("本年支出合计 = 它上面各支出行之和，每一栏都算"),
        "A5",
        summary.expenditure_sum,
    ),
    Check(
        "summary.income_total",
        _("收入总计等于本年收入与上年结转之和吗？"),
        _("收入总计 = 本年收入合计 + 两者之间的各行（上年结转等）；没有印本年合计时 = 上面各行之和；有两行都叫合计时看后一行"),
        "A6 A7 F1 F4",
        summary.income_total,
    ),
    Check(
        "summary.expenditure_total",
        _("支出总计等于本年支出与年终结转之和吗？"),
        _("支出总计 = 本年支出合计 + 两者之间的各行（年终结转等）"),
        "A6 A7 F1 F4",
        summary.expenditure_total,
    ),
    Check("summary.balance", _("收入总计等于支出总计吗？"), _("收入总计 = 支出总计"), "A6 A7", summary.balance),
    Check(
        "summary.carryover_parts", _("上年结转等于其下各行之和吗？"), _("上年财政拨款结转 = 它下面各行之和"), "A7", summary.carryover_parts
    ),
    Check(
        "summary.parts",
        _("收支总表中的一行等于其下各行之和吗？"),
        _(
            "收支总表的一行 = 它下面各行之和（财政拨款 = 三种预算，类 = 它的款和项；只印名称时按加得起来的读法）。"
            "空白的行或部分不问，没有序号的行在有序号的行上面时也不问"
        ),
        "A1 A5",
        summary.parts,
    ),
    Check(
        "summary.blocks",
        _("每一种分类的各行都合到同一个合计吗？"),
        _("一边并列几种分类（功能分类、支出用途）时，每一种都合到这一边的合计"),
        "A5",
        summary.blocks,
    ),
    Check(
        "economic.personnel",
        _("人员经费等于工资福利支出与对个人和家庭的补助之和吗？"),
        _("人员经费合计 = 301 + 303，在表没有自己把一类分给人员和公用的时候"),
        "A8",
        economic.personnel,
    ),
    Check(
        "economic.operating",
        _("公用经费等于商品和服务支出与资本性支出之和吗？"),
        _("公用经费合计 = 302（+ 基本支出里的 307、309、310、399）"),
        "A8",
        economic.operating,
    ),
    Check(
        "three_public.parts",
        _("“三公”经费合计等于出国、接待、用车之和吗？"),
        _("合计 = 出国（境） + 公务接待 + 公务用车；会议费和培训费可能也在内"),
        "A9 F6",
        three_public.parts,
    ),
    Check(
        "three_public.vehicles",
        _("公务用车费等于购置与运行之和吗？"),
        _("公务用车购置及运行费 = 购置 + 运行"),
        "A9 F6",
        three_public.vehicles,
    ),
    Check(
        "projects.rows", _("项目表的合计等于各项目之和吗？"), _("项目表的合计 = 各项目之和；上面的单位行和分组行不加"), "A11", projects.rows
    ),
    Check(
        "classification.name",
        _("编码与科目名称相符吗？"),
        _("编码旁边印的名称，是这个编码在文件那一年的名称之一；那一栏写项目或采购名称的表不问。我们的清单来自印过的公开文件，不确定的不说"),
        "A12",
        classification.name,
    ),
    Check(
        "classification.levels",
        _("每个项都有它的款和类吗？"),
        _("分几级的表里，每个编码的上一级编码也在表里"),
        "A12",
        classification.levels,
    ),
    Check(
        "classification.order",
        _("编码递增且不重复吗？"),
        _("编码严格递增；分两边、分块、分单位（写明的，或者同一级的行重新从头开始的），或者一行里有几种分类的表不问"),
        "A12",
        classification.order,
    ),
    Check(
        "classification.crosswalk",
        _("部门经济科目与政府经济科目对得上吗？"),
        _("政府经济科目，是财预〔2017〕98号（和公开文件）列在这个部门经济科目旁边的一个"),
        "A14",
        classification.crosswalk,
    ),
    # Between tables
    Check(
        "between.income",
        _("收入表的合计等于收支总表的收入吗？"),
        _("收入表的合计 = 收支总表的收入总计，或者本年收入合计"),
        "B1",
        between.income,
    ),
    Check(
        "between.expenditure",
        _("支出表的合计等于收支总表的支出吗？"),
        _("支出表的合计 = 收支总表的支出总计，或者本年支出合计"),
        "B1 F8",
        between.expenditure,
    ),
    Check(
        "between.class_summary",
        _("收支总表的各类与支出表相等吗？"),
        _("收支总表的每一类（按名称认，从不按序号）= 支出表的同一类；支出表只印款或项时，= 那一类最上面一级各行之和"),
        "B2 F8",
        between.class_summary,
    ),
    Check(
        "between.income_rows",
        _("同一科目和合计在收入表与支出表中相等吗？"),
        _("收入表的合计和每个编码的合计 = 支出表的"),
        "B1 B3",
        between.income_rows,
    ),
    Check(
        "between.same_codes",
        _("收入表与支出表有数的科目相同吗？"),
        _("收入表和支出表有钱的编码相同；只有一种资金来源时，一般公共预算的表也相同。两张表印到同一级、没有结转时才问"),
        "B3 B6",
        between.same_codes,
    ),
    Check(
        "between.fiscal_summary",
        _("财政拨款总计等于收入总计减去非财政拨款吗？"),
        _("财政拨款收支总表的收入总计或者本年收入 = 收入表合计行的财政拨款，或者一般公共预算 + 政府性基金 + 国有资本经营预算"),
        "B4",
        between.fiscal_summary,
    ),
    Check(
        "between.fiscal_general",
        _("财政拨款总表的一般公共预算等于一般公共预算支出表的合计吗？"),
        _("财政拨款收支总表的一般公共预算 = 一般公共预算支出表的合计；没有这一栏时是它的全部支出，在别的预算都没有收入的时候"),
        "B5",
        between.fiscal_general,
    ),
    Check(
        "between.fiscal_class_summary",
        _("财政拨款总表的各类与一般公共预算支出表相等吗？"),
        _("财政拨款收支总表每一类的一般公共预算一栏（别的预算都没有收入时是合计）= 一般公共预算支出表的同一类"),
        "B5",
        between.fiscal_class_summary,
    ),
    Check(
        "between.general_rows",
        _("只有一般公共预算时，两张支出表逐格相等吗？"),
        _("收入表说明钱全是一般公共预算时：支出总表 = 一般公共预算支出表，合计、基本、项目逐行相等"),
        "B6",
        between.general_rows,
    ),
    Check(
        "between.general_within",
        _("一般公共预算支出不超过全部支出吗？"),
        _("有别的资金时：一个编码的一般公共预算支出 ≤ 它的全部支出"),
        "B6",
        between.general_within,
    ),
    Check(
        "between.basic",
        _("功能分类的基本支出等于经济分类的基本支出吗？"),
        _("一般公共预算支出表的基本支出 = 它的基本支出表的合计（财政拨款、全部资金也一样）"),
        "B7",
        between.basic,
    ),
    Check(
        "projects.total",
        _("各项目之和等于支出表的项目支出吗？"),
        _("各项目之和 = 支出表的项目支出；提示会说申报表精确到元的数能不能解释末位的差"),
        "A11 B8 D02",
        projects.total,
    ),
    Check(
        "projects.general_total",
        _("各项目的一般公共预算之和等于其项目支出吗？"),
        _("各项目一般公共预算一栏之和 = 一般公共预算支出表的项目支出；另有别的资金时才问"),
        "B8",
        projects.general_total,
    ),
    Check(
        "projects.by_function",
        _("归到各类的项目之和等于该类的项目支出吗？"),
        _("一类的项目之和 = 这一类的项目支出。同名的项目归在一起；名称里有只属于一类的词的归那一类；其余的按金额归，只有一种归法时才归"),
        "B15 D03",
        projects.by_function,
    ),
    Check(
        "between.operating",
        _("机关运行经费等于公用经费吗？"),
        _("机关运行经费（自己的表，或者“三公”表里的）= 行政单位基本支出的公用经费；部门的 ≤，因为事业单位没有机关运行经费"),
        "B9",
        between.operating,
    ),
    Check(
        "between.three_public",
        _("“三公”经费不少于基本支出中的同一项吗？"),
        _("“三公”的一项 ≥ 基本支出里的同一项（30212、30217、30231）：也可以从项目里付"),
        "B10",
        between.three_public,
    ),
    Check("between.fund", _("政府性基金的收入等于支出吗？"), _("政府性基金收入的合计 = 政府性基金支出的合计"), "B11", between.fund),
    Check(
        "between.capital",
        _("国有资本经营预算的收入等于支出吗？"),
        _("国有资本经营预算的收入 = 支出，在一张表印了两边的时候"),
        "B11",
        between.capital,
    ),
    Check(
        "between.carried_over",
        _("收入表的上年结转等于收支总表的上年结转吗？"),
        _("收入表的上年结转 = 收支总表的上年结转"),
        "B12",
        between.carried_over,
    ),
    Check(
        "between.fiscal_carried_over",
        _("财政拨款总表的上年结转等于收入表三种预算的上年结转吗？"),
        _("财政拨款收支总表的上年结转 = 收入表里三种预算的上年结转之和"),
        "B12",
        between.fiscal_carried_over,
    ),
    Check(
        "between.carried_projects",
        _("上年结转的项目不超过收支总表的上年结转吗？"),
        _("上年结转项目支出表的合计 ≤ 收支总表的上年结转：结转的也可能有别的钱"),
        "B12",
        between.carried_projects,
    ),
    Check(
        "functions.same_purpose",
        _("社会保险、住房公积金在两种分类中相等吗？"),
        _("2080505 = 30108 · 2080506 = 30109 · 2101101 + 02 + 03 = 30110 + 30111 · 2210201 = 30113"),
        "B13",
        functions.same_purpose,
    ),
    Check(
        "functions.running",
        _("行政运行等于其余的基本支出吗？"),
        _("行政运行 = 各经济科目之和 − 上一条的各项 − 提租补贴和购房补贴（在津贴补贴里），在它是唯一剩下的一项的时候"),
        "B14",
        functions.running,
    ),
    # Text and tables
    Check(
        "text.figure",
        _("文字里的数与表里的数相等吗？"),
        _(
            "文字写的数 = 它的用词、所说的整体和标题所指的那张表里的数；项按从类到项的名称来认；"
            "一般公共预算的还按文字印出的编码来认，功能分类的，或者部门经济分类的（301、302）。"
            "基本支出表没有另印人员经费、公用经费的，人员 = 301 + 303，公用 = 其余的类；与文字不等的不算矛盾。不确定的不比"
        ),
        "C1 C8 C9 C10",
        text_tables.figure,
    ),
    Check(
        "text.parts",
        _("文字里的各部分相加等于总数吗？"),
        _(
            "文字写的总数 = 本年 + 上年结转；= 基本 + 项目；采购 = 货物 + 工程 + 服务；"
            "加上文字另外写明的部分（预留机动经费），如果这样才相等"
        ),
        "C2 C11",
        text_parts.parts,
    ),
    Check("text.change", _("增减额等于本年数与上年数的差吗？"), _("增减额 = │本年的数 − 基数│，写了基数时"), "C3 C10", text_change.change),
    Check(
        "text.base",
        _("增加额不超过本年数吗？"),
        _("增加额 ≤ 本年的数：更大的话上年就是负数了。没有写基数、本年的数不是负数时才问"),
        "C3",
        text_change.base,
    ),
    Check(
        "text.percent",
        _("变化率等于增减额除以上年数吗？"),
        _("变化率 = 增减额 / 基数；没有写基数时，基数 = 本年的数 − 增减额。除的是本年数时，会在句子里指出来"),
        "C3",
        text_change.percent,
    ),
    Check(
        "text.direction",
        _("增加、减少、持平与两个数相符吗？"),
        _("增加、减少、持平的用词与“本年的数 − 基数”的正负相符"),
        "C4",
        text_change.direction,
    ),
    Check(
        "text.words",
        _("一句话里增加、减少的用词前后一致吗？"),
        _("一句话里的用词方向一致：它的增减、它的变化率（增加……，增长……%），和它说明原因的用词（增加的主要原因）"),
        "C4",
        text_change.words,
    ),
    Check(
        "text.reason",
        _("每个增减都说明了原因吗？"),
        _("每个增减都有原因：自己写的、紧跟在句子后面的、它的部分或者它所属整体的，或者同一个增减在别处写的"),
        "C4",
        text_change.reason,
    ),
    Check("text.share", _("占比等于部分除以总数吗？"), _("占比 = 部分 / 整体"), "C5 C6 C7", text_parts.share),
    Check(
        "text.share_sum",
        _("各部分的占比相加是100%吗？"),
        _("各占比之和 = 100，在各部分加起来是整体的时候：印到 0.01 的每个占比各允许 0.005"),
        "C5 C6 C7",
        text_parts.share_sum,
    ),
    Check(
        "text.items", _("文字列出的科目都在表里吗？"), _("文字在人员经费、公用经费下面列出的科目，都是表里的行"), "C8", text_tables.items
    ),
    Check("text.procurement", _("政府采购不超过全部支出吗？"), _("政府采购 ≤ 全部支出"), "C11", text_parts.procurement),
    Check(
        "text.project_count",
        _("文字里的项目个数等于项目表的行数吗？"),
        _("有绩效目标的项目个数 = 项目表的行数。提示会说它是不是不重复的名称的个数"),
        "C12 D01",
        text_tables.project_count,
    ),
    Check(
        "text.project_amount",
        _("绩效管理的金额等于项目支出吗？"),
        _("实行绩效管理的金额 = 项目支出，或者少于它，或者是全部支出"),
        "C12",
        text_tables.project_amount,
    ),
    Check(
        "text.vehicles",
        _("车辆数与公务用车运行费相称吗？"),
        _("整份文件的公务用车运行维护费 ≤ 每辆车 10 万元，没有车就没有这笔钱；车辆数是文件那一年的，或者上年末的"),
        "C13",
        text_tables.vehicles,
    ),
    Check(
        "text.vehicle_parts",
        _("“其中”所列各类用车相加等于车辆数吗？"),
        _("一句话紧跟在车辆数后面列出的各类车（车辆0辆，其中……）之和 = 那个数；列得比它少时，只在列了“其他用车”、每一个都读到了的时候才比"),
        "C13",
        text_parts.vehicle_parts,
    ),
    Check(
        "text.change_sum",
        _("各部分的增减额相加等于总数的增减额吗？"),
        _(
            "整体的增减额 = 各部分增减额之和，在各部分加起来是整体、每一部分都写了增减额的时候。"
            "整体的增减额可以写在别处，名称和数额相同就行"
        ),
        "C3",
        text_parts.change_sum,
    ),
    Check(
        "text.base_year",
        _("比较的年份是上一年吗？"),
        _("比较的年份 = 预算年度 − 1；决算和自己的预算比时是同一年"),
        "C14",
        text_change.base_year,
    ),
    Check(
        "text.same_change",
        _("只有一般公共预算时，两处增减额相等吗？"),
        _("钱全是一般公共预算时：它的增减额 = 收入总计的增减额"),
        "C15",
        text_change.same_change,
    ),
    # Final accounts
    Check(
        "finals.kinds",
        _("人员经费合计、公用经费合计等于各自的类之和吗？"),
        _("人员经费合计 = 301 + 303；公用经费合计 = 302 + 307 + 309 + 310 + 399，在基本支出表的末尾"),
        "F5",
        finals.kinds,
    ),
    Check(
        "finals.basic",
        _("人员经费合计与公用经费合计之和等于基本支出吗？"),
        _("人员经费合计 + 公用经费合计 = 功能分类表的基本支出"),
        "F5",
        finals.basic,
    ),
    Check(
        "finals.balance",
        _("年末结转和结余等于年初加收入减支出吗？"),
        _("年初结转和结余 + 本年收入 − 本年支出 = 年末结转和结余，政府性基金和国有资本经营预算的每一行"),
        "F7",
        finals.balance,
    ),
    Check(
        "finals.completion",
        _("完成预算的百分比等于决算数除以预算数吗？"),
        _("完成预算的百分比 = 决算数 / 预算数，预算数是这句话自己写的；预算为零时没有百分比"),
        "F6 F9",
        finals.completion,
    ),
    # Project forms
    Check(
        "forms.row",
        _("每个项目恰有一张申报表吗？"),
        _("每个项目恰有一张申报表，先按名称和金额，再按名称，再按排除法来认（申报表按字母顺序）"),
        "E1",
        forms.row,
    ),
    Check("forms.form", _("每张申报表都有对应的项目吗？"), _("每张申报表都有它的项目行"), "E1", forms.form),
    Check(
        "forms.amount", _("申报表的年度资金等于项目表的金额吗？"), _("年度资金总额四舍五入 = 项目表那一行的金额"), "E2 D04", forms.amount
    ),
    Check(
        "forms.funding",
        _("资金总额等于各来源之和吗？"),
        _("资金总额 = 中央 + 省 + 市县（或者财政拨款）+ 上年结转 + 自筹 + 其他，实施期和年度各算"),
        "E3",
        forms.funding,
    ),
    Check(
        "forms.exact_total",
        _("各申报表的元数相加，四舍五入后等于项目支出吗？"),
        _("各申报表年度资金总额之和四舍五入 = 项目支出：元的数是精确的，除了缺的，不允许差"),
        "E4",
        forms.exact_total,
    ),
    Check(
        "forms.period",
        _("实施期资金等于年度资金乘以年数吗？"),
        _("经常性项目：实施期 = 年度 × 年数；其他：实施期 ≥ 年度。提示会指出差 10 倍、100 倍等"),
        "E5 D05–D10",
        forms.period,
    ),
    Check("forms.fields", _("申报表的主要栏目都有吗？"), _("目标和产出、效益、满意度的指标都有"), "E6 D11 D12", forms.fields),
    Check("forms.count", _("申报表的份数等于项目数吗？"), _("申报表的份数 = 项目表的行数"), "E7", forms.count),
    Check("forms.placeholder", _("申报表里没有未填写的模板文字吗？"), _("指标的名称和值里没有“XX月XX日”"), "E8 D20", forms.placeholder),
    Check(
        "forms.indicator_name", _("指标名称写完整了吗？"), _("指标的名称不是它那一组的名称，也不以“、”结尾"), "E8 D24", forms.indicator_name
    ),
    Check("forms.values", _("指标值各不相同、说明得了目标吗？"), _("至少有十个值时，相同的不到 80 %"), "E8 D21", forms.values),
    Check(
        "forms.cut_text",
        _("申报表的文字印完整了吗？"),
        _("申报表的文字没有在印刷时断掉（读取时记为 truncated_text）"),
        "D13",
        forms.cut_text,
    ),
    # The disclosure itself
    Check(
        "quality.no_data",
        _("注明无数据的表是空的，空表都注明了吗？"),
        _("写了“注：本表无数据” ⇒ 没有 0 以外的数；表是空的 ⇒ 有这个注，或者表格目录里写了原因（是否空表）（财预〔2016〕143号）"),
        "A13",
        quality.no_data,
    ),
    Check("quality.empty_rows", _("注明无数据的表里没有多余的行吗？"), _("写了“注：本表无数据” ⇒ 没有编码的行"), "D15", quality.empty_rows),
    Check(
        "quality.contents",
        _("目录列出的表都在文件里吗？"),
        _("目录列出的每张标准表都在文件里，或者后面印了它的标题"),
        "D12",
        contents.listed_tables,
    ),
    Check(
        "quality.pages",
        _("文件没有缺页、坏页吗？"),
        _("页码没有缺，没有读不出的页，没有印成服务器错误的页"),
        "D11 D12",
        contents.pages,
        of_a_file=True,
    ),
    Check(
        "quality.headcount",
        _("文件写了编制或实有人数吗？"),
        _("写了编制或者实有人数：没有它就说不出平均每人多少"),
        "D26",
        contents.headcount,
    ),
    Check(
        "quality.dates",
        _("批复后20日内公开了吗？"),
        _("批复后 20 日内公开（《预算法》第十四条），文件写了两个日期时；提示会写最后一张申报表的填报日期"),
        "D30",
        contents.dates,
    ),
    Check(
        "quality.draft_mark",
        _("没有草稿标记吗？"),
        _("水印和整行里没有“仅供内部审核”“征求意见稿”等"),
        "D14",
        quality.draft_mark,
        of_a_file=True,
    ),
    Check("quality.template_text", _("没有未填写的模板文字吗？"), _("文字里没有“增加（减少）”“XX万元”等"), "D20", quality.template_text),
    Check(
        "quality.copied_level",
        _("没有照抄上级模板的用语吗？"),
        _("名词解释没有说到比这个地区更高一级的（市里的文件写省直部门）"),
        "D16",
        quality.copied_level,
    ),
    Check(
        "quality.scope_words",
        _("单位报告只说本单位吗？"),
        _("一个单位的报告，文字里没有“部门各单位”，表里没有“部门合计”"),
        "D17",
        quality.scope_words,
    ),
    Check("quality.table_number", _("表号的写法一致吗？"), _("表号写得和别的不同的，最多两个"), "D15", quality.table_number),
    Check("quality.header_year", _("表头的年份写完整了吗？"), _("写“2023年预算数”，不写“2023预算数”"), "D18", quality.header_year),
    Check(
        "quality.title_columns",
        _("表的标题与栏目相符吗？"),
        _("标题只有一般公共预算 ⇒ 没有政府性基金、国有资本的栏"),
        "D18",
        quality.title_columns,
    ),
    Check("quality.economic_codes", _("基本支出表印了科目编码吗？"), _("基本支出表印了经济科目的编码"), "D18", quality.economic_codes),
    # What was recognised in pictures
    Check(
        "recognition.confirmed",
        _("由图像识别的数，都有别的数核对得上吗？"),
        _("识别的数在分毫不差的加总里，或在两处识别得一样；写法与同表的数一致；行名、科目编码、栏目和单位都认得"),
        "G1",
        recognition.confirmed,
    ),
)
