"""Run a module of ours in a process of its own. Pure.

The child cannot take more time, memory or disk than it is given, and dies with its parent. What comes from outside is handled by code
that may be led astray: the child knows neither database nor broker nor any secret, reads its input and writes its answer. `run_apart` is
for the parent; `confine` is the first thing that the child calls.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
_MIB: Final = 1024 * 1024
# OpenBLAS would take memory for each processor, and the child needs but one.
_ENVIRONMENT: Final = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1"}
_DIE_WITH_PARENT: Final = 1  # PR_SET_PDEATHSIG of prctl(2)


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a child may take: seconds of time (and of processor), MiB of memory, MiB of anything that it writes."""

    seconds: int
    mib: int
    result_mib: int


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
            env=_ENVIRONMENT,
            timeout=seconds,
            start_new_session=True,
            check=False,
        ).returncode
    except subprocess.TimeoutExpired:
        return -signal.SIGALRM


def confine(arguments: Sequence[str]) -> list[str]:
    """Put the limits that `run_apart` gave on this process, for all that it loads and does from here on; the arguments behind them."""
    parent, seconds, mib, result_mib = map(int, arguments[:4])
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != parent:  # it died before it could be watched
            raise SystemExit(1)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (mib * _MIB, mib * _MIB))
    resource.setrlimit(resource.RLIMIT_FSIZE, (result_mib * _MIB, result_mib * _MIB))
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    return list(arguments[4:])
