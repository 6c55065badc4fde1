"""Where backups are kept: a folder of the file system, one folder each, for the owner's eyes only, since they hold private originals.

One that is being made is called `unfinished`; it gets its name when it is whole. Documents that two backups have are one file (hard link).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

from backups.shapes import BackupError, Manifest, read
from config.local.processes import ServiceError, exclusive
from dumps.shapes import MANIFEST, SUMS, File, is_name

UNFINISHED: Final = "unfinished"
_REMOVING: Final = "removing"
_LOCK: Final = ".lock"
_LATEST: Final = "latest.json"
_PIECE: Final = 1 << 20
_LARGE: Final = 256 << 20

free_bytes: Callable[[Path], int] = lambda path: shutil.disk_usage(path).free  # noqa: E731  # named, so that a test may fill the disk


# Which there are


def whole(folder: Path) -> list[Path]:
    """The backups in a folder that are whole, the latest first."""
    names = sorted((path.name for path in folder.iterdir() if is_name(path.name)), reverse=True) if folder.is_dir() else []
    return [folder / name for name in names if (folder / name / MANIFEST).is_file()]


def manifest(backup: Path) -> Manifest:
    """What a backup is made of. Raises BackupError where it is none, is not whole, or is damaged."""
    try:
        text = (backup / MANIFEST).read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        raise BackupError(_none_there(backup)) from None
    except (OSError, UnicodeDecodeError):
        raise BackupError(f"读不了 {backup / MANIFEST}：已损坏，或没有权限。") from None
    return read(text)


def _none_there(folder: Path) -> str:
    if not folder.is_dir():
        return f"没有 {folder} 这个文件夹。"
    if found := whole(folder):
        return f"{folder} 里有 {len(found)} 份备份，请写其中一份，如 {found[0]}。"
    return f"{folder} 不是一份完整的备份：没有 {MANIFEST}。"


def verify(backup: Path, say: Callable[[str], None]) -> Manifest:
    """Read every file and compare it with its digest. Raises BackupError that names what is missing or damaged."""
    found = manifest(backup)
    wrong = [f"{file.path}{trouble}" for file in followed(found.files, "核对", say) if (trouble := _trouble(backup, file))]
    if wrong:
        raise BackupError(f"备份 {backup} 不能用，{len(wrong)} 个文件不对：{'、'.join(wrong[:3])}{' 等' if len(wrong) > 3 else ''}。")
    return found


def _trouble(backup: Path, file: File) -> str:
    try:
        return "" if is_intact(backup / file.path, file) else "（内容不符）"
    except FileNotFoundError:
        return "（缺失）"
    except OSError as error:
        return f"（读不了：{error.strerror}）"


def is_intact(path: Path, file: File) -> bool:
    """Whether a file is what it should be, by size and digest. Raises OSError."""
    if path.stat().st_size != file.bytes:
        return False
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest() == file.sha256


def followed(files: tuple[File, ...] | list[File], doing: str, say: Callable[[str], None]) -> Iterator[File]:
    """The files one by one, with a line each time that another tenth is done, and at least each 1,000."""
    step = max(1, min(1000, len(files) // 10 or len(files)))
    for number, file in enumerate(files, start=1):
        yield file
        if number % step == 0 or number == len(files):
            say(f"{doing} {number:,}/{len(files):,} 个文件")


# Making one


@contextmanager
def alone(folder: Path) -> Iterator[Path]:
    """The folder of the one that is being made; nobody else makes any in `folder` meanwhile. Raises BackupError."""
    try:
        with exclusive(private(folder) / _LOCK, f"另一个进程正在 {folder} 里做备份，请等它做完。"):
            unfinished = private(folder / UNFINISHED)
            (unfinished / MANIFEST).unlink(missing_ok=True)
            yield unfinished
    except ServiceError as error:
        raise BackupError(str(error)) from error


def private(folder: Path) -> Path:
    """Make a folder, and those above it that there are not, for the owner's eyes only."""
    if not folder.is_dir():
        private(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder


@contextmanager
def being_written(path: Path) -> Iterator[IO[bytes]]:
    """A file that is there whole and on the disk, or not at all."""
    private(path.parent)
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def copied(content: IO[bytes], into: IO[bytes], say: Callable[[str], None] = lambda _line: None) -> tuple[int, str]:
    """Copy to the end, with a line now and then of what is large. Returns bytes and digest."""
    digest, size = hashlib.sha256(), 0
    while piece := content.read(_PIECE):
        into.write(piece)
        digest.update(piece)
        size += len(piece)
        if size // _LARGE > (size - len(piece)) // _LARGE:
            say(f"  {size // 2**20:,} MiB…")
    return size, digest.hexdigest()


def write_text(path: Path, text: str) -> None:
    """A small file, whole or not at all."""
    with being_written(path) as file:
        file.write(text.encode())


def tidy(unfinished: Path, files: tuple[File, ...]) -> None:
    """Take away what earlier attempts left and this backup does not have."""
    wanted = {unfinished / file.path for file in files} | {unfinished / SUMS}
    for path in sorted(unfinished.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path not in wanted:
            path.unlink()


def name(unfinished: Path, as_called: str) -> Path:
    """Give the whole backup its name; from then on it is there."""
    target = unfinished.with_name(as_called)
    unfinished.rename(target)
    _to_disk(target.parent)
    return target


def _to_disk(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove_older(new: Path, keep: int) -> list[str]:
    """Of the whole ones beside the new one only the latest stay, `keep` together with it. Returns the names of the removed."""
    removing = new.with_name(_REMOVING)
    shutil.rmtree(removing, ignore_errors=True)
    old = [backup for backup in whole(new.parent) if backup != new][keep - 1 :]
    for backup in old:
        backup.rename(removing)  # from here on it is none
        shutil.rmtree(removing)
    return [backup.name for backup in old]


def tell_latest(folder: Path, backup: Path, finished: str) -> None:
    """Where the last backup is and when it was finished, for who watches."""
    write_text(private(folder) / _LATEST, json.dumps({"finished_at": finished, "folder": str(backup)}, ensure_ascii=False) + "\n")


def latest(folder: Path) -> dict[str, Any] | None:
    """What `tell_latest` told; None where no backup was ever finished, or nothing can be read there."""
    try:
        told: dict[str, Any] = json.loads((folder / _LATEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told
