"""`make demo`, as a person meets it: from nothing to the pages, stopped by a signal, started again, with documents of one's own."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from config.local.processes import Process
from config.local.services import PostgreSQL, Redis, free_port, home
from tests import servers

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.service


@pytest.fixture(scope="module")
def folder(service_folder: Path) -> Iterator[Path]:
    """One home for all of these tests: each finds what the one before left, as on a machine where the demo is run again and again."""
    here = home(service_folder / "演示 home").folder
    yield here
    servers.remove(here)


@contextmanager
def started(folder: Path, **wishes: str) -> Iterator[subprocess.Popen[str]]:
    """A demo under way; at the end of the block it is told to stop, unless it has ended."""
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "CELERY_BROKER_URL", "DOCS", "PORT")}
    environment |= {"MINGZHANG_LOCAL_DIR": str(folder), "PYTHONWARNINGS": "", **wishes}
    command = [sys.executable, "-m", "config.local", "demo"]
    demo = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        yield demo
    finally:
        demo.terminate()
        demo.communicate(timeout=180)


def told_until(demo: subprocess.Popen[str], mark: str) -> str:
    """What the demo says up to the line with the mark."""
    lines: list[str] = []
    for line in demo.stdout or ():
        lines.append(line)
        if mark in line:
            return "".join(lines)
    pytest.fail(f"the demo ended before {mark!r}:\n{''.join(lines)}")


def whole(folder: Path, **wishes: str) -> tuple[int, str]:
    """Status and words of a demo that ends by itself."""
    with started(folder, DEMO_EXIT="1", **wishes) as demo:
        told, _ = demo.communicate(timeout=240)
    return int(demo.returncode), told


def fetch(port: int, path: str) -> str:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    text: str = connection.getresponse().read().decode()
    connection.close()
    return text


def running(folder: Path) -> list[str]:
    here = home(folder)
    processes = (
        Process("worker", folder),
        Process("fetcher", folder),
        Process("pages", folder),
        PostgreSQL(here).process,
        Redis(here).process,
    )
    return [process.name for process in processes if process.running]


def test_the_sample_goes_in_and_its_headline_comes_out_until_somebody_stops_it(folder: Path) -> None:
    port = free_port()
    with started(folder, PORT=str(port)) as demo:
        told = told_until(demo, "Ctrl-C")
        assert re.search(r"支出总计\S* +2,005\.93 +2,296\.59 +\+290\.66 +\+14\.49", told)
        assert re.search(r"机关运行经费\S* +152\.61 +159\.79 +\+7\.18 +\+4\.70", told)
        assert re.search(r"支出总计\S* +16,497\.86 +15,621\.11 +−876\.75", told)
        assert re.search(r"支出总计\S* +10,150\.48 +13,377\.11 +\+3,226\.63 +\+31\.79", told)
        assert "2,296.59" in fetch(port, "/")
        assert len(running(folder)) == 5

        status, refusal = whole(folder)
        assert (status, refusal.count("\n")) == (1, 1)
        assert "演示已在运行" in refusal

        demo.send_signal(signal.SIGINT)
        assert "已全部停止" in demo.communicate(timeout=180)[0]
    assert (demo.returncode, running(folder)) == (0, [])


def test_again_it_starts_in_seconds_and_reads_nothing_twice_and_what_is_left_of_it_killed_is_stopped_by_the_next(folder: Path) -> None:
    began = time.monotonic()
    with started(folder, PORT=str(free_port())) as demo:
        told = told_until(demo, "Ctrl-C")
        assert time.monotonic() - began < 60  # a bound for a hanging demo, not a measurement
        demo.kill()
    files = re.search(r"\[(\d+)/\1\]", told)
    assert files
    assert "2,296.59" in told
    attempts = Process("worker", folder).log.read_text().count("read_document[")
    assert attempts == 2 * int(files[1]), "each task received, once finished; the second demo queued none"
    assert len(running(folder)) == 5
    status, _told = whole(folder)
    assert (status, running(folder)) == (0, [])


def test_documents_of_ones_own_each_get_their_line_and_bad_ones_stop_nobody(folder: Path, tmp_path: Path) -> None:
    """One of two that are the sample takes its place, and nothing else does."""
    docs = tmp_path / "我的 文件"
    (docs / "子").mkdir(parents=True)
    (docs / "空.txt").write_bytes(b"")
    (docs / "噪声.pdf").write_bytes(bytes(range(256)) * 40)
    (docs / "子" / "便条.txt").write_text("今天下雨。\n" * 20, encoding="utf-8")
    (docs / ".隐藏").write_bytes(b"x")
    sample = next((folder / "samples").glob("*.txt")).read_text(encoding="utf-8")
    (docs / "一.txt").write_text(sample, encoding="utf-8-sig")
    (docs / "二.txt").write_text(sample, encoding="utf-16")
    status, told = whole(folder, DOCS=str(docs))
    assert status == 0
    for name in ("空.txt", "噪声.pdf", "便条.txt"):
        assert sum(name in line for line in told.splitlines()) == 1
    assert ".隐藏" not in told
    assert "Traceback" not in told
    assert "1 份已公布" in told
    assert len(re.findall(r"  [一二]\.txt：.*已公布另一份文件", told)) == 1
    assert "演示排版" not in told


def test_what_the_sample_was_replaced_by_is_compared_and_a_busy_port_is_passed_over_and_said(folder: Path) -> None:
    """The sample's edition is superseded; the comparison is that of the edition in force."""
    with socket.create_server(("127.0.0.1", 0)) as neighbour:
        port = neighbour.getsockname()[1]
        status, told = whole(folder, PORT=str(port))
    assert status == 0
    assert "2,296.59" in told
    assert f"端口 {port} 已被占用" in told


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DOCS", "/nonexistent"),
        ("PORT", "http"),
        ("PORT", "70000"),
        ("MINGZHANG_ENV", "production"),
        ("DATABASE_URL", "postgres://u:p@127.0.0.1:1/x"),
        ("CELERY_BROKER_URL", "redis://:p@127.0.0.1:1/0"),
        ("CELERY_BROKER_URL", "amqp://u:p@127.0.0.1:1//"),
    ],
)
def test_a_wrong_wish_is_one_line_that_names_it(folder: Path, name: str, value: str) -> None:
    status, told = whole(folder, **{name: value})
    wrong = [line for line in told.splitlines() if name in line]
    assert status in (1, 2)
    assert len(wrong) == 1
    assert ":p@" not in told
    assert "Traceback" not in told
    assert running(folder) == []
