"""Have mutants read as the service reads documents, and watch that nothing crashes, hangs or is left behind. Pure."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from ingest.fuzzing.mutations import Mutant, Seed, mutant
from ingest.sandbox import NURSERY, Limits, extract_apart
from ingest.shapes import UnreadableDocument

READ, REFUSED, LIMIT, FAILED = "read", "refused", "limit", "failed"
HANG: Final = "hang"
_LIMITS: Final = ("time_limit", "memory_limit", "result_limit")
_FAILURES: Final = ("parser_error", "parser_died", "forbidden_action", "internal_error")
_SLACK_SECONDS: Final = 20
"""Beyond the limit of time, after which a reading hangs: to start and to stop processes on a busy machine."""
_SLACK_MIB: Final = 64
_LINE: Final = re.compile(r"[^\n\r]*[\u4e00-\u9fff][^\n\r]*")


@dataclass(slots=True)
class Tally:
    """What became of the mutants so far: `outcomes` by kind, `codes` of those that were not read, `failures` one line each."""

    done: int = 0
    seconds: float = 0.0
    outcomes: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def add(self, found: Found) -> None:
        self.done += 1
        self.outcomes[found.outcome] += 1
        if found.code:
            self.codes[found.code] += 1


@dataclass(frozen=True, slots=True)
class Found:
    """What became of one mutant: read, refused, limit or failed; the code and the line where it was not read."""

    outcome: str
    code: str = ""
    line: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Which mutants: of these files, by this seed, so many."""

    seeds: Sequence[Seed]
    seed: int
    mutants: int


def digest_of(seeds: Sequence[Seed]) -> str:
    """Tells whether a run that was interrupted began with the same files."""
    sum_of_all = hashlib.sha256()
    for seed in seeds:
        sum_of_all.update(f"{seed.name}\0{len(seed.data)}\0".encode() + seed.data)
    return sum_of_all.hexdigest()[:16]


def run(plan: Plan, limits: Limits, tally: Tally, kept: Path | None = None) -> Iterator[Found]:
    """Read the mutants of the plan from `tally.done` on; after each, the tally has it. Those that fail are kept in the folder `kept`.

    At the end what was left behind is counted as a failure: open files, processes, temporary files, memory.
    """
    with _own_temporary_folder() as folder:
        read_one(Mutant(plan.seeds[0].name, plan.seeds[0].data), limits, folder)  # from here on everything is loaded
        before = _held()
        while tally.done < plan.mutants:
            number, started = tally.done, time.monotonic()
            spoilt = mutant(plan.seeds, plan.seed, number)
            found = read_one(spoilt, limits, folder)
            if found.code == HANG:  # or the machine was busy: who hangs does so again
                found = read_one(spoilt, limits, folder)
            tally.add(found)
            tally.seconds += time.monotonic() - started
            if found.outcome == FAILED:
                tally.failures.append(f"{number} {spoilt.name} [{found.code}] {found.line}")
                _keep(spoilt, number, kept)
            yield found
        tally.failures.extend(_left_behind(before, _held(), folder))


def read_one(spoilt: Mutant, limits: Limits, folder: Path) -> Found:
    """What the service would say of it."""
    path = folder / spoilt.name
    path.write_bytes(spoilt.data)
    started = time.monotonic()
    try:
        extract_apart(path, limits)
        found = Found(READ)
    except UnreadableDocument as error:
        found = _judged(error.code, str(error))
    except Exception as error:  # noqa: BLE001  whatever it is, it came out of the parent
        found = Found(FAILED, "parent", f"{type(error).__name__}: {error}")
    finally:
        path.unlink()
    if time.monotonic() - started > limits.seconds + _SLACK_SECONDS:
        return Found(FAILED, HANG, f"{time.monotonic() - started:.0f} s")
    return found


def _judged(code: str, line: str) -> Found:
    if code in _FAILURES or not _LINE.fullmatch(line):
        return Found(FAILED, code, line)
    return Found(LIMIT if code in _LIMITS else REFUSED, code, line)


def _keep(spoilt: Mutant, number: int, kept: Path | None) -> None:
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        (kept / f"{number}-{spoilt.name}").write_bytes(spoilt.data)


# What is left behind


@contextmanager
def _own_temporary_folder() -> Iterator[Path]:
    """A folder for the mutants, with one beside it in which alone temporary files are made meanwhile."""
    with tempfile.TemporaryDirectory(prefix="mingzhang-fuzz-") as folder:
        own, before = Path(folder), tempfile.tempdir
        (own / "temporary").mkdir()
        tempfile.tempdir = str(own / "temporary")
        try:
            yield own
        finally:
            tempfile.tempdir = before


@dataclass(frozen=True, slots=True)
class _Held:
    """What this process and those that wait for documents hold (Linux; nothing elsewhere)."""

    files: int = 0
    waiting: int = 0
    children: int = 0
    mib: int = 0


def _held() -> _Held:
    if not Path("/proc/self/fd").exists():
        return _Held()
    numbers = (os.getpid(), *NURSERY.waiting)
    return _Held(
        sum(_count(f"/proc/{number}/fd") for number in numbers),
        len(NURSERY.waiting),
        sum(len(_text(f"/proc/{number}/task/{number}/children").split()) for number in NURSERY.waiting),
        sum(int(match[1]) // 1024 for number in numbers if (match := re.search(r"VmRSS:\s+(\d+)", _text(f"/proc/{number}/status")))),
    )


def _count(folder: str) -> int:
    return len(os.listdir(folder))


def _text(path: str) -> str:
    return Path(path).read_text(encoding="utf-8", errors="replace")


def _left_behind(before: _Held, after: _Held, folder: Path) -> Iterator[str]:
    counted: dict[str, Any] = {
        "open files": after.files - before.files,
        "waiting processes": after.waiting - before.waiting,
        "children": after.children,
        "temporary files": len(list((folder / "temporary").iterdir())),
        "MiB": max(0, after.mib - before.mib - _SLACK_MIB),
    }
    yield from (f"left behind: {count} {what}" for what, count in counted.items() if count > 0)
