"""What is wrong with a command line of ours is said in one Chinese line."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command, get_commands, load_command_class

from budgets.management.command_line import TerminalCommand

OURS = ("budgets", "comparisons", "ingest")


def refused(capsys: pytest.CaptureFixture[str], app: str, name: str, *arguments: str) -> str:
    with pytest.raises(SystemExit) as stopped:
        load_command_class(app, name).run_from_argv(["manage.py", name, *arguments])
    assert stopped.value.code == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n"), "usage" in said.err) == ("", 1, False)
    return said.err.rstrip("\n")


def test_every_command_of_ours_answers_so() -> None:
    ours = [load_command_class(app, name) for name, app in get_commands().items() if app in OURS]
    assert len(ours) >= 12
    assert [one for one in ours if not isinstance(one, TerminalCommand)] == []


@pytest.mark.parametrize(
    ("app", "line", "said"),
    [
        ("comparisons", "ranking a b", "不认识“b”：没有这个选项，或者多写了"),
        ("comparisons", "ranking three_public --bogus", "不认识“--bogus”：没有这个选项，或者多写了"),
        ("comparisons", "peers 甲局", "还缺 LINE"),
        ("comparisons", "ranking a --year", "--year：后面要写一个值，并且只写一个"),
        ("comparisons", "compare a --years", "--years：后面至少要写一个值"),
        ("comparisons", "compare a --s x", "--s 不止指一个选项：--settings, --skip-checks, --stage, --scope, --show, --schedule。请写全"),
        ("comparisons", "signals --all=x", "--all：后面不能写值：'x'"),
        ("comparisons", "ranking a --verbosity 9", "-v/--verbosity：“9”不能用。可以用的是：0, 1, 2, 3"),
        ("comparisons", "compare a --per staff vehicles", "--per：一次只写一个。可以用的是：vehicles、posts、staff、retired、inhabitants"),
        ("comparisons", "compare a --per staff x", "不认识“x”：没有这个选项，或者多写了"),
        ("comparisons", "compare a --per staff --per posts", "--per：这个参数给了不止一次，请只给一次"),
        ("comparisons", "ranking a --stage budget final_accounts", "--stage：一次只写一个。可以用的是：budget、final_accounts"),
        ("comparisons", "ranking a --stage budget --stage final_accounts", "--stage：这个参数给了不止一次，请只给一次"),
        ("comparisons", "peers a b --scope unit --scope unit", "--scope：这个参数给了不止一次，请只给一次"),
        ("comparisons", "bench_compare --requests x", "--requests：“x”不能用。应为整数"),
        ("ingest", "extract", "还缺 FILE"),
        ("ingest", "ingest a --jobs 0", "--jobs：应为 1 或更大的整数"),
        ("ingest", "ingest a --jobs 1 --jobs 2", "--jobs：这个参数给了不止一次，请只给一次"),
        ("ingest", "extract a --jobs 2 --jobs 2", "--jobs：这个参数给了不止一次，请只给一次"),
        ("ingest", "extract a --output A --output B", "--output：这个参数给了不止一次，请只给一次"),
    ],
)
def test_what_is_wrong_is_one_line(capsys: pytest.CaptureFixture[str], app: str, line: str, said: str) -> None:
    name, *arguments = line.split()
    assert refused(capsys, app, name, *arguments) == f"{said}。用法：manage.py {name} --help"


def test_called_from_code_it_is_an_error() -> None:
    with pytest.raises(CommandError, match=r"^还缺 LINE。") as caught:
        call_command("peers", "甲局")
    assert caught.value.returncode == 2


@pytest.mark.django_db
def test_in_the_terminal_an_error_is_what_it_says_and_nothing_in_front(capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(capsys, "comparisons", "headline", "某局") == "没有名称里有“某局”的部门。还没有收录部门的文件。"


@pytest.mark.django_db
def test_whoever_asks_for_the_trace_gets_the_error_itself() -> None:
    with pytest.raises(CommandError, match=r"^没有名称里有“某局”的部门。"):
        load_command_class("comparisons", "headline").run_from_argv(["manage.py", "headline", "某局", "--traceback"])
