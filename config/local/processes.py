"""Long-lived processes that outlive a kill, a reboot and a reused process number. Standard library only."""

from __future__ import annotations

import atexit
import fcntl
import os
import pwd
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final


class ServiceError(Exception):
    """One line for people: what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Account:
    """The unprivileged account that runs the services when root starts them: PostgreSQL refuses root, and Redis does not need it."""

    uid: int
    gid: int


def service_account(checkout: Path) -> Account | None:
    """None for everybody but root; for root the owner of the checkout, or `nobody` where that is root too."""
    if os.geteuid() != 0:
        return None
    with suppress(KeyError):
        owner = pwd.getpwuid(checkout.stat().st_uid)
        if owner.pw_uid != 0:
            return Account(owner.pw_uid, owner.pw_gid)
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def run_as(account: Account | None, command: Sequence[str | Path], stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run a short command to its end, as `account` where there is one; output and errors in one text, the environment plain."""
    return subprocess.run(  # type: ignore[call-overload,no-any-return]
        [str(part) for part in command],
        input=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
        env=PLAIN,
        cwd="/",
        umask=0o077,
        **_identity(account),
    )


def _identity(account: Account | None) -> dict[str, object]:
    return {"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}


PLAIN: Final = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}


@contextmanager
def exclusive(path: Path, message: str = "") -> Iterator[None]:
    """Hold the lock file: wait for it, or, with a message, raise ServiceError at once where somebody else holds it."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (fcntl.LOCK_NB if message else 0))
    except BlockingIOError as error:
        os.close(handle)
        raise ServiceError(message) from error
    try:
        yield
    finally:
        os.close(handle)


Farewell = tuple[tuple[signal.Signals, float], ...]
_children: Final[dict[int, subprocess.Popen[bytes]]] = {}  # of this process: the others' children have been adopted


@atexit.register
def _let_go() -> None:
    """Those that still run outlive this process on purpose: Popen need not warn of them."""
    for child in _children.values():
        child.returncode = 0


POLITE: Final[Farewell] = ((signal.SIGTERM, 20.0), (signal.SIGKILL, 5.0))


@dataclass
class Process:
    """One process with a session of its own (Ctrl-C in the terminal does not reach it) and a log.

    It holds a lock on its file in `folder/run` for as long as it or a child of it lives. The lock says whether it runs, never the number
    written in the file: numbers are given to strangers after a kill or a reboot.
    """

    name: str
    folder: Path
    account: Account | None = None
    farewell: Farewell = POLITE

    @property
    def log(self) -> Path:
        return self.folder / "log" / f"{self.name}.log"

    @property
    def _file(self) -> Path:
        return self.folder / "run" / f"{self.name}.pid"

    @property
    def running(self) -> bool:
        try:
            handle = os.open(self._file, os.O_RDWR)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(handle)
        return False

    @property
    def pid(self) -> int:
        """The number of the process that held the lock last; 0 where none is written."""
        return int(self._file.read_text(encoding="ascii") or 0) if self._file.exists() else 0

    def start(
        self, command: Sequence[str | Path], *, stdin: bytes = b"", env: Mapping[str, str] | None = None, cwd: Path = Path("/")
    ) -> None:
        """Start the command. The caller waits until it is ready (`wait`). Raises OSError where the program cannot be run."""
        for path in (self.log, self._file):
            path.parent.mkdir(parents=True, exist_ok=True)
        handle = self._lock()
        try:
            with self.log.open("ab") as log:
                child = subprocess.Popen(  # type: ignore[call-overload]
                    [str(part) for part in command],
                    stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    env=env,
                    cwd=cwd,
                    umask=0o077,
                    start_new_session=True,
                    pass_fds=(handle,),
                    **_identity(self.account),
                )
            os.write(handle, str(child.pid).encode("ascii"))
        finally:
            os.close(handle)
        _children[child.pid] = child
        if child.stdin:
            with suppress(BrokenPipeError), child.stdin as pipe:
                pipe.write(stdin)

    def _lock(self) -> int:
        """The locked file; another process that only looks (`running`) is waited for."""
        handle = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600)
        for _attempt in range(50):
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(0.02)
                continue
            os.ftruncate(handle, 0)
            return handle
        os.close(handle)
        raise ServiceError(f"{self.name} 已在运行（进程 {self.pid}）。")

    def wait(self, seconds: float) -> None:
        """Wait for the end; returns after `seconds` at the latest."""
        limit = time.monotonic() + seconds
        while self.running and time.monotonic() < limit:
            time.sleep(0.02)
        if not self.running and (child := _children.pop(self.pid, None)):
            child.wait()

    def stop(self) -> None:
        """Politely first, then less so; returns when it no longer runs. Raises ServiceError where it cannot be stopped."""
        for number, patience in self.farewell:
            if not self.running:
                break
            self._send(number)
            self.wait(patience)
        if self.running:
            raise ServiceError(f"{self.name}（进程 {self.pid}）停不下来，请手工结束它。")
        self.wait(0)

    def _send(self, number: signal.Signals) -> None:
        """To the process; the last word, SIGKILL, to all of its session."""
        if not self.pid:  # just being started by somebody else
            return
        tell = os.killpg if number == signal.SIGKILL else os.kill
        try:
            tell(self.pid, number)
        except ProcessLookupError:  # the parent is gone, children still end
            with suppress(ProcessLookupError):
                os.killpg(self.pid, number)
        except PermissionError as error:
            raise ServiceError(f"{self.name}（进程 {self.pid}）是另一个用户启动的，请由该用户停止它。") from error

    def last_words(self) -> str:
        """The last line of its log, for a message."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").split("\n") if self.log.exists() else []
        return next((line.strip() for line in reversed(lines) if line.strip()), "日志是空的")


def alive(*processes: Process) -> None:
    """Raises ServiceError where one of them has ended by itself."""
    for process in processes:
        if not process.running:
            raise ServiceError(f"{process.name} 意外结束：{process.last_words()}（日志：{process.log}）")
