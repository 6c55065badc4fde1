"""Workers for the time of one command: those that are there, or processes of its own that end with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

from celery import current_app
from django.conf import settings
from kombu.exceptions import OperationalError as BrokerError

ANSWER_SECONDS: Final = 2.0
_TIED: Final = Path(__file__).with_name("tied.py")
_FAREWELL: Final = ((signal.SIGTERM, 10.0), (signal.SIGQUIT, 5.0))
"""What a worker is told, and how long it is waited for: finish what you are at; give it back to the queue. Then all of it is killed."""


class BrokerDown(Exception):
    """The broker cannot be reached: nobody can be asked, and nothing can be read now."""


class CrewLost(Exception):
    """The workers that were started for the command ended by themselves. `str()` is one Chinese line."""


def workers_there() -> tuple[str, ...]:
    """The names of the workers that answer and take tasks of our queue. Raises BrokerDown."""
    try:
        with current_app.connection_for_read() as broker:
            broker.ensure_connection(max_retries=1, timeout=5)
            answers = current_app.control.inspect(timeout=ANSWER_SECONDS, connection=broker).active_queues() or {}
    except (BrokerError, OSError) as error:
        raise BrokerDown from error
    ours = current_app.conf.task_default_queue
    return tuple(sorted(name for name, queues in answers.items() if any(queue["name"] == ours for queue in queues)))


class Crew:
    """A worker of our own, with so many processes."""

    def __init__(self, jobs: int, log: IO[bytes]) -> None:
        self._log = Path(log.name)
        worker = ["-m", "celery", "--app", "config", "worker", "--pool", "prefork", "--concurrency", str(jobs)]
        worker += ["--queues", current_app.conf.task_default_queue]
        worker += ["--hostname", f"ingest-{os.getpid()}@%h", "--loglevel", "WARNING", "--without-mingle", "--without-gossip"]
        self._process = subprocess.Popen(  # noqa: S603  the arguments are ours
            [sys.executable, str(_TIED), str(os.getpid()), *worker],
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is for the command
        )

    def check(self) -> None:
        """Raises CrewLost where the worker has ended by itself."""
        if self._process.poll() is not None:
            lines = self._log.read_text(encoding="utf-8", errors="replace").split("\n")
            last = next((line.strip() for line in reversed(lines) if line.strip()), "没有留下说明")
            raise CrewLost(f"自己启动的工作进程意外结束（{last}）。请再运行一次同样的命令；再次发生请报告维护者。")

    def dismiss(self) -> None:
        """End it with all its processes; who presses Ctrl-C again does not wait."""
        for number, patience in _FAREWELL:
            try:
                self._process.send_signal(number)
                self._process.wait(patience)
            except (subprocess.TimeoutExpired, KeyboardInterrupt):
                continue
            break
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


@contextmanager
def crew(jobs: int) -> Iterator[Crew]:
    """So many worker processes, from here to the end of the block; nothing of them is left behind."""
    with tempfile.NamedTemporaryFile(prefix="mingzhang-worker-", suffix=".log") as log:
        own = Crew(jobs, log)
        try:
            yield own
        finally:
            own.dismiss()
