"""`manage.py bench_ingest`: a folder of documents through the broker and the workers: what is stored, and what it takes beside reading."""

from __future__ import annotations

import json
import math
import os
import sys
import tempfile
from argparse import SUPPRESS, ArgumentParser
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from django.core.management.base import CommandError
from django.db import Error

from budgets.management.command_line import TerminalCommand, add_once
from ingest.management.bench.ingesting import Round, around, drop_database, inside
from ingest.management.bench.report import TWO_PROCESSES, Figure
from ingest.management.crew import BrokerDown, CrewLost
from ingest.management.numbers import positive
from ingest.samples import write

FACTS: Final = 100_000
"""Facts a second, while they are being stored."""
OVERHEAD: Final = 100
"""Milliseconds of a document outside `extract`: p95."""


class Command(TerminalCommand):
    """Each round has an empty database and a broker of its own. The last line is one JSON object."""

    help = "测量入库：把文件夹里的文件经任务队列和工作进程读完（默认用生成的样例，--docs 或环境变量 DOCS 指定文件夹）。"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_once(parser, "--docs", type=Path, default=os.environ.get("DOCS") or None, help="要读的文件夹")
        add_once(parser, "--documents", type=positive, default=None, metavar="N", help="只读 SHA-256 最小的 N 份")
        parser.add_argument("--round", help=SUPPRESS)

    def handle(self, *args: object, docs: Path | None, documents: int | None, round: str | None, **options: Any) -> None:
        try:
            if round:
                self.stdout.write(json.dumps(inside(json.load(sys.stdin)), ensure_ascii=False))
                return
            with tempfile.TemporaryDirectory(prefix="mingzhang-bench-") as folder:
                if docs is None:
                    write(Path(folder))
                self._measure(Path(folder) if docs is None else docs, documents)
        except (RuntimeError, CrewLost) as error:
            raise CommandError(f"{error}。") from None
        except BrokerDown:
            raise CommandError("任务队列连不上，请先启动：python -m config.local up。") from None
        except Error as error:
            raise CommandError(f"数据库拒绝了（{str(error).splitlines()[0]}）；需要能建库的角色。") from None

    def _measure(self, folder: Path, documents: int | None) -> None:
        files = _files(folder)[:documents]
        if not files:
            raise CommandError(f"{folder}: 没有文件可读，请用 --docs 指定放有公开文件的文件夹。")
        load = os.getloadavg()[0] / (os.cpu_count() or 1)
        try:
            self._say(f"第一轮：{len(files)} 份，两个工作进程；知道了部门的名称")
            first = around(2, files, [])
            self._say("第二轮：一个工作进程")
            one = around(1, files, first.names)
            self._say("第三轮：两个工作进程")
            two = around(2, files, first.names)
        finally:
            drop_database()
        found = [*figures(one, two), Figure("load of the machine before, a core", "开始以前机器的负载（每个核）", round(load, 2), "")]
        self.stdout.write(
            f"{len(one.read)} 份读完，{one.failed} 份读不了，{one.waiting} 份待确认；{sum(each.facts for each in one.read):,} 个数"
        )
        self.stdout.write("\n".join(_line(figure) for figure in found))
        self.stdout.write(json.dumps({"bench": "ingest", "figures": [figure.as_json for figure in found]}, ensure_ascii=False))

    def _say(self, line: str) -> None:
        self.stderr.write(line, style_func=str)


def _files(folder: Path) -> list[Path]:
    """The files of a folder, in an order that is the same everywhere and says nothing of what they are."""
    found = [file for file in folder.rglob("*") if file.is_file() and not file.name.startswith(".")] if folder.is_dir() else []
    return sorted(found, key=lambda file: sha256(file.read_bytes()).hexdigest())


def figures(one: Round, two: Round) -> list[Figure]:
    """What was measured: speeds and overheads with one worker, and how much faster two are."""
    stored = [each for each in one.read if each.facts]
    seconds = sum(each.stored for each in stored) or 1.0
    return [
        Figure(
            "facts stored a second",
            "入库的数，每秒（只算入库的时间）",
            round(sum(each.facts for each in stored) / seconds),
            "/s",
            "≥",
            FACTS,
        ),
        Figure("storing, p95", "入库一份的时间，95% 不超过", _p95([1000 * each.stored for each in one.read]), "ms"),
        Figure("outside extract, median", "读取以外的时间，中位数", _rank([each.overhead for each in one.read], 0.5), "ms"),
        Figure("outside extract, p95", "读取以外的时间，95% 不超过", _p95([each.overhead for each in one.read]), "ms", "<", OVERHEAD),
        Figure("documents a minute, one worker", "一个工作进程每分钟读完", round(60 * len(one.read) / one.seconds, 1), "份"),
        Figure("two workers / one", "两个工作进程 ÷ 一个（速度）", round(one.seconds / two.seconds, 2), "×", "≥", TWO_PROCESSES),
    ]


def _p95(values: list[float]) -> float:
    return _rank(values, 0.95)


def _rank(values: list[float], share: float) -> float:
    """The value that so much of them do not exceed: the nearest rank."""
    ordered = sorted(values)
    return round(ordered[math.ceil(share * len(ordered)) - 1], 1) if ordered else 0.0


def _line(figure: Figure) -> str:
    aim = "" if figure.target is None else f"（目标 {figure.sense} {figure.target:g}，{'达到' if figure.holds else '没有达到'}）"
    return f"{figure.words}：{figure.value:g} {figure.unit}{aim}"
