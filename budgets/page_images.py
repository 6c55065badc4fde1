"""The pictures of document pages, made when first asked for and kept in PAGE_IMAGES_DIR, personal data painted over.

The folder is a cache: it may be emptied at any time. It is shared by all processes of a machine; one of them draws at a time, so that
documents built to be slow cannot take it over. A picture appears whole or not at all; the longest unused ones give way to new ones.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings

from budgets.images import DRAWING, LONG_EDGE, NoImage, render_apart
from budgets.models import DocumentPage

SECONDS: Final = 15
"""So long may drawing a page take, and so long is waited for others that draw."""

MIB: Final = 512
FAILED_SECONDS: Final = 600
"""A page that could not be drawn is not tried again for this long."""

_POLL: Final = 0.05
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as PNG; `key` changes whenever the picture does."""

    png: bytes
    key: str


def key_of(page: DocumentPage) -> str:
    """By what a picture is kept: the document's bytes, the page, how it is drawn, and what it hides."""
    drawn = json.dumps([DRAWING, LONG_EDGE, page.hidden]).encode()
    return f"{page.document.sha256}-{page.number}-{hashlib.sha256(drawn).hexdigest()[:16]}"


def image_of(page: DocumentPage) -> PageImage:
    """The picture of a page, from the cache or drawn now. Raises NoImage: see its codes, and no_picture, no_original, busy, no_folder."""
    if not page.is_drawn:
        raise NoImage("no_picture")
    folder, key = Path(settings.PAGE_IMAGES_DIR), key_of(page)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept = _kept(folder / f"{key}.png")
        return PageImage(kept if kept is not None else _drawn(folder, key, page), key)
    except OSError as error:
        _log.warning("page images: %s cannot be used (%s)", folder, type(error).__name__)
        raise NoImage("no_folder") from None


def _kept(file: Path) -> bytes | None:
    """What is in the cache, its age set back: what is looked at stays."""
    with suppress(FileNotFoundError):
        content = file.read_bytes()
        os.utime(file)
        return content
    return None


def _drawn(folder: Path, key: str, page: DocumentPage) -> bytes:
    file, failed = folder / f"{key}.png", folder / f"{key}.failed"
    with _alone(folder / "lock"):
        kept = _kept(file)  # somebody else may have drawn it meanwhile
        if kept is not None:
            return kept
        if _age(failed) < FAILED_SECONDS:
            raise NoImage("damaged")
        try:
            png = render_apart(_original(page), page.number, page.hidden, SECONDS, MIB)
        except NoImage as error:
            _log.warning("page images: page %s of document %s: %s", page.number, page.document_id, error.code)
            if error.code != "no_original":
                failed.touch()
            raise
        _write(file, png)
        _sweep(folder, settings.PAGE_IMAGES_BYTES)
    return png


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """One at a time over all processes; the lock vanishes with who holds it. Raises NoImage (busy) after SECONDS."""
    until = time.monotonic() + SECONDS
    with file.open("w") as lock:
        while True:
            with suppress(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            if time.monotonic() > until:
                raise NoImage("busy")
            time.sleep(_POLL)
        yield


def _age(file: Path) -> float:
    """Seconds since a file was written; for ever where there is none."""
    try:
        return time.time() - file.stat().st_mtime
    except FileNotFoundError:
        return float("inf")


def _original(page: DocumentPage) -> Path:
    path = Path(page.document.original.path)
    if not path.is_file():
        raise NoImage("no_original")
    return path


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all, whoever reads meanwhile."""
    descriptor, name = tempfile.mkstemp(dir=file.parent, suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as part:
            part.write(content)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _sweep(folder: Path, most_bytes: int) -> None:
    """Remove what was longest not looked at until the rest fits, and what interrupted processes left behind."""
    now, found = time.time(), []
    for entry in os.scandir(folder):
        with suppress(FileNotFoundError):
            about = entry.stat()
            if entry.name.endswith(".png"):
                found.append((about.st_mtime, about.st_size, Path(entry.path)))
            elif entry.name.endswith((".part", ".failed")) and now - about.st_mtime > FAILED_SECONDS:
                Path(entry.path).unlink()
    total = sum(size for _, size, _ in found)
    for _, size, file in sorted(found)[:-1]:  # the newest, just drawn, always stays
        if total <= most_bytes:
            break
        file.unlink(missing_ok=True)
        total -= size
