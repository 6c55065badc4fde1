"""Real processes for tests of what happens when they are killed: workers, and commands as people run them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[2]
T = TypeVar("T")


def wait_for(look: Callable[[], T | None], what: str, seconds: float = 90) -> T:
    """What `look` finds, as soon as it finds something."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if found := look():
            return found
        time.sleep(0.05)
    raise AssertionError(f"{what}: not within {seconds} seconds")


def children(pid: int) -> list[int]:
    """The processes that a process started (Linux)."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@dataclass
class World:
    """Where processes of a test find database, broker and documents."""

    database_url: str
    broker_url: str
    documents: Path

    @property
    def environment(self) -> dict[str, str]:
        addresses = {"DATABASE_URL": self.database_url, "CELERY_BROKER_URL": self.broker_url, "DOCUMENTS_DIR": str(self.documents)}
        return os.environ | addresses

    def manage(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run `manage.py` as a person would."""
        command = [sys.executable, "manage.py", *map(str, arguments)]
        return subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=300, check=False)

    def worker(self) -> Worker:
        """A Celery worker with one process, started."""
        return Worker(self)


class Worker:
    """A real worker: a process with a child that does the tasks. Its output is kept for the report of a failure."""

    def __init__(self, world: World) -> None:
        name = f"worker-{time.monotonic_ns()}"  # RabbitMQ refuses a second worker of the same name
        self.log = world.documents.parent / f"{name}.log"
        command = [sys.executable, "-m", "celery", "-A", "config", "worker", "-n", f"{name}@%h"]
        command += ["--pool", "prefork", "-c", "1", "--without-mingle", "-l", "INFO"]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=world.environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )

    def kill(self) -> None:
        """kill -9, parent and child at once: as a machine that loses its power."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def kill_parent(self) -> None:
        """kill -9 of the parent alone: its child works on, and nobody acknowledges what it did."""
        self.process.kill()
        self.process.wait()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """The parent hands out no task until the end of this block."""
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    def kill_child(self) -> None:
        """kill -9 of the child alone, as the kernel does that runs out of memory."""
        for pid in children(self.process.pid):
            os.kill(pid, signal.SIGKILL)
