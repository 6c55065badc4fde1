"""Workbooks made to exhaust or to mislead their reader are refused in one line, before they are opened."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from ingest.readers import packages
from ingest.readers.xlsx import opening as opened
from ingest.readers.xlsx import read_xlsx
from ingest.shapes import UnreadableDocument
from tests.ingest.workbooks import Book, rows

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
FETCHES = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a SYSTEM "file:/etc/hostname">]>'


def plain() -> bytes:
    book = Book()
    book.sheet("表", rows(1, ("项目", "合计"), ("某项", 1)))
    return book.data()


def changed(data: bytes, change: Callable[[str, bytes], bytes], extra: dict[str, bytes] | None = None) -> bytes:
    """The package with its parts changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, content in (extra or {}).items():
            new.writestr(name, content)
    return stream.getvalue()


def refused(data: bytes) -> UnreadableDocument:
    with pytest.raises(UnreadableDocument) as caught:
        read_xlsx("a.xlsx", "0" * 64, data)
    assert "\n" not in str(caught.value)
    return caught.value


def same(_name: str, part: bytes) -> bytes:
    return part


@pytest.mark.parametrize("head", [LAUGHS, FETCHES])
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"])
def test_entities_are_refused(head: str, part: str) -> None:
    data = changed(plain(), lambda name, content: head.encode() + content if name == part else content)
    assert refused(data).code == "forbidden_content"


def test_entities_in_another_encoding_are_refused() -> None:
    data = changed(plain(), lambda name, part: (FETCHES + "<l/>").encode("utf-16") if name.endswith("sheet1.xml") else part)
    assert refused(data).code == "forbidden_content"


def test_a_bomb_is_refused_by_what_it_says_of_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = changed(plain(), same, {"xl/media/a.bin": b"\0" * (8 * 1024 * 1024)})
    error = refused(bomb)
    assert error.code == "too_large"
    assert "解开后有 8 MiB" in str(error)
    monkeypatch.setattr(packages, "MOST_BYTES", 1000)
    assert refused(plain()).code == "too_large"


def test_a_merged_area_as_large_as_a_worksheet_is_refused() -> None:
    area = b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells><pageMargins'
    data = changed(plain(), lambda name, part: part.replace(b"<pageMargins", area) if name.endswith("sheet1.xml") else part)
    assert refused(data).code == "too_large"


def test_more_cells_than_any_disclosure_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opened, "MOST_CELLS", 3)
    error = refused(plain())
    assert error.code == "too_large"
    assert "超过 3 个" in str(error)


def test_a_cell_far_out_is_named() -> None:
    book = Book()
    book.sheet("表", {"A1": "项目", "ZZ9999": "x"})
    error = refused(book.data())
    assert error.code == "too_large"
    assert "工作表“表”用到了 ZZ9999" in str(error)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
def test_a_broken_part_is_one_line(part: str) -> None:
    data = changed(plain(), lambda name, content: content[: len(content) // 2] if name == part else content)
    assert refused(data).code == "damaged"


def test_a_truncated_file_is_one_line() -> None:
    data = plain()
    assert refused(data[: len(data) // 2]).code == "damaged"


def test_a_package_with_a_password_on_its_parts_is_named() -> None:
    data = bytearray(plain())
    for signature, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = data.find(signature)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(signature, at + 1)
    assert refused(bytes(data)).code == "encrypted"


def test_a_workbook_without_text_is_refused() -> None:
    book = Book()
    book.sheet("表", {})
    assert refused(book.data()).code == "no_text"


def test_macros_are_not_looked_at() -> None:
    document = read_xlsx("a.xlsm", "0" * 64, changed(plain(), same, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 AutoOpen"}))
    assert [note.code for note in document.notes] == ["macros_ignored"]
