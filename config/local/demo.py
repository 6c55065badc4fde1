"""`make demo`: from nothing to the headline comparison, then the pages until Ctrl-C. It stops all that it started."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import FrameType
from typing import Final

from config.local.addresses import BASE_DIR, local_dir
from config.local.processes import Process, ServiceError, alive, exclusive
from config.local.services import PostgreSQL, Redis, free_port, home, start_wanted, stop_services

READINGS, ADDRESSES = "mingzhang", "mingzhang-fetch"
"""Two queues (`config.settings`): a slow site holds up no reading."""
RUNNING: Final = "演示已在运行：请先在它的窗口按 Ctrl-C，或打开它显示的地址。"


class Stopped(Exception):
    """Somebody asked the demo to stop."""


class Stopping:
    """Ctrl-C, a kill or a closed terminal is noted, and acted upon between two steps: nothing is left half-started."""

    def __init__(self) -> None:
        self._asked = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask)
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup wants it to go on
            signal.signal(signal.SIGHUP, self._ask)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self._asked.set()

    def wait(self, seconds: float) -> None:
        """Sleep; raises Stopped as soon as somebody asks."""
        if self._asked.wait(seconds):
            raise Stopped


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the environment asks of the demo."""

    documents: Path | None
    port: int
    leave: bool

    @classmethod
    def read(cls) -> Wishes:
        """From DOCS, PORT and DEMO_EXIT, in a development environment only. Raises ServiceError for a wrong value."""
        if os.environ.get("MINGZHANG_ENV", "development") != "development":
            raise ServiceError("MINGZHANG_ENV 不是 development：演示会建立登录并自动公布，只在开发环境运行。")
        folder, port = os.environ.get("DOCS", ""), os.environ.get("PORT") or "8000"
        if folder and not Path(folder).expanduser().is_dir():
            raise ServiceError(f"DOCS={folder} 不是文件夹：请给出装有公开文件的文件夹。")
        if not port.isdecimal() or not 0 < int(port) < 65536:
            raise ServiceError(f"PORT={port} 不是端口号：请给出 1 到 65535 之间的数。")
        return cls(Path(folder).expanduser().absolute() if folder else None, int(port), os.environ.get("DEMO_EXIT") == "1")


def say(text: str = "") -> None:
    """A line at once, also into a pipe. Where nobody reads any more, the demo still stops in order."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  # for the rest of the process


def demo() -> None:
    """The whole show. Raises ServiceError with what a person can do."""
    wishes = Wishes.read()
    folder = home(local_dir()).folder
    with exclusive(folder / "run" / "demo.lock", RUNNING), stage(folder) as stopping:
        say("启动数据库和消息代理…")
        start_wanted(folder)
        stopping.wait(0)
        worker = start_worker(folder)
        from config.local import showcase  # noqa: PLC0415  # the settings must see where the services listen
        from config.terminal import broker_trouble, servers_expected, stop  # noqa: PLC0415

        if trouble := broker_trouble():
            stop(trouble)
        with servers_expected():
            showcase.run(showcase.Theatre(folder, worker, stopping.wait, say), wishes.documents)
        pages, address = start_pages(folder, wishes.port, stopping)
        say(f"\n页面：{address}\n接口：{address}api/v1/\n后台：{address}admin/")
        if not wishes.leave:
            say("\n按 Ctrl-C 停止。")
            watch(stopping, worker, pages)


@contextmanager
def stage(folder: Path) -> Iterator[Stopping]:
    """Where the show happens: everything is stopped at its end, and what a killed demo left is stopped at its beginning."""
    stopping = Stopping()
    own = (worker_in(folder), fetcher_in(folder), pages_in(folder))
    for process in own:
        process.stop()
    kept = folder / "run" / "kept"
    if not any(process.running for process in (PostgreSQL(home(folder)).process, Redis(home(folder)).process)):
        kept.unlink(missing_ok=True)
    with ExitStack() as ends:
        ends.callback(say, "演示已停止；数据库和消息代理是单独启动的，继续运行。" if kept.exists() else "已全部停止。")
        if not kept.exists():
            ends.callback(stop_services, folder)
        for process in own:
            ends.callback(process.stop)
        ends.callback(say, "\n正在停止…")
        with suppress(Stopped):
            yield stopping


def worker_in(folder: Path) -> Process:
    """What a worker does not finish before its end, it takes up next time."""
    return Process("worker", folder, farewell=((signal.SIGTERM, 10.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)))


def fetcher_in(folder: Path) -> Process:
    """What fetches from addresses: it waits for slow sites, so that the worker need not."""
    return Process("fetcher", folder, farewell=((signal.SIGTERM, 10.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)))


def pages_in(folder: Path) -> Process:
    return Process("pages", folder)


def start_worker(folder: Path) -> Process:
    """A real Celery worker that reads, and beside it one that fetches."""
    worker = worker_in(folder)
    for process, queue in ((worker, READINGS), (fetcher_in(folder), ADDRESSES)):
        command = [sys.executable, "-m", "celery", "--app", "config", "worker", "--queues", queue, "--hostname", f"{process.name}@%h"]
        command += ["--concurrency", "2", "--loglevel", "INFO", "--without-mingle"]
        process.start(command, env=os.environ, cwd=BASE_DIR)
    return worker


def start_pages(folder: Path, wanted: int, stopping: Stopping) -> tuple[Process, str]:
    """The pages on the wanted port or the next free one. Returns the process and the address."""
    port = free_port(*range(wanted, min(wanted + 50, 65536)))
    if port != wanted:
        say(f"端口 {wanted} 已被占用，改用 {port}。")
    pages = pages_in(folder)
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "4", "--no-control-socket"]
    pages.start(command, env=os.environ, cwd=BASE_DIR)
    address = f"http://127.0.0.1:{port}/"
    while not answers(port):
        alive(pages)
        stopping.wait(0.1)
    return pages, address


def answers(port: int) -> bool:
    """Is the process behind the port alive? Asked directly, whatever proxy the environment names."""
    with suppress(OSError, HTTPException), closing(HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    return False


def watch(stopping: Stopping, *processes: Process) -> None:
    """Until somebody asks to stop, or one of the processes ends by itself."""
    while True:
        stopping.wait(1)
        alive(*processes)
