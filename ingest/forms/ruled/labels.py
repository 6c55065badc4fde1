"""What a cell of a form says it is. Pure.

Regions word their forms differently; another wording is another alias in `ingest.forms.labels` or here, never another rule.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from budgets.codes import REMEMBERED
from ingest.forms.labels import GOALS, HEAD, LEVEL1, LEVEL2, TEXTS

PROJECT: Final = frozenset(
    {*HEAD["project"], "项目（政策）名称", "政策（项目）名称", "政策名称", "政策和项目名称", "专项（项目）名称", "专项名称"}
)
DEPARTMENT: Final = frozenset({"部门名称", "部门（单位）名称", "单位名称", "单位（部门）名称", "填报部门"})

_UNIT: Final = re.compile(r"[（(](?:单位[:：])?([百千万亿]?元)[)）]")
_ENDS: Final = re.compile(r"[:：]+$|^其中[:：]?")
_BRACKETS: Final = str.maketrans("()", "（）")

_HEADS: Final[dict[str, str]] = {
    **{alias: key for key, aliases in HEAD.items() if key != "project" for alias in aliases},
    **dict.fromkeys(("主管部门（及代码）", "主管单位", "预算部门", "部门名称及代码"), "department"),
    **dict.fromkeys(("单位名称及代码", "项目实施单位", "实施部门", "申报单位"), "implementing_unit"),
    "项目性质": "attribute",
    **{alias: key for key, aliases in TEXTS.items() for alias in aliases},
}
_KINDS_OF_GOALS: Final[dict[str, str | None]] = {
    **dict.fromkeys((*GOALS, "绩效目标", "项目绩效目标", "总体绩效目标", "整体绩效目标", "项目目标", "支出绩效目标"), None),
    **dict.fromkeys(
        ("实施期目标", "实施期绩效目标", "实施期总目标", "实施期总体目标", "项目总目标", "中长期目标", "中期目标", "长期目标"), "period"
    ),
    **dict.fromkeys(("年度目标", "年度绩效目标", "年度总目标", "年度总体目标", "年度总体绩效目标", "当年目标", "本年目标"), "year"),
}
_FUNDS: Final = re.compile(r"(?:项目|专项|预算|部门|总体|年度)*(?:资金|预算)(?:金额|情况|额度|总额|整体情况|总体情况)*[\d.,]*")
_TOTAL: Final = re.compile(r"(?P<side>实施期|中期|年度|当年|本年度?)?(?:项目|专项|预算|支出|资金|申请|安排|金额)*(?:总额|合计|总计)")
_SOURCES: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("carryover", re.compile(r"(?:上年|以前年度)?结转(?:结余)?(?:资金)?")),
    ("fiscal", re.compile(r"(?:当年|本年|年度)?(?:财政拨款|财政资金|财政补助|财政拨款资金)")),
    ("central", re.compile(r"中央(?:财政)?(?:补助)?(?:资金|拨款)")),
    ("province", re.compile(r"省级?(?:财政)?(?:补助)?(?:资金|拨款)")),
    ("city", re.compile(r"(?:市县（区）|市县区|市县|市级?|县级?|区级?)(?:财政)?(?:补助)?(?:资金|拨款)")),
    ("self", re.compile(r"(?:单位)?自筹(?:资金)?")),
    ("other", re.compile(r"(?:当年|本年|年度)?其他(?:来源)?资金")),
)
_INDICATORS: Final = frozenset({"绩效指标", "年度绩效指标", "绩效目标指标", "年度指标", "项目绩效指标"})
_TASKS: Final = frozenset({"年度主要任务", "年度重点工作任务", "年度工作任务", "主要任务"})
_REMARKS: Final = re.compile(r"备注|注[:：]?|其他(?:需要)?说明(?:的问题|的事项)?")
_PERSONS: Final = re.compile(r"(?:项目|单位|部门)?(?:负责人|联系人)|经办人|联系(?:人|电话|方式)|填[报表](?:人|日期|时间)|审核人")

COLUMNS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("level1", re.compile("一级指标")),
    ("level2", re.compile("二级指标")),
    ("level3", re.compile("三级指标(?:名称)?|指标内容|指标名称|具体指标")),
    ("period", re.compile(r"(?:实施期|实施周期|中期|中长期|长期|总体|全周期|项目)(?:绩效)?(?:指标|目标)值?")),
    ("year", re.compile(r"(?:(?:\d{4})?年度?|年度（/项目）|当年|本年|本年度)?(?:绩效)?(?:指标|目标)值")),
    ("nature", re.compile("(?:绩效)?指标(?:性质|方向)|计算符号|指标符号|运算符号")),
    ("measure", re.compile("(?:绩效)?(?:度量|计量|指标值?)单位")),
)
"""What the head of a column of indicators says that stands under it. A value that no period is named for is that of the year."""


@lru_cache(REMEMBERED)
def dense(text: str) -> str:
    """A label without spaces, its colon and what brackets it, with wide brackets."""
    bare = "".join(text.split()).translate(_BRACKETS)
    return _ENDS.sub("", _ENDS.sub("", bare))


def unit_in(text: str) -> str | None:
    """The unit that a label prints in brackets: 项目资金（万元）."""
    found = _UNIT.search(text)
    return found[1] if found else None


def field_of(text: str) -> str | None:
    """The field whose label a cell is: a name of `Form`."""
    return _HEADS.get(dense(text))


def is_goal(text: str) -> bool:
    return dense(text) in _KINDS_OF_GOALS


def side_of_goal(text: str) -> str | None:
    """Which goal a label names: period or year; None where it says neither."""
    return _KINDS_OF_GOALS.get(dense(text))


def is_funds(text: str) -> bool:
    """Whether it is the label of all of the money: 项目资金（万元）."""
    return bool(_FUNDS.fullmatch(_UNIT.sub("", dense(text))))


def money_of(text: str) -> tuple[str, str | None] | None:
    """Source and side of a label of money: (total, year); None where it is none. The side is None where the label does not say."""
    bare = dense(_UNIT.sub("", dense(text)))
    if total := _TOTAL.fullmatch(bare):
        side = total["side"]
        return "total", "period" if side in ("实施期", "中期") else "year" if side else None
    return next(((name, None) for name, pattern in _SOURCES if pattern.fullmatch(bare)), None)


def is_tasks(text: str) -> bool:
    """Whether it is the label beside the tasks of a department."""
    return dense(text) in _TASKS


def is_indicators(text: str) -> bool:
    """Whether it is the label that stands beside all of the indicators."""
    return dense(text) in _INDICATORS


def is_remark(text: str) -> bool:
    """Whether it is the label of what is said besides."""
    return bool(_REMARKS.fullmatch(dense(text)))


def is_person(text: str) -> bool:
    """Whether it is the label of who fills in the form and when: left out."""
    return bool(_PERSONS.match(dense(text)))


def is_level(text: str) -> bool:
    """Whether it is the name of a group of indicators."""
    return dense(text) in LEVEL2 or dense(text) in LEVEL1 or dense(text) in ("成本指标", "经济成本", "社会成本", "生态环境成本", "满意度")


@lru_cache(REMEMBERED)
def is_part_of_level(text: str) -> bool:
    """Whether it is a piece of the name of a group, or of the label beside all of them."""
    names = (*LEVEL1, *LEVEL2, *_INDICATORS)
    return bool(text.strip()) and all(any(piece in name for name in names) for piece in text.split())


def is_label(text: str) -> bool:
    """Whether a cell is a label of forms at all."""
    return bool(field_of(text) or is_goal(text) or is_indicators(text) or money_of(text) or (text and is_funds(text)))


@lru_cache(REMEMBERED)
def column_of(text: str) -> str | None:
    """What the head of a column of indicators says that stands under it."""
    bare = dense(text)
    return next((name for name, pattern in COLUMNS if pattern.fullmatch(bare)), None)
