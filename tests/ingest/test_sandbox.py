"""Reading in a process of its own: what it hands back, and what it is not allowed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from ingest import sandbox
from ingest.extract import extract
from ingest.sandbox import Given, Limits, check_apart, read_apart
from ingest.shapes import UnreadableDocument
from tests.ingest.processes import alive, children, wait_for

ROOT = Path(__file__).resolve().parents[2]
LIMITS = Limits(seconds=60, mib=1024, max_bytes=50 * 1024 * 1024)


def test_the_child_hands_back_what_the_parser_read(sample_file: Path) -> None:
    answer = read_apart(sample_file, "原来的名字.txt", LIMITS)
    assert answer["document"]["name"] == "原来的名字.txt"
    assert answer["document"]["sha256"] == extract(sample_file).sha256
    assert len(answer["pages"]) == len(extract(sample_file).pages)


def test_several_files_are_checked_together_even_if_they_are_called_the_same(sample_file: Path, tmp_path: Path) -> None:
    """The same disclosure with one more empty line at its end: another file, whose findings are told of itself."""
    other = tmp_path / "other"
    other.write_bytes(sample_file.read_bytes() + b"\n")
    answers = check_apart([Given(sample_file, "公开.txt"), Given(other, "公开.txt")], LIMITS)
    assert [answer["document"]["name"] for answer in answers] == ["公开.txt", "公开.txt"]
    for answer in answers:
        assert answer["findings"]
        assert {finding["sources"][0]["sha256"] for finding in answer["findings"]} == {answer["document"]["sha256"]}
    assert answers[0]["tables"] == read_apart(sample_file, "公开.txt", LIMITS)["tables"]


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (bytes(range(256)) * 16, "noise.txt", None),
        (b"%PDF-1.7\n", "report.txt", "damaged"),
        ("今天天气很好。\n".encode() * 50, "weather.txt", None),
    ],
)
def test_what_is_no_disclosure_is_one_line(tmp_path: Path, content: bytes, name: str, code: str | None) -> None:
    file = tmp_path / "x"
    file.write_bytes(content)
    with pytest.raises(UnreadableDocument) as caught:
        read_apart(file, name, LIMITS)
    assert code in (None, caught.value.code)
    assert caught.value.code not in ("parser_error", "parser_died")
    assert "\n" not in str(caught.value)


def test_a_reading_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)  # nobody writes into it: reading it never ends
    with pytest.raises(UnreadableDocument, match="读取超过 1 秒") as caught:
        read_apart(pipe, "x.txt", Limits(1, 1024, LIMITS.max_bytes))
    assert caught.value.code == "time_limit"


def test_a_reading_that_needs_too_much_memory_is_stopped(tmp_path: Path) -> None:
    file = tmp_path / "x.txt"
    file.write_bytes("预算公开表 1,234.50\n".encode() * 2_000_000)
    with pytest.raises(UnreadableDocument, match="256 MiB") as caught:
        read_apart(file, "x.txt", Limits(60, 256, LIMITS.max_bytes))
    assert caught.value.code == "memory_limit"


def test_a_failure_of_the_parser_is_told_by_its_place_and_without_the_text_of_the_document() -> None:
    try:
        raise ValueError("text of the document")
    except ValueError as error:
        message = sandbox._failure(error)
    assert "test_sandbox.py 第 " in message
    assert "text of the document" not in message


def test_whatever_the_parser_raises_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    answers: list[dict[str, Any]] = []

    def fail(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr(sandbox, "_extract", fail)
    monkeypatch.setattr(sandbox, "_write", lambda told, result: answers.append(told))
    sandbox.serve(["values", "1", "1", "1"], b"[]")
    assert [answer["error"]["code"] for answer in answers] == ["parser_error"]


@pytest.mark.skipif(sys.platform != "linux", reason="/proc 只有 Linux 有")
def test_the_child_knows_no_address_and_no_secret(sample_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    sandbox.NURSERY.close()
    read_apart(sample_file, "x.txt", LIMITS)
    (number,) = sandbox.NURSERY.waiting
    known = {pair.split("=")[0] for pair in Path(f"/proc/{number}/environ").read_text(encoding="utf-8").split("\0") if pair}
    assert known == {"PATH", "LC_ALL", "PYTHONDONTWRITEBYTECODE", "OPENBLAS_NUM_THREADS"}


@pytest.mark.skipif(sys.platform != "linux", reason="PR_SET_PDEATHSIG 只有 Linux 有")
def test_the_child_dies_with_its_parent(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    program = f"""
from pathlib import Path
from typing import Any
from ingest.sandbox import Given, Limits, check_apart, read_apart
read_apart(Path({str(pipe)!r}), "x.txt", Limits(60, 1024, 1000))
"""
    parent = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT)
    try:
        waiting = wait_for(lambda: next(iter(children(parent.pid)), None), "the process that waits")
        child = wait_for(lambda: next(iter(children(waiting)), None), "the child")
        time.sleep(0.5)  # until it has asked to die with its parent
        os.kill(parent.pid, signal.SIGKILL)
        wait_for(lambda: not alive(child) and not alive(waiting), "the death of both")
    finally:
        parent.kill()
        parent.wait()
