"""What the columns of standard tables, and the fixed rows that have their keys, are called. The keys are those of the contract."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy

MEASURES: Final = {
    "total": gettext_lazy("合计"),
    "basic": gettext_lazy("基本支出"),
    "project": gettext_lazy("项目支出"),
    "personnel": gettext_lazy("人员经费"),
    "operating": gettext_lazy("公用经费"),
    "fiscal": gettext_lazy("财政拨款"),
    "general": gettext_lazy("一般公共预算"),
    "fund": gettext_lazy("政府性基金"),
    "capital": gettext_lazy("国有资本经营预算"),
    "special_account": gettext_lazy("财政专户"),
    "business": gettext_lazy("事业收入"),
    "operation": gettext_lazy("事业单位经营"),
    "superior": gettext_lazy("上级补助"),
    "subordinate": gettext_lazy("附属单位上缴"),
    "other": gettext_lazy("其他收入"),
    "unit_funds": gettext_lazy("单位资金"),
    "carryover": gettext_lazy("上年结转"),
    "current": gettext_lazy("当年安排"),
    "abroad": gettext_lazy("因公出国（境）"),
    "reception": gettext_lazy("公务接待"),
    "vehicles": gettext_lazy("公务用车购置及运行"),
    "vehicle_purchase": gettext_lazy("公务用车购置"),
    "vehicle_running": gettext_lazy("公务用车运行"),
    "meetings": gettext_lazy("会议费"),
    "training": gettext_lazy("培训费"),
    "agency_running": gettext_lazy("机关运行经费"),
    "three_public": gettext_lazy("“三公”经费"),
    "own_reserves": gettext_lazy("使用非财政拨款结余"),
    "to_superior": gettext_lazy("上缴上级"),
    "to_subordinate": gettext_lazy("对附属单位补助"),
    "operating_expense": gettext_lazy("经营支出"),
    "reserve": gettext_lazy("预留机动经费"),
    "carried_forward": gettext_lazy("结转下年"),
    "adjusted_budget": gettext_lazy("调整预算数"),
    "amount": gettext_lazy("金额"),
    "previous": gettext_lazy("上年数"),
    "budget": gettext_lazy("预算数"),
    "final": gettext_lazy("决算数"),
    "change": gettext_lazy("增减"),
    "percent": gettext_lazy("百分比"),
}


def measure_name(measure: str) -> str:
    """A column in words, from its outermost head to its innermost; the words of the document's own heads stay as they are."""
    return " › ".join(str(MEASURES.get(part, part)) for part in measure.split("."))


def is_measure(measure: str) -> bool:
    """Whether a column may mean this: some of the measures, from top to leaf; "" is a column that has none."""
    return not measure or all(part in MEASURES for part in measure.split("."))
