"""What every test may ask for: a database, brokers."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connections
from hypothesis import HealthCheck, settings
from pytest_django.fixtures import Settings
from pytest_django.plugin import DjangoDbBlocker

from budgets.api import throttles
from subscribers import usage
from tests import servers

pytest_plugins = ["tests.require_all"]
_RUN = pytest.StashKey[ExitStack]()
_FOLDER = "MINGZHANG_TEST_FOLDER"
# How long an example takes says how busy the machine is, not whether the code is right.
settings.register_profile("any_machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any_machine")
BROKERS = ("embedded_redis_url", "redis_url", "rabbitmq_url")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite-golden", action="store_true", help="write the expectations of tests/documents anew from what is read now")


def pytest_configure(config: pytest.Config) -> None:
    """The servers' folder is made once a run; the processes of xdist inherit its name. Passwords of tests guard nothing."""
    django_settings.FOUR_EYES = False  # most tests know one person; those of the rule itself turn it on
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if not hasattr(config, "workerinput"):
        stack = config.stash[_RUN] = ExitStack()
        os.environ[_FOLDER] = str(stack.enter_context(servers.folder_of_this_run()))


def pytest_unconfigure(config: pytest.Config) -> None:
    if _RUN in config.stash:
        config.stash[_RUN].close()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests with services of their own keep together in one process: by broker where a test is run with several, else by module."""
    for item in items:
        if item.get_closest_marker("service"):
            item.add_marker(pytest.mark.xdist_group("-".join(_brokers(item)) or item.path.stem))


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Modules and collected tests stay to the end: the search for garbage need not look through them again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _log_ins_not_counted(settings: Settings) -> None:
    """Tests log in without a request; `tests/test_signing_in.py` counts."""
    settings.AXES_ENABLED = False


@pytest.fixture(autouse=True)
def _fresh_throttle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests of one test do not count for the limit of the next, and nothing is written down after its end."""
    cache.clear()
    throttles._open.clear()
    usage.counts.take()
    monkeypatch.setattr(usage, "write_later", lambda: None)


def _brokers(item: pytest.Item) -> list[str]:
    parameters = item.callspec.params.values() if hasattr(item, "callspec") else ()
    return [name for name in BROKERS if name in parameters]


@pytest.fixture(scope="session")
def service_folder() -> Path:
    """Where the servers of this test run live."""
    return Path(os.environ[_FOLDER])


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, service_folder: Path, django_db_blocker: DjangoDbBlocker
) -> None:
    """The tests' database: in a cluster of this run, a copy of what one process migrated for all; or, migrated by each process,
    on DATABASE_URL's server (its role must be allowed to create databases)."""
    if not os.environ.get("DATABASE_URL"):
        addresses = servers.postgresql(service_folder)
        own = connections.settings["default"]
        own |= {"PORT": str(addresses.database_port), "PASSWORD": addresses.password}
        with django_db_blocker.unblock():
            servers.migrate_once(service_folder)
        own["TEST"] |= {"TEMPLATE": own["NAME"]}


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Tests that commit empty all tables at their end, which the audit trail would refuse (migration 0021 of budgets)."""
    with django_db_blocker.unblock(), connections["default"].cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'stays_whole' AND tgenabled <> 'D'")
        for (table,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER stays_whole")


@pytest.fixture
def database_url(transactional_db: None) -> str:
    """The test database's address, for processes that a test starts; `transactional_db` because they see only what is committed."""
    settings = connections["default"].settings_dict
    return f"postgres://{settings['USER']}:{settings['PASSWORD']}@{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"


@pytest.fixture(scope="session")
def embedded_redis_url(service_folder: Path, worker_id: str) -> Iterator[str]:
    """A Redis as `make demo` starts it, from the wheel."""
    with servers.redis(service_folder, f"redis-{worker_id}") as url:
        yield url


@pytest.fixture(scope="session")
def redis_url(service_folder: Path, worker_id: str) -> Iterator[str]:
    """A Redis as the system installs it."""
    program = shutil.which("redis-server")
    if not program:
        pytest.skip("没有 redis-server（Debian：apt install redis-server）")
    with servers.redis(service_folder, f"system-redis-{worker_id}", Path(program)) as url:
        yield url


@pytest.fixture(scope="session")
def rabbitmq_url(service_folder: Path, worker_id: str) -> Iterator[str]:
    """A RabbitMQ as the system installs it."""
    program = servers.rabbitmq_program()
    if not program:
        pytest.skip("没有 rabbitmq-server（Debian：apt install rabbitmq-server）")
    with servers.rabbitmq(service_folder, f"rabbitmq-{worker_id}", program) as url:
        yield url
