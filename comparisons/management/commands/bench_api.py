"""`manage.py bench_api`: how fast the API answers beside a large store; whole files beside what psql takes for the same query."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import subprocess
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any, Final
from urllib.parse import urlencode

from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import Error, connection
from django.db.models import Max, QuerySet
from django.urls import reverse

from budgets.api import streams
from budgets.api.pagination import question_of, written
from budgets.api.throttles import ByAddress
from budgets.management.bench.loading import database_of, generated
from budgets.management.command_line import TerminalCommand, add_once
from budgets.management.commands.bench_data import SIZES
from budgets.models import Fact
from budgets.serving import settle, tidy
from comparisons.asked import Question
from comparisons.indicators import INDICATORS
from comparisons.management.bench import server
from comparisons.management.bench.requests import DEPARTMENTS, Stored, stored
from comparisons.management.commands.bench_compare import p95

_REQUESTS: Final = 200
"""Of each kind."""
_IN_A_FILE: Final = 1_000_000
_MIB: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of request: its name, how long it may take at p95 in milliseconds, and how one is drawn."""

    key: str
    name: str
    target: int
    drawn: Callable[[Stored, random.Random, int], str]


def _list(**asked: object) -> str:
    return f"{reverse('api:facts')}?{urlencode(asked)}"


def _deep(_there: Stored, chance: random.Random, last: int) -> str:
    return _list(cursor=written({"p": str(chance.randrange(1, last))}, question_of(reverse("api:facts"), {})))


def _of_a_department(there: Stored, chance: random.Random, _last: int) -> str:
    return _list(department=chance.choice(there.departments), year=chance.choice(there.years))


def _of_a_line(there: Stored, chance: random.Random, _last: int) -> str:
    return _list(schedule="expenditure", code=chance.choice(there.codes), measure="total", year=chance.choice(there.years))


def _compared(there: Stored, chance: random.Random, _last: int) -> str:
    departments = tuple(chance.sample(there.departments, DEPARTMENTS))
    asked = Question(departments, tuple(there.years), (there.stage,), (there.scope,))
    return f"{reverse('api:compare')}?{replace(asked, lines=(chance.choice(INDICATORS).key,)).query()}"


KINDS: Final = (
    Kind("deep", "一页 100 个数，随便多深的游标", 40, _deep),
    Kind("department", "一个部门一年的数，第一页", 40, _of_a_department),
    Kind("line", "一行一年，所有部门，第一页", 40, _of_a_line),
    Kind("compare", "比较：10 个部门 × 10 年的一个主要的数", 50, _compared),
)


class Command(TerminalCommand):
    """The API through the whole of Django, nothing kept between requests, nobody counted. The last line is one JSON object."""

    help = "测量数据接口的速度和整个文件的速度（用 make bench-data 生成的数据）。"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_once(parser, "--facts", type=int, default=max(SIZES), help=f"测哪个库（默认 {max(SIZES)}）")
        add_once(parser, "--requests", type=int, default=_REQUESTS, help=f"每种问多少个问题（默认 {_REQUESTS}）")
        add_once(parser, "--seed", type=int, default=2026, help="随机数的种子（默认 2026）")

    def handle(self, *args: object, facts: int, requests: int, seed: int, **options: Any) -> None:
        try:
            with generated(facts):
                call_command("migrate", verbosity=0)
                chance = random.Random(seed)  # noqa: S311  a benchmark that can be repeated
                figures = [*self._files(), *self._requests(requests, chance)]
        except (Error, ValueError) as error:
            raise CommandError(f"{database_of(facts)}：{str(error).splitlines()[0]}。请先运行 make bench-data。") from error
        self.stdout.write(json.dumps({"bench": "api", "facts": facts, "figures": figures}, ensure_ascii=False))

    def _requests(self, count: int, chance: random.Random) -> Iterator[dict[str, Any]]:
        ByAddress.THROTTLE_RATES = {"anon": None}
        there, last = stored(), Fact.objects.aggregate(last=Max("pk"))["last"]
        for kind in KINDS:
            server.get(kind.drawn(there, chance, last))
        settle()  # as the server does
        for kind in KINDS:
            times = []
            for _ in range(count):
                address = kind.drawn(there, chance, last)
                started = perf_counter()
                server.get(address)
                times.append(1000 * (perf_counter() - started))
                tidy()
            half = sorted(times)[(len(times) - 1) // 2]
            self.stdout.write(f"{kind.name}：中位数 {half:.1f} ms，95% 的问题不超过 {p95(times):.1f} ms（目标 ≤ {kind.target}）")
            yield _figure(f"{kind.key}, p95", round(p95(times), 1), "ms", kind.target)

    def _files(self) -> Iterator[dict[str, Any]]:
        last = Fact.objects.order_by("pk").values_list("pk", flat=True)[_IN_A_FILE : _IN_A_FILE + 1].first()
        rows = Fact.objects.published().filter(pk__lt=last) if last else Fact.objects.published()
        own, size, memory = _streamed(rows, "csv")
        self.stdout.write(f"一百万个数的 CSV：{own:.1f} 秒，{size // _MIB} MiB；本进程最多占 {memory} MiB（目标 ≤ 150）")
        yield _figure("csv, memory", memory, "MiB", 150)
        seconds, size, more = _streamed(rows, "parquet")
        self.stdout.write(f"同样的 Parquet：{seconds:.1f} 秒，{size // _MIB} MiB；本进程最多占 {more} MiB（目标 ≤ 400）")
        yield _figure("parquet, memory", more, "MiB", 400)
        other = _by_psql(streams.statement(rows, "csv", _absolute))
        if other is None:
            self.stdout.write("没有 psql，没有与它比。")
            return
        self.stdout.write(f"psql \\copy 同样的查询：{other:.1f} 秒；我们用它的 {own / other:.2f} 倍（目标 ≤ 2）")
        yield _figure("csv, against psql", round(own / other, 2), "×", 2)


def _absolute(path: str) -> str:
    return f"http://localhost{path}"


def _by_psql(statement: str) -> float | None:
    """How many seconds psql takes to write the answer of a COPY away; None where there is no psql."""
    psql = shutil.which("psql")
    if psql is None:
        return None
    known = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    environment = {**os.environ, **{name: str(known[key]) for name, key in names.items()}}
    started = perf_counter()
    with open(os.devnull, "wb") as nothing:
        subprocess.run([psql, "-q", "-c", statement], env=environment, stdout=nothing, check=True)  # noqa: S603  our own words
    return perf_counter() - started


def _streamed(rows: QuerySet[Fact], kind: streams.Format) -> tuple[float, int, int]:
    """Seconds and bytes of a whole file, and the most MiB that this process had until then."""
    answer = streams.whole(rows, kind, _absolute)
    started, size = perf_counter(), 0
    for piece in answer:
        size += len(piece)
    return perf_counter() - started, size, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 // _MIB


def _figure(name: str, value: float, unit: str, target: float) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit, "target": target, "holds": value <= target}
