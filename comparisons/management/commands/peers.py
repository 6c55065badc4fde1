"""`manage.py peers`: a department among its peers over one line, in the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.management.base import CommandError, CommandParser

from budgets.management.command_line import WRONG, TerminalCommand
from budgets.moments import shown_as_of
from comparisons import among, ranked, standings
from comparisons.asked import BadQuestion
from comparisons.management.commands.ranking import KIND, add_about
from comparisons.management.options import DEPARTMENT, add_many, as_of_line, given, nobody, refused
from comparisons.named import NoSuchDepartment, department_named
from comparisons.rank_listing import peers_lines


class Command(TerminalCommand):
    help = "在终端看一个部门在同类里的位置。不写年度、阶段、口径时，取它最近的文件；不写 --by 时，按登记了的类别、级别。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("department", metavar="DEPARTMENT", help=DEPARTMENT)
        add_about(parser)
        add_many(parser, "--by", help=f"谁是同类，都要符合：{'、'.join(among.CRITERIA)}")
        add_many(parser, "--with", metavar="DEPARTMENT", help="自己选的部门，代替 --by")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            department = department_named(options["department"]).pk
            chosen = [str(department_named(text).pk) for text in options["with"]]
            asked = among.question(
                {"line": [options["line"]]} | given(options, (*KIND, "by", "as_of")) | ({"with": chosen} if chosen else {}), department
            )
            limit = ranked.limit_of(options["limit"])
            with shown_as_of(asked.as_of):
                told = "\n".join(self._lines(asked, limit))
        except BadQuestion as error:
            raise refused(error) from None
        except NoSuchDepartment as error:
            raise nobody(error) from None
        self.stdout.write("\n".join([*as_of_line(asked.as_of), told]))

    def _lines(self, asked: among.Question, limit: int) -> Iterator[str]:
        profile, kinds = standings.profile(asked.department), standings.kinds(asked.department)
        if profile is None or not kinds:
            raise CommandError("这个部门没有现行的文件。", returncode=WRONG)
        asked = among.filled(asked, profile, kinds)
        asked.about.needs(kinds)
        return peers_lines(asked.about.asked(), asked.standing(), profile, limit)
