"""A backup as its files tell it. Pure.

20261128T080000Z/
  database.dump              what pg_dump wrote (custom format)
  documents/originals/ab/…   the originals that its rows refer to, as they were received
  SHA256SUMS                 the digests, for `sha256sum -c`
  manifest.json              what it was made of, and every file with its digest; written last: without it there is no backup
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Final

from dumps.shapes import File

FORMAT: Final = 1
"""Raised where an older program would misread what a newer one wrote."""
DATABASE: Final = "database.dump"
DOCUMENTS: Final = "documents"


class BackupError(Exception):
    """A backup cannot be made or used. `str()` is one line: what is wrong, what to do."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup is made of.

    `as_of` is the moment of the database; `program` the version in pyproject.toml; `postgresql` and `pg_dump` are major versions;
    `migrations` by app; `rows` by table; `lacking` the paths of originals that the storage had not, or not as they were received.
    """

    as_of: str
    finished: str
    program: str
    postgresql: int
    pg_dump: int
    migrations: Mapping[str, list[str]]
    rows: Mapping[str, int]
    files: tuple[File, ...]
    lacking: tuple[str, ...]

    @property
    def documents(self) -> tuple[File, ...]:
        """The originals among the files."""
        return tuple(file for file in self.files if file.path.startswith(f"{DOCUMENTS}/"))

    @property
    def bytes(self) -> int:
        """All files together."""
        return sum(file.bytes for file in self.files)


def written(manifest: Manifest) -> str:
    """As JSON, with the digest of everything else that it says."""
    said: dict[str, Any] = {
        "format": FORMAT,
        "as_of": manifest.as_of,
        "finished": manifest.finished,
        "program": manifest.program,
        "postgresql": manifest.postgresql,
        "pg_dump": manifest.pg_dump,
        "migrations": dict(manifest.migrations),
        "rows": dict(manifest.rows),
        "files": [{"path": file.path, "bytes": file.bytes, "sha256": file.sha256} for file in manifest.files],
        "lacking": list(manifest.lacking),
    }
    return json.dumps({"sha256": _digest(said), **said}, ensure_ascii=False, indent=1) + "\n"


def read(text: str) -> Manifest:
    """What `written` wrote. Raises BackupError where it is damaged, or was written by a newer version."""
    try:
        said = json.loads(text)
        form, digest = int(said["format"]), said.pop("sha256")
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BackupError("清单 manifest.json 已损坏，请改用另一份备份。") from None
    if form > FORMAT:
        raise BackupError(f"这份备份是较新的版本做的（格式 {form}，本程序只认识到 {FORMAT}）：请先升级程序。")
    if digest != _digest(said):
        raise BackupError("清单 manifest.json 已损坏（摘要不符），请改用另一份备份。")
    files = tuple(File(file["path"], file["bytes"], file["sha256"]) for file in said.pop("files"))
    if not all(_stays_inside(file.path) for file in files):
        raise BackupError("清单 manifest.json 里有指向文件夹之外的路径，不能用。")
    del said["format"]
    return Manifest(**{**said, "files": files, "lacking": tuple(said["lacking"])})


def _digest(said: Mapping[str, Any]) -> str:
    plain = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def _stays_inside(path: str) -> bool:
    pure = PurePosixPath(path)
    return not pure.is_absolute() and ".." not in pure.parts
