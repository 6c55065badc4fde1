"""The embedded PostgreSQL and Redis: prepared, started and stopped without root and without an installed server. Standard library only.

Both listen on a free port of 127.0.0.1 and ask for a password that only `services.json` knows: Unix sockets would be shorter to name,
but their path may not exceed some 100 bytes, and a checkout may lie deep.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from config.local.addresses import BASE_DIR, Addresses, new_addresses, read_addresses, write_addresses
from config.local.processes import PLAIN, Account, Process, ServiceError, exclusive, run_as, service_account
from config.local.programs import enterable, postgresql_programs, redis_program, within_reach

ELSEWHERE: Final = Path("/var/lib/mingzhang")
START_SECONDS: Final = 60.0
_LEAST_SHARED_MIB, _MOST_SHARED_MIB = 128, 4096


@dataclass(frozen=True, slots=True)
class Home:
    """Where the services live: `folder` has addresses, logs and locks, `room` their data, `account` runs them (None: whoever asks)."""

    folder: Path
    room: Path
    account: Account | None

    def own(self, path: Path) -> Path:
        """Make the folder `path`, for the eyes of the service's account only."""
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(0o700)
        if self.account:
            os.chown(path, self.account.uid, self.account.gid)
        return path


def home(folder: Path) -> Home:
    """Prepare `folder`. The data stand in it too, or in ELSEWHERE where root's unprivileged account cannot enter it (below /root)."""
    account = service_account(BASE_DIR)
    try:
        for path in (folder, folder / "run", folder / "log"):
            path.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o711 if account else 0o700)
    except OSError as error:
        raise ServiceError(
            f"不能写入 {folder}（{error.strerror}）：请用创建它的用户运行，或设 MINGZHANG_LOCAL_DIR 为另一个文件夹。"
        ) from error
    if enterable(account, folder):
        return Home(folder, folder, account)
    room = ELSEWHERE / hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    room.mkdir(parents=True, exist_ok=True)
    for path in (ELSEWHERE, room):
        path.chmod(0o711)
    return Home(folder, room, account)


def free_port(*wanted: int) -> int:
    """The first of the wanted ports of 127.0.0.1 on which nobody listens, else any."""
    for port in (*wanted, 0):
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])
    raise ServiceError("127.0.0.1 上没有空闲端口。")


def _start(process: Process, wanted: int, launch: Callable[[int], None], ready: Callable[[int], bool]) -> int:
    """Launch on a free port and wait until ready; another port where somebody was faster. Returns the port."""
    for _attempt in range(3):
        port = free_port(wanted)
        launch(port)
        limit = time.monotonic() + START_SECONDS
        while process.running and time.monotonic() < limit:
            if ready(port):
                return port
            time.sleep(0.03)
        process.stop()
    raise ServiceError(f"{process.name} 启动失败：{process.last_words()}（日志：{process.log}）")


class PostgreSQL:
    """A cluster of its own. `durable=False` is for tests: faster, and worthless after a power cut."""

    def __init__(self, home: Home, *, durable: bool = True) -> None:
        self.home = home
        self.durable = durable
        self.data = home.room / "postgresql"
        farewell = ((signal.SIGINT, 30.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0))
        self.process = Process("postgresql", home.folder, home.account, farewell)

    def start(self, addresses: Addresses, *, new_password: bool) -> Addresses:
        """Start it, made on first use with the role and the database `mingzhang`. Raises ServiceError."""
        postgres = within_reach(postgresql_programs() / "postgres", self.home.account, self.home.room)
        if not self.data.exists():
            self._initialise(postgres)
            new_password = True
        (self.data / "postmaster.pid").unlink(missing_ok=True)  # nobody holds our lock, so whoever it names is gone
        if new_password:
            self._tell(postgres, self.data, f"ALTER ROLE mingzhang PASSWORD '{addresses.password}'")
        port = _start(self.process, addresses.database_port, lambda port: self._launch(postgres, port), lambda _port: self._ready())
        return addresses.listening(database_port=port)

    def _initialise(self, postgres: Path) -> None:
        """initdb beside its place, moved there when complete: a kill in the middle leaves nothing half-made."""
        draft = self.data.with_name("postgresql.new")
        shutil.rmtree(draft, ignore_errors=True)
        self.home.own(draft)
        options = ["--username=postgres", "--auth=reject", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"]
        command: list[str | Path] = [postgres.with_name("initdb"), f"--pgdata={draft}", *options, *([] if self.durable else ["--no-sync"])]
        done = run_as(self.home.account, command)
        if done.returncode:
            raise ServiceError(f"PostgreSQL 建库失败：{done.stdout.strip().splitlines()[-1]}")
        (draft / "pg_hba.conf").write_text("host all all 127.0.0.1/32 scram-sha-256\n", encoding="ascii")
        self._tell(postgres, draft, "CREATE ROLE mingzhang LOGIN CREATEDB", "CREATE DATABASE mingzhang OWNER mingzhang")
        draft.rename(self.data)

    def _tell(self, postgres: Path, data: Path, *commands: str) -> None:
        """SQL while no server runs, in PostgreSQL's single-user mode: needs no password."""
        done = run_as(self.home.account, [postgres, "--single", "-D", data, "postgres"], stdin="".join(f"{line}\n" for line in commands))
        wrong = [line for line in done.stdout.splitlines() if "ERROR:" in line or "FATAL:" in line]
        if wrong or done.returncode:
            raise ServiceError(f"PostgreSQL 准备失败：{wrong[0] if wrong else done.stdout.strip()}")

    def _launch(self, postgres: Path, port: int) -> None:
        settings = {"listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": "", "max_connections": 200}
        if self.durable:
            settings["shared_buffers"] = f"{_shared_mib()}MB"
        else:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self.process.start([postgres, "-D", self.data, *options], env=PLAIN)

    def _ready(self) -> bool:
        """The server writes its state on the eighth line of its lock file."""
        with suppress(FileNotFoundError):
            lines = (self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
            return len(lines) > 7 and lines[7].strip() == "ready"
        return False


def _shared_mib() -> int:
    """A quarter of the memory, as PostgreSQL advises for a server of its own, and 4 GiB at most: it is taken as it is used."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return max(_LEAST_SHARED_MIB, min(memory // 4 // 2**20, _MOST_SHARED_MIB))


class Redis:
    """A broker that keeps what it accepted: every command is on the disk before it is answered."""

    def __init__(self, home: Home, *, program: Path | None = None, name: str = "redis") -> None:
        self.home = home
        self.program = program
        self.process = Process(name, home.folder, home.account)

    def start(self, addresses: Addresses) -> Addresses:
        """Start it. Raises ServiceError."""
        program = within_reach(self.program or redis_program(), self.home.account, self.home.room)
        data = self.home.own(self.home.room / self.process.name)

        def launch(port: int) -> None:
            settings = {"bind": "127.0.0.1", "port": port, "requirepass": addresses.password, "dir": f'"{data}"', "save": '""'}
            settings |= {"appendonly": "yes", "appendfsync": "always"}
            lines = "".join(f"{name} {value}\n" for name, value in settings.items())
            self.process.start([program, "-"], stdin=lines.encode(), env=PLAIN)  # no file and no command line shows the password

        port = _start(self.process, addresses.broker_port, launch, lambda port: _answers(port, addresses.password))
        return addresses.listening(broker_port=port)


def _answers(port: int, password: str) -> bool:
    """Does Redis answer PING, its data read back?"""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
        connection.sendall(f"AUTH {password}\r\nPING\r\n".encode("ascii"))
        answer = b""
        while answer.count(b"\n") < 2 and (part := connection.recv(256)):
            answer += part
        return b"+PONG" in answer
    return False


def start_services(folder: Path, *, database: bool = True, broker: bool = True, durable: bool = True) -> list[str]:
    """Start what is asked for and does not run yet; its addresses stand in `folder/services.json`. Returns the names of the started."""
    here = home(folder)
    started: list[str] = []
    with exclusive(folder / "run" / "services.lock"):
        known = read_addresses(folder)
        addresses = known or new_addresses()
        postgresql, redis = PostgreSQL(here, durable=durable), Redis(here)
        if database and not postgresql.process.running:
            addresses = postgresql.start(addresses, new_password=known is None)
            started.append(postgresql.process.name)
        if broker and not redis.process.running:
            addresses = redis.start(addresses)
            started.append(redis.process.name)
        if started:
            write_addresses(folder, addresses)
    return started


def start_wanted(folder: Path) -> list[str]:
    """Start what the environment names no server for."""
    return start_services(folder, database=not os.environ.get("DATABASE_URL"), broker=not os.environ.get("CELERY_BROKER_URL"))


def stop_services(folder: Path) -> list[str]:
    """Stop what runs of the embedded services. Returns the names of the stopped."""
    stopped: list[str] = []
    if not (folder / "run").exists():
        return stopped
    here = home(folder)
    with exclusive(folder / "run" / "services.lock"):
        for process in (Redis(here).process, PostgreSQL(here).process):
            if process.running:
                process.stop()
                stopped.append(process.name)
    return stopped
