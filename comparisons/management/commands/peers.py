"""`manage.py peers`: a department among its peers over one line, in the terminal."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from comparisons import among, ranked, standings
from comparisons.asked import BadQuestion
from comparisons.listing import NoSuchDepartment, department_named
from comparisons.management.commands.ranking import add_about, given, said
from comparisons.rank_listing import peers_lines


class Command(BaseCommand):
    help = "在终端看一个部门在同类里的位置。不写年度、阶段、口径时，取它最近的文件；不写 --by 时，按登记了的类别、级别。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("department", metavar="DEPARTMENT", help="部门的名称、别名、名称中的一段文字，或编号")
        add_about(parser)
        parser.add_argument("--by", nargs="+", default=[], help=f"谁是同类，都要符合：{'、'.join(among.CRITERIA)}")
        parser.add_argument("--with", nargs="+", default=[], metavar="ID", help="自己选的部门编号，代替 --by")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            department = department_named(options["department"]).pk
            profile, kinds = standings.profile(department), standings.kinds(department)
            many = {name: options[name] for name in ("by", "with") if options[name]}
            asked = among.question(given(options, ranked.ABOUT) | many, department)
            limit = ranked.limit_of(options["limit"])
            if profile is None or not kinds:
                raise CommandError("这个部门没有现行的文件。", returncode=2)
            asked = among.filled(asked, profile, kinds)
            asked.about.needs(kinds)
            found = asked.standing()
        except BadQuestion as error:
            raise CommandError(said(error), returncode=2) from None
        except NoSuchDepartment as error:
            raise CommandError(str(error), returncode=2) from None
        self.stdout.write("\n".join(peers_lines(asked.about.asked(), found, limit)))
