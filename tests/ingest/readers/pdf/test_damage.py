"""Packed data that cannot be unpacked to its end is said: pdfium shows the half before the damage as if it were the whole."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from ingest.readers import read
from ingest.readers.pdf import damage
from ingest.readers.pdf.damage import damaged_streams
from tests.ingest.pdfs import Pdf

WORDS = b"BT (1,234.56) Tj ET " * 50


def stream(data: bytes, dictionary: bytes = b"/Filter /FlateDecode", length: int | None = None) -> bytes:
    size = b"" if length is None else b" /Length %d" % length
    return b"7 0 obj\n<< %s%s >>\nstream\n%s\nendstream\nendobj\n" % (dictionary, size, data)


def spoilt(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes(255 - byte for byte in data[middle : middle + 4]) + data[middle + 4 :]


PACKED = zlib.compress(WORDS)


def test_what_is_whole_is_not_said_to_be_damaged() -> None:
    assert damaged_streams(stream(PACKED) + stream(PACKED, length=len(PACKED))) == 0


@pytest.mark.parametrize("data", [spoilt(PACKED), PACKED[:-3], PACKED[: len(PACKED) // 2]], ids=["changed", "without its sum", "cut"])
def test_what_is_changed_or_breaks_off_is_damaged(data: bytes) -> None:
    assert damaged_streams(stream(PACKED) + stream(data) + stream(PACKED)) == 1


def test_a_file_that_ends_within_a_stream_is_damaged() -> None:
    assert damaged_streams(stream(PACKED)[: -len(PACKED) // 2 - 20]) == 1


def test_the_word_that_ends_a_stream_may_stand_within_it() -> None:
    stored = zlib.compress(b"before endstream behind", level=0)
    assert damaged_streams(stream(stored, length=len(stored))) == 0


@pytest.mark.parametrize(
    "dictionary",
    [
        b"/Subtype /Image /Filter /FlateDecode",
        b"/Length1 900 /Filter /FlateDecode",
        b"/Filter [ /ASCII85Decode /FlateDecode ]",
        b"/Filter /DCTDecode",
        b"",
    ],
    ids=["picture", "font", "another filter first", "photograph", "not packed"],
)
def test_only_packed_text_and_objects_are_looked_at(dictionary: bytes) -> None:
    assert damaged_streams(stream(spoilt(PACKED), dictionary)) == 0


def test_of_an_encrypted_file_nothing_is_said() -> None:
    assert damaged_streams(stream(spoilt(PACKED)) + b"trailer << /Encrypt 9 0 R >>") == 0


def test_a_stream_that_unpacks_to_more_than_is_allowed_is_not_unpacked_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(damage, "_MOST", 1 << 20)
    bomb = zlib.compress(bytes(1 << 24))
    assert damaged_streams(stream(bomb) + stream(spoilt(PACKED))) == 0


def test_the_document_says_that_something_may_be_missing(tmp_path: Path) -> None:
    pdf = Pdf(packed=True)
    pdf.page().text(60, 100, "部门预算公开")
    for number in range(1, 200):
        pdf.pages[0].text(60, 110 + 3 * number, f"第{number}项支出{number * 37}.{number % 100:02}万元")
    whole = read(pdf.save(tmp_path))
    assert "damaged_data" not in {note.code for note in whole.notes}
    path = tmp_path / "damaged.pdf"
    data = path.with_name("x.pdf").read_bytes()
    start = data.index(b"stream\n") + 7
    end = data.index(b"\nendstream")
    path.write_bytes(data[:start] + spoilt(data[start:end]) + data[end:])
    found = read(path)
    (note,) = [note for note in found.notes if note.code == "damaged_data"]
    assert note.level == "warning"
    assert "1 处数据损坏" in note.text
    assert len(found.pages[0].lines) < len(whole.pages[0].lines)
