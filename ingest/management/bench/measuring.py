"""All that the benchmark of the extraction measures, in one run: every way of reading the same documents, turn by turn."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final, cast

from budgets.apart import ROOT
from ingest.management.bench.plumber import is_installed

MOST: Final = 20
_LARGEST: Final = 3
_CHILD: Final = "ingest.management.bench.child"
_GROWTH: Final = (5, 10, 20)

Ask = Callable[[Sequence[Path]], dict[str, Any]]
Say = Callable[[str], None]


@dataclass
class Timed:
    """Seconds of the processor of one way of reading: for each document those of each round."""

    seconds: dict[Path, list[float]] = field(default_factory=dict)
    pages: dict[Path, int] = field(default_factory=dict)

    def add(self, path: Path, answer: dict[str, Any]) -> None:
        self.seconds.setdefault(path, []).append(answer["seconds"])
        self.pages[path] = answer["pages"]

    @property
    def best(self) -> float:
        """Each document in its fastest round: what the machine can do while nobody else uses it."""
        return sum(min(rounds) for rounds in self.seconds.values())

    @property
    def spread(self) -> float:
        """By which share the slowest round as a whole took longer than that."""
        return max(map(sum, zip(*self.seconds.values(), strict=True))) / self.best - 1

    @property
    def speed(self) -> float:
        """Pages a second."""
        return sum(self.pages.values()) / self.best


@dataclass(frozen=True, slots=True)
class Measured:
    """What a run found. Seconds, MiB; `tables` is None without pdfplumber, `unread` are documents that we cannot read, `load` is
    how busy the machine was before."""

    plain: Timed
    ours: Timed
    tables: Timed | None
    stages: Counter[str]
    largest: Path
    peak: float
    growth: dict[int, float]
    one: float
    two: float
    unread: dict[Path, str]
    load: float


def chosen(folder: Path) -> list[Path]:
    """The PDFs of a folder whose bytes have the lowest SHA-256, twenty at most: nobody picks them."""
    contents = ((path, path.read_bytes()) for path in sorted(folder.iterdir()) if path.is_file())
    digests = {path: hashlib.sha256(data).hexdigest() for path, data in contents if data.lstrip()[:5] == b"%PDF-"}
    return sorted(digests, key=lambda path: (digests[path], path.name))[:MOST]


def measure(paths: Sequence[Path], rounds: int, every: int, say: Say) -> Measured:
    """Everything, in so many rounds. pdfplumber reads every so-manieth page. Raises ValueError where none of the files can be read."""
    load = os.getloadavg()[1]
    plain, ours, tables = Timed(), Timed(), Timed()
    unread: dict[Path, str] = {}
    growth: dict[int, float] = {}
    with ExitStack() as stack:
        ask_plain, ask_ours = (stack.enter_context(child(work)) for work in ("plain", "ours"))
        ask_tables = stack.enter_context(child("plumber", every)) if is_installed() else None
        for number in range(rounds):
            for at, path in enumerate(paths, 1):
                if path in unread:
                    continue
                answer = ask_ours([path])
                if "error" in answer:
                    unread[path] = answer["error"]
                    continue
                ours.add(path, answer)
                plain.add(path, ask_plain([path]))
                if ask_tables is not None:
                    tables.add(path, ask_tables([path]))
                if number == 0 and at in _GROWTH:
                    growth[at] = answer["rss"]
            say(f"第 {number + 1}/{rounds} 轮完毕")
    read = [path for path in paths if path not in unread]
    if not read:
        raise ValueError("没有一份文件读得出来")
    largest, peak = _peak(read, ours)
    return Measured(
        plain,
        ours,
        tables if is_installed() else None,
        _stages(read),
        largest,
        peak,
        growth,
        *_together(read, rounds),
        unread,
        load,
    )


def _stages(paths: Sequence[Path]) -> Counter[str]:
    looks: Counter[str] = Counter()
    with child("staged") as ask:
        for path in paths:
            looks.update(ask([path])["looks"])
    return looks


def _peak(paths: Sequence[Path], ours: Timed) -> tuple[Path, float]:
    """The document that needs most memory, read by `manage.py extract` in a fresh process: of those with most bytes and most pages."""
    by_bytes = sorted(paths, key=lambda path: -path.stat().st_size)[:_LARGEST]
    by_pages = sorted(paths, key=lambda path: -ours.pages[path])[:_LARGEST]
    peaks = {}
    for path in dict.fromkeys([*by_bytes, *by_pages]):
        with child("command") as ask:
            peaks[path] = ask([path])["peak"]
    largest = max(peaks, key=lambda path: peaks[path])
    return largest, peaks[largest]


def _together(paths: Sequence[Path], rounds: int) -> tuple[float, float]:
    """Seconds for all documents in one process and in two, the fastest round of each, turn by turn."""
    seconds: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(rounds):
        for jobs, found in seconds.items():
            with child("together", jobs) as ask:
                found.append(ask(paths)["seconds"])
    return min(seconds[1]), min(seconds[2])


@contextmanager
def child(work: str, number: int = 1) -> Iterator[Ask]:
    """A fresh process that does one kind of work; asked with files, it answers with what they took."""
    process = subprocess.Popen(  # noqa: S603  (our own module)
        [sys.executable, "-m", _CHILD, work, str(number)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )

    def ask(paths: Sequence[Path]) -> dict[str, Any]:
        given, answers = cast("tuple[IO[str], IO[str]]", (process.stdin, process.stdout))
        given.write(json.dumps([str(path.resolve()) for path in paths]) + "\n")
        given.flush()
        line = answers.readline()
        if not line:
            raise ValueError(f"测量“{work}”的进程中断了：{', '.join(path.name for path in paths)}")
        answer: dict[str, Any] = json.loads(line)
        return answer

    try:
        yield ask
    finally:
        process.kill()
        process.communicate()
