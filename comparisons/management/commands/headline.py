"""`manage.py headline`: what changed, in the terminal."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from budgets.models import Edition
from comparisons import stored
from comparisons.headline import headline


class Command(BaseCommand):
    help = "在终端印出主要的数：本年与上年、差额、变化率、出处。不写部门时，每个部门印最近一份。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("department", nargs="?", default="", metavar="DEPARTMENT", help="部门名称或别名中的一段文字")

    def handle(self, *args: Any, **options: Any) -> None:
        editions = stored.latest_editions(Edition.objects.published(), options["department"])
        if not editions:
            raise CommandError(
                f"没有名称里有“{options['department']}”、且已公布文件的部门。" if options["department"] else "还没有公布的文件。"
            )
        self.stdout.write("\n\n".join("\n".join(headline(edition)) for edition in editions))
