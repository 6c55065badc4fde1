"""Some hundred spoilt documents in every run of the tests; `make fuzz` reads ten thousand."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from ingest.fuzzing import running
from ingest.fuzzing.mutations import SPOILERS, Mutant, Seed, mutant
from ingest.fuzzing.running import FAILED, LIMIT, READ, REFUSED, Plan, Tally, run
from ingest.management.commands import fuzz
from ingest.readers.signatures import format_of
from ingest.sandbox import Extracted, Limits
from ingest.shapes import UnreadableDocument
from ingest.small import SMALL

LIMITS = Limits(seconds=30, mib=1024, max_bytes=50 * 1024 * 1024)
SEEDS = [Seed(name, make()) for name, make in SMALL.items()]
MUTANTS = 240


def test_spoilt_documents_are_read_or_refused_in_one_line_and_leave_nothing_behind() -> None:
    tally = Tally()
    for _ in run(Plan(SEEDS, 7, MUTANTS), LIMITS, tally):
        pass
    assert tally.failures == []
    assert tally.done == sum(tally.outcomes.values()) == MUTANTS
    assert min(tally.outcomes[READ], tally.outcomes[REFUSED]) > MUTANTS / 10, "mutants are spoilt too much or too little"


@pytest.mark.parametrize("name", SMALL)
def test_the_sound_ones_are_read(name: str, tmp_path: Path) -> None:
    assert running.read_one(Mutant(name, SMALL[name]()), LIMITS, tmp_path).outcome == READ


def test_the_same_seed_and_number_give_the_same_mutant_and_others_another() -> None:
    made = [mutant(SEEDS, 1, number) for number in range(60)]
    assert made == [mutant(SEEDS, 1, number) for number in range(60)]
    assert made != [mutant(SEEDS, 2, number) for number in range(60)]
    assert len({one.data for one in made}) > 50
    assert {one.name for one in made} == set(SMALL)


@pytest.mark.parametrize("name", ["small.xls", "small.ods"])
def test_spoilt_workbooks_reach_their_reader(name: str, tmp_path: Path) -> None:
    """A spoilt package or compound file that is refused at its first bytes shows nothing of the reader behind it."""
    own = Seed(name, SMALL[name]())
    data = [mutant([own], 1, number).data for number in range(60)]
    kind = format_of(own.data)
    assert sum(format_of(one) == kind for one in data) > 40
    outcomes = [running.read_one(Mutant(name, one), LIMITS, tmp_path).outcome for one in data]
    assert FAILED not in outcomes
    assert outcomes.count(READ) > 2


def test_there_are_bit_flips_cuts_splices_and_words() -> None:
    assert {"flip", "cut_off", "leave_out", "splice", "put_in", "repeat", "other_number"} <= set(SPOILERS)


@pytest.mark.parametrize(
    ("code", "line", "outcome"),
    [
        ("damaged", "PDF 已损坏。", REFUSED),
        ("time_limit", "读取超过 1 秒。", LIMIT),
        ("parser_error", "解析程序出错。", FAILED),
        ("parser_died", "读取进程终止。", FAILED),
        ("damaged", "两\n行", FAILED),
        ("damaged", "no Chinese", FAILED),
    ],
)
def test_what_counts_as_a_failure(code: str, line: str, outcome: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, limits: Limits) -> Extracted:
        raise UnreadableDocument(code, line)

    monkeypatch.setattr(running, "extract_apart", refuse)
    assert running.read_one(Mutant("a.txt", b"x"), LIMITS, tmp_path).outcome == outcome


def test_an_exception_in_the_parent_and_what_is_left_behind_are_failures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = []

    def leak(path: Path, limits: Limits) -> Extracted:
        kept.append(path.open("rb"))
        raise ZeroDivisionError

    monkeypatch.setattr(running, "extract_apart", leak)
    tally = Tally()
    for _ in run(Plan(SEEDS, 1, 3), LIMITS, tally, tmp_path / "kept"):
        pass
    for file in kept:
        file.close()
    assert tally.outcomes == {FAILED: 3}
    assert tally.failures[-1] == "left behind: 3 open files"
    assert len(list((tmp_path / "kept").iterdir())) == 3


def command(folder: Path, *more: str) -> tuple[dict[str, object], str]:
    out, err = StringIO(), StringIO()
    call_command("fuzz", "--output", str(folder), *more, stdout=out, stderr=err, no_color=True)
    found: dict[str, object] = json.loads(out.getvalue().splitlines()[-1])
    return found, err.getvalue()


def test_an_interrupted_run_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(path: Path, limits: Limits) -> Extracted:
        calls.append(path.name)
        if len(calls) == 6:
            raise KeyboardInterrupt
        return Extracted(b"{}", "")

    calls: list[str] = []
    monkeypatch.setattr(running, "extract_apart", read)
    monkeypatch.setattr(fuzz, "write", lambda folder: ())
    with pytest.raises(CommandError, match="已中断，做了 4 个"):
        command(tmp_path, "--mutants", "10")
    found, said = command(tmp_path, "--mutants", "10")
    assert found["done"] == 10
    assert "接着第 4 个继续" in said
    assert found["outcomes"] == {READ: 10}
