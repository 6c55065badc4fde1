"""What a child may not do, how it ends when it does, and that the next one is not touched by it."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from budgets import confinement
from budgets.apart import Outcome
from budgets.confinement import Allowance
from budgets.nursery import Nursery
from budgets.progress import Progress
from tests.ingest.processes import alive, children, wait_for

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="这些限制只有 Linux 有")
ALLOWANCE = Allowance(seconds=60, mib=512, result_mib=4)


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    made = Nursery("tests.budgets.naughty")
    yield made
    made.close()


def does(nursery: Nursery, act: str, given: str = "", allowance: Allowance = ALLOWANCE) -> Outcome:
    return nursery.run([act], given.encode(), allowance)


def says(nursery: Nursery, act: str, given: str = "") -> str:
    outcome = does(nursery, act, given)
    assert outcome.status == 0
    return outcome.result.decode()


def granted() -> frozenset[str]:
    """What the kernel of this machine grants, asked in a child: it cannot be given back."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(write, " ".join(confinement.isolate()).encode())
        os._exit(0)
    os.close(write)
    os.waitpid(child, 0)
    with os.fdopen(read) as told:
        return frozenset(told.read().split())


@pytest.mark.parametrize("act", ["socket", "program", "fork"])
def test_python_refuses_networks_programs_and_processes(nursery: Nursery, act: str) -> None:
    assert says(nursery, act).startswith("Forbidden ")


def test_python_refuses_to_write_and_to_remove(nursery: Nursery, tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.touch()
    assert says(nursery, "write", str(tmp_path / "new")).startswith("Forbidden open")
    assert says(nursery, "remove", str(there)).startswith("Forbidden os.remove")
    assert list(tmp_path.iterdir()) == [there]


@pytest.mark.skipif("network" not in granted() if sys.platform == "linux" else True, reason="这台机器的内核不给单独的网络")
def test_the_kernel_refuses_networks_to_c_as_well(nursery: Nursery) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert says(nursery, "connect_in_c", str(server.getsockname()[1])) == "connect -1"


@pytest.mark.skipif("files" not in granted() if sys.platform == "linux" else True, reason="这台机器的内核没有 Landlock")
def test_the_kernel_refuses_files_and_programs_to_c_as_well(nursery: Nursery, tmp_path: Path) -> None:
    assert says(nursery, "write_in_c", str(tmp_path / "new")) == "open -1"
    assert says(nursery, "program_in_c") == "execv -1"
    assert list(tmp_path.iterdir()) == []


def test_memory_open_files_output_time_and_processor_are_limited(nursery: Nursery) -> None:
    assert says(nursery, "memory") == "MemoryError"
    assert says(nursery, "files").startswith("OSError")
    assert does(nursery, "output").wrote_too_much
    short = Allowance(1, ALLOWANCE.mib, ALLOWANCE.result_mib)
    assert does(nursery, "wait", allowance=short).took_too_long
    assert does(nursery, "spin", allowance=short).took_too_long


def test_a_crash_is_told_by_its_signal(nursery: Nursery) -> None:
    assert does(nursery, "crash").status == -signal.SIGSEGV


def test_nothing_of_one_child_reaches_the_next_and_nothing_is_left(nursery: Nursery) -> None:
    assert says(nursery, "leave_something", "a") == "1"
    assert says(nursery, "leave_something", "b") == "1"
    (number,) = nursery.waiting
    assert children(number) == []
    files = len(os.listdir("/proc/self/fd"))
    for act in ("crash", "socket", "leave_something"):
        does(nursery, act)
    assert nursery.waiting == (number,)
    assert len(os.listdir("/proc/self/fd")) == files


def test_where_the_waiting_process_is_lost_the_next_call_has_another(nursery: Nursery) -> None:
    says(nursery, "leave_something")
    (number,) = nursery.waiting
    os.kill(number, signal.SIGKILL)
    assert does(nursery, "leave_something").status == -signal.SIGKILL
    assert says(nursery, "leave_something") == "1"
    assert nursery.waiting != (number,)


def test_a_child_dies_with_the_process_that_waits(nursery: Nursery) -> None:
    says(nursery, "leave_something")
    (number,) = nursery.waiting
    ended: list[Outcome] = []
    asking = threading.Thread(target=lambda: ended.append(does(nursery, "wait")))
    asking.start()
    child = wait_for(lambda: next(iter(children(number)), None), "the child")
    time.sleep(0.5)  # until it has asked to die with its parent
    os.kill(number, signal.SIGKILL)
    wait_for(lambda: not alive(child), "the child's death")
    asking.join(30)
    assert [outcome.status for outcome in ended] == [-signal.SIGKILL]


def test_who_asks_at_the_same_time_is_answered_at_the_same_time(nursery: Nursery) -> None:
    answers: list[str] = []
    threads = [threading.Thread(target=lambda: answers.append(says(nursery, "leave_something"))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert answers == ["1", "1", "1"]
    assert len(nursery.waiting) <= 3


def test_the_parent_is_told_how_far_its_child_is_while_that_works(nursery: Nursery) -> None:
    seen: list[tuple[int, int] | None] = []
    before = time.monotonic()

    def heed(progress: Progress | None) -> None:
        assert progress is None or before <= progress.at <= time.monotonic()
        seen.append((progress.done, progress.of) if progress else None)

    assert nursery.run(["tell"], b"12 33 2.5", ALLOWANCE, heed).result == b"done"
    assert len(seen) >= 3
    assert set(seen) <= {(12, 33), None}
    assert seen[-1] == (12, 33)


def test_what_one_child_told_is_not_told_of_the_next(nursery: Nursery) -> None:
    seen: list[Progress | None] = []
    nursery.run(["tell"], b"1 2 0", ALLOWANCE)
    nursery.run(["socket"], b"", ALLOWANCE, seen.append)
    assert seen == [None]


@pytest.mark.parametrize("given", ["5 3 0", "0 3 0", "1 4000000000 0"])
def test_numbers_that_cannot_be_are_not_believed(nursery: Nursery, given: str) -> None:
    seen: list[Progress | None] = []
    nursery.run(["tell"], given.encode(), ALLOWANCE, seen.append)
    assert seen == [None]


class Enough(Exception):
    """The parent wants no more."""


def test_a_parent_that_has_enough_ends_its_child_within_seconds_and_asks_the_next() -> None:
    nursery = Nursery("tests.budgets.naughty")
    nursery.run(["tell"], b"1 2 0", ALLOWANCE)
    (waiting,) = nursery.waiting
    seen: list[int] = []

    def heed(progress: Progress | None) -> None:
        seen.extend(children(waiting))
        raise Enough

    start = time.monotonic()
    with pytest.raises(Enough):
        nursery.run(["tell"], b"1 2 50", ALLOWANCE, heed)
    assert time.monotonic() - start < 10
    assert len(seen) == 1
    wait_for(lambda: not alive(seen[0]) and not alive(waiting), "the end of both", 5)
    assert nursery.run(["tell"], b"1 2 0", ALLOWANCE).result == b"done"
    nursery.close()
