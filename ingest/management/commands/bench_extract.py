"""`manage.py bench_extract`: how fast documents are read beside other ways of reading them, and how much memory that takes."""

from __future__ import annotations

import json
import os
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

from django.core.management.base import CommandError

from budgets.management.command_line import TerminalCommand, add_once
from ingest.management.bench.measuring import chosen, measure
from ingest.management.bench.report import as_json, table
from ingest.management.numbers import positive
from ingest.samples import write

_ROUNDS: Final = 3
_EVERY: Final = 5


class Command(TerminalCommand):
    """Ratios are measured in one run, document by document, side by side. The last line is one JSON object."""

    help = "测量读取的速度和内存，与 pypdfium2、pdfplumber 比。默认用生成的样例，--docs 或环境变量 DOCS 指定自己的文件夹。"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_once(parser, "--docs", type=Path, default=os.environ.get("DOCS") or None, help="要测量的文件夹（取其中 20 份 PDF）")
        add_once(parser, "--rounds", type=positive, default=_ROUNDS, help=f"测几轮，取最快的（默认 {_ROUNDS}）")
        add_once(parser, "--every", type=positive, default=_EVERY, help=f"pdfplumber 每几页读一页（默认 {_EVERY}）")

    def handle(self, *args: object, docs: Path | None, rounds: int, every: int, **options: Any) -> None:
        with tempfile.TemporaryDirectory(prefix="mingzhang-bench-") as folder:
            if docs is None:
                write(Path(folder))
            self._measure(Path(folder) if docs is None else docs, rounds, every)

    def _measure(self, folder: Path, rounds: int, every: int) -> None:
        paths = chosen(folder) if folder.is_dir() else []
        if not paths:
            raise CommandError(f"{folder}: 没有 PDF 可测，请用 --docs 指定放有公开文件的文件夹。")
        try:
            found = measure(paths, rounds, every, self._say)
        except ValueError as error:
            raise CommandError(f"{folder}: {error}，请用 --docs 指定放有公开文件的文件夹。") from None
        self.stdout.write("\n".join(table(found, every)))
        self.stdout.write(json.dumps(as_json(found), ensure_ascii=False))

    def _say(self, line: str) -> None:
        self.stderr.write(line, style_func=str)
