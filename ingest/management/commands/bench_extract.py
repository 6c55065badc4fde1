"""`manage.py bench_extract`: how long the extraction of a file takes, and how much memory, Django's start included."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ingest.samples import write

SECONDS: Final = 2
MIB: Final = 200

_RUNS: Final = 5
_RSS_PER_MIB: Final = 1024 * 1024 if sys.platform == "darwin" else 1024  # ru_maxrss counts bytes there, KiB elsewhere


@dataclass(frozen=True, slots=True)
class Measured:
    """One file: the median of its runs in seconds, the highest memory of any of them in MiB, and whether it could be read."""

    name: str
    seconds: float
    mib: float
    read: bool


class Command(BaseCommand):
    """Each run is a fresh process of `manage.py extract`. The last line is one JSON object."""

    help = "测量读取一个文件的时间和内存（含启动）。默认用生成的样例，--docs 或环境变量 DOCS 指定自己的文件夹。"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--docs", type=Path, default=os.environ.get("DOCS") or None, help="要测量的文件夹（每个文件一次）")
        parser.add_argument("--runs", type=int, default=_RUNS, help=f"样例测几次，取中位数（默认 {_RUNS}）")

    def handle(self, *args: object, docs: Path | None, runs: int, **options: Any) -> None:
        with tempfile.TemporaryDirectory(prefix="mingzhang-bench-") as folder:
            files = write(Path(folder)) if docs is None else _files(docs)
            measured = [self._shown(_measure(path, max(1, runs) if docs is None else 1)) for path in files]
        self.stdout.write(json.dumps(report(measured), ensure_ascii=False))

    def _shown(self, one: Measured) -> Measured:
        state = "" if one.read else "  读不出来"
        self.stdout.write(f"{one.seconds:8.2f} s {one.mib:8.1f} MiB  {one.name}{state}")
        return one


def report(measured: Sequence[Measured]) -> dict[str, Any]:
    """The figures of a benchmark: the slowest and the largest of all files against their targets."""
    worst = (
        ("extract, slowest", round(max(one.seconds for one in measured), 2), "s", SECONDS),
        ("extract, peak memory", round(max(one.mib for one in measured), 1), "MiB", MIB),
    )
    figures = [
        {"name": name, "value": value, "unit": unit, "target": target, "holds": value < target} for name, value, unit, target in worst
    ]
    return {"bench": "extract", "figures": figures}


def _files(folder: Path) -> tuple[Path, ...]:
    files = tuple(sorted(path for path in folder.iterdir() if path.is_file())) if folder.is_dir() else ()
    if not files:
        raise CommandError(f"{folder}: 没有文件可测，请用 --docs 指定放有公开文件的文件夹。")
    return files


def _measure(path: Path, runs: int) -> Measured:
    results = [_run(path) for _ in range(runs)]
    return Measured(
        path.name,
        statistics.median(seconds for seconds, _, _ in results),
        max(mib for _, mib, _ in results),
        all(read for _, _, read in results),
    )


def _run(path: Path) -> tuple[float, float, bool]:
    """Seconds, MiB and success of one fresh process."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "extract", str(path.resolve())]
    started = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 (our own command)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return time.perf_counter() - started, usage.ru_maxrss / _RSS_PER_MIB, child.returncode == 0
