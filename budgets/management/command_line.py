"""The command line of our commands: what is wrong with it is said in one line, as every other wrong question is."""

from __future__ import annotations

import re
import sys
from argparse import Action, ArgumentError, ArgumentParser, Namespace
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, Final, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser, SystemCheckError

WRONG: Final = 2
"""The exit status of a command line or a question that cannot be answered."""

_SAID: Final = tuple(
    (re.compile(said, re.DOTALL), text)
    for said, text in (
        (r"unrecognized arguments: (.*)", "不认识“{0}”：没有这个选项，或者多写了"),
        (r"the following arguments are required: (.*)", "还缺 {0}"),
        (r"one of the arguments (.*) is required", "还缺其中一个：{0}"),
        (r"ambiguous option: (\S+) could match (.*)", "{0} 不止指一个选项：{1}。请写全"),
        (r"expected one argument", "后面要写一个值，并且只写一个"),
        (r"expected at least one argument", "后面至少要写一个值"),
        (r"expected at most one argument", "后面最多写一个值"),
        (r"expected (\d+) arguments?", "后面要写 {0} 个值"),
        (r"not allowed with argument (.*)", "不与 {0} 一起用"),
        (r"ignored explicit argument (.*)", "后面不能写值：{0}"),
        (r"invalid int value: '(.*)'", "“{0}”不能用。应为整数"),
        (r"invalid \S+ value: '(.*)'", "“{0}”不能用"),
        (r"invalid choice: '?(.*?)'? \(choose from (.*)\)", "“{0}”不能用。可以用的是：{1}"),
    )
)
"""argparse says what is wrong in English alone."""
_TOO_MANY: Final = re.compile(r"unrecognized arguments: (.*)", re.DOTALL)
_OF_ONE: Final = re.compile(r"argument (.+?): (.*)", re.DOTALL)


class TerminalCommand(BaseCommand):
    """A command of ours: a wrong command line is answered in one Chinese line, with exit status 2."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.error = partial(_refuse, parser)  # type: ignore[method-assign]
        return parser

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run the command. In the terminal an error is what it says, without the name of its class in front."""
        try:
            return super().execute(*args, **options)
        except CommandError as error:
            in_terminal = self._called_from_command_line  # type: ignore[attr-defined]  # the stubs leave it out
            if not in_terminal or options["traceback"] or isinstance(error, SystemCheckError):
                raise
            self.stderr.write(str(error))
            raise SystemExit(error.returncode) from None


def add_once(parser: ArgumentParser, name: str, *, values: Iterable[str] = (), **more: Any) -> None:
    """An option with one value that may be written once: of two, none is better than the other.

    `values` are all that there are, where these are few: so that of two of them behind it is said what is wrong.
    """
    parser.add_argument(name, action=_Once, values=tuple(values), **more)


class _Once(Action):
    def __init__(self, *args: Any, values: tuple[str, ...], **more: Any) -> None:
        super().__init__(*args, **more)
        self.values, self._is_given = values, False

    def __call__(
        self, parser: ArgumentParser, namespace: Namespace, values: str | Sequence[Any] | None, option_string: str | None = None
    ) -> None:
        if self._is_given:
            raise ArgumentError(self, "这个参数给了不止一次，请只给一次")
        self._is_given = True
        setattr(namespace, self.dest, values)


def told(said: str) -> str:
    """What argparse says is wrong, in Chinese; what it says in words that are not known here stays as it is."""
    if of_one := _OF_ONE.fullmatch(said):
        return f"{of_one[1]}：{told(of_one[2])}"
    for pattern, text in _SAID:
        if match := pattern.fullmatch(said):
            return text.format(*match.groups())
    return said


def _one_at_a_time(parser: CommandParser, said: str) -> str:
    """Where what is too much are further values of an option that takes one, which that is and what it takes; "" of anything else."""
    match = _TOO_MANY.fullmatch(said)
    words = set(match[1].split()) if match else set()
    options = (one for one in parser._actions if isinstance(one, _Once) and words and words <= set(one.values))
    return next((f"{one.option_strings[-1]}：一次只写一个。可以用的是：{'、'.join(one.values)}" for one in options), "")


def _refuse(parser: CommandParser, said: str) -> NoReturn:
    text = f"{_one_at_a_time(parser, said) or told(said)}。用法：{parser.prog} --help"
    if not parser.called_from_command_line:
        raise CommandError(text, returncode=WRONG)
    sys.stderr.write(f"{text}\n")
    raise SystemExit(WRONG)
