"""`manage.py bench_data`: generated disclosures for all benchmarks, each size in a database of its own."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any, Final

from django.core.management.base import CommandError
from django.db import Error

from budgets.management.bench.loading import database_of, generated, load
from budgets.management.command_line import TerminalCommand, add_once

SIZES: Final = (300_000, 30_000_000)
_SMALLEST: Final = 1_000


class Command(TerminalCommand):
    """Safe to repeat: what is there is kept, what was interrupted goes on."""

    help = "生成测速用的数据：部门、年度、表和数，大小参差如真实的公开文件。每个规模一个单独的库，可重复运行，中断后接着做。"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_once(parser, "--facts", type=int, nargs="+", default=list(SIZES), help="各库多少个数（默认 300000 30000000）")

    def handle(self, *args: object, facts: list[int], **options: Any) -> None:
        if small := [size for size in facts if size < _SMALLEST]:
            raise CommandError(f"--facts {small[0]}：至少 {_SMALLEST}。")
        for size in facts:
            try:
                with generated(size):
                    there = load(size, self._say)
            except Error as error:
                raise CommandError(f"{database_of(size)}：数据库拒绝了（{str(error).splitlines()[0]}）；需要能建库的角色。") from error
            self.stdout.write(f"{database_of(size)}：{there:,} 个数。")

    def _say(self, line: str) -> None:
        self.stderr.write(line, style_func=str)
