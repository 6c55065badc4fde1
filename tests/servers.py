"""Servers for tests: a cluster and brokers of each test run's own, so that runs side by side and a running demo do not meet."""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.core.management import call_command
from django.db import connections
from kombu import Connection
from kombu.exceptions import OperationalError

from config.local.addresses import Addresses, local_dir, new_addresses, read_addresses
from config.local.processes import PLAIN, Process, ServiceError, exclusive
from config.local.services import Home, Redis, free_port, home, start_services, stop_services


@contextmanager
def folder_of_this_run() -> Iterator[Path]:
    """A folder for the servers of this test run, removed with them at its end; what killed runs left is removed at the start."""
    base = home(local_dir()).folder
    for left in base.glob("test-*"):
        with suppress(ServiceError), exclusive(left / "session.lock", "in use"):
            remove(left)
    folder = home(base / f"test-{os.getpid()}").folder
    with exclusive(folder / "session.lock"):
        yield folder
        remove(folder)


def remove(folder: Path) -> None:
    """Stop every server of the folder, then remove the folder and, where their data stand elsewhere, the data."""
    stop_services(folder)
    for file in (folder / "run").glob("*.pid"):
        Process(file.stem, folder).stop()
    room = home(folder).room
    shutil.rmtree(folder)
    shutil.rmtree(room, ignore_errors=True)


def postgresql(folder: Path) -> Addresses:
    """The cluster of this run, started by whoever asks first."""
    start_services(folder, broker=False, durable=False)
    addresses = read_addresses(folder)
    assert addresses
    return addresses


def migrate_once(folder: Path) -> None:
    """The tables of the run's cluster, in the database that nothing but copies is made of: by whoever asks first, others wait."""
    done = folder / "migrated"
    with exclusive(folder / "migrated.lock"):
        if not done.exists():
            call_command("migrate", verbosity=0)
            connections["default"].close()
            connections["default"].close_pool()  # type: ignore[attr-defined]  # a template is copied while nobody is connected to it
            done.touch()


@contextmanager
def redis(folder: Path, name: str, program: Path | None = None) -> Iterator[str]:
    """A Redis of its own: the embedded one, or `program`. Yields its address."""
    server = Redis(home(folder), program=program, name=name)
    addresses = server.start(new_addresses())
    yield addresses.broker_url
    server.process.stop()


def rabbitmq_program() -> Path | None:
    """The server itself: Debian's wrapper on the PATH insists on its own user."""
    return next(iter(sorted(Path("/usr/lib/rabbitmq/lib").glob("rabbitmq_server-*/sbin/rabbitmq-server"), reverse=True)), None)


@contextmanager
def rabbitmq(folder: Path, name: str, program: Path) -> Iterator[str]:
    """A RabbitMQ of its own, with the name server (epmd) that Erlang wants. Yields its address."""
    here = home(folder)
    port, names, password = free_port(), free_port(), secrets.token_hex(12)
    environment = _rabbitmq_environment(
        here, name, names, f"listeners.tcp.1 = 127.0.0.1:{port}\ndefault_user = mingzhang\ndefault_pass = {password}\n"
    )
    epmd, server = Process(f"{name}-epmd", folder, here.account), Process(name, folder, here.account)
    epmd.start(["epmd", "-port", str(names), "-address", "127.0.0.1"], env=environment)
    server.start([program], env=environment)
    url = f"amqp://mingzhang:{password}@127.0.0.1:{port}//"
    _wait_for(server, url)
    yield url
    server.stop()
    epmd.stop()


def _rabbitmq_environment(here: Home, name: str, names: int, settings: str) -> dict[str, str]:
    """Everything below one folder: data, logs, the cookie of its home."""
    data = here.own(here.room / name)
    (data / "rabbitmq.conf").write_text(settings, encoding="ascii")
    (data / "enabled_plugins").write_text("[].\n", encoding="ascii")
    return PLAIN | {
        "HOME": str(data),
        "ERL_EPMD_PORT": str(names),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODENAME": f"{name}@localhost",
        "RABBITMQ_DIST_PORT": str(free_port()),
        "RABBITMQ_CONF_ENV_FILE": "/nonexistent",
        "RABBITMQ_CONFIG_FILE": str(data / "rabbitmq.conf"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(data / "enabled_plugins"),
        "RABBITMQ_MNESIA_BASE": str(data / "mnesia"),
        "RABBITMQ_LOG_BASE": str(data / "log"),
        "RABBITMQ_LOGS": "-",
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-start_epmd false -kernel inet_dist_use_interface {127,0,0,1}",
    }


def _wait_for(server: Process, url: str) -> None:
    limit = time.monotonic() + 180
    while server.running and time.monotonic() < limit:
        with suppress(OperationalError, OSError), Connection(url, connect_timeout=2) as connection:
            connection.connect()
            return
        time.sleep(0.2)
    server.stop()
    raise ServiceError(f"{server.name} 启动失败：{server.last_words()}")
