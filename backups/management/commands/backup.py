"""manage.py backup: database and documents as of one moment, or whether a backup is still as it was made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from backups import kept
from backups.making import Made, make
from backups.shapes import BackupError
from budgets.management.command_line import WRONG, TerminalCommand, add_once

LACKING = 3


class Command(TerminalCommand):
    """Exit status 0: it is whole; 1: it is not; 2: wrong usage, or no database; 3: whole, but the storage has lost originals.

    The last line is its folder.
    """

    help = "备份数据库和原件，逐个核对摘要；中断以后再运行一次就接着做，没有做完的不会被当作备份。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder",
            nargs="?",
            type=Path,
            metavar="FOLDER",
            help="备份放在哪个文件夹里，不写就是 BACKUPS_DIR；同 --verify 一起写时是一份备份",
        )
        add_once(parser, "--keep", type=int, metavar="N", help="做好以后只留最近 N 份，不写就是 BACKUPS_KEPT")
        parser.add_argument("--verify", action="store_true", help="不做备份，只核对 FOLDER 这一份的每个文件")

    def handle(self, *args: object, folder: Path | None, keep: int | None, verify: bool, **options: Any) -> None:
        if verify and (folder is None or keep is not None):
            raise CommandError("--verify：后面写一份备份的文件夹，不与 --keep 一起用。", returncode=WRONG)
        if keep is not None and keep < 1:
            raise CommandError(f"--keep {keep}：至少 1。", returncode=WRONG)
        try:
            if verify and folder is not None:
                self._verify(folder)
            else:
                self._make((folder or settings.BACKUPS_DIR).absolute(), keep or settings.BACKUPS_KEPT)
        except BackupError as error:
            raise CommandError(str(error)) from error

    def _verify(self, folder: Path) -> None:
        found = kept.verify(folder, self._say)
        self.stdout.write(f"{folder} 是完整的：{found.as_of} 的数据库和 {len(found.documents):,} 个原件，共 {found.bytes:,} 字节。")

    def _make(self, folder: Path, keep: int) -> None:
        try:
            made = make(folder, keep, self._say)
        except KeyboardInterrupt:
            raise CommandError(f"已中断，没有做完的留在 {folder / kept.UNFINISHED}；再运行一次同样的命令就接着做。") from None
        except OSError as error:
            raise CommandError(
                f"写不进 {folder}（{error.strerror or error}）：请检查那个文件夹、磁盘和原件的存储，再运行一次就接着做。"
            ) from error
        self.stdout.write(str(made.folder))
        if made.lacking:
            raise CommandError(_lacking(made), returncode=LACKING)

    def _say(self, line: str) -> None:
        self.stderr.write(line, style_func=str)


def _lacking(made: Made) -> str:
    some = "、".join(made.lacking[:3]) + (" 等" if len(made.lacking) > 3 else "")
    return f"备份做好了，但有 {len(made.lacking)} 个原件在存储里缺失或与摘要不符：{some}。较早的备份都留着，请从中找回。"
