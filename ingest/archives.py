"""A ZIP archive → the documents in it, each to be received as a file of its own. Pure.

What comes from outside may be made to mislead or to exhaust: nothing is ever written where a member says, its name only tells people what
it is; sizes and numbers are looked at before anything is unpacked; archives within archives are left to people.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from ingest.readers.packages import read_part
from ingest.readers.signatures import ARCHIVES, ZIP, format_of, has_many_parts
from ingest.shapes import UnreadableDocument

MOST_MEMBERS: Final = 500
MOST_BYTES: Final = 512 * 1024 * 1024
"""Largest size of all members together, unpacked."""

_MIB: Final = 1024 * 1024
_BEGINNINGS: Final = (b"PK\x03\x04", b"PK\x05\x06")
_ENCRYPTED: Final = 0x1
_UTF8: Final = 0x800
_UNICODE_NAME: Final = 0x7075
_LINK: Final = 0xA  # a symbolic link, in the mode of the member's file
_DAMAGED: Final = (BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, struct.error, zlib.error)
_BY_SYSTEMS: Final = frozenset(("__macosx", "thumbs.db", "desktop.ini"))
_AGAIN: Final = "请解开后再传"


@dataclass(frozen=True, slots=True)
class Member:
    """A document of an archive: what it is called, and its content, or one Chinese line: why it was not taken and what to do."""

    name: str
    content: bytes = b""
    refusal: str = ""


def archive_in(content: IO[bytes], max_bytes: int) -> bytes | None:
    """The bytes of a file that is a ZIP archive; None for one that is a document, packed as one or not, or larger than may be received.

    The file stands at its beginning again.
    """
    data = content.read(len(_BEGINNINGS[0]))
    if data.startswith(_BEGINNINGS):
        data += content.read(max_bytes)
    content.seek(0)
    return data if data.startswith(_BEGINNINGS) and len(data) <= max_bytes and format_of(data) == ZIP else None


def documents_of(data: bytes, max_bytes: int) -> Iterator[Member]:
    """The documents of an archive, one after another, each of at most `max_bytes`; folders and what systems put there are passed over.

    Raises UnreadableDocument (damaged, too_large, empty_archive) where nothing can be taken.
    """
    damaged = UnreadableDocument("damaged", "压缩文件已损坏，打不开（可能没有下载完整）；请重新下载，或重新压缩成 ZIP。")
    if has_many_parts(data):
        raise _too_many()
    try:
        package = ZipFile(io.BytesIO(data))
    except _DAMAGED:
        raise damaged from None
    with package:
        found = [(info, parts) for info in package.infolist() if not info.is_dir() and not _is_by_systems(parts := _parts(info))]
        _require_size([info for info, _ in found])
        for (info, _), name in zip(found, _names([parts for _, parts in found]), strict=True):
            yield _taken(package, info, name, max_bytes)


def unpack(data: bytes, folder: Path, max_bytes: int) -> Iterator[tuple[Path, Member]]:
    """The documents of an archive as files below a folder, each with the member that it was; those that are refused are not there.

    Raises UnreadableDocument as `documents_of` does.
    """
    for number, member in enumerate(documents_of(data, max_bytes)):
        place = folder / str(number) / file_name(member.name)
        if not member.refusal:
            place.parent.mkdir(parents=True)
            place.write_bytes(member.content)
        yield place, member


def file_name(name: str) -> str:
    """A member's name as one that every file system takes."""
    printable = "".join(character for character in name if character.isprintable() and character != "/")
    return printable[-80:].lstrip(".") or "未命名"


def _require_size(members: Sequence[ZipInfo]) -> None:
    if not members:
        raise UnreadableDocument("empty_archive", "压缩文件里没有文件；请检查是否选错。")
    if len(members) > MOST_MEMBERS:
        raise _too_many()
    if (size := sum(info.file_size for info in members)) > MOST_BYTES:
        text = f"压缩文件解开后有 {size // _MIB} MiB，超过上限 {MOST_BYTES // _MIB} MiB，没有收下；请分成几个再传。"
        raise UnreadableDocument("too_large", text)


def _too_many() -> UnreadableDocument:
    return UnreadableDocument("too_large", f"压缩文件里的文件超过 {MOST_MEMBERS} 个，没有收下；请分成几个再传。")


def _taken(package: ZipFile, info: ZipInfo, name: str, max_bytes: int) -> Member:
    if why := _why_not(info, max_bytes):
        return Member(name, refusal=why)
    try:
        content = read_part(package, info)
    except _DAMAGED:
        return Member(name, refusal="已损坏，没有收下；请重新下载压缩文件，或重新压缩。")
    if (kind := format_of(content)) in ARCHIVES:
        return Member(name, refusal=f"是压缩文件里的{kind}，没有收下；{_AGAIN}。")
    return Member(name, content)


def _why_not(info: ZipInfo, max_bytes: int) -> str:
    """What speaks against unpacking a member, before anything of it was unpacked; "" for nothing."""
    if info.flag_bits & _ENCRYPTED:
        return f"设有密码，没有收下；{_AGAIN}。"
    if info.external_attr >> 28 == _LINK:
        return "是一个链接，不是文件，没有收下；请放入文件本身。"
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return f"压缩的方法读不懂，没有收下；请用 ZIP 的普通方式（Deflate）重新压缩，或{_AGAIN.removeprefix('请')}。"
    if info.file_size > max_bytes:
        return (
            f"解开后有 {info.file_size / _MIB:.1f} MiB，超过上限 {max_bytes // _MIB} MiB，没有收下；请拆分后再传，或调高 MAX_UPLOAD_MIB。"
        )
    return ""


# Names


def _names(paths: Sequence[Sequence[str]]) -> list[str]:
    """The last part of each path; where several are called the same, the folders before it too."""
    counts = Counter(parts[-1] for parts in paths)
    return [parts[-1] if counts[parts[-1]] == 1 else "_".join(parts) for parts in paths]


def _parts(info: ZipInfo) -> list[str]:
    """The member's path without what leads anywhere else than down."""
    parts = _decoded(info).replace("\\", "/").split("/")
    return [part for part in parts if part.strip(". ") and not (len(part) == 2 and part[1] == ":")] or ["未命名"]


def _decoded(info: ZipInfo) -> str:
    """The name as it was meant: only newer programs say its encoding, older ones in China write GBK."""
    if info.flag_bits & _UTF8:
        return info.orig_filename
    try:
        raw = info.orig_filename.encode("cp437")  # what zipfile took it for
    except UnicodeEncodeError:
        return info.orig_filename
    if told := _unicode_name(info.extra, raw):
        return told
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.orig_filename


def _unicode_name(extra: bytes, raw: bytes) -> str:
    """The name in UTF-8 that some programs add (APPNOTE 4.6.9), where it is that of the name beside it; else ""."""
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        field, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == _UNICODE_NAME and len(field) > 5 and struct.unpack_from("<I", field, 1)[0] == zlib.crc32(raw):
            return field[5:].decode("utf-8", errors="replace")
    return ""


def _is_by_systems(parts: Sequence[str]) -> bool:
    """Whether a system or an office program put it there: hidden files, marks of open documents."""
    return any(part.lower() in _BY_SYSTEMS or part.startswith((".", "~$")) for part in parts)
