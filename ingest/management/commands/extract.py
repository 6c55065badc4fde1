"""manage.py extract: files → the JSON of the extraction contract. Needs no database and no network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import CommandParser

from budgets.management.command_line import TerminalCommand, add_once
from ingest.batch import extract_all
from ingest.management.numbers import positive
from ingest.management.progress import Bar
from ingest.sandbox import Limits, extract_apart
from ingest.shapes import UnreadableDocument


class Command(TerminalCommand):
    """Exit status 0: all read; 1: at least one file could not be read; 2: wrong usage."""

    help = "把公开文件读成结构化数据（JSON）。一个文件不加 --output 时，结果写到标准输出。"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="要读取的文件")
        add_once(parser, "--output", type=Path, metavar="DIR", help="结果文件夹：每个文件一个 DIR/<文件名>.json")
        add_once(parser, "--jobs", type=positive, default=1, metavar="N", help="同时用几个进程（默认 1）")

    def handle(self, *args: Any, **options: Any) -> None:
        files: list[Path] = options["files"]
        output: Path | None = options["output"]
        if output is None and len(files) > 1:
            self._stop(2, "读取多个文件时请用 --output DIR 指定结果文件夹。")
        try:
            failed = self._to_stdout(files[0]) if output is None else self._to_folder(files, output, options["jobs"])
        except KeyboardInterrupt:
            self._stop(130, "已中断；已经写出的结果都是完整的。")
        if failed:
            raise SystemExit(1)

    def _to_stdout(self, path: Path) -> int:
        try:
            extracted = extract_apart(path, self._limits)
        except UnreadableDocument as error:
            self.stderr.write(f"{path}: {error}")
            return 1
        self.stdout.write(extracted.text.decode())
        self.stderr.write(f"{path}: {extracted.summary}", style_func=str)
        return 0

    @property
    def _limits(self) -> Limits:
        return Limits(settings.PARSE_SECONDS, settings.PARSE_MIB, settings.MAX_UPLOAD_BYTES)

    def _to_folder(self, files: Sequence[Path], output: Path, jobs: int) -> int:
        try:
            output.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self._stop(2, f"{output}: 不能作为结果文件夹（{error.strerror}），请换一个。")
        failed = done = 0
        bar = Bar(self.stderr, len(files))
        for outcome in extract_all(files, output, jobs, self._limits):
            done += 1
            failed += bool(outcome.error)
            bar.clear()
            self.stderr.write(f"{outcome.path}: {outcome.error or outcome.summary}", style_func=None if outcome.error else str)
            bar.show(done)
        bar.clear()
        self.stderr.write(f"共 {done} 个文件：读成 {done - failed} 个，失败 {failed} 个。结果在 {output}。", style_func=str)
        return failed

    def _stop(self, status: int, message: str) -> NoReturn:
        self.stderr.write(message)
        raise SystemExit(status)
