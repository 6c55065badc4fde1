"""manage.py extract: files → the JSON of the extraction contract. Needs no database and no network."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NoReturn

from django.conf import settings
from django.core.management.base import CommandParser

from budgets.management.command_line import TerminalCommand, add_once
from ingest.archives import archive_in, unpack
from ingest.batch import extract_all
from ingest.management.numbers import positive
from ingest.management.progress import Bar
from ingest.sandbox import Limits, extract_apart
from ingest.shapes import UnreadableDocument

_NEEDS_FOLDER: Final = "读取多个文件时请用 --output DIR 指定结果文件夹。"


@dataclass(slots=True)
class Given:
    """The files that are read, each with what it is called; and how many of an archive were refused."""

    names: dict[Path, str] = field(default_factory=dict)
    refused: int = 0


class Command(TerminalCommand):
    """Exit status 0: all read; 1: at least one file could not be read; 2: wrong usage."""

    help = "把公开文件读成结构化数据（JSON）。一个文件不加 --output 时，结果写到标准输出。"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="要读取的文件")
        add_once(parser, "--output", type=Path, metavar="DIR", help="结果文件夹：每个文件一个 DIR/<文件名>.json")
        add_once(parser, "--jobs", type=positive, default=1, metavar="N", help="同时用几个进程（默认 1）")

    def handle(self, *args: Any, **options: Any) -> None:
        output: Path | None = options["output"]
        if output is None and len(options["files"]) > 1:
            self._stop(2, _NEEDS_FOLDER)
        try:
            with tempfile.TemporaryDirectory(prefix="mingzhang-") as folder:
                given = self._unpacked(options["files"], Path(folder))
                failed = self._read(given, output, options["jobs"])
        except KeyboardInterrupt:
            self._stop(130, "已中断；已经写出的结果都是完整的。")
        if failed:
            raise SystemExit(1)

    def _unpacked(self, files: Sequence[Path], folder: Path) -> Given:
        """The files, and in place of ZIP archives the documents in them; one line for each of those that is refused."""
        given = Given()
        for number, path in enumerate(files):
            archive = _archive(path)
            if archive is None:
                given.names[path] = str(path)
                continue
            try:
                for place, member in unpack(archive, folder / str(number), settings.MAX_UPLOAD_BYTES):
                    if member.refusal:
                        given.refused += 1
                        self.stderr.write(f"{path} › {member.name}: {member.refusal}")
                    else:
                        given.names[place] = f"{path} › {member.name}"
            except UnreadableDocument as error:
                given.refused += 1
                self.stderr.write(f"{path}: {error}")
        return given

    def _read(self, given: Given, output: Path | None, jobs: int) -> int:
        """How many could not be read."""
        if output is not None:
            return self._to_folder(given, output, jobs)
        if len(given.names) > 1:
            self._stop(2, _NEEDS_FOLDER)
        return given.refused + sum(self._to_stdout(path, name) for path, name in given.names.items())

    def _to_stdout(self, path: Path, name: str) -> int:
        try:
            extracted = extract_apart(path, self._limits)
        except UnreadableDocument as error:
            self.stderr.write(f"{name}: {error}")
            return 1
        self.stdout.write(extracted.text.decode())
        self.stderr.write(f"{name}: {extracted.summary}", style_func=str)
        return 0

    @property
    def _limits(self) -> Limits:
        return Limits(settings.PARSE_SECONDS, settings.PARSE_MIB, settings.MAX_UPLOAD_BYTES)

    def _to_folder(self, given: Given, output: Path, jobs: int) -> int:
        files = list(given.names)
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
            self.stderr.write(f"{given.names[outcome.path]}: {outcome.error or outcome.summary}", style_func=None if outcome.error else str)
            bar.show(done)
        bar.clear()
        done, failed = done + given.refused, failed + given.refused
        self.stderr.write(f"共 {done} 个文件：读成 {done - failed} 个，失败 {failed} 个。结果在 {output}。", style_func=str)
        return failed

    def _stop(self, status: int, message: str) -> NoReturn:
        self.stderr.write(message)
        raise SystemExit(status)


def _archive(path: Path) -> bytes | None:
    """The bytes of a ZIP archive; None for everything else, also for what cannot be opened: reading it says why."""
    try:
        with path.open("rb") as content:
            return archive_in(content, settings.MAX_UPLOAD_BYTES)
    except OSError:
        return None
