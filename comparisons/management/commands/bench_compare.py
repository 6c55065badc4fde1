"""`manage.py bench_compare`: how fast questions are answered and pages are made, beside how much there is stored; how large pages are."""

from __future__ import annotations

import json
import math
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from time import perf_counter
from typing import Any, Final

from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import Error, connection

from budgets.management.bench.loading import database_of, generated, unlike
from budgets.management.command_line import TerminalCommand, add_once
from budgets.management.commands.bench_data import SIZES
from budgets.serving import settle, tidy
from comparisons.asked import BadQuestion
from comparisons.indexing import in_batches, lacking
from comparisons.management.bench import entries
from comparisons.management.bench.requests import drawn, stored
from comparisons.management.bench.server import Page
from comparisons.models import HeadlineIndex, SearchEntry

PAGES: Final[Mapping[str, int]] = {
    "comparison_page": 50,
    "ranking_page": 80,
    "department_page": 80,
    "search_page_of_two": 50,
    "search_page_of_more": 50,
}
"""p95 of the server's time for a page in milliseconds."""
TARGETS: Final[Mapping[str, int]] = {"comparison": 20, "ranking": 40, "contributions": 20, "peers": 40, "headline": 200, **PAGES}
"""p95 in milliseconds."""
NAMES: Final[Mapping[str, str]] = {
    "comparison": "比较：10 个部门 × 10 年的一个主要的数",
    "ranking": "排名：一行，一年，所有部门",
    "contributions": "贡献：一张表的各行，两年",
    "peers": "同类部门：一行，中位数和四分位数",
    "headline": "10 个部门 × 10 年的全部主要的数",
    "comparison_page": "比较页：10 个部门 × 10 年的一个主要的数",
    "ranking_page": "排名页：一行，一年，所有部门",
    "department_page": "部门页",
    "search_page_of_two": "搜索页：两个字",
    "search_page_of_more": "搜索页：三至六个字、拼音、首字母、代码",
}
MOST_SLOWER: Final = 1.5
LARGEST: Final = 100
"""KiB of a page without its charts."""
_KIB: Final = 1024
_REQUESTS: Final = 2_000
_SEED: Final = 2026
_EVERY: Final = 200
_INDEXED: Final = 2_000

Times = dict[str, list[float]]


@dataclass(frozen=True, slots=True)
class Measured:
    """The milliseconds of each kind of question, and the pages that were sent; how many names there are to be found.

    `tidied` are the milliseconds that looking for garbage took behind each answer.
    """

    times: Times
    pages: Mapping[str, list[Page]]
    names: int
    tidied: list[float]


class Command(TerminalCommand):
    """The engine with its queries, and whole pages; no result kept from one request for another. The last line is one JSON object."""

    help = "测量比较、排名、贡献、同类部门和各种页面的速度、页面的大小（用 make bench-data 生成的数据），各规模用同一批随机的问题。"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_once(parser, "--facts", type=int, nargs="+", default=list(SIZES), help="测哪些库（默认 300000 30000000）")
        add_once(parser, "--requests", type=int, default=_REQUESTS, help=f"每个库问多少个问题（默认 {_REQUESTS}）")
        add_once(parser, "--seed", type=int, default=_SEED, help=f"随机数的种子（默认 {_SEED}）")

    def handle(self, *args: object, facts: list[int], requests: int, seed: int, **options: Any) -> None:
        found = {size: self._measured(size, seed, requests) for size in sorted(facts)}
        self.stdout.write("\n".join(_table(found)))
        self.stdout.write(json.dumps(as_json(found), ensure_ascii=False))

    def _measured(self, size: int, seed: int, requests: int) -> Measured:
        try:
            with generated(size):
                return self._times(size, seed, requests)
        except (Error, ValueError) as error:
            raise CommandError(f"{database_of(size)}：{str(error).splitlines()[0]}。请先运行 make bench-data。") from error

    def _times(self, size: int, seed: int, requests: int) -> Measured:
        times: Times = {kind: [] for kind in TARGETS}
        tidied: list[float] = []
        pages: dict[str, list[Page]] = {kind: [] for kind in PAGES}
        self._index(size)
        there = stored()
        for request in drawn(there, seed + 1, 2 * len(TARGETS)):  # connections, plans and code are warm in a server too
            _answered(request.run)
        settle()  # as the server does
        for number, request in enumerate(drawn(there, seed, requests), start=1):
            started = perf_counter()
            answer = _answered(request.run)
            taken = 1000 * (perf_counter() - started)
            tidied.append(_milliseconds(tidy))  # as the server does when an answer was sent
            if not isinstance(answer, Page):
                times[request.kind].append(taken)
            elif answer.status == HTTPStatus.OK:  # a page that only says that there is no such line is made sooner
                times[request.kind].append(taken)
                pages[request.kind].append(answer)
            if not number % _EVERY:
                self.stderr.write(f"{database_of(size)}：{number}/{requests}", style_func=str)
        return Measured(times, pages, SearchEntry.objects.exclude(kind="sentence").count(), tidied)

    def _index(self, size: int) -> None:
        """Index what was published, as publishing does: the generated editions were not published one by one."""
        call_command("migrate", verbosity=0)
        wanted = lacking()
        self._say(size, "主要指标的索引", wanted, in_batches(wanted))
        if wanted:
            with connection.cursor() as cursor:
                cursor.execute(f"ANALYZE {HeadlineIndex._meta.db_table}")
        names = entries.lacking()
        self._say(size, "搜索的索引", names, entries.in_batches(names, unlike() if names else ()))

    def _say(self, size: int, what: str, wanted: Sequence[int], batches: Iterable[int]) -> None:
        for done in batches:
            if not done % _INDEXED or done == len(wanted):
                self.stderr.write(f"{database_of(size)}：{what} {done:,}/{len(wanted):,}", style_func=str)


def _answered(run: Callable[[], object]) -> object:
    """A line that no document has is an answer too."""
    try:
        return run()
    except BadQuestion:
        return None


def _milliseconds(run: Callable[[], object]) -> float:
    started = perf_counter()
    run()
    return 1000 * (perf_counter() - started)


def p95(times: Sequence[float]) -> float:
    """The time within which 95 of 100 requests are answered: the nearest rank."""
    ordered = sorted(times)
    return ordered[math.ceil(0.95 * len(ordered)) - 1]


def _table(found: Mapping[int, Measured]) -> list[str]:
    lines = ["每个问题的毫秒数（中位数，95% 的问题不超过）"]
    for kind, name in NAMES.items():
        times = {size: one.times[kind] for size, one in found.items() if one.times.get(kind)}
        each = "；".join(f"{size:,} 个数 {_half(own):.1f}、{p95(own):.1f}" for size, own in times.items())
        ratio = _ratio(found, kind)
        aim = "" if kind in PAGES else f"（目标 ≤ {MOST_SLOWER}）"
        lines.append(f"{name}：{each}（目标 ≤ {TARGETS[kind]}）" + (f"；慢 {ratio:.2f} 倍{aim}" if ratio is not None else ""))
    lines.append("页面在画图以前的大小（最大的一页，KiB）和查询的次数（最多的一页）")
    for kind in PAGES:
        there = {size: one.pages[kind] for size, one in found.items() if one.pages.get(kind)}
        each = "；".join(f"{size:,} 个数 {_largest(own):.1f} KiB、{_queries(own)} 次" for size, own in there.items())
        lines.append(f"{NAMES[kind]}：{each}（目标 ≤ {LARGEST} KiB，次数不随数据增加）")
    between = "；".join(f"{size:,} 个数 {_half(one.tidied):.1f}、{p95(one.tidied):.1f}" for size, one in found.items())
    lines.append(f"每个答复发出以后整理内存的毫秒数：{between}")
    lines.append("可以搜到的名称：" + "；".join(f"{size:,} 个数 {one.names:,} 个" for size, one in found.items()))
    return lines


def _half(times: Sequence[float]) -> float:
    return sorted(times)[(len(times) - 1) // 2]


def _largest(pages: Iterable[Page]) -> float:
    return max(page.before_charts for page in pages) / _KIB


def _queries(pages: Iterable[Page]) -> int:
    return max(page.queries for page in pages)


def _ratio(found: Mapping[int, Measured], kind: str) -> float | None:
    """By how much the largest database is slower than the smallest; None where there is one only."""
    sizes = [size for size in sorted(found) if found[size].times.get(kind)]
    return p95(found[sizes[-1]].times[kind]) / p95(found[sizes[0]].times[kind]) if len(sizes) > 1 else None


def as_json(found: Mapping[int, Measured]) -> dict[str, Any]:
    """Every figure with its target, as other benchmarks tell theirs."""
    return {"bench": "compare", "figures": [*_speeds(found), *_sizes(found)]}


def _speeds(found: Mapping[int, Measured]) -> Iterator[dict[str, Any]]:
    for kind, target in TARGETS.items():
        for size, one in found.items():
            if one.times.get(kind):
                yield _figure(f"{kind}, {size} facts, p95", round(p95(one.times[kind]), 1), "ms", target)
        ratio = _ratio(found, kind)
        if ratio is not None and kind not in PAGES:
            yield _figure(f"{kind}, slower", round(ratio, 2), "×", MOST_SLOWER)


def _sizes(found: Mapping[int, Measured]) -> Iterator[dict[str, Any]]:
    """Of each kind of page the largest, and the most queries: no more than in the smallest database."""
    for kind in PAGES:
        there = {size: one.pages[kind] for size, one in found.items() if one.pages.get(kind)}
        for size, pages in there.items():
            yield _figure(f"{kind}, {size} facts, largest before charts", round(_largest(pages), 1), "KiB", LARGEST)
            yield _figure(f"{kind}, {size} facts, queries", _queries(pages), "", _queries(there[min(there)]))


def _figure(name: str, value: float, unit: str, target: float) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit, "target": target, "holds": value <= target}
