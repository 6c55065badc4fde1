"""What the commands that ask have in common: how an option is given, how a department is named, how a wrong question is answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from budgets.management.command_line import WRONG, add_once
from budgets.moments import Moment
from comparisons.asked import BadQuestion

DEPARTMENT: Final = "部门的名称、别名、名称中的一段文字，或编号"
_POSITIONS: Final = {"line": "LINE", "department": "DEPARTMENT", "d": "DEPARTMENT", "as_of": "--as-of"}


def add_many(parser: CommandParser, name: str, **more: Any) -> None:
    """An option with several values, behind it or behind it again: `--years 2023 2024` is `--years 2023 --years 2024`."""
    parser.add_argument(name, nargs="+", action="extend", default=[], **more)


def add_as_of(parser: CommandParser) -> None:
    """As of which moment the answer is given."""
    add_once(parser, "--as-of", metavar="MOMENT", help="按这一刻现行的版本：2026-11-27（到那天结束）或 2026-11-27T08:00:00Z（默认现在）")


def as_of_line(as_of: Moment | None) -> list[str]:
    """That the answer is of a moment that was asked for, and what cannot be told of it."""
    if as_of is None:
        return []
    until = timezone.localtime(as_of.last).strftime("%Y-%m-%d %H:%M:%S")
    return [f"这是 {until}（北京时间）时的样子；名称、沿革、隶属、人口按现在登记的。"]


def given(options: Mapping[str, Any], names: Iterable[str]) -> dict[str, list[str]]:
    """The options that were written, as parameters."""
    written = ((name, options[name]) for name in names)
    return {name: [value] if isinstance(value, str) else value for name, value in written if value}


def refused(error: BadQuestion, names: Mapping[str, str] | None = None) -> CommandError:
    """What is wrong in one line, by the names of the options: `names` are those that are not called like their parameter."""
    called = {**_POSITIONS, **(names or {})}
    told = (f"{called.get(name, f'--{name}')}：{' '.join(texts)}" for name, texts in error.errors.items())
    return CommandError(" ".join(told), returncode=WRONG)


def nobody(error: Exception) -> CommandError:
    """Which department was meant is not known: who there is, in one line."""
    return CommandError(str(error), returncode=WRONG)
