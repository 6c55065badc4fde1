"""Run a function of a module in a fresh process each time, without loading the module each time. Pure.

`Nursery` is for the parent. It keeps a process (`python -m budgets.nursery MODULE`) that has loaded the module, gave up network and files
(`budgets.confinement`), and waits. For each call that forks a child, which puts the limits on itself, answers and ends: nothing that a file
does to its child reaches the next one. The module has `prepare()`, called once, and `serve(arguments, given)`, which writes to standard
output. Whoever asks from several threads gets as many of these processes as are asked at the same time.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from typing import Any, Final, NoReturn

from budgets.apart import ENVIRONMENT, ROOT, Outcome
from budgets.confinement import Allowance, die_with_parent, isolate, limit, watch
from budgets.progress import Progress, tell_through, told

_LENGTH: Final = struct.Struct(">I")
_STATUS: Final = struct.Struct(">i")
_GRACE: Final = 30
"""Seconds beyond those of a call after which the waiting process itself is given up; it also has to load the module."""
_FAREWELL: Final = 5
_LOOKS: Final = 1.0
"""Seconds between two looks: of a child's parent whether it is still there, of a parent how far its child is."""


Heed = Callable[[Progress | None], None]


def ignore(progress: Progress | None) -> None:
    """Let the child work."""


class Nursery:
    """Children that answer with `module`. Closed at the end of the program; used again after that, it starts anew."""

    def __init__(self, module: str) -> None:
        self._module = module
        self._lock = threading.Lock()
        self._idle: list[_Nurse] = []
        self._owner = os.getpid()
        atexit.register(self.close)

    def run(self, arguments: Sequence[str], given: bytes, allowance: Allowance, heed: Heed = ignore) -> Outcome:
        """What the module answers to `given`, and how its child ended.

        `heed` is called about once a second meanwhile, and at the end, with how far the child has come; what it raises is raised, and ends
        the child.
        """
        with tempfile.TemporaryFile(prefix="mingzhang-") as result, tempfile.TemporaryFile(prefix="mingzhang-") as progress:

            def look() -> None:
                heed(told(progress.fileno()))

            with self._lent() as nurse:
                status = nurse.ask(arguments, given, allowance, (result.fileno(), progress.fileno()), look)
            look()
            result.seek(0)
            return Outcome(status, result.read())

    def close(self) -> None:
        """Stop the processes that wait."""
        with self._lock:
            idle, self._idle = self._ours(), []
        for nurse in idle:
            nurse.close()

    @property
    def waiting(self) -> tuple[int, ...]:
        """The numbers of the processes that wait."""
        return tuple(nurse.pid for nurse in self._ours())

    def _ours(self) -> list[_Nurse]:
        """Those that this process started: after a fork they are the parent's."""
        if self._owner != os.getpid():
            for nurse in self._idle:
                nurse.forget()
            self._owner, self._idle = os.getpid(), []
        return self._idle

    @contextmanager
    def _lent(self) -> Iterator[_Nurse]:
        with self._lock:
            idle = self._ours()
            nurse = idle.pop() if idle else None
        nurse = nurse or _Nurse(self._module)
        try:
            yield nurse
        except BaseException:
            nurse.close()
            raise
        if nurse.is_lost:
            nurse.close()
        else:
            with self._lock:
                self._ours().append(nurse)


class _Nurse:
    """One process that waits, seen from the parent."""

    def __init__(self, module: str) -> None:
        self._line, other = socket.socketpair()
        with other:
            command = [sys.executable, "-m", __name__, module, str(os.getpid()), str(other.fileno())]
            self._process = subprocess.Popen(  # noqa: S603  the arguments are ours
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=ROOT,
                env=ENVIRONMENT,
                pass_fds=(other.fileno(),),
                start_new_session=True,
            )
        self.is_lost = False

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, arguments: Sequence[str], given: bytes, allowance: Allowance, files: tuple[int, int], look: Callable[[], None]) -> int:
        """The status of the child that wrote its result and its progress to `files`; where the waiting process itself is gone, that of a
        killed child."""
        head = json.dumps({"arguments": list(arguments), "allowance": asdict(allowance), "given": len(given)}).encode()
        self._line.settimeout(allowance.seconds + _GRACE)
        self.is_lost = True
        try:
            socket.send_fds(self._line, [_LENGTH.pack(len(head))], files)
            self._line.sendall(head + given)
            status = self._awaited(allowance.seconds + _GRACE, look)
        except TimeoutError:
            return -signal.SIGALRM
        except OSError:
            return self._how_it_ended()
        self.is_lost = False
        return status

    def _awaited(self, seconds: float, look: Callable[[], None]) -> int:
        """The status that comes. Raises TimeoutError."""
        end = time.monotonic() + seconds
        self._line.settimeout(_LOOKS)
        while True:
            try:
                status: int = _STATUS.unpack(_received(self._line, _STATUS.size))[0]
            except TimeoutError:
                if time.monotonic() > end:
                    raise
            else:
                return status
            look()

    def _how_it_ended(self) -> int:
        try:
            return self._process.wait(1) or 1
        except subprocess.TimeoutExpired:
            return -signal.SIGKILL

    def close(self) -> None:
        self._line.close()
        try:
            self._process.wait(_FAREWELL)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def forget(self) -> None:
        """Let go of it in a process that did not start it."""
        self._line.close()
        self._process.returncode = 0


def _received(line: socket.socket, count: int) -> bytes:
    """So many bytes. Raises ConnectionError where the other end is closed before."""
    parts = bytearray()
    while len(parts) < count:
        part = line.recv(count - len(parts))
        if not part:
            raise ConnectionError
        parts += part
    return bytes(parts)


# The process that waits, and its children


@dataclass(frozen=True, slots=True)
class _Call:
    arguments: list[str]
    given: bytes
    allowance: Allowance
    result: int
    progress: int


def main(arguments: Sequence[str]) -> None:
    """Wait for calls of the parent, until it is gone."""
    name, parent, line = arguments[0], int(arguments[1]), socket.socket(fileno=int(arguments[2]))
    line.set_inheritable(False)
    isolate()
    module = importlib.import_module(name)
    module.prepare()
    gc.collect()
    gc.freeze()
    with suppress(ConnectionError):
        while True:
            call = _called(line, parent)
            status = _attended(module, call, line, parent)
            os.close(call.result)
            os.close(call.progress)
            line.sendall(_STATUS.pack(status))


def _called(line: socket.socket, parent: int) -> _Call:
    """The next call. Raises ConnectionError where the parent is gone."""
    while not select.select([line], [], [], _LOOKS)[0]:
        _require(parent)
    length, numbers, _, _ = socket.recv_fds(line, _LENGTH.size, 2)
    if len(numbers) != 2:
        raise ConnectionError
    length += _received(line, _LENGTH.size - len(length))
    head: dict[str, Any] = json.loads(_received(line, _LENGTH.unpack(length)[0]))
    given = _received(line, head["given"])
    return _Call(head["arguments"], given, Allowance(**head["allowance"]), *numbers)


def _require(parent: int) -> None:
    if os.getppid() != parent:
        raise ConnectionError


def _attended(module: Any, call: _Call, line: socket.socket, parent: int) -> int:
    """The status of a child that does the call. It is killed when its time is over, and when the parent is gone (ConnectionError)."""
    end, other = os.pipe()  # its closing tells that the child has ended
    nurse = os.getpid()
    child = os.fork()
    if child == 0:
        _answer(module, call, nurse, (line.fileno(), end))
    os.close(other)
    try:
        return _ended(child, end, line, parent, call.allowance.seconds)
    finally:
        os.close(end)


def _ended(child: int, end: int, line: socket.socket, parent: int, seconds: int) -> int:
    limit_of_time, is_late = time.monotonic() + seconds, False
    try:
        while not is_late:
            ready, _, _ = select.select([end, line.fileno()], [], [], _LOOKS)
            if line.fileno() in ready:  # nobody asks twice: it is closed
                raise ConnectionError
            _require(parent)
            if end in ready:
                break
            is_late = time.monotonic() > limit_of_time
    finally:
        for kill in (os.killpg, os.kill):  # what has ended feels nothing; what it started ends with it
            with suppress(ProcessLookupError, PermissionError):
                kill(child, signal.SIGKILL)
        _, code = os.waitpid(child, 0)
    return -signal.SIGALRM if is_late else os.waitstatus_to_exitcode(code)


def _answer(module: Any, call: _Call, nurse: int, foreign: Sequence[int]) -> NoReturn:
    """The child: nothing of it goes back into the loop of the process that waits."""
    try:
        os.setsid()
        die_with_parent(nurse)
        for number in foreign:
            os.close(number)
        os.dup2(call.result, 1)
        os.close(call.result)
        tell_through(call.progress)
        limit(call.allowance)
        watch()
        module.serve(call.arguments, call.given)
        sys.stdout.flush()
        os._exit(0)
    finally:
        os._exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
