"""Every check there is. A check asks one question of an extraction and answers it for each subject it finds.

`code` is stable: findings, pages and people refer to it. `basis` names the identity or discrepancy it comes from: A, B, C, E and F are the
identities inside tables, between tables, between text and tables, of forms and of final accounts; D is the register of what disclosures
get wrong. `docs/checks.md` tells each in full.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

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
    """A stable code, the question in Chinese, where it comes from, and the function that answers it. What holds is a result too.

    `of_a_file` is true for what is asked of each file by itself, also where several files are one disclosure.
    """

    code: str
    question: str
    basis: str
    run: Callable[[Extraction], Iterator[Result]]
    of_a_file: bool = False


CHECKS: Final = (
    # Inside one table
    Check("hierarchy.class_sum", "类的金额等于其各款之和吗？", "A1", hierarchy.class_sum),
    Check("hierarchy.division_sum", "款的金额等于其各项之和吗？", "A1", hierarchy.division_sum),
    Check("hierarchy.total", "合计等于各类之和吗？", "A2 F8", hierarchy.total),
    Check("hierarchy.units", "合计等于各单位之和吗？", "A10", hierarchy.units),
    Check("row.basic_project", "一行的合计等于基本支出与项目支出之和吗？", "A3 F3", row.basic_project),
    Check("row.sources", "一行的合计等于各资金来源之和吗？", "A4 A7 F2 F4", row.sources),
    Check("row.subtotals", "小计等于同一栏目下各栏之和吗？", "A4", row.subtotals),
    Check("row.personnel_operating", "一行的合计等于人员经费与公用经费之和吗？", "A8", row.personnel_operating),
    Check("row.current_carryover", "一行的合计等于当年安排与上年结转之和吗？", "A5", row.current_carryover),
    Check("summary.income_sum", "本年收入合计等于其上各行之和吗？", "A5", summary.income_sum),
    Check("summary.expenditure_sum", "本年支出合计等于其上各行之和吗？", "A5", summary.expenditure_sum),
    Check("summary.income_total", "收入总计等于本年收入与上年结转之和吗？", "A6 A7 F1 F4", summary.income_total),
    Check("summary.expenditure_total", "支出总计等于本年支出与年终结转之和吗？", "A6 A7 F1 F4", summary.expenditure_total),
    Check("summary.balance", "收入总计等于支出总计吗？", "A6 A7", summary.balance),
    Check("summary.carryover_parts", "上年结转等于其下各行之和吗？", "A7", summary.carryover_parts),
    Check("summary.parts", "收支总表中的一行等于其下各行之和吗？", "A1 A5", summary.parts),
    Check("summary.blocks", "每一种分类的各行都合到同一个合计吗？", "A5", summary.blocks),
    Check("economic.personnel", "人员经费等于工资福利支出与对个人和家庭的补助之和吗？", "A8", economic.personnel),
    Check("economic.operating", "公用经费等于商品和服务支出与资本性支出之和吗？", "A8", economic.operating),
    Check("three_public.parts", "“三公”经费合计等于出国、接待、用车之和吗？", "A9 F6", three_public.parts),
    Check("three_public.vehicles", "公务用车费等于购置与运行之和吗？", "A9 F6", three_public.vehicles),
    Check("projects.rows", "项目表的合计等于各项目之和吗？", "A11", projects.rows),
    Check("classification.name", "编码与科目名称相符吗？", "A12", classification.name),
    Check("classification.levels", "每个项都有它的款和类吗？", "A12", classification.levels),
    Check("classification.order", "编码递增且不重复吗？", "A12", classification.order),
    Check("classification.crosswalk", "部门经济科目与政府经济科目对得上吗？", "A14", classification.crosswalk),
    # Between tables
    Check("between.income", "收入表的合计等于收支总表的收入吗？", "B1", between.income),
    Check("between.expenditure", "支出表的合计等于收支总表的支出吗？", "B1 F8", between.expenditure),
    Check("between.class_summary", "收支总表的各类与支出表相等吗？", "B2 F8", between.class_summary),
    Check("between.income_rows", "同一科目和合计在收入表与支出表中相等吗？", "B1 B3", between.income_rows),
    Check("between.same_codes", "收入表与支出表有数的科目相同吗？", "B3 B6", between.same_codes),
    Check("between.fiscal_summary", "财政拨款总计等于收入总计减去非财政拨款吗？", "B4", between.fiscal_summary),
    Check("between.fiscal_general", "财政拨款总表的一般公共预算等于一般公共预算支出表的合计吗？", "B5", between.fiscal_general),
    Check("between.fiscal_class_summary", "财政拨款总表的各类与一般公共预算支出表相等吗？", "B5", between.fiscal_class_summary),
    Check("between.general_rows", "只有一般公共预算时，两张支出表逐格相等吗？", "B6", between.general_rows),
    Check("between.general_within", "一般公共预算支出不超过全部支出吗？", "B6", between.general_within),
    Check("between.basic", "功能分类的基本支出等于经济分类的基本支出吗？", "B7", between.basic),
    Check("projects.total", "各项目之和等于支出表的项目支出吗？", "A11 B8 D02", projects.total),
    Check("projects.general_total", "各项目的一般公共预算之和等于其项目支出吗？", "B8", projects.general_total),
    Check("projects.by_function", "归到各类的项目之和等于该类的项目支出吗？", "B15 D03", projects.by_function),
    Check("between.operating", "机关运行经费等于公用经费吗？", "B9", between.operating),
    Check("between.three_public", "“三公”经费不少于基本支出中的同一项吗？", "B10", between.three_public),
    Check("between.fund", "政府性基金的收入等于支出吗？", "B11", between.fund),
    Check("between.capital", "国有资本经营预算的收入等于支出吗？", "B11", between.capital),
    Check("between.carried_over", "收入表的上年结转等于收支总表的上年结转吗？", "B12", between.carried_over),
    Check("between.fiscal_carried_over", "财政拨款总表的上年结转等于收入表三种预算的上年结转吗？", "B12", between.fiscal_carried_over),
    Check("between.carried_projects", "上年结转的项目不超过收支总表的上年结转吗？", "B12", between.carried_projects),
    Check("functions.same_purpose", "社会保险、住房公积金在两种分类中相等吗？", "B13", functions.same_purpose),
    Check("functions.running", "行政运行等于其余的基本支出吗？", "B14", functions.running),
    # Text and tables
    Check("text.figure", "文字里的数与表里的数相等吗？", "C1 C8 C9 C10", text_tables.figure),
    Check("text.parts", "文字里的各部分相加等于总数吗？", "C2 C11", text_parts.parts),
    Check("text.change", "增减额等于本年数与上年数的差吗？", "C3 C10", text_change.change),
    Check("text.base", "增加额不超过本年数吗？", "C3", text_change.base),
    Check("text.percent", "变化率等于增减额除以上年数吗？", "C3", text_change.percent),
    Check("text.direction", "增加、减少、持平与两个数相符吗？", "C4", text_change.direction),
    Check("text.words", "一句话里增加、减少的用词前后一致吗？", "C4", text_change.words),
    Check("text.reason", "每个增减都说明了原因吗？", "C4", text_change.reason),
    Check("text.share", "占比等于部分除以总数吗？", "C5 C6 C7", text_parts.share),
    Check("text.share_sum", "各部分的占比相加是100%吗？", "C5 C6 C7", text_parts.share_sum),
    Check("text.items", "文字列出的科目都在表里吗？", "C8", text_tables.items),
    Check("text.procurement", "政府采购不超过全部支出吗？", "C11", text_parts.procurement),
    Check("text.project_count", "文字里的项目个数等于项目表的行数吗？", "C12 D01", text_tables.project_count),
    Check("text.project_amount", "绩效管理的金额等于项目支出吗？", "C12", text_tables.project_amount),
    Check("text.vehicles", "车辆数与公务用车运行费相称吗？", "C13", text_tables.vehicles),
    Check("text.vehicle_parts", "“其中”所列各类用车相加等于车辆数吗？", "C13", text_parts.vehicle_parts),
    Check("text.change_sum", "各部分的增减额相加等于总数的增减额吗？", "C3", text_parts.change_sum),
    Check("text.base_year", "比较的年份是上一年吗？", "C14", text_change.base_year),
    Check("text.same_change", "只有一般公共预算时，两处增减额相等吗？", "C15", text_change.same_change),
    # Final accounts
    Check("finals.kinds", "人员经费合计、公用经费合计等于各自的类之和吗？", "F5", finals.kinds),
    Check("finals.basic", "人员经费合计与公用经费合计之和等于基本支出吗？", "F5", finals.basic),
    Check("finals.balance", "年末结转和结余等于年初加收入减支出吗？", "F7", finals.balance),
    Check("finals.completion", "完成预算的百分比等于决算数除以预算数吗？", "F6 F9", finals.completion),
    # Project forms
    Check("forms.row", "每个项目恰有一张申报表吗？", "E1", forms.row),
    Check("forms.form", "每张申报表都有对应的项目吗？", "E1", forms.form),
    Check("forms.amount", "申报表的年度资金等于项目表的金额吗？", "E2 D04", forms.amount),
    Check("forms.funding", "资金总额等于各来源之和吗？", "E3", forms.funding),
    Check("forms.exact_total", "各申报表的元数相加，四舍五入后等于项目支出吗？", "E4", forms.exact_total),
    Check("forms.period", "实施期资金等于年度资金乘以年数吗？", "E5 D05–D10", forms.period),
    Check("forms.fields", "申报表的主要栏目都有吗？", "E6 D11 D12", forms.fields),
    Check("forms.count", "申报表的份数等于项目数吗？", "E7", forms.count),
    Check("forms.placeholder", "申报表里没有未填写的模板文字吗？", "E8 D20", forms.placeholder),
    Check("forms.indicator_name", "指标名称写完整了吗？", "E8 D24", forms.indicator_name),
    Check("forms.values", "指标值各不相同、说明得了目标吗？", "E8 D21", forms.values),
    Check("forms.cut_text", "申报表的文字印完整了吗？", "D13", forms.cut_text),
    # The disclosure itself
    Check("quality.no_data", "注明无数据的表是空的，空表都注明了吗？", "A13", quality.no_data),
    Check("quality.empty_rows", "注明无数据的表里没有多余的行吗？", "D15", quality.empty_rows),
    Check("quality.contents", "目录列出的表都在文件里吗？", "D12", contents.listed_tables),
    Check("quality.pages", "文件没有缺页、坏页吗？", "D11 D12", contents.pages, of_a_file=True),
    Check("quality.headcount", "文件写了编制或实有人数吗？", "D26", contents.headcount),
    Check("quality.dates", "批复后20日内公开了吗？", "D30", contents.dates),
    Check("quality.draft_mark", "没有草稿标记吗？", "D14", quality.draft_mark, of_a_file=True),
    Check("quality.template_text", "没有未填写的模板文字吗？", "D20", quality.template_text),
    Check("quality.copied_level", "没有照抄上级模板的用语吗？", "D16", quality.copied_level),
    Check("quality.scope_words", "单位报告只说本单位吗？", "D17", quality.scope_words),
    Check("quality.table_number", "表号的写法一致吗？", "D15", quality.table_number),
    Check("quality.header_year", "表头的年份写完整了吗？", "D18", quality.header_year),
    Check("quality.title_columns", "表的标题与栏目相符吗？", "D18", quality.title_columns),
    Check("quality.economic_codes", "基本支出表印了科目编码吗？", "D18", quality.economic_codes),
)
