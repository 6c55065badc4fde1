"""Real workers over real brokers: uploaded twice, read by two at once, killed in the middle: one edition, complete.

The moment of the kill is held from outside. Reading: the kept original is replaced by a named pipe, which a reader waits for.
Storing: the test holds the lock of the document's row. Production code knows nothing of it.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from django.db import transaction

from budgets.facts import derive
from budgets.models import Document, Edition, Form, Note, Part, Reading
from ingest.contract import to_contract
from ingest.extract import extract
from ingest.models import Run
from tests.ingest.processes import Worker, World, children, wait_for

pytestmark = [pytest.mark.service, pytest.mark.skipif(os.name != "posix", reason="需要命名管道")]

REDELIVERY_SECONDS = 90  # Redis: the visibility time-out of 20 s, and then some; RabbitMQ: at once


@pytest.fixture(params=["embedded_redis_url", "redis_url", "rabbitmq_url"])
def world(request: pytest.FixtureRequest, database_url: str, documents_dir: Path) -> World:
    return World(database_url, request.getfixturevalue(request.param), documents_dir)


@pytest.fixture
def workers(world: World) -> Iterator[list[Worker]]:
    """Append what you start; it is gone at the end."""
    started: list[Worker] = []
    yield started
    for worker in started:
        worker.kill()


@pytest.fixture
def files(tmp_path: Path, sample_file: Path) -> list[Path]:
    """Two disclosures of different years."""
    first, second = tmp_path / "2023.txt", tmp_path / "2021.txt"
    text = sample_file.read_text(encoding="utf-8")
    first.write_text(text, encoding="utf-8")
    second.write_text(text.replace("2022", "2020").replace("2023", "2021"), encoding="utf-8")
    return [first, second]


@contextmanager
def held_while_reading(document: Document) -> Iterator[None]:
    """Whoever reads the original waits, until the end of this block puts it back."""
    place = Path(document.original.path)
    aside = place.with_suffix(".aside")
    place.rename(aside)
    os.mkfifo(place)
    try:
        yield
    finally:
        place.unlink()
        aside.rename(place)


def feed(document: Document) -> None:
    """Give the waiting reader what it waits for."""
    place = Path(document.original.path)
    place.write_bytes(place.with_suffix(".aside").read_bytes())


def run_of(document: Document) -> Run:
    return Run.objects.filter(document=document).latest("pk")


def wait_until(document: Document, *states: str, seconds: float = 120) -> Run:
    return wait_for(lambda: Run.objects.filter(document=document, state__in=states).first(), f"run {states}", seconds)


def assert_stored_once(document: Document, file: Path) -> None:
    """One reading, one edition, and in it everything that the parser reads of the file."""
    rows = derive(to_contract(extract(file)), None)
    edition = Edition.objects.get(readings__document=document)
    assert Reading.objects.filter(document=document).count() == 1
    assert Part.objects.filter(edition=edition).count() == 1
    assert Form.objects.filter(edition=edition).count() == len(rows.forms) > 0
    assert Note.objects.filter(edition=edition).count() >= len(rows.notes)
    assert document.pages.count() == len(extract(file).pages)


def test_killed_in_the_middle_of_reading_and_of_storing(world: World, workers: list[Worker], files: list[Path]) -> None:
    assert world.manage("ingest", files[0]).returncode == 0
    reading = Document.objects.get()
    with ExitStack() as held:
        held.enter_context(held_while_reading(reading))
        workers.append(first := world.worker())
        wait_until(reading, "reading")
        wait_for(lambda: [child for pid in children(first.process.pid) for child in children(pid)], "the reading child")
        assert world.manage("ingest", files[1]).returncode == 0
        storing = Document.objects.exclude(pk=reading.pk).get()
        with transaction.atomic():
            Document.objects.select_for_update().get(pk=storing.pk)
            workers.append(second := world.worker())
            wait_until(storing, "storing")
            first.kill()
            second.kill()
        assert not Reading.objects.exists()
    assert [run_of(document).state for document in (reading, storing)] == ["reading", "storing"]
    workers.append(world.worker())
    for document, file in zip((reading, storing), files, strict=True):
        run = wait_until(document, "done", "clerk", "failed", seconds=REDELIVERY_SECONDS)
        assert (run.state in ("done", "clerk"), run.attempts, run.message) == (True, 2, run.message)
        assert_stored_once(document, file)


def test_uploaded_twice_and_read_by_two_workers_at_once(world: World, workers: list[Worker], files: list[Path]) -> None:
    assert world.manage("ingest", files[0]).returncode == 0
    document = Document.objects.get()
    Run.objects.create(document=document, parser_version="x")
    with held_while_reading(document):
        workers += [world.worker(), world.worker()]
        wait_until(document, "reading")
        again = world.manage("ingest", "--waiting", files[0])
        assert "以前收到过" in again.stdout
        wait_for(lambda: any("Retry in" in worker.log.read_text() for worker in workers), "the other worker's coming back later")
        assert [run.state for run in Run.objects.filter(state__in=("reading", "storing"))] == ["reading"]
        feeder = threading.Thread(target=feed, args=[document])
        feeder.start()
        wait_until(document, "done", "clerk")
        feeder.join()
    wait_for(lambda: not Run.objects.exclude(state__in=("done", "clerk")).exists(), "the end of both runs")
    assert_stored_once(document, files[0])
    assert sum(Run.objects.values_list("attempts", flat=True)) == 1


@pytest.mark.parametrize("world", ["rabbitmq_url"], indirect=True)
def test_killed_alone_parent_or_child(world: World, workers: list[Worker], files: list[Path]) -> None:
    """The parent alone: its child reads on, and what it stores is found. The child alone: the task is given out again."""
    assert world.manage("ingest", files[0]).returncode == 0
    document = Document.objects.get()
    with held_while_reading(document):
        workers.append(first := world.worker())
        wait_until(document, "reading")
        first.kill_parent()
        workers.append(second := world.worker())
        feed(document)
        wait_until(document, "done", "clerk")
    with ExitStack() as held:
        with second.paused():  # else it may have read the file before it is held
            assert world.manage("ingest", files[1]).returncode == 0
            other = Document.objects.exclude(pk=document.pk).get()
            held.enter_context(held_while_reading(other))
        wait_until(other, "reading")
        second.kill_child()
        wait_for(lambda: run_of(other).attempts == 2, "the second attempt")
        feed(other)
        wait_until(other, "done", "clerk")
    for stored, file in zip((document, other), files, strict=True):
        assert_stored_once(stored, file)
