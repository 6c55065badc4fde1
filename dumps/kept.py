"""Where dumps are kept: a storage of Django's (`STORAGES["dumps"]`), one folder each. Whole is one that has its manifest."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from django.core.files import File as StoredFile
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from dumps.shapes import MANIFEST, is_name, year_of

_PLAN: Final = "plan.json"
_STEPS: Final = "steps"


def _storage() -> Storage:
    return storages["dumps"]


def _listed(path: str) -> tuple[list[str], list[str]]:
    """Folders and files; none of a folder that there is not."""
    try:
        return _storage().listdir(path)
    except FileNotFoundError:
        return [], []


def manifests() -> list[dict[str, Any]]:
    """What the dumps that are whole consist of, the latest first."""
    return [found for name in _folders() if (found := manifest(name)) is not None]


def names() -> list[str]:
    """The dumps that are whole, the latest first."""
    return [name for name in _folders() if manifest(name) is not None]


def unfinished() -> list[str]:
    """Those that were begun and are not whole, the latest first. Nobody but the one who makes them sees them."""
    return [name for name in _folders() if manifest(name) is None]


def latest(year: int | None) -> str | None:
    """The latest whole dump of a year, or of all."""
    return next((name for name in names() if year_of(name) == year), None)


def _folders() -> list[str]:
    return sorted((name for name in _listed("")[0] if is_name(name)), reverse=True)


def manifest(name: str) -> dict[str, Any] | None:
    """What a dump consists of; None where there is none that is whole."""
    found: dict[str, Any] | None = _json_or_none(name, MANIFEST) if is_name(name) else None
    return found


def opened(name: str, path: str) -> StoredFile[bytes]:
    """A file of a dump."""
    return _storage().open(f"{name}/{path}")


def _json_or_none(name: str, path: str) -> Any:
    """What a file says; None where it is not there, or was cut off while it was written."""
    try:
        with opened(name, path) as file:
            return json.load(file)
    except (FileNotFoundError, ValueError):
        return None


# Making one


def keep(name: str, path: str, file: Path) -> None:
    """A finished file into its place; what an interrupted attempt left there gives way."""
    target = f"{name}/{path}"
    _storage().delete(target)
    with file.open("rb") as opened_file:
        _storage().save(target, StoredFile(opened_file))


def keep_json(name: str, path: str, content: Any) -> bytes:
    """The same of what is said in JSON; its bytes."""
    return keep_text(name, path, json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def keep_text(name: str, path: str, text: str) -> bytes:
    """The same of a text."""
    content = text.encode()
    _storage().delete(f"{name}/{path}")
    _storage().save(f"{name}/{path}", ContentFile(content))
    return content


def plan(name: str, content: Any) -> None:
    """What is to be done, so that another attempt goes on with the same."""
    keep_json(name, _PLAN, content)


def planned(name: str) -> Any:
    """What was to be done; None where even that was interrupted."""
    return _json_or_none(name, _PLAN)


def step(name: str, key: str, content: Any) -> None:
    """That a step is done, with its files."""
    keep_json(name, f"{_STEPS}/{key}.json", content)


def steps(name: str) -> dict[str, Any]:
    """The steps that are done, by their keys."""
    return dict(_steps(name))


def _steps(name: str) -> Iterator[tuple[str, Any]]:
    for file in _listed(f"{name}/{_STEPS}")[1]:
        if (found := _json_or_none(name, f"{_STEPS}/{file}")) is not None:
            yield file.removesuffix(".json"), found


def clean(name: str) -> None:
    """Take away what only its making needed."""
    _remove(f"{name}/{_STEPS}")
    _storage().delete(f"{name}/{_PLAN}")


def remove(name: str) -> None:
    """A dump and all its files; from the first moment on it is no longer whole."""
    _storage().delete(f"{name}/{MANIFEST}")
    _remove(name)


def _remove(path: str) -> None:
    folders, files = _listed(path)
    for folder in folders:
        _remove(f"{path}/{folder}")
    for file in files:
        _storage().delete(f"{path}/{file}")
    _storage().delete(path)  # where folders are kept at all, it is empty now
