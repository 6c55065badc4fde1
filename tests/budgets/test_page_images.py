"""The cache of pictures: drawn once, by one process at a time, never too large, and failures not tried again and again."""

from __future__ import annotations

import fcntl
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from budgets import page_images
from budgets.images import NoImage
from budgets.models import DocumentPage
from budgets.page_images import image_of, key_of
from tests.budgets.drawn import publish_drawn

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.PAGE_IMAGES_DIR = tmp_path / "page-images"
    settings.STORAGES = {**settings.STORAGES, "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path / "documents"}}}
    return tmp_path / "page-images"


@pytest.fixture
def page(folder: Path) -> DocumentPage:
    book, _, _ = publish_drawn(folder)
    return DocumentPage.objects.select_related("document").get(document=book.document, number=1)


def kept(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir() if file.suffix != "" and file.name != "lock")


def drawn(monkeypatch: pytest.MonkeyPatch, answer: Any = b"picture") -> list[int]:
    """Which pages are drawn, instead of drawing them."""
    numbers: list[int] = []

    def draw(path: Path, number: int, *_: object) -> bytes:
        numbers.append(number)
        if isinstance(answer, Exception):
            raise answer
        return bytes(answer)

    monkeypatch.setattr(page_images, "render_apart", draw)
    return numbers


def test_a_picture_is_drawn_once_and_kept(monkeypatch: pytest.MonkeyPatch, page: DocumentPage, folder: Path) -> None:
    first = image_of(page)
    assert first.png.startswith(b"\x89PNG")
    assert kept(folder) == [f"{first.key}.png"]
    numbers = drawn(monkeypatch)
    assert image_of(page) == first
    assert numbers == []


def test_other_covers_make_another_picture(page: DocumentPage) -> None:
    before = key_of(page)
    page.hidden = []
    assert key_of(page) != before


def test_many_at_once_draw_one_picture(monkeypatch: pytest.MonkeyPatch, page: DocumentPage) -> None:
    numbers: list[int] = []

    def draw(path: Path, number: int, *_: object) -> bytes:
        numbers.append(number)
        time.sleep(0.2)
        return b"picture"

    monkeypatch.setattr(page_images, "render_apart", draw)
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(image_of, [page] * 4))
    assert [answer.png for answer in answers] == [b"picture"] * 4
    assert numbers == [1]


def test_who_waits_too_long_for_another_is_told(monkeypatch: pytest.MonkeyPatch, page: DocumentPage, folder: Path) -> None:
    monkeypatch.setattr(page_images, "SECONDS", 0.1)
    folder.mkdir()
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(NoImage, match="busy"):
            image_of(page)
    assert kept(folder) == []


def test_a_failure_is_not_tried_again_for_a_while(monkeypatch: pytest.MonkeyPatch, page: DocumentPage, folder: Path) -> None:
    numbers = drawn(monkeypatch, NoImage("time_limit"))
    for _ in range(3):
        with pytest.raises(NoImage):
            image_of(page)
    assert numbers == [1]
    (failed,) = folder.glob("*.failed")
    os.utime(failed, (0, time.time() - page_images.FAILED_SECONDS - 1))
    drawn(monkeypatch)
    assert image_of(page).png == b"picture"
    assert kept(folder) == [f"{key_of(page)}.png"]


def test_the_longest_unused_pictures_give_way(monkeypatch: pytest.MonkeyPatch, page: DocumentPage, folder: Path, settings: Any) -> None:
    drawn(monkeypatch, b"x" * 400)
    settings.PAGE_IMAGES_BYTES = 1000
    keys = []
    for age, hidden in ((300, []), (200, [[1, 1, 2, 2]]), (100, [[3, 3, 4, 4]])):
        page.hidden = hidden
        keys.append(image_of(page).key)
        os.utime(folder / f"{keys[-1]}.png", (0, time.time() - age))
    assert set(kept(folder)) == {f"{key}.png" for key in keys[1:]}
    page.hidden = [[1, 1, 2, 2]]
    image_of(page)  # looked at: now the newest
    page.hidden = [[5, 5, 6, 6]]
    image_of(page)
    assert f"{keys[1]}.png" in kept(folder)
    assert f"{keys[2]}.png" not in kept(folder)


def test_a_picture_larger_than_all_room_is_still_shown(monkeypatch: pytest.MonkeyPatch, page: DocumentPage, settings: Any) -> None:
    settings.PAGE_IMAGES_BYTES = 1
    drawn(monkeypatch, b"x" * 400)
    assert image_of(page).png == b"x" * 400


def test_a_folder_that_cannot_be_used_is_no_trace(page: DocumentPage, settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings.PAGE_IMAGES_DIR = tmp_path / "file" / "below"
    with pytest.raises(NoImage, match="no_folder"):
        image_of(page)


def test_pages_without_text_and_missing_originals_have_no_picture(page: DocumentPage, folder: Path) -> None:
    Path(page.document.original.path).unlink()
    with pytest.raises(NoImage, match="no_original"):
        image_of(page)
    assert kept(folder) == []
    page.kind = "picture"
    with pytest.raises(NoImage, match="no_picture"):
        image_of(page)
