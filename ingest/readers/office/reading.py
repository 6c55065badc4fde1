"""A document that only LibreOffice can read → Document: as the Word document that it makes of it. Pure."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Final
from zipfile import ZipFile

from olefile import OleFileIO

from budgets.worded import _
from ingest.converting import OLD_WORD, OLDER_WORD, OPEN_TEXT, RTF, Source, as_docx
from ingest.readers.docx import read_docx
from ingest.readers.packages import BROKEN, Kind, xml_parts
from ingest.shapes import Document, Note, UnreadableDocument

_HEAD: Final = struct.Struct("<HH6xH")
"""Of the stream WordDocument (MS-DOC, 2.5.2): what marks it, the version, flags."""
_MARK: Final = 0xA5EC
_WORD_97: Final = 0xC1
_ENCRYPTED: Final = 0x0100


def read_old_word(name: str, sha256: str, data: bytes) -> Document:
    """What a document of Word 6 to 2003 or of WPS says. Raises UnreadableDocument, also where LibreOffice is missing."""
    mark, version, flags = _head(data)
    if flags & _ENCRYPTED:
        raise UnreadableDocument("encrypted", f"{OLD_WORD.name}设有密码，打不开；请提供没有密码的文件。")
    source = OLD_WORD if version >= _WORD_97 and mark == _MARK else OLDER_WORD
    return _converted(name, sha256, data, source, "application/msword")


def read_odt(name: str, sha256: str, data: bytes) -> Document:
    """What an OpenDocument text says. Raises UnreadableDocument, also where LibreOffice is missing."""
    kind = _kind(OPEN_TEXT)
    with _one_line(kind), ZipFile(io.BytesIO(data)) as package:
        for _ in xml_parts(package, len(data), kind):
            pass
    return _converted(name, sha256, data, OPEN_TEXT, "application/vnd.oasis.opendocument.text")


def read_rtf(name: str, sha256: str, data: bytes) -> Document:
    """What an RTF file says. Raises UnreadableDocument, also where LibreOffice is missing."""
    return _converted(name, sha256, data, RTF, "application/rtf")


def _head(data: bytes) -> tuple[int, int, int]:
    with _one_line(_kind(OLD_WORD)), OleFileIO(io.BytesIO(data)) as file:
        mark, version, flags = _HEAD.unpack(file.openstream("WordDocument").read(_HEAD.size))
    return mark, version, flags


def _converted(name: str, sha256: str, data: bytes, source: Source, media_type: str) -> Document:
    document = read_docx(name, sha256, as_docx(data, source))
    note = Note(
        "info", "converted", _("{name}由 LibreOffice 转成 Word 文件（.docx）后读取，表、行、格按转成的文件计数。").format(name=source.name)
    )
    return replace(document, media_type=media_type, notes=(note, *document.notes))


def _kind(source: Source) -> Kind:
    return Kind(source.name, source.program, "正文")


@contextmanager
def _one_line(kind: Kind) -> Iterator[None]:
    try:
        yield
    except BROKEN:
        raise kind.damaged from None
