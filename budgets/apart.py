"""Run a module of ours in a process of its own. Pure.

The child cannot take more time, memory or disk than it is given, and dies with its parent. What comes from outside is handled by code
that may be led astray: the child knows neither database nor broker nor any secret, reads its input and writes its answer, and may do
nothing else (`budgets.confinement`). `run_apart` is for the parent and starts a fresh program each time; `confine` is the first thing that
the child calls. For many files of one kind there is `budgets.nursery`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from budgets.confinement import Allowance, die_with_parent, isolate, leave_network, limit, watch

ROOT: Final = Path(__file__).resolve().parents[1]
# OpenBLAS would take memory for each processor, and the child needs but one.
ENVIRONMENT: Final = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a child ended and what it wrote. `status` is its exit status, negative for the signal that ended it."""

    status: int
    result: bytes

    @property
    def took_too_long(self) -> bool:
        """Stopped by the clock or for its use of the processor."""
        return self.status in (-signal.SIGALRM, -signal.SIGXCPU)

    @property
    def wrote_too_much(self) -> bool:
        return self.status == -signal.SIGXFSZ


def run_apart(module: str, arguments: Sequence[str], given: bytes, allowance: Allowance) -> Outcome:
    """Run `python -m module`, its arguments behind those that `confine` takes, `given` as its standard input."""
    limits = (os.getpid(), allowance.seconds, allowance.mib, allowance.result_mib)
    with tempfile.TemporaryFile(prefix="mingzhang-") as result:
        status = _status([sys.executable, "-m", module, *map(str, limits), *arguments], given, result.fileno(), allowance.seconds)
        result.seek(0)
        return Outcome(status, result.read())


def _status(command: Sequence[str], given: bytes, result: int, seconds: int) -> int:
    try:
        return subprocess.run(  # noqa: S603  the arguments are ours
            command,
            input=given,
            stdout=result,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env=ENVIRONMENT,
            timeout=seconds,
            start_new_session=True,
            check=False,
        ).returncode
    except subprocess.TimeoutExpired:
        return -signal.SIGALRM


def confine(arguments: Sequence[str]) -> list[str]:
    """Put the limits that `run_apart` gave on this process, for all that it loads and does from here on; the arguments behind them."""
    allowance, rest = _begun(arguments)
    isolate()
    limit(allowance)
    watch()
    return rest


def become(arguments: Sequence[str]) -> list[str]:
    """The same for a child that becomes another program, which writes files and starts threads: its limits, and no network."""
    allowance, rest = _begun(arguments)
    leave_network()
    limit(allowance, alone=False)
    return rest


def _begun(arguments: Sequence[str]) -> tuple[Allowance, list[str]]:
    """What the child may take, and its arguments behind that; it ends with its parent from here on."""
    parent, *limits = map(int, arguments[:4])
    die_with_parent(parent)
    return Allowance(*limits), list(arguments[4:])
