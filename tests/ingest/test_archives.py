"""ZIP archives: each document in them is one of its own; what misleads or exhausts is refused in one line."""

from __future__ import annotations

import io
import stat
import struct
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pytest

from ingest import archives
from ingest.archives import Member, archive_in, documents_of, file_name, unpack
from ingest.shapes import UnreadableDocument

LIMIT = 1024 * 1024
TEXT = "某部门某年预算公开".encode()


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as package:
        for name, data in members:
            package.writestr(name, data)
    return stream.getvalue()


def named(raw: bytes, extra: bytes = b"") -> bytes:
    """An archive with one member whose name is these bytes, as older programs write it: without a word on its encoding."""
    plain = zipfile.ZipInfo("x" * len(raw))
    plain.extra = extra
    return zipped((plain, TEXT)).replace(b"x" * len(raw), raw)


def taken(data: bytes, limit: int = LIMIT) -> list[Member]:
    return list(documents_of(data, limit))


def refused(data: bytes) -> UnreadableDocument:
    with pytest.raises(UnreadableDocument) as caught:
        taken(data)
    assert "\n" not in str(caught.value)
    return caught.value


def test_each_document_is_one_of_its_own_folders_and_marks_of_systems_are_passed_over() -> None:
    rest = ("__MACOSX/._预算.txt", "甲/.DS_Store", "甲/Thumbs.db", "甲/~$预算.docx", "desktop.ini", "甲/")
    data = zipped(("甲/预算.txt", TEXT), ("决算.txt", b"2"), *((name, b"x") for name in rest))
    assert taken(data) == [Member("预算.txt", TEXT), Member("决算.txt", b"2")]


def test_documents_of_one_name_are_told_apart_by_their_folders() -> None:
    data = zipped(("甲局/预算.txt", b"1"), ("乙局/预算.txt", b"2"), ("乙局/决算.txt", b"3"))
    assert [member.name for member in taken(data)] == ["甲局_预算.txt", "乙局_预算.txt", "决算.txt"]


@pytest.mark.parametrize(
    "path",
    [
        "../../etc/预算.txt",
        "/etc/预算.txt",
        "..\\..\\预算.txt",
        "C:\\temp\\预算.txt",
        "甲/../../预算.txt",
        "./预算.txt",
        "\\\\host\\a\\预算.txt",
    ],
)
def test_a_path_that_leads_elsewhere_is_but_a_name(path: str, tmp_path: Path) -> None:
    data = zipped((path, TEXT))
    assert taken(data) == [Member("预算.txt", TEXT)]
    (place, _), *_ = unpack(data, tmp_path / "in", LIMIT)
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == [place] == [tmp_path / "in" / "0" / "预算.txt"]


@pytest.mark.parametrize("path", ["..", "/", "../", "...", "C:"])
def test_a_path_without_a_name_is_none(path: str, tmp_path: Path) -> None:
    for place, member in unpack(zipped(("a.txt", b"1"), (path.rstrip("/") + "/ ", b"2")), tmp_path / "in", LIMIT):
        assert place.parent.parent == tmp_path / "in"
        assert member.name in ("a.txt", "未命名")


def test_the_name_of_a_file_is_short_and_printable() -> None:
    assert file_name("预" * 300 + ".txt") == "预" * 76 + ".txt"
    assert file_name("../a\0\nb/c") == "abc"
    assert file_name("..") == "未命名"


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "gb18030"])
def test_names_without_a_declared_encoding_are_read_as_they_were_meant(encoding: str) -> None:
    assert [member.name for member in taken(named("普陀区/2026年部门预算.txt".encode(encoding)))] == ["2026年部门预算.txt"]


def test_a_name_that_is_given_in_utf_8_beside_another_counts_where_it_is_of_that_one() -> None:
    raw, told = b"yusuan.txt", "预算.txt".encode()
    field = struct.pack("<BI", 1, zlib.crc32(raw)) + told
    assert taken(named(raw, struct.pack("<HH", 0x7075, len(field)) + field))[0].name == "预算.txt"
    other = struct.pack("<BI", 1, zlib.crc32(b"other")) + told
    assert taken(named(raw, struct.pack("<HH", 0x7075, len(other)) + other))[0].name == "yusuan.txt"


def test_archives_within_are_left_to_people_and_documents_packed_as_one_are_not() -> None:
    inner, book = zipped(("a.txt", TEXT)), zipped(("xl/workbook.xml", b"<workbook/>"))
    found = taken(
        zipped(("内.zip", inner), ("b.rar", b"Rar!\x1a\x07\x00"), ("c.7z", b"7z\xbc\xaf\x27\x1c"), ("d.gz", b"\x1f\x8b"), ("e.xlsx", book))
    )
    assert [member.refusal for member in found[:4]] == [
        f"是压缩文件里的压缩文件（{kind}），没有收下；请解开后再传。" for kind in ("ZIP", "RAR", "7z", "gzip")
    ]
    assert found[4] == Member("e.xlsx", book)


def test_a_password_is_told_and_the_others_go_on() -> None:
    data = bytearray(zipped(("a.txt", TEXT), ("b.txt", b"2")))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(signature) + at] |= 1
    assert taken(bytes(data)) == [Member("a.txt", refusal="设有密码，没有收下；请解开后再传。"), Member("b.txt", b"2")]


def test_a_link_is_no_file() -> None:
    link = zipfile.ZipInfo("预算.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert taken(zipped((link, b"/etc/passwd"))) == [Member("预算.txt", refusal="是一个链接，不是文件，没有收下；请放入文件本身。")]


def test_other_ways_to_pack_are_not_unpacked() -> None:
    (member,) = taken(zipped(("a.txt", TEXT), method=zipfile.ZIP_LZMA))
    assert member.refusal.startswith("压缩的方法读不懂，没有收下；请用 ZIP 的普通方式")


def test_a_damaged_member_costs_only_itself() -> None:
    data = zipped(("a.txt", TEXT), ("b.txt", b"2"), method=zipfile.ZIP_STORED).replace(TEXT, TEXT[:-1] + b"x", 1)
    assert taken(data) == [Member("a.txt", refusal="已损坏，没有收下；请重新下载压缩文件，或重新压缩。"), Member("b.txt", b"2")]


def test_sizes_are_looked_at_before_anything_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    data = zipped(("大.txt", b"0" * (LIMIT + 1)), ("b.txt", b"2"))
    large, small = taken(data)
    assert large.refusal == "解开后有 1.0 MiB，超过上限 1 MiB，没有收下；请拆分后再传，或调高 MAX_UPLOAD_MIB。"
    assert small.content == b"2"
    monkeypatch.setattr(archives, "MOST_BYTES", LIMIT)
    assert str(refused(data)) == "压缩文件解开后有 1 MiB，超过上限 1 MiB，没有收下；请分成几个再传。"


def test_a_member_that_says_it_is_smaller_than_it_is_gives_no_more_than_it_says() -> None:
    data = zipped(("a.txt", b"0" * 4000))
    lying = data.replace(struct.pack("<I", 4000), struct.pack("<I", 4))
    assert taken(lying)[0].refusal.startswith("已损坏")


def test_a_member_that_says_it_is_smaller_than_it_is_is_not_unpacked_whole() -> None:
    size = 64 * 1024 * 1024
    lying = zipped(("a.txt", bytes(size))).replace(struct.pack("<I", size), struct.pack("<I", 4))
    tracemalloc.start()
    try:
        assert taken(lying)[0].refusal.startswith("已损坏")
        assert tracemalloc.get_traced_memory()[1] < 4 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_too_many_members_are_refused_before_the_list_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_MEMBERS", 2)
    said = "压缩文件里的文件超过 2 个，没有收下；请分成几个再传。"
    assert str(refused(zipped(*((f"{number}.txt", b"1") for number in range(3))))) == said
    assert str(refused(zipped(("a.txt", b"1")) + b"PK\x01\x02" * 30_000)) == said


@pytest.mark.parametrize(
    ("data", "code"),
    [(zipped(), "empty_archive"), (zipped(("甲/", b"")), "empty_archive"), (zipped(("a", TEXT))[:-30], "damaged")],
    ids=["nothing", "a folder", "cut off"],
)
def test_an_archive_without_a_document_is_one_line(data: bytes, code: str) -> None:
    assert refused(data).code == code


def test_an_archive_cut_or_changed_anywhere_raises_nothing_else() -> None:
    data = zipped(("预算.txt", TEXT * 3), ("b.txt", b"2"))
    assert all(refused(data[:size]).code == "damaged" for size in range(len(data)))
    for at in range(len(data)):
        changed = data[:at] + bytes([data[at] ^ 0x5A]) + data[at + 1 :]
        try:
            assert len(taken(changed)) <= 2
        except UnreadableDocument as error:
            assert error.code in ("damaged", "too_large", "empty_archive")  # noqa: PT017  some may be read


def test_what_is_an_archive_is_told_by_its_content_and_its_size() -> None:
    data, book = zipped(("a.txt", TEXT)), zipped(("xl/workbook.xml", b"<workbook/>"))
    assert archive_in(io.BytesIO(data), LIMIT) == data
    assert archive_in(io.BytesIO(book), LIMIT) is None
    assert archive_in(io.BytesIO(TEXT), LIMIT) is None
    assert archive_in(io.BytesIO(b""), LIMIT) is None
    content = io.BytesIO(data)
    assert archive_in(content, len(data) - 1) is None
    assert content.tell() == 0
