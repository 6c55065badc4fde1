"""`manage.py ranking`: one line of all departments of a year, in the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from django.core.management.base import CommandParser

from budgets.management.command_line import TerminalCommand, add_once
from budgets.models import Scope, Stage
from budgets.moments import shown_as_of
from comparisons import ranked, standings
from comparisons.asked import BadQuestion
from comparisons.management.options import add_as_of, as_of_line, given, refused
from comparisons.rank_listing import ranking_lines

KIND: Final = ("year", "stage", "scope")


class Command(TerminalCommand):
    help = "在终端排名：一个数，一年里各部门从大到小。年度、阶段、口径不写时，取部门最多的那一种。"

    def add_arguments(self, parser: CommandParser) -> None:
        add_about(parser)
        add_once(parser, "--since", help="从哪一年算起的增减（更早的年度，默认上年）")
        add_once(
            parser,
            "--order",
            values=ranked.ORDERS,
            help="largest 从大到小（默认）、smallest 从小到大、rise 比上年增加最多的在前、fall 减少最多的在前、"
            "rise_rate 变化率最高的在前、fall_rate 最低的在前",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            asked = ranked.question({"line": [options["line"]]} | given(options, (*KIND, "since", "order", "as_of")))
            limit = ranked.limit_of(options["limit"])
            with shown_as_of(asked.as_of):
                told = "\n".join(self._lines(asked, limit))
        except BadQuestion as error:
            raise refused(error) from None
        self.stdout.write("\n".join([*as_of_line(asked.as_of), told]))

    def _lines(self, asked: ranked.Question, limit: int) -> Iterator[str]:
        kinds = standings.kinds()
        line, found = replace(asked, about=asked.about.filled(kinds)).answered(kinds)
        return ranking_lines(line, found, limit)


def add_about(parser: CommandParser) -> None:
    """The arguments that say over which line of which documents."""
    parser.add_argument("line", metavar="LINE", help="主要的数（如 three_public），或 表:行@项（如 expenditure:2080501@basic）")
    add_once(parser, "--year", help="年度")
    add_once(parser, "--stage", values=Stage.values, help="budget 预算、final_accounts 决算")
    add_once(parser, "--scope", values=Scope.values, help="department 部门、unit 单位")
    add_as_of(parser)
    add_once(parser, "--limit", metavar="N", help=f"列多少个（默认 {ranked.PAGE}，最多 {ranked.MOST}）")
