"""What was measured, as a table for people and as the figures of one JSON object."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from ingest.management.bench.measuring import Measured, Timed

SLOWER_THAN_PLAIN: Final = 3
FASTER_THAN_TABLES: Final = 6
MIB: Final = 400
TWO_PROCESSES: Final = 1.7
_NAME: Final = 16


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with its target, if it has one: to be at most, below, or at least."""

    name: str
    words: str
    value: float
    unit: str
    sense: Literal["≤", "<", "≥", ""] = ""
    target: float | None = None

    @property
    def holds(self) -> bool | None:
        """Whether the target is met, by the value as it is printed; None without one."""
        if self.target is None:
            return None
        return {"≤": self.value <= self.target, "<": self.value < self.target, "≥": self.value >= self.target}[self.sense]

    @property
    def as_json(self) -> dict[str, Any]:
        own = {"name": self.name, "value": self.value, "unit": self.unit}
        return own if self.target is None else {**own, "target": self.target, "holds": self.holds}


def figures(found: Measured) -> list[Figure]:
    """Ratios of one run, and memory."""
    listed = [
        Figure(
            "extract / pypdfium2 alone, time",
            "全部提取 ÷ 只读字符和路径（时间）",
            _ratio(found.ours, found.plain),
            "×",
            "≤",
            SLOWER_THAN_PLAIN,
        ),
        Figure("extract, speed", "全部提取的速度", round(found.ours.speed, 1), "pages/s"),
        Figure("extract, peak memory", f"最大的文件占内存（{_short(found.largest.name)}）", round(found.peak, 1), "MiB", "<", MIB),
        Figure("two processes / one, speed", "两个进程 ÷ 一个进程（速度）", _down(found.one / found.two), "×", "≥", TWO_PROCESSES),
        *(
            Figure(f"extract, memory after {at} documents", f"一个进程读过 {at} 份后占内存", round(mib, 1), "MiB")
            for at, mib in found.growth.items()
        ),
    ]
    if found.tables is not None:
        faster = _down(found.tables.best / found.ours.best)
        listed.insert(
            1, Figure("extract / pdfplumber, speed", "全部提取 ÷ pdfplumber 只读表格（速度）", faster, "×", "≥", FASTER_THAN_TABLES)
        )
    return listed


def _ratio(ours: Timed, other: Timed) -> float:
    """Rounded up, so that a target just missed is not shown as met."""
    return -_down(-ours.best / other.best)


def _down(value: float) -> float:
    return value * 100 // 1 / 100


def as_json(found: Measured) -> dict[str, Any]:
    return {"bench": "extract", "figures": [figure.as_json for figure in figures(found)]}


def table(found: Measured, every: int) -> Iterator[str]:
    """The lines that a person reads."""
    documents, pages = len(found.ours.pages), sum(found.ours.pages.values())
    yield f"{documents} 份 PDF（SHA-256 最小的），{pages} 页；每份取最快的一轮，“相差”是最慢一轮比它多的时间"
    yield f"处理器 {os.cpu_count()} 个，此前 5 分钟平均有 {found.load:.1f} 个任务在用；秒是处理器时间，只有两个进程与一个进程比的是钟表时间"
    yield ""
    ways = [("只读字符和路径（pypdfium2）", found.plain), ("全部提取，到 JSON", found.ours)]
    if found.tables is not None:
        ways.append((f"只读表格（pdfplumber，每 {every} 页读 1 页折算）", found.tables))
    yield from _columns([("", "秒", "页/秒", "相差"), *(_way(name, timed) for name, timed in ways)])
    yield ""
    total = sum(found.stages.values()) or 1
    shares = [(name, looks / total) for name, looks in found.stages.most_common()]
    yield from _columns(
        [("全部提取的各步骤", "秒", "%"), *((name, f"{share * found.ours.best:.2f}", f"{share:.1%}") for name, share in shares)]
    )
    yield ""
    yield from _columns([("", "实测", "目标", ""), *map(_row, figures(found))])
    yield from (f"{path.name}：没有测（{error}）" for path, error in found.unread.items())
    if found.tables is None:
        yield "没有装 pdfplumber，没有和它比：make setup 会装上。"


def _way(name: str, timed: Timed) -> tuple[str, ...]:
    return name, f"{timed.best:.2f}", f"{timed.speed:.1f}", f"{timed.spread:.0%}"


def _row(figure: Figure) -> tuple[str, ...]:
    target = "" if figure.target is None else f"{figure.sense} {figure.target:g}"
    return figure.words, f"{figure.value:g} {figure.unit}", target, {True: "达到", False: "没有达到", None: ""}[figure.holds]


def _columns(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """The first column flush left, figures flush right; a Chinese character is as wide as two others."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for first, *others in rows:
        cells = (" " * (width - _width(cell)) + cell for cell, width in zip(others, widths[1:], strict=True))
        yield "  ".join((first + " " * (widths[0] - _width(first)), *cells)).rstrip()


def _short(name: str) -> str:
    return name if len(name) <= _NAME else f"{name[:_NAME]}…"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
