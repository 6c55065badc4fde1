"""manage.py restore: a backup back into database and storage, after all of it was verified."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import connection

from backups.restoring import restore
from backups.shapes import BackupError
from budgets.management.command_line import WRONG, TerminalCommand


class Command(TerminalCommand):
    """Exit status 0: it is back; 1: it is not, and the database is as it was; 2: wrong usage."""

    help = "先核对一份备份的全部文件，再恢复数据库和原件；哪一步不成，原来的数据库都不动。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER", help="一份备份的文件夹（manage.py backup 最后一行写的）")
        parser.add_argument("--replace", action="store_true", help="数据库不是空的，也用备份代替；原来的库改名留着")
        parser.add_argument("--yes", action="store_true", help="同 --replace 一起用：不再询问（供脚本使用）")

    def handle(self, *args: object, folder: Path, replace: bool, yes: bool, **options: Any) -> None:
        if yes and not replace:
            raise CommandError("--yes 只与 --replace 一起用。", returncode=WRONG)
        if replace and not yes:
            self._confirm()
        try:
            manifest, aside = restore(folder.absolute(), replace=replace, say=self._say)
        except BackupError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            raise CommandError("已中断，原来的数据库没有动；再运行一次同样的命令就重新恢复。") from None
        except OSError as error:
            raise CommandError(f"写不进原件的存储（{error.strerror or error}），原来的数据库没有动：请检查磁盘和权限。") from error
        self.stdout.write(f"已恢复 {manifest.as_of} 的数据库和 {len(manifest.documents):,} 个原件。")
        if manifest.lacking:
            self.stdout.write(f"做备份时存储里就缺 {len(manifest.lacking)} 个原件，名单在 manifest.json 的 lacking。")
        if aside:
            self.stdout.write(f"原来的数据库改名为 {aside}；确认无误后请自行删除（dropdb {aside}）。")
        self.stdout.write(
            "接下来：清空任务队列（celery --app config purge），启动 web、worker 和 beat，"
            "再运行 manage.py ingest --waiting；所有人需要重新登录。"
        )

    def _confirm(self) -> None:
        """Ask for the database's name. Raises CommandError where nobody can answer or another one is given."""
        name = connection.settings_dict["NAME"]
        if not sys.stdin.isatty():
            raise CommandError("--replace 要有人确认：请在终端里运行，或加 --yes。", returncode=WRONG)
        self.stderr.write(f"数据库 {name} 将由备份代替。请输入它的名字确认：", style_func=str)
        if sys.stdin.readline().strip() != name:
            raise CommandError("名字不对，什么也没有做。")

    def _say(self, line: str) -> None:
        self.stderr.write(line, style_func=str)
