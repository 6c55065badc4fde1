"""manage.py dump: everything that is in force as files, or a year of it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser

from budgets.api.parameters import LARGEST_YEAR, SMALLEST_YEAR
from budgets.management.command_line import TerminalCommand, add_once
from dumps.writing import Busy, make


class Command(TerminalCommand):
    """Exit status 0: it is whole; 1: it is not, and nobody sees it; 2: wrong usage. The last line is its name."""

    help = "把现行版本的全部数据做成一套文件（Parquet、CSV、Data Package）；中断以后再运行一次就接着做，没有做完的谁也看不到。"

    def add_arguments(self, parser: CommandParser) -> None:
        add_once(parser, "--year", type=int, metavar="YEAR", help="只做这一年的公开文件；不写就是全部")

    def handle(self, *args: object, year: int | None, **options: Any) -> None:
        if year is not None and not SMALLEST_YEAR <= year <= LARGEST_YEAR:
            raise CommandError(f"--year {year}：应在 {SMALLEST_YEAR} 和 {LARGEST_YEAR} 之间。", returncode=2)
        try:
            name = make(year, self._say)
        except Busy as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            raise CommandError("已中断，没有做完的谁也看不到；再运行一次同样的命令就接着做。") from None
        except OSError as error:
            raise CommandError(f"写不进 DUMPS_DIR（{error.strerror}）：请检查那个文件夹和磁盘，再运行一次就接着做。") from error
        self.stdout.write(name)

    def _say(self, line: str) -> None:
        self.stderr.write(line, style_func=str)
