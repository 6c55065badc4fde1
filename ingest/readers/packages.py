"""The ZIP package of an office document → its XML parts, each looked through before it is read. Pure.

What comes from outside may be made to exhaust its reader: sizes are summed before anything is unpacked, and a part with a document type
(entities, external or nested) is refused, since no office program writes one. Macros are never looked at.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile, ZipInfo

from ingest.shapes import UnreadableDocument

MOST_BYTES: Final = 128 * 1024 * 1024
"""Largest size of a package's parts together, unpacked."""

BROKEN: Final = (
    BadZipFile,
    ParseError,
    zlib.error,
    ValueError,
    TypeError,
    AttributeError,
    NotImplementedError,
    EOFError,
    OSError,
    LookupError,
    ArithmeticError,
    AssertionError,
    RecursionError,
    struct.error,
)
"""What the standard library and the libraries on top of it raise on a damaged package."""

_LARGEST_RATIO: Final = 250
_SMALL: Final = 4 * 1024 * 1024  # unpacked; smaller ones may be packed as tightly as they like
_MOST_PARTS: Final = 5_000
_ENCRYPTED_FLAG: Final = 0x1
_MANIFEST: Final = "META-INF/manifest.xml"
_DTD: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a package is called in Chinese, the program that saves it anew, and what should be left in one that is too large."""

    name: str
    program: str
    content: str

    @property
    def damaged(self) -> UnreadableDocument:
        """What is said of one that cannot be read."""
        text = f"{self.name}已损坏，读不出来（可能没有下载完整），请重新下载，或用 {self.program} 另存一次。"
        return UnreadableDocument("damaged", text)


def xml_parts(package: ZipFile, size: int, kind: Kind) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every XML part. `size` is the package's own. Raises what is `BROKEN`, and UnreadableDocument: encrypted, too_large,
    forbidden_content."""
    parts = package.infolist()
    total = sum(part.file_size for part in parts)
    if len(parts) > _MOST_PARTS:
        text = f"{kind.name}里有 {len(parts)} 个部分，多得不像公开文件，没有读取；请只保留公开的{kind.content}。"
        raise UnreadableDocument("too_large", text)
    if total > MOST_BYTES or (total > _SMALL and total > _LARGEST_RATIO * size):
        text = f"{kind.name}解开后有 {total // 1024 // 1024} MiB，大得不像公开文件，没有读取；请只保留公开的{kind.content}。"
        raise UnreadableDocument("too_large", text)
    if any(part.flag_bits & _ENCRYPTED_FLAG for part in parts) or _is_locked(package):
        raise UnreadableDocument("encrypted", f"{kind.name}设有密码，打不开；请提供没有密码的文件。")
    for part in parts:
        data = read_part(package, part)
        if not _is_xml(part):
            continue
        if b"\0" in data[:200] or _DTD.search(data):
            text = f"{kind.name}里有不应有的内容（外部实体或特殊编码），没有读取；请用 {kind.program} 另存一次。"
            raise UnreadableDocument("forbidden_content", text)
        yield part.filename, data


def _is_locked(package: ZipFile) -> bool:
    """Whether the parts of an OpenDocument package are encrypted one by one (ODF 1.3, part 2, 4.8)."""
    return _MANIFEST in package.namelist() and b"encryption-data" in read_part(package, package.getinfo(_MANIFEST))


def read_part(package: ZipFile, part: ZipInfo) -> bytes:
    """The bytes of a part. Raises BadZipFile for one that says a smaller size than it has: the library by itself unpacks the whole before
    it looks at the size."""
    beyond = copy(part)
    beyond.file_size += 1
    with package.open(beyond) as stream:
        data = stream.read(beyond.file_size)
    if len(data) > part.file_size:
        raise BadZipFile
    return data


def _is_xml(part: ZipInfo) -> bool:
    return part.filename.lower().endswith((".xml", ".rels", ".vml"))
