"""`manage.py compare`: years and departments side by side, in the terminal."""

from __future__ import annotations

from typing import Any, Final

from django.core.management.base import CommandParser

from budgets.management.command_line import TerminalCommand, add_once
from budgets.moments import shown_as_of
from comparisons import comparison
from comparisons.asked import VIEWS, BadQuestion, question
from comparisons.compare import fetch
from comparisons.denominators import COUNTED
from comparisons.listing import listing
from comparisons.management.options import DEPARTMENT, add_as_of, add_many, as_of_line, given, nobody, refused
from comparisons.named import NoSuchDepartment, department_named

_MANY: Final = ("stage", "scope", "line", "show")
_ONE: Final = ("schedule", "measure", "as", "prices", "per", "as_of")


class Command(TerminalCommand):
    help = "在终端比较：部门 × 年度 × 科目。不写年度就是有的各年；不写表就是主要的数。预算与决算、部门与单位分开列，不相减。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("departments", nargs="+", metavar="DEPARTMENT", help=DEPARTMENT)
        add_many(parser, "--years", metavar="YEAR", help="年度；不写就是文件的各年，只有一年时，也列它说到的上一年")
        add_many(parser, "--stage", help="budget 预算、final_accounts 决算")
        add_many(parser, "--scope", help="department 部门、unit 单位")
        add_many(parser, "--line", help="只要这些行：主要的数如 three_public，或表中各行的键如 208；不论怎样写，都按表里的次序列出")
        add_many(parser, "--show", help="另列：measures 份额、指数、年均变化率和名次，sentences 每个变化写成一句话")
        add_once(parser, "--schedule", help="哪一张标准表，如 expenditure")
        add_once(parser, "--measure", help="表的哪一项，如 basic（默认合计）")
        add_once(parser, "--prices", metavar="YEAR", help="另按 CPI 折算为这一年的价格，列在所印的数之后（默认不折算）")
        per = f"另按数量平均，列在所印的数之后，一次一种：{'、'.join(COUNTED)}（默认不平均）"
        add_once(parser, "--per", metavar="WHAT", values=COUNTED, help=per)
        add_once(parser, "--as", values=VIEWS, help="continuous 跟随更名、合并和改编的科目（默认）；original 只看本部门、原来的科目")
        add_as_of(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            departments = [str(department_named(text).pk) for text in options["departments"]]
            years = {"y": options["years"]} if options["years"] else {}
            asked = question({"d": departments} | years | given(options, (*_MANY, *_ONE)))
            with shown_as_of(asked.as_of):
                told = "\n".join(listing(comparison.compare(asked, *fetch(asked)))).lstrip("\n")
        except BadQuestion as error:
            raise refused(error, {"y": "--years"}) from None
        except NoSuchDepartment as error:
            raise nobody(error) from None
        self.stdout.write("\n".join([*as_of_line(asked.as_of), told]))
