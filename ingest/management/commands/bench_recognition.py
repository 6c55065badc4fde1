"""`manage.py bench_recognition`: how well pages that are pictures are read, against what the text of the same pages says."""

from __future__ import annotations

import json
import os
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

from django.core.management.base import CommandError

from budgets.management.command_line import TerminalCommand, add_once
from ingest.management.bench.measuring import chosen
from ingest.management.bench.recognition import Compared, as_json, measure, said
from ingest.management.numbers import positive
from ingest.readers.pictures.engine import recogniser
from ingest.samples import write
from ingest.shapes import UnreadableDocument

_DOCUMENTS: Final = 3
_PAGES: Final = 5


class Command(TerminalCommand):
    """Exit status 1 where anything is wrong of which nothing tells. The last line is one JSON object."""

    help = "把有文字的 PDF 变成扫描件再识别，逐格与原来的文字比。默认用生成的样例，--docs 或环境变量 DOCS 指定自己的文件夹。"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_once(parser, "--docs", type=Path, default=os.environ.get("DOCS") or None, help="要测量的文件夹（SHA-256 最小的几份 PDF）")
        add_once(parser, "--documents", type=positive, default=_DOCUMENTS, metavar="N", help=f"测几份（默认 {_DOCUMENTS}，最多 20）")
        add_once(parser, "--pages", type=positive, default=_PAGES, metavar="N", help=f"每份测几页有数的（默认 {_PAGES}）")

    def handle(self, *args: object, docs: Path | None, documents: int, pages: int, **options: Any) -> None:
        if recogniser() is None:
            raise CommandError("没有装图像识别，测不了：请运行 make setup EXTRAS=ocr。")
        with tempfile.TemporaryDirectory(prefix="mingzhang-bench-") as folder:
            if docs is None:
                write(Path(folder))
            given = Path(folder) if docs is None else docs
            found = self._measured(chosen(given) if given.is_dir() else [], documents, pages)
        if not found.cells:
            raise CommandError(f"{given}: 没有带文字和数的 PDF 可测，请用 --docs 指定放有公开文件的文件夹。")
        self.stdout.write(f"合计 {said(found)}")
        for line in found.silent:
            self.stdout.write(f"  没有提示：{line}")
        self.stdout.write(json.dumps(as_json(found), ensure_ascii=False))
        if found.silent:
            raise SystemExit(1)

    def _measured(self, paths: list[Path], documents: int, pages: int) -> Compared:
        """The first so many documents that have figures."""
        total, measured = Compared(), 0
        for path in paths:
            if measured == documents:
                break
            with tempfile.TemporaryDirectory(prefix="mingzhang-bench-") as folder:
                try:
                    own = measure(path, pages, Path(folder))
                except UnreadableDocument as error:
                    self.stderr.write(f"{path.name}：没有测（{error}）")
                    continue
            if own.cells:
                self.stderr.write(f"{path.name}：{said(own)}", style_func=str)
                measured += 1
                total.add(own)
        return total
