"""manage.py ingest: receive files, queue their reading, and with --wait or --jobs watch until every one of them ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from budgets.management.command_line import TerminalCommand, add_once
from budgets.models import Edition, Fact, Finding
from ingest.management.crew import BrokerDown, Crew, CrewLost, crew, workers_there
from ingest.management.numbers import positive
from ingest.management.progress import Bar
from ingest.models import Run
from ingest.uploads import BROKER_DOWN, Received, Refused, enqueue_check, receive_all, requeue

_POLL_SECONDS: Final = 0.3
_PATIENCE_SECONDS: Final = 30
_INTERRUPTED: Final = "已中断。已收下的文件留在队列里；再运行一次同样的命令，就接着读，读过的不再读。"
_NOBODY_WORKS: Final = "还没有工作进程接手。请加 --jobs N，或在另一个窗口运行：.venv/bin/celery --app config worker"
_UNCHECKED: Final = "{count} 版的核对还没有做完；以后运行 manage.py ingest --waiting 重新排队。"
_OUTCOMES: Final = (
    Finding.Outcome.MISMATCH,
    Finding.Outcome.SOFT,
    Finding.Outcome.NOT_EVALUABLE,
    Finding.Outcome.ROUNDING,
)


@dataclass(slots=True)
class Batch:
    """What became of the files so far: what they are called, by their runs; and how many ended how.

    `quiet` are the files of which is told only when they have been read.
    """

    quiet: bool = False
    names: dict[int, str] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)
    refused: int = 0
    new: int = 0
    known: int = 0

    def take(self, name: str, received: Received) -> str:
        """Keep the file in mind; the line that has to be said of it now."""
        self.new += received.created
        self.known += not received.created
        first = self.names.setdefault(received.run.pk, name)
        if received.run.message == BROKER_DOWN:
            self.waiting.append(name)
        elif first != name:
            return f"与 {first} 内容相同，只读一次。"
        return "" if self.quiet and name not in self.waiting else received.message


class Command(TerminalCommand):
    """Exit status 0: everything was received (with --wait and --jobs: and read); 1: at least one file was not; 2: wrong usage."""

    help = "收下公开文件并排队读取；同一文件只读一次，中断以后再运行一次就接着读。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="*", type=Path, metavar="FILE|FOLDER", help="文件，或其中全部文件都要收下的文件夹")
        parser.add_argument("--wait", action="store_true", help="等到全部读完，逐个报告")
        add_once(
            parser,
            "--jobs",
            type=positive,
            metavar="N",
            help="用 N 个工作进程读完并逐个报告：没有工作进程应答时自己启动 N 个，结束时停止；已经有的就用它们",
        )
        parser.add_argument("--waiting", action="store_true", help="把还没有读完的文件、还没有重做的核对重新排队（例如任务队列恢复以后）")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["paths"] and not options["waiting"]:
            self.stderr.write("请给出文件或文件夹，或用 --waiting 重新排队。")
            raise SystemExit(2)
        batch = Batch(quiet=bool(options["wait"] or options["jobs"]))
        try:
            with self._workers(options["jobs"]) as workers:
                failed = self._ingest(options, batch, workers)
        except KeyboardInterrupt:
            self.stderr.write(_INTERRUPTED)
            raise SystemExit(130) from None
        except CrewLost as error:
            self.stderr.write(str(error))
            raise SystemExit(1) from None
        if failed or batch.refused or batch.waiting:
            raise SystemExit(1)

    def _workers(self, jobs: int | None) -> AbstractContextManager[Crew | None]:
        """Those that are there, or as many of our own as were asked for. With the broker down nobody can work."""
        if jobs is None:
            return nullcontext()
        try:
            there = workers_there()
        except BrokerDown:
            return nullcontext()
        if there:
            self.stdout.write(f"已有工作进程应答（{'、'.join(there)}），由它们读取，不另外启动。")
            return nullcontext()
        self.stdout.write(f"没有工作进程应答，自己启动 {jobs} 个，结束时停止。")
        return crew(jobs)

    def _ingest(self, options: dict[str, Any], batch: Batch, workers: Crew | None) -> int:
        """Receive, and watch where that was asked for; how many could not be read."""
        if options["waiting"]:
            self._requeue(batch)
        self._receive(options["paths"], batch)
        return Watch(self, batch, workers).until_the_end() if batch.quiet else 0

    def _requeue(self, batch: Batch) -> None:
        done = requeue()
        batch.names |= {run.pk: run.document.name for run in done.runs}
        if done.is_down:
            batch.waiting += [run.document.name for run in done.runs]
            self.stderr.write(done.message)
        else:
            self.stdout.write(done.message)

    def _receive(self, paths: Sequence[Path], batch: Batch) -> None:
        """One line a file that was not simply received; the others go on."""
        for path in paths:
            for file in _files(path):
                try:
                    with file.open("rb") as content:
                        for name, answer in receive_all(str(file), content, queue=not batch.waiting):
                            self._take(name, answer, batch)
                except OSError as error:
                    self._take(str(file), error, batch)
        if paths:
            self.stdout.write(f"新收下 {batch.new} 个文件，以前收到过 {batch.known} 个，没有收下 {batch.refused} 个。")

    def _take(self, name: str, answer: Received | Refused | OSError, batch: Batch) -> None:
        if not isinstance(answer, Received):
            batch.refused += 1
            self.stderr.write(f"{name}: {_reason(answer)}")
        elif line := batch.take(name, answer):
            self.stdout.write(f"{name}: {line}")


class Watch:
    """Runs, watched until the last of them has ended and its checks are done; one line each, and a total."""

    def __init__(self, command: BaseCommand, batch: Batch, workers: Crew | None) -> None:
        self._command = command
        self._workers = workers
        self._open = {number: name for number, name in batch.names.items() if name not in batch.waiting}
        self._bar = Bar(command.stderr, len(self._open))
        self._total = len(self._open)
        self._states: Counter[str] = Counter()
        self._editions: set[int] = set()
        self._began = self._moved = monotonic()

    def until_the_end(self) -> int:
        """How many failed or were cancelled. Runs without a broker are not waited for."""
        told = False
        while self._open:
            self._look()
            if self._open and not told and monotonic() - self._moved > _PATIENCE_SECONDS and not _somebody_works(self._open):
                self._say(_NOBODY_WORKS, wrong=True)
                told = True
            self._pause(bool(self._open))
        self._wait_for_checks()
        self._bar.clear()
        shown = [("done", "完成"), ("clerk", "待确认"), ("failed", "失败"), *([("cancelled", "取消")] if self._states["cancelled"] else [])]
        states = [f"{label} {self._states[state]}" for state, label in shown]
        figures, findings = _figures(self._editions), _findings(Finding.objects.filter(edition__in=self._editions))
        self._command.stdout.write(f"{'，'.join(states)}。{figures} 个数；{findings}；用时 {monotonic() - self._began:.1f} 秒。")
        return self._states["failed"] + self._states["cancelled"]

    def _look(self) -> None:
        ended = Run.objects.filter(pk__in=self._open, state__in=Run.ENDED).select_related("document", "edition")
        for run in ended.order_by("finished_at"):
            name = self._open.pop(run.pk)
            self._states[run.state] += 1
            self._moved = monotonic()
            if run.edition_id is not None:
                self._editions.add(run.edition_id)
            if run.state in (Run.State.FAILED, Run.State.CANCELLED):
                self._say(f"{name}: {run.message}", wrong=True)
            else:
                self._say(f"[{self._states.total()}/{self._total}] {name}: {_told(run)}")

    def _wait_for_checks(self) -> None:
        """Files that were joined are checked together once more; that is waited for as long as a reading may take."""
        pending = self._unchecked()
        for edition in pending:
            enqueue_check(edition)
        limit = monotonic() + settings.PARSE_SECONDS
        while pending and monotonic() < limit:
            self._pause(True)
            if len(still := self._unchecked()) < len(pending):
                limit = monotonic() + settings.PARSE_SECONDS
            pending = still
        if pending:
            self._say(_UNCHECKED.format(count=len(pending)), wrong=True)

    def _unchecked(self) -> list[Edition]:
        return list(Edition.objects.filter(pk__in=self._editions, state__in=Edition.OPEN, checks_current=False))

    def _pause(self, waits: bool) -> None:
        self._bar.show(self._total - len(self._open))
        if self._workers is not None:
            self._workers.check()
        sleep(_POLL_SECONDS if waits else 0)

    def _say(self, line: str, wrong: bool = False) -> None:
        self._bar.clear()
        (self._command.stderr if wrong else self._command.stdout).write(line)


def _told(run: Run) -> str:
    """What became of a file: where its figures stand, how many, what the checks say of it, how long it took, what a person must settle."""
    edition = run.edition
    if edition is None:
        return run.message
    findings = Finding.objects.filter(edition=edition, document=run.document)
    seconds = f"；{run.timings['total']:.1f} 秒" if "total" in run.timings else ""
    figures = Fact.objects.filter(edition=edition, document=run.document).exclude(presence=Fact.Presence.BLANK).count()
    return f"{edition.get_state_display()}，{figures} 个数；{_findings(findings)}{seconds}。{run.to_come}{''.join(run.doubts)}"


def _figures(editions: set[int]) -> int:
    return Fact.objects.filter(edition__in=editions).exclude(presence=Fact.Presence.BLANK).count()


def _findings(findings: Any) -> str:
    counts = Counter(findings.values_list("outcome", flat=True))
    return "、".join(f"{outcome.label} {counts[outcome]}" for outcome in _OUTCOMES)


def _files(path: Path) -> Iterator[Path]:
    """The file, or all files of a folder and its folders but hidden ones."""
    if not path.is_dir():
        yield path
        return
    for file in sorted(path.rglob("*")):
        if file.is_file() and not any(part.startswith(".") for part in file.relative_to(path).parts):
            yield file


def _reason(error: Refused | OSError) -> str:
    if isinstance(error, Refused):
        return str(error)
    if isinstance(error, FileNotFoundError):
        return "没有这个文件。请检查路径。"
    return f"打不开（{error.strerror}）。请检查权限。"


def _somebody_works(numbers: dict[int, str]) -> bool:
    return Run.objects.filter(pk__in=numbers, attempts__gt=0).exists()
