"""manage.py ingest: receive files, queue their reading, and with --wait watch until every one of them ended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandParser

from budgets.models import Edition
from ingest.models import Run
from ingest.uploads import BROKER_DOWN, Received, Refused, enqueue, enqueue_check, receive

_POLL_SECONDS: Final = 0.3
_PATIENCE_SECONDS: Final = 30
_INTERRUPTED: Final = "已中断。已收下的文件会继续读取；再运行一次同样的命令，就接着等待。"
_NOBODY_WORKS: Final = "还没有工作进程接手。请在另一个窗口运行：.venv/bin/celery --app config worker"


@dataclass(slots=True)
class Batch:
    """What became of the files so far: what they are called, by their runs; and how many ended how."""

    names: dict[int, str] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)
    refused: int = 0
    new: int = 0
    known: int = 0

    def take(self, name: str, received: Received) -> None:
        self.new += received.created
        self.known += not received.created
        self.names.setdefault(received.run.pk, name)
        if received.run.message == BROKER_DOWN:
            self.waiting.append(name)


class Command(BaseCommand):
    """Exit status 0: everything was received (with --wait: and read); 1: at least one file was not; 2: wrong usage."""

    help = "收下公开文件并排队读取；同一文件只读一次，可以随时重来。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="*", type=Path, metavar="FILE|FOLDER", help="文件，或其中全部文件都要收下的文件夹")
        parser.add_argument("--wait", action="store_true", help="等到全部读完，逐个报告")
        parser.add_argument("--waiting", action="store_true", help="把还没有读完的文件、还没有重做的核对重新排队（例如任务队列恢复以后）")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["paths"] and not options["waiting"]:
            self.stderr.write("请给出文件或文件夹，或用 --waiting 重新排队。")
            raise SystemExit(2)
        batch = Batch()
        try:
            if options["waiting"]:
                self._requeue(batch)
            self._receive(options["paths"], batch)
            failed = self._watch(batch) if options["wait"] else 0
        except KeyboardInterrupt:
            self.stderr.write(_INTERRUPTED)
            raise SystemExit(130) from None
        if failed or batch.refused or batch.waiting:
            raise SystemExit(1)

    def _requeue(self, batch: Batch) -> None:
        runs = Run.objects.exclude(state__in=Run.ENDED).select_related("document").order_by("pk")
        for run in runs:
            batch.names[run.pk] = run.document.name
            if not enqueue(run):
                batch.waiting += [other.document.name for other in runs]
                self.stderr.write(f"任务队列还是连不上，{len(runs)} 个文件继续等待。请检查 CELERY_BROKER_URL 和那台服务器。")
                return
        unchecked = Edition.objects.filter(state__in=Edition.OPEN, checks_current=False)
        checks = sum(enqueue_check(edition) for edition in unchecked)
        self.stdout.write(f"重新排队：{len(runs)} 个文件，{checks} 次核对。")

    def _receive(self, paths: Sequence[Path], batch: Batch) -> None:
        """One line a file that was not simply received; the others go on."""
        for path in paths:
            for file in _files(path):
                try:
                    with file.open("rb") as content:
                        received = receive(file.name, content, queue=not batch.waiting)
                except (Refused, OSError) as error:
                    batch.refused += 1
                    self.stderr.write(f"{file}: {_reason(error)}")
                else:
                    batch.take(str(file), received)
                    self.stdout.write(f"{file}: {received.message}")
        if paths:
            self.stdout.write(f"新收下 {batch.new} 个文件，以前收到过 {batch.known} 个，没有收下 {batch.refused} 个。")

    def _watch(self, batch: Batch) -> int:
        """Report every run as it ends; how many failed. Runs without a broker are not waited for."""
        open_runs = {number: name for number, name in batch.names.items() if name not in batch.waiting}
        states: dict[str, int] = dict.fromkeys(Run.ENDED, 0)
        total, moved, told = len(open_runs), monotonic(), False
        while open_runs:
            ended = Run.objects.filter(pk__in=open_runs, state__in=Run.ENDED).order_by("finished_at")
            for run in ended:
                states[run.state] += 1
                self._report(f"[{sum(states.values())}/{total}] {open_runs.pop(run.pk)}: {run.get_state_display()}。{run.message}", run)
                moved = monotonic()
            if open_runs and not told and monotonic() - moved > _PATIENCE_SECONDS and not _somebody_works(open_runs):
                self.stderr.write(_NOBODY_WORKS)
                told = True
            sleep(_POLL_SECONDS if open_runs else 0)
        self.stdout.write(f"完成 {states['done']}，待确认 {states['clerk']}，失败 {states['failed']}。")
        return states["failed"]

    def _report(self, line: str, run: Run) -> None:
        stream = self.stderr if run.state == Run.State.FAILED else self.stdout
        stream.write(line)


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
