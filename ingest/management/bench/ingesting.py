"""Reading a folder through the broker, workers and database of one benchmark: what its runs say of themselves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit, urlunsplit

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from budgets.departments import NotResolved, register_department
from budgets.models import Fact, Form, Reading, Statement
from ingest.management.crew import crew, workers_there
from ingest.models import Run
from ingest.small import SMALL
from ingest.uploads import Received, receive_all

DATABASE: Final = "mingzhang_bench_ingest"
_BROKER: Final = "9"
_POLL: Final = 0.3
_ANSWER: Final = 60.0


@dataclass(frozen=True, slots=True)
class One:
    """One document that was read: its seconds from beginning to end, of these in `extract` and in storing; how much was stored of it."""

    total: float
    extract: float
    stored: float
    facts: int
    others: int

    @property
    def overhead(self) -> float:
        """Milliseconds outside `extract`."""
        return 1000 * (self.total - self.extract)


@dataclass(frozen=True, slots=True)
class Round:
    """All documents through so many workers: what became of each, the seconds from the first beginning to the last end, and who they are
    about."""

    workers: int
    seconds: float
    read: list[One]
    failed: int
    waiting: int
    names: list[tuple[str, str]]


def around(workers: int, files: Sequence[Path], names: Sequence[tuple[str, str]]) -> Round:
    """A round in a process of its own, with an empty database and a broker that nobody else uses. Raises RuntimeError where it fails."""
    _empty_database()
    with tempfile.TemporaryDirectory(prefix="mingzhang-bench-") as folder:
        asked = {"workers": workers, "files": [str(file) for file in files], "names": list(names)}
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "bench_ingest", "--round", "-"]
        environment = os.environ | {"DATABASE_URL": _database_url(), "CELERY_BROKER_URL": _broker_url(), "DOCUMENTS_DIR": folder}
        environment |= {"LOG_LEVEL": "ERROR"}
        done = subprocess.run(command, input=json.dumps(asked), env=environment, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise RuntimeError(f"这一轮没有读完（状态 {done.returncode}）")
    told = json.loads(done.stdout.splitlines()[-1])
    return Round(workers, told["seconds"], [One(**one) for one in told["read"]], told["failed"], told["waiting"], told["names"])


def inside(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The round itself, as its process does it."""
    call_command("migrate", verbosity=0)
    for name, region in asked["names"]:
        with suppress(NotResolved):
            register_department(name, region or None, source="测速")
    with _no_task_left(), crew(asked["workers"]) as workers:
        _until(lambda: bool(workers_there()), workers.check)
        with tempfile.TemporaryDirectory(prefix="mingzhang-bench-") as folder:
            for name, make in SMALL.items():
                (Path(folder) / name).write_bytes(make())
            _read(sorted(Path(folder).iterdir()), workers.check)  # each process has its parser loaded then
        began = time.monotonic()
        runs = _read([Path(file) for file in asked["files"]], workers.check)
        seconds = time.monotonic() - began
    return {"seconds": seconds, **_told(runs)}


@contextmanager
def _no_task_left() -> Iterator[None]:
    """What an interrupted round left in the broker's own part is thrown away."""
    from celery import current_app  # noqa: PLC0415

    current_app.control.purge()
    yield
    current_app.control.purge()


def _read(files: Sequence[Path], check: Callable[[], None]) -> list[int]:
    """Receive files as an upload does, and wait until each has ended; the numbers of their runs."""
    numbers = []
    for file in files:
        with file.open("rb") as content:
            numbers += [answer.run.pk for _, answer in receive_all(file.name, content) if isinstance(answer, Received)]
    _until(lambda: not Run.objects.filter(pk__in=numbers).exclude(state__in=Run.ENDED).exists(), check, patience=None)
    return numbers


def _until(holds: Callable[[], bool], check: Callable[[], None], patience: float | None = _ANSWER) -> None:
    began = time.monotonic()
    while not holds():
        check()
        if patience is not None and time.monotonic() - began > patience:
            raise RuntimeError("工作进程没有应答")
        time.sleep(_POLL)


def _told(numbers: Sequence[int]) -> dict[str, Any]:
    runs = list(Run.objects.filter(pk__in=numbers).select_related("document"))
    read = [run for run in runs if run.state in (Run.State.DONE, Run.State.CLERK) and "extract" in run.timings]
    identities = Reading.objects.filter(document__in=[run.document_id for run in runs]).values_list("extraction__identity", flat=True)
    named = {(one["unit"]["value"], (one["region"] or {}).get("code") or "") for one in identities if one["unit"]}
    return {
        "read": [_one(run) for run in read],
        "failed": sum(run.state == Run.State.FAILED for run in runs),
        "waiting": sum(run.state == Run.State.CLERK for run in runs),
        "names": sorted(named),
    }


def _one(run: Run) -> dict[str, Any]:
    own = {"document": run.document_id}
    others = Statement.objects.filter(**own).count() + Form.objects.filter(**own).count()
    timings = {name: run.timings[name] for name in ("total", "extract", "stored")}
    return {**timings, "facts": Fact.objects.filter(**own).count(), "others": others}


# Its own database and broker


def _empty_database() -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {DATABASE}")


def drop_database() -> None:
    """Nothing of the benchmark is left."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")


def _database_url() -> str:
    own = connections["default"].settings_dict
    user, password, host = quote(own["USER"]), quote(own["PASSWORD"]), str(own["HOST"])
    address = f"postgres://{user}:{password}@"
    return f"{address}/{DATABASE}?host={quote(host)}" if host.startswith("/") else f"{address}{host}:{own['PORT']}/{DATABASE}"


def _broker_url() -> str:
    """A part of the broker that nobody else uses: of Redis another of its databases."""
    parts = urlsplit(settings.CELERY_BROKER_URL)
    if not parts.scheme.startswith("redis"):
        raise RuntimeError("只用 Redis 测（CELERY_BROKER_URL）：别的任务队列里，会和正在运行的工作进程混在一起")
    return urlunsplit(parts._replace(path=f"/{_BROKER}"))
