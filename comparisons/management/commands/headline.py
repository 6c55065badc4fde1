"""`manage.py headline`: what changed, in the terminal."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser

from budgets.management.command_line import WRONG, TerminalCommand
from budgets.models import Edition
from comparisons import stored
from comparisons.headline import headline
from comparisons.management.options import DEPARTMENT, nobody
from comparisons.named import NoSuchDepartment, department_named


class Command(TerminalCommand):
    help = "在终端印出主要的数：本年与上年、差额、变化率、出处。不写部门时，每个部门印最近一份。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("department", nargs="?", metavar="DEPARTMENT", help=DEPARTMENT)

    def handle(self, *args: Any, **options: Any) -> None:
        text, published = options["department"], Edition.objects.published()
        try:
            own = published.filter(disclosure__department=department_named(text)) if text is not None else published
        except NoSuchDepartment as error:
            raise nobody(error) from None
        editions = stored.latest_editions(own)
        if not editions:
            raise CommandError("这个部门没有现行的文件。" if text is not None else "还没有公布的文件。", returncode=WRONG)
        self.stdout.write("\n\n".join("\n".join(headline(edition)) for edition in editions))
