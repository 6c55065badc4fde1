"""For tests of what receives, reads and stores: a folder for documents, and queueing that is noted instead of done."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from ingest import samples, tasks
from ingest.readers.pdf import reading


@pytest.fixture
def documents_dir(tmp_path: Path, settings: Settings) -> Path:
    """Where originals are kept during this test."""
    folder = tmp_path / "documents"
    default = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    return folder


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The runs that were given to the broker, which is not asked."""
    numbers: list[int] = []
    monkeypatch.setattr(tasks.read_document, "delay", numbers.append)
    return numbers


@pytest.fixture
def without_recogniser(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it is where the extra `ocr` is not installed."""
    monkeypatch.setattr(reading, "recogniser", lambda: None)


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's first sample disclosure."""
    return samples.write(tmp_path_factory.mktemp("samples"), samples.TEXT_SAMPLES)[0]


@pytest.fixture(scope="session")
def halves(sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The sample as some regions publish: its text in one file, its tables in another."""
    lines = sample_file.read_text(encoding="utf-8").split("\n")
    first = next(number for number, line in enumerate(lines) if "预算收支总表" in line)
    end = next(number for number, line in enumerate(lines) if "第三部分" in line)
    folder = tmp_path_factory.mktemp("halves")
    text, tables = folder / "预算.txt", folder / "预算-表格.txt"
    text.write_text("\n".join([*lines[:first], *lines[end:]]), encoding="utf-8")
    tables.write_text("\n".join(lines[first:end]), encoding="utf-8")
    return text, tables
