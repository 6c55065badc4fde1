"""`manage.py bench_compare`: how fast comparisons, rankings, contributions and peers are answered, beside how much there is stored."""

from __future__ import annotations

import gc
import json
import math
from argparse import ArgumentParser
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from time import perf_counter
from typing import Any, Final

from django.core.management.base import CommandError
from django.db import Error, connection

from budgets.management.bench.loading import database_of, generated
from budgets.management.command_line import TerminalCommand, add_once
from budgets.management.commands.bench_data import SIZES
from comparisons.asked import BadQuestion
from comparisons.indexing import in_batches, lacking
from comparisons.management.bench.requests import drawn, stored
from comparisons.models import HeadlineIndex

TARGETS: Final[Mapping[str, int]] = {"comparison": 20, "ranking": 40, "contributions": 20, "peers": 40, "headline": 200}
"""p95 in milliseconds."""
NAMES: Final[Mapping[str, str]] = {
    "comparison": "比较：10 个部门 × 10 年的一个主要的数",
    "ranking": "排名：一行，一年，所有部门",
    "contributions": "贡献：一张表的各行，两年",
    "peers": "同类部门：一行，中位数和四分位数",
    "headline": "10 个部门 × 10 年的全部主要的数",
}
MOST_SLOWER: Final = 1.5
_REQUESTS: Final = 2_000
_SEED: Final = 2026
_EVERY: Final = 200
_INDEXED: Final = 2_000

Times = dict[str, list[float]]


class Command(TerminalCommand):
    """The engine with its queries, no result kept from one request for another. The last line is one JSON object."""

    help = "测量比较、排名、贡献和同类部门的速度（用 make bench-data 生成的数据），各规模用同一批随机的问题。"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_once(parser, "--facts", type=int, nargs="+", default=list(SIZES), help="测哪些库（默认 300000 30000000）")
        add_once(parser, "--requests", type=int, default=_REQUESTS, help=f"每个库问多少个问题（默认 {_REQUESTS}）")
        add_once(parser, "--seed", type=int, default=_SEED, help=f"随机数的种子（默认 {_SEED}）")

    def handle(self, *args: object, facts: list[int], requests: int, seed: int, **options: Any) -> None:
        found = {size: self._measured(size, seed, requests) for size in sorted(facts)}
        self.stdout.write("\n".join(_table(found)))
        self.stdout.write(json.dumps(_as_json(found), ensure_ascii=False))

    def _measured(self, size: int, seed: int, requests: int) -> Times:
        try:
            with generated(size):
                return self._times(size, seed, requests)
        except (Error, ValueError) as error:
            raise CommandError(f"{database_of(size)}：{str(error).splitlines()[0]}。请先运行 make bench-data。") from error

    def _times(self, size: int, seed: int, requests: int) -> Times:
        times: Times = {kind: [] for kind in TARGETS}
        there = stored()
        self._index(size)
        for request in drawn(there, seed + 1, 2 * len(TARGETS)):  # connections, plans and code are warm in a server too
            _answered(request.run)
        gc.freeze()
        for number, request in enumerate(drawn(there, seed, requests), start=1):
            started = perf_counter()
            _answered(request.run)
            times[request.kind].append(1000 * (perf_counter() - started))
            if not number % _EVERY:
                self.stderr.write(f"{database_of(size)}：{number}/{requests}", style_func=str)
        return times

    def _index(self, size: int) -> None:
        """Index what was published, as publishing does: the generated editions were not published one by one."""
        wanted = lacking()
        for done in in_batches(wanted):
            if not done % _INDEXED or done == len(wanted):
                self.stderr.write(f"{database_of(size)}：主要指标的索引 {done:,}/{len(wanted):,}", style_func=str)
        if wanted:
            with connection.cursor() as cursor:
                cursor.execute(f"ANALYZE {HeadlineIndex._meta.db_table}")


def _answered(run: Callable[[], object]) -> None:
    """A line that no document has is an answer too."""
    with suppress(BadQuestion):
        run()


def p95(times: Sequence[float]) -> float:
    """The time within which 95 of 100 requests are answered: the nearest rank."""
    ordered = sorted(times)
    return ordered[math.ceil(0.95 * len(ordered)) - 1]


def _table(found: Mapping[int, Times]) -> list[str]:
    lines = ["每个问题的毫秒数（中位数，95% 的问题不超过）"]
    for kind, name in NAMES.items():
        each = "；".join(f"{size:,} 个数 {_half(times[kind]):.1f}、{p95(times[kind]):.1f}" for size, times in found.items() if times[kind])
        ratio = _ratio(found, kind)
        slower = f"；慢 {ratio:.2f} 倍（目标 ≤ {MOST_SLOWER}）" if ratio is not None else ""
        lines.append(f"{name}：{each}（目标 ≤ {TARGETS[kind]}）{slower}")
    return lines


def _half(times: Sequence[float]) -> float:
    return sorted(times)[(len(times) - 1) // 2]


def _ratio(found: Mapping[int, Times], kind: str) -> float | None:
    """By how much the largest database is slower than the smallest; None where there is one only."""
    sizes = [size for size in sorted(found) if found[size][kind]]
    return p95(found[sizes[-1]][kind]) / p95(found[sizes[0]][kind]) if len(sizes) > 1 else None


def _as_json(found: Mapping[int, Times]) -> dict[str, Any]:
    figures = []
    for kind, target in TARGETS.items():
        for size, times in found.items():
            if times[kind]:
                value = round(p95(times[kind]), 1)
                figures.append(
                    {"name": f"{kind}, {size} facts, p95", "value": value, "unit": "ms", "target": target, "holds": value <= target}
                )
        ratio = _ratio(found, kind)
        if ratio is not None:
            value = round(ratio, 2)
            figures.append({"name": f"{kind}, slower", "value": value, "unit": "×", "target": MOST_SLOWER, "holds": value <= MOST_SLOWER})
    return {"bench": "compare", "figures": figures}
