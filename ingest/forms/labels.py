"""What stands on the lines of a form: the field labels in use, and which of them a line begins with. Pure.

Regions word their forms differently; another wording is another alias here, never another rule. The first alias of a field is its name
in notes and in `Form.missing`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal[
    "title", "part", "year", "head", "text", "goal", "columns", "funding", "money", "header", "level1", "vertical", "row", "signature"
]


@dataclass(frozen=True, slots=True)
class Label:
    """What a line begins with. `keys` name the fields on it; for a row of indicators its level-2 name."""

    kind: Kind
    keys: tuple[str, ...] = ()


HEAD: Final[dict[str, tuple[str, ...]]] = {
    "project": ("项目名称",),
    "department": ("主管部门及代码", "主管部门名称及代码", "主管部门（单位）", "预算主管部门", "主管部门"),
    "implementing_unit": ("实施单位", "项目实施单位", "项目承担单位", "项目单位", "预算单位"),
    "attribute": ("项目属性", "项目类型", "项目类别"),
    "period_years": ("项目期", "项目周期", "项目实施期", "项目期限", "实施期限"),
}
PERSONS: Final = ("项目负责人及联系电话", "项目负责人", "联系人及联系电话", "联系人", "联系电话", "联系方式")
TEXTS: Final[dict[str, tuple[str, ...]]] = {
    "overview": ("项目概况", "项目概述", "项目基本情况"),
    "basis": ("立项依据", "项目立项依据", "项目设立依据", "设立依据"),
    "necessity": ("项目设立必要性", "项目设立的必要性", "项目立项必要性", "立项必要性"),
    "safeguards": (
        "保证项目实施的制度、措施",
        "保证项目实施的制度及措施",
        "保证项目实施的制度和措施",
        "保证项目实施的措施",
        "项目实施保障措施",
    ),
    "plan": ("项目实施计划", "项目实施进度计划", "实施计划"),
}
GOALS: Final = ("总体目标", "项目总体目标", "年度总体目标")
GOAL_COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "period": ("实施期目标", "实施期绩效目标", "实施期总目标", "中长期目标", "中期目标", "长期目标"),
    "year": ("年度目标", "年度绩效目标", "年度总目标", "年度总体目标"),
}
FUNDING: Final = ("项目资金", "项目资金情况", "资金情况", "预算资金情况")
LEVEL1: Final = ("产出指标", "效益指标", "满意度指标")
LEVEL2: Final[dict[str, str]] = {
    "数量指标": "产出指标",
    "质量指标": "产出指标",
    "时效指标": "产出指标",
    "成本指标": "产出指标",
    "经济成本指标": "成本指标",
    "社会成本指标": "成本指标",
    "生态环境成本指标": "成本指标",
    "经济效益指标": "效益指标",
    "社会效益指标": "效益指标",
    "生态效益指标": "效益指标",
    "可持续影响指标": "效益指标",
    "可持续影响": "效益指标",
    "服务对象满意度指标": "满意度指标",
    "服务对象满意度": "满意度指标",
    "满意度指标": "满意度指标",
}
VERTICAL: Final = "绩效指标"

LABELS: Final[dict[str, str]] = {
    **{key: aliases[0] for key, aliases in HEAD.items()},
    "funding": FUNDING[0],
    **{key: aliases[0] for key, aliases in TEXTS.items()},
    "goal": GOALS[0],
    **{name: name for name in LEVEL2},
    "filled_at": "填报日期",
    "indicators": VERTICAL,
}
"""Field → its name, in the order in which forms print them."""
ORDER: Final[dict[str, int]] = {key: place for place, key in enumerate(LABELS)}


def any_of(names: Iterable[str]) -> str:
    """A pattern for one of the names, the longest first, whichever brackets are printed."""
    patterns = (re.escape(name).replace("（", "[（(]").replace("）", "[）)]") for name in sorted(names, key=len, reverse=True))
    return f"(?:{'|'.join(patterns)})"


_ENDS: Final = r"(?=[:：\s]|$)"
_KEYS: Final[dict[str, str]] = {alias: key for fields in (HEAD, TEXTS) for key, aliases in fields.items() for alias in aliases}
_COLUMN: Final = any_of(alias for aliases in GOAL_COLUMNS.values() for alias in aliases)
_LEVEL1: Final = any_of(LEVEL1)
_ROLES: Final = "(?:负责人|经办人|填表人|填报人|审核人|复核人|制表人|联系人)"

HEAD_LABEL: Final = re.compile(
    rf"(?:^|(?<=\s))(?P<label>{any_of([*(a for names in HEAD.values() for a in names), *PERSONS])}){_ENDS}[:：]?"
)
TEXT_LABEL: Final = re.compile(rf"(?P<label>{any_of(a for names in TEXTS.values() for a in names)}){_ENDS}[:：]?")
GOAL_LABEL: Final = re.compile(rf"{any_of(GOALS)}{_ENDS}[:：]?")
ROW: Final = re.compile(rf"(?:{_LEVEL1}\s+|成本指标\s*(?=(?:经济|社会|生态环境)成本))?(?P<name>{any_of(LEVEL2)})")
MONEY: Final = (
    r"(?:(?:项目|实施期|中期|年度|当年|本年度?)*资金总额|中央(?:财政)?(?:补助)?资金|省级?(?:财政)?(?:补助)?资金"
    r"|(?:市县[（(]区[）)]|市级?|县级?|区级?|市县)(?:财政)?资金|单位自筹(?:资金)?|自筹资金|其他资金)"
)
NUMBER: Final = r"(?:-?\d[\d,，]*(?:\.\d+)?|[-—–/])"
SIGNED_ON: Final = re.compile(r"填[报表](?:日期|时间)\s*[:：]\s*(?P<date>\d{14}|\d{8}|\d{4}[-./年]\d{1,2}[-./月]\d{1,2}日?)?")

_TITLE: Final = re.compile(r".{0,40}项目(?:支出|预算|资金)*绩效目标(?:申报|批复)?表(?:[（(]\d{4}年度?[）)])?")
_PART: Final = re.compile(r"第[一二三四五六七八九十]部分")
_YEAR: Final = re.compile(r"[（(]?\d{4}年度?[）)]?")
_COLUMNS: Final = re.compile(rf"(?:{_COLUMN}[:：]?)+")
_FUNDING: Final = re.compile(rf"{any_of(FUNDING)}(?:[（(][百千万亿]?元[）)])?{_ENDS}")
_MONEY_LINE: Final = re.compile(rf"(?:(?:其中[:：]?)?{MONEY}[:：]?\s*(?:{NUMBER}\s*)?)+")
_SIGNATURE: Final = re.compile(rf"(?:单位|项目|部门|财务)?{_ROLES}(?:[（(]签[字名章][）)])?\s*[:：]|填[报表](?:日期|时间)\s*[:：]")


def recognise(text: str) -> Label | None:
    """What the line begins with; None where it is running text (or belongs to no form)."""
    line = text.strip()
    dense = re.sub(r"\s", "", line)
    return _frame(line, dense) or _row(line, dense) or _field(line)


def columns(text: str) -> frozenset[str]:
    """Which goals the header line of the goals names: period, year."""
    return frozenset(key for key, aliases in GOAL_COLUMNS.items() if re.search(any_of(aliases), text))


def head_fields(text: str) -> dict[str, str]:
    """The fields of a head line with their values; persons are left out."""
    found = list(HEAD_LABEL.finditer(text))
    ends = [*(label.start() for label in found[1:]), len(text)]
    values = {
        label["label"].replace("(", "（").replace(")", "）"): text[label.end() : end].strip()
        for label, end in zip(found, ends, strict=True)
    }
    return {_KEYS[label]: value for label, value in values.items() if label not in PERSONS}


def vertical(lines: Iterable[tuple[int, str]]) -> frozenset[int]:
    """Numbers of the lines on which the vertical heading 绩效指标 stands, one or more characters a line, perhaps cut short."""
    found: list[int] = []
    run: list[tuple[int, str]] = []
    for number, text in (*lines, (0, "")):
        dense = re.sub(r"\s", "", text)
        if dense and set(dense) <= set(VERTICAL):
            run.append((number, dense))
        else:
            found += _heading(run)
            run = []
    return frozenset(found)


def _heading(run: list[tuple[int, str]]) -> list[int]:
    """The lines of the run from which on it spells the heading; those before are ends of wrapped text."""
    for start in range(len(run)):
        if _spells_heading("".join(text for _, text in run[start:])):
            return [number for number, _ in run[start:]]
    return []


def _spells_heading(text: str) -> bool:
    """Whether the characters are those of the heading in their order; some may be lost, but not the first."""
    return text[0] == VERTICAL[0] and bool(re.fullmatch("".join(f"{character}?" for character in VERTICAL), text))


def _frame(line: str, dense: str) -> Label | None:
    if _TITLE.fullmatch(dense):
        return Label("title")
    if _PART.match(dense):
        return Label("part")
    if _YEAR.fullmatch(dense):
        return Label("year")
    if _COLUMNS.fullmatch(dense):
        return Label("columns")
    return Label("signature", ("filled_at",)) if _SIGNATURE.match(line) else None


def _row(line: str, dense: str) -> Label | None:
    if "一级指标" in dense and "三级指标" in dense:
        return Label("header")
    if re.fullmatch(_LEVEL1, dense):
        return Label("level1")
    row = ROW.match(line)
    return Label("row", (row["name"],)) if row else None


def _field(line: str) -> Label | None:
    if _FUNDING.match(line):
        return Label("funding", ("funding",))
    if _MONEY_LINE.fullmatch(line):
        return Label("money", ("funding",))
    if GOAL_LABEL.match(line):
        return Label("goal", ("goal",))
    if text := TEXT_LABEL.match(line):
        return Label("text", (_KEYS[text["label"]],))
    if HEAD_LABEL.match(line) and "级指标" not in line:
        return Label("head", tuple(head_fields(line)))
    return None
