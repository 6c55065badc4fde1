"""Names of projects and wordings of sentences for generated disclosures, like those of real ones. Pure.

The generated facts call their projects 项目1, 项目2: a search over these would be no search over names. A name is put together as those in
published disclosures are, in the same order: in front perhaps the number of the project library and the year, the place (the divisions of
our list below the department's own), what it is about (names of the functional and economic classifications), what is done about it, and
perhaps a part. As in life few names are said twice: of 4,239 entries of real projects 4,032 differ. Half of the real ones have fewer than
26 characters; half of these fewer than 17.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from typing import Final

from budgets.codes import names_in, read_rows

SEED: Final = 20260102
_YEAR: Final = 2020  # of the classifications
_DONE: Final = (
    *("运行维护", "运维服务", "购置", "更新改造", "维修改造", "升级改造", "建设", "专项资金", "专项经费"),
    *("工作经费", "补助经费", "补助资金", "奖补", "奖励", "课题研究", "采购", "购买服务", "技术服务"),
    *("技术支撑", "业务管理", "综合管理", "监测", "监测分析", "检查", "宣传", "宣传教育", "培训", "人才培养"),
    *("评审", "评估", "审计", "规划编制", "标准研究", "信息化建设", "信息化运维", "平台升级", "系统运维"),
    *("设备购置", "设备维护", "物业管理服务", "安保服务", "场地租赁", "房屋修缮", "应急保障", "应急演练"),
    *("专项整治", "隐患治理", "试点", "示范", "推广", "活动", "竞赛", "调查", "统计调查", "档案数字化"),
    *("数据采集", "执法装备", "执法检查", "志愿服务", "社工服务", "贷款贴息", "配套工程", "尾款"),
)
"""What is done, as real projects say it."""
_PARTS: Final = (
    "项目",
    "经费",
    "工程",
    "（一期）",
    "（二期）",
    "（2022-2026）",
    "（市级配套）",
    "（中央资金）",
    "（本级）",
    "—设备部分",
    "—服务部分",
)
_WHY: Final = ("主要原因是新增{project}", "主要原因是{project}经费增加", "主要用于{project}", "主要原因是{project}已完成，相应减少支出")


def projects(edition: int, year: int, region: str, count: int) -> list[str]:
    """The names of the projects of an edition, the same every time. `region` is the code of the department's division."""
    chance = random.Random(SEED * 1_000_003 + edition)  # noqa: S311 - generated data, no secret
    return list(dict.fromkeys(_project(chance, year, region) for _ in range(count)))


def sentence(edition: int, subject: str, year: int, amount: str, project: str) -> str:
    """What a text says of an amount: that much, why."""
    why = _WHY[(edition + len(project)) % len(_WHY)].format(project=project)
    return f"{year}年{subject}{amount}万元，比上年预算有所变化，{why}。"


def _project(chance: random.Random, year: int, region: str) -> str:
    return "".join(_pieces(chance, year, region))


def _pieces(chance: random.Random, year: int, region: str) -> Iterator[str]:
    if chance.random() < 0.3:
        yield f"{region}{year % 100}{chance.choice('TTTY')}{chance.randrange(4_000_000):012}-"
    if chance.random() < 0.15:
        yield f"{year}年"
    if chance.random() < 0.4:
        yield chance.choice(_places(region[:2]))
    yield chance.choice(_matters())
    yield chance.choice(_DONE)
    if chance.random() < 0.4:
        yield chance.choice(_PARTS)


@cache
def _matters() -> tuple[str, ...]:
    """What projects are about: every name of the classifications once, without what says that it is a line (支出)."""
    names = [name for system in ("function", "economic_department") for name in names_in(system, _YEAR).values()]
    return tuple(dict.fromkeys(name.removesuffix("支出") for name in names))


@cache
def _places(province: str) -> tuple[str, ...]:
    """The divisions of a province."""
    return tuple(name for code, name in read_rows("regions.tsv") if code.startswith(province)) or ("本市",)
