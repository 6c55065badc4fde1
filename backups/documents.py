"""The originals: out of Django's storage (a folder, or S3) into a backup, and back. They are called by their digest and never change."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from django.core.files import File as StoredFile
from django.core.files.storage import FileSystemStorage, default_storage

from backups import kept
from backups.shapes import DOCUMENTS, BackupError
from budgets.models import Document
from dumps.shapes import File


def referred() -> list[File]:
    """The originals that rows refer to, as files of a backup."""
    rows = Document.objects.order_by("pk").values_list("original", "size", "sha256")
    return list({path: File(f"{DOCUMENTS}/{path}", size, sha256) for path, size, sha256 in rows.iterator()}.values())


def bring(original: File, into: Path, earlier: Path | None) -> bool:
    """Have an original in the backup: as it is there already, as the earlier backup has it, or from the storage.

    False where the storage has it not, or not as it was received. Raises OSError where the backup cannot be written.
    """
    target = into / original.path
    if _is_there(target, original):
        return True
    target.unlink(missing_ok=True)
    if earlier is not None and _is_there(earlier / original.path, original) and _linked(earlier / original.path, target):
        return True
    try:
        stored = default_storage.open(_stored_as(original))
    except FileNotFoundError:
        return False
    with stored, kept.being_written(target) as file:
        size, digest = kept.copied(stored, file)
    if (size, digest) != (original.bytes, original.sha256):
        target.unlink()
        return False
    return True


def _is_there(path: Path, original: File) -> bool:
    with suppress(OSError):
        return kept.is_intact(path, original)
    return False


def _linked(source: Path, target: Path) -> bool:
    """False where the file system knows no hard links, or no more of this file."""
    kept.private(target.parent)
    try:
        os.link(source, target)
    except OSError:
        return False
    return True


def _stored_as(original: File) -> str:
    return original.path.removeprefix(f"{DOCUMENTS}/")


def wanting(originals: list[File], *folders: Path | None) -> int:
    """Bytes of the originals that none of these folders has."""
    there = [folder for folder in folders if folder is not None]
    return sum(file.bytes for file in originals if not any((folder / file.path).exists() for folder in there))


# Back


def room_for(originals: tuple[File, ...]) -> None:
    """Raises BackupError where a storage that is a folder has not enough room for those that it has not."""
    if not isinstance(default_storage, FileSystemStorage):
        return
    folder = kept.private(Path(default_storage.path("")))
    needed = sum(file.bytes for file in originals if not (folder / _stored_as(file)).exists())
    free = kept.free_bytes(folder)
    if needed > free:
        raise BackupError(f"{folder} 所在的磁盘空间不够：原件要 {needed:,} 字节，只有 {free:,} 字节。请先腾出空间。")


def put_back(original: File, backup: Path) -> bool:
    """Have an original in the storage as it was; True where it was not there. What was damaged there gives way."""
    path = _stored_as(original)
    if default_storage.exists(path):
        with default_storage.open(path) as stored:
            if _digest_of(stored) == original.sha256:
                return False
        default_storage.delete(path)
    with (backup / original.path).open("rb") as content:
        called = default_storage.save(path, StoredFile(content))
    if called != path:
        default_storage.delete(called)
        raise BackupError(f"存储不肯用 {path} 这个名字：另有进程在写？请停下 web 和 worker 再试。")
    return True


def _digest_of(stored: StoredFile[bytes]) -> str:
    with open(os.devnull, "wb") as nowhere:
        return kept.copied(stored, nowhere)[1]
