"""`manage.py compare`: years and departments side by side, in the terminal."""

from __future__ import annotations

from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.http import Http404

from comparisons import comparison
from comparisons.asked import BadQuestion, question
from comparisons.compare import fetch
from comparisons.denominators import COUNTED
from comparisons.listing import NoSuchDepartment, department_named, listing

_OPTIONS: Final = {
    "d": "DEPARTMENT",
    "y": "--years",
    **{name: f"--{name}" for name in ("stage", "scope", "line", "show", "schedule", "measure", "as", "prices", "per")},
}


class Command(BaseCommand):
    help = "在终端比较：部门 × 年度 × 科目。不写年度就是有的各年；不写表就是主要的数。预算与决算、部门与单位分开列，不相减。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("departments", nargs="+", metavar="DEPARTMENT", help="部门的名称、别名、名称中的一段文字，或编号")
        parser.add_argument("--years", nargs="+", default=[], metavar="YEAR", help="年度")
        parser.add_argument("--stage", nargs="+", default=[], help="budget 预算、final_accounts 决算")
        parser.add_argument("--scope", nargs="+", default=[], help="department 部门、unit 单位")
        parser.add_argument("--line", nargs="+", default=[], help="只要这些行：主要的数如 three_public，或表中各行的键如 208")
        parser.add_argument(
            "--show", nargs="+", default=[], help="另列：measures 份额、指数、年均变化率和名次，sentences 每个变化写成一句话"
        )
        parser.add_argument("--schedule", default="", help="哪一张标准表，如 expenditure")
        parser.add_argument("--measure", default="", help="表的哪一项，如 basic（默认合计）")
        parser.add_argument("--prices", default="", metavar="YEAR", help="另按 CPI 折算为这一年的价格，列在所印的数之后（默认不折算）")
        parser.add_argument("--per", default="", metavar="WHAT", help=f"另按数量平均，列在所印的数之后：{'、'.join(COUNTED)}（默认不平均）")
        parser.add_argument("--as", default="", help="continuous 跟随更名、合并和改编的科目（默认）；original 只看本部门、原来的科目")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            departments = [str(department_named(text).pk) for text in options["departments"]]
            named = {name: options[name] for name in ("stage", "scope", "line", "show")}
            many = {"d": departments, "y": options["years"], **named}
            one = {name: [options[name]] for name in ("schedule", "measure", "as", "prices", "per") if options[name]}
            asked = question({name: values for name, values in many.items() if values} | one)
            found = comparison.compare(asked, *fetch(asked))
        except BadQuestion as error:
            raise CommandError(" ".join(f"{_OPTIONS.get(name, name)}：{' '.join(texts)}" for name, texts in error.errors.items())) from None
        except (NoSuchDepartment, Http404) as error:
            raise CommandError(str(error)) from None
        self.stdout.write("\n".join(listing(found)).lstrip("\n"))
