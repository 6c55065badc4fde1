"""The embedded services: safe from neighbours, and started again whatever happened before."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from config.local import programs
from config.local.addresses import Addresses, read_addresses
from config.local.processes import Process, ServiceError, exclusive
from config.local.services import PostgreSQL, Redis, home, start_services, stop_services
from tests import servers

pytestmark = pytest.mark.service


@pytest.fixture
def folder(service_folder: Path) -> Iterator[Path]:
    """A home of the test's own, with a path that no Unix socket could have."""
    here = home(service_folder / ("深" * 30) / "一 个'家").folder
    yield here
    servers.remove(here)


def addresses(folder: Path) -> Addresses:
    found = read_addresses(folder)
    assert found
    return found


def test_both_start_answer_and_stop(folder: Path) -> None:
    assert start_services(folder, durable=False) == ["postgresql", "redis"]
    assert start_services(folder, durable=False) == []
    with psycopg.connect(addresses(folder).database_url()) as connection:
        found = connection.execute("SELECT current_user, current_database(), current_setting('server_encoding')").fetchone()
    assert found == ("mingzhang", "mingzhang", "UTF8")
    assert stop_services(folder) == ["redis", "postgresql"]
    assert stop_services(folder) == []


def test_nobody_comes_in_without_the_password(folder: Path) -> None:
    start_services(folder, durable=False)
    known = addresses(folder)
    for user in ("mingzhang", "postgres"):
        for password in ("", "guess"):
            with pytest.raises(psycopg.OperationalError):
                psycopg.connect(Addresses(password, known.database_port).database_url(user=user, name="postgres"))
    with redis.Redis(port=known.broker_port, retry=Retry(NoBackoff(), 0)) as stranger, pytest.raises(redis.AuthenticationError):
        stranger.ping()
    assert (folder / "services.json").stat().st_mode & 0o777 == 0o600


def test_after_a_kill_both_start_again_with_what_they_had_accepted(folder: Path) -> None:
    start_services(folder)
    here, known = home(folder), addresses(folder)
    with psycopg.connect(known.database_url()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS figure")
    with redis.Redis.from_url(known.broker_url) as client:
        client.rpush("queue", "task")
    for process in (PostgreSQL(here).process, Redis(here).process):
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
    pid_file = PostgreSQL(here).data / "postmaster.pid"
    pid_file.write_text(pid_file.read_text().replace(pid_file.read_text().splitlines()[0], str(os.getpid()), 1))  # its number, reused

    assert start_services(folder) == ["postgresql", "redis"]
    with psycopg.connect(known.database_url()) as connection:
        assert connection.execute("SELECT figure FROM kept").fetchone() == (1,)
    with redis.Redis.from_url(known.broker_url) as client:
        assert client.lrange("queue", 0, -1) == [b"task"]


def test_a_lost_address_file_costs_no_data(folder: Path) -> None:
    start_services(folder, broker=False, durable=False)
    with psycopg.connect(addresses(folder).database_url()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS figure")
    stop_services(folder)
    (folder / "services.json").unlink()
    start_services(folder, broker=False, durable=False)
    with psycopg.connect(addresses(folder).database_url()) as connection:
        assert connection.execute("SELECT figure FROM kept").fetchone() == (1,)


def test_a_busy_port_is_left_to_whom_it_belongs(folder: Path) -> None:
    start_services(folder, database=False)
    stop_services(folder)
    port = addresses(folder).broker_port
    with socket.create_server(("127.0.0.1", port)):
        start_services(folder, database=False)
        assert addresses(folder).broker_port not in (0, port)


def test_a_making_cut_short_is_begun_anew(folder: Path) -> None:
    here = home(folder)
    draft = here.own(here.room / "postgresql.new")
    (draft / "PG_VERSION").write_text("18\n")
    assert start_services(folder, broker=False, durable=False) == ["postgresql"]


def test_a_number_reused_by_a_stranger_is_not_running_and_not_stopped(folder: Path) -> None:
    process = Process("gone", folder)
    (folder / "run" / "gone.pid").write_text(str(os.getpid()))
    assert not process.running
    process.stop()  # would end this very test


def test_a_process_is_stopped_with_its_children(folder: Path) -> None:
    process = Process("family", folder)
    deaf = "import os, signal, time; signal.signal(15, signal.SIG_IGN); os.fork(); print('up', flush=True); time.sleep(600)"
    process.farewell = ((signal.SIGTERM, 0.2), (signal.SIGKILL, 10.0))
    process.start([sys.executable, "-c", deaf])
    while process.log.read_text().count("up") < 2:
        process.wait(0.05)
    process.stop()
    assert not process.running


def test_two_starts_at_once_start_one(folder: Path) -> None:
    command = f"from pathlib import Path; from config.local.services import start_services; print(start_services(Path({str(folder)!r})))"
    racers = [subprocess.Popen([sys.executable, "-c", command], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert sorted(racer.communicate(timeout=180)[0] for racer in racers) == ["['postgresql', 'redis']\n", "[]\n"]


def test_the_program_of_the_system_serves_where_there_is_no_wheel(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not shutil.which("redis-server"):
        pytest.skip("没有 redis-server（Debian：apt install redis-server）")
    monkeypatch.setattr(programs, "_wheel", lambda name: None)
    assert programs.redis_program() == Path(str(shutil.which("redis-server")))
    assert start_services(folder, database=False) == ["redis"]


def test_no_program_at_all_is_one_line_with_the_ways_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "_wheel", lambda name: None)
    monkeypatch.setattr(programs, "SYSTEM_POSTGRESQL", Path("/nonexistent"))
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ServiceError, match="DATABASE_URL"):
        programs.postgresql_programs()
    with pytest.raises(ServiceError, match="CELERY_BROKER_URL"):
        programs.redis_program()


def test_a_server_that_does_not_start_says_why(folder: Path) -> None:
    start_services(folder, broker=False, durable=False)
    stop_services(folder)
    (PostgreSQL(home(folder)).data / "PG_VERSION").write_text("9\n")
    with pytest.raises(ServiceError, match=r"postgresql 启动失败：.*not compatible.*日志"):
        start_services(folder, broker=False, durable=False)


def test_a_lock_held_by_another_is_said_at_once(folder: Path) -> None:
    with (
        exclusive(folder / "run" / "demo.lock"),
        pytest.raises(ServiceError, match="已在运行"),
        exclusive(folder / "run" / "demo.lock", "已在运行"),
    ):
        pass


def test_the_wheel_is_copied_where_the_account_cannot_enter_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "enterable", lambda account, path: False)
    here = home(folder)
    copy = programs.within_reach(programs.postgresql_programs() / "postgres", here.account, here.room)
    assert copy.is_relative_to(here.room)
    assert subprocess.run([copy, "--version"], capture_output=True, text=True, check=True).stdout.startswith("postgres (PostgreSQL)")
    assert subprocess.run([copy.with_name("initdb"), "--version"], capture_output=True, text=True, check=True).stdout.startswith("initdb")
