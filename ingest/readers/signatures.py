"""What a file is, by its first bytes. Pure."""

from __future__ import annotations

import codecs
import io
import re
import struct
from typing import Final
from zipfile import BadZipFile, ZipFile

from olefile import OleFileIO

PDF: Final = "PDF 文件"
WORKBOOK: Final = "Excel 工作簿"
TEXT: Final = "文本"
WORD: Final = "Word 文件"
HTML: Final = "网页（HTML）"
OLD_WORKBOOK: Final = "旧版 Excel 工作簿（.xls、.et）"
OPEN_SPREADSHEET: Final = "OpenDocument 表格（.ods）"
OLD_WORD: Final = "旧版 Word 文件（.doc、.wps）"
OPEN_TEXT: Final = "OpenDocument 文本（.odt）"
RTF: Final = "RTF 文件"
"""What `format_of` and `name_says` call the formats that have a reader."""
OLD_OFFICE: Final = "旧版 Office 文件"
ENCRYPTED: Final = "加密的 Office 文件"
BINARY_WORKBOOK: Final = "二进制工作簿（.xlsb）"
OPEN_DOCUMENT: Final = "OpenDocument 文件"
ZIP: Final = "压缩文件（ZIP）"
RAR: Final = "压缩文件（RAR）"
SEVEN_ZIP: Final = "压缩文件（7z）"
GZIP: Final = "压缩文件（gzip）"
ARCHIVES: Final = frozenset((ZIP, RAR, SEVEN_ZIP, GZIP))
WEB_ARCHIVE: Final = "单个文件的网页（MHTML）"

_SIGNATURES: Final[tuple[tuple[bytes, str], ...]] = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", "图片（PNG）"),
    (b"\xff\xd8\xff", "图片（JPEG）"),
    (b"GIF8", "图片（GIF）"),
    (b"II*\x00", "图片（TIFF）"),
    (b"MM\x00*", "图片（TIFF）"),
    (b"Rar!\x1a\x07", RAR),
    (b"7z\xbc\xaf\x27\x1c", SEVEN_ZIP),
    (b"\x1f\x8b", GZIP),
    (b"{\\rtf", RTF),
    (b"MIME-Version:", WEB_ARCHIVE),
)
_NAMES: Final = {
    ".txt": TEXT,
    ".pdf": PDF,
    ".png": "图片（PNG）",
    ".jpg": "图片（JPEG）",
    ".jpeg": "图片（JPEG）",
    ".doc": OLD_WORD,
    ".wps": OLD_WORD,
    ".xls": OLD_WORKBOOK,
    ".et": OLD_WORKBOOK,
    ".xlsx": WORKBOOK,
    ".xlsm": WORKBOOK,
    ".xlsb": BINARY_WORKBOOK,
    ".ods": OPEN_SPREADSHEET,
    ".odt": OPEN_TEXT,
    ".docx": WORD,
    ".docm": WORD,
    ".zip": ZIP,
    ".rar": RAR,
    ".7z": SEVEN_ZIP,
    ".gz": GZIP,
    ".html": HTML,
    ".htm": HTML,
    ".xhtml": HTML,
    ".shtml": HTML,
    ".mht": WEB_ARCHIVE,
    ".mhtml": WEB_ARCHIVE,
    ".rtf": RTF,
}
_HTML: Final = re.compile(
    r"\A\ufeff?\s*(?:<\?xml[^>]{0,200}>\s*|<!--(?:[^-]|-(?!->)){0,3000}-->\s*)*<(?:!doctype\s+html|(?:html|head|body|title|meta|link|style|script|base|"
    r"table|div|p|span|font|center|section|article|main|h[1-6]|ul|ol|a|b|strong)\b[^<>]{0,2000}>)",
    re.IGNORECASE,
)
_BEGINNING: Final = 8_192
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS: Final = (
    ("encryptedpackage", ENCRYPTED),  # a password puts the whole package into this stream (MS-OFFCRYPTO)
    ("worddocument", OLD_WORD),
    ("workbook", OLD_WORKBOOK),
    ("book", OLD_WORKBOOK),
)
"""What a compound file is, by what stands at its root: documents that are embedded in another have storages of their own."""
_NO_COMPOUND: Final = (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, struct.error, RecursionError)
_OPEN_KINDS: Final = ((b"spreadsheet", OPEN_SPREADSHEET), (b"text", OPEN_TEXT))
_PARTS: Final = ((b"xl/workbook.bin", BINARY_WORKBOOK), (b"xl/workbook", WORKBOOK), (b"word/document", WORD))
_MIMETYPE: Final = b"mimetypeapplication/vnd.oasis.opendocument."
_ENTRY: Final = b"PK\x01\x02"
_MOST_ENTRIES: Final = 25_000
_MIMETYPE_WITHIN: Final = 200  # it is the first part, stored as it is (ODF 1.3, part 2, 3.3)
_PDF_WITHIN: Final = 1024  # a PDF may have some bytes before its header (ISO 32000-1, Annex H)


def format_of(data: bytes) -> str | None:
    """The Chinese name of the format, None where the bytes may be plain text."""
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            return name
    if data.startswith(_OLE):
        return _kind_of_compound(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_zip(data)
    if _HTML.match(_beginning(data)):
        return HTML
    return PDF if b"%PDF-1." in data[:_PDF_WITHIN] and b"\x00" in data else None


def _beginning(data: bytes) -> str:
    """The first characters as far as they are Latin, in whatever encoding the rest is."""
    beginning = data[:_BEGINNING]
    if data.startswith(codecs.BOM_UTF8):
        return beginning[len(codecs.BOM_UTF8) :].decode("latin-1")
    return beginning.replace(b"\x00", b"").removeprefix(codecs.BOM_UTF16_LE).removeprefix(codecs.BOM_UTF16_BE).decode("latin-1")


def has_many_parts(data: bytes) -> bool:
    """Whether a ZIP lists more parts than any archive of documents, the parts of those counted too: opening it might take long."""
    return data.count(_ENTRY) > _MOST_ENTRIES


def name_says(suffix: str) -> str | None:
    """The format that a file's extension promises, in the words of `format_of`; None for an unknown extension."""
    return _NAMES.get(suffix.lower())


def _kind_of_compound(data: bytes) -> str:
    try:
        with OleFileIO(io.BytesIO(data)) as file:
            names = {path[0].lower() for path in file.listdir() if len(path) == 1}
    except _NO_COMPOUND:  # it was not downloaded whole
        return OLD_OFFICE
    return next((kind for name, kind in _STREAMS if name in names), OLD_OFFICE)


def _kind_of_zip(data: bytes) -> str:
    """By the package's own parts: those of a document that lies in an archive are none of it. Where their list is lost, by any."""
    if (at := data.find(_MIMETYPE, 0, _MIMETYPE_WITHIN)) >= 0:
        kind = data[at + len(_MIMETYPE) :]
        return next((name for word, name in _OPEN_KINDS if kind.startswith(word)), OPEN_DOCUMENT)
    if has_many_parts(data):
        return ZIP
    try:
        with ZipFile(io.BytesIO(data)) as package:
            parts = [name.encode("utf-8", "replace") for name in package.namelist()]
    except (BadZipFile, ValueError, NotImplementedError, OSError):
        return next((kind for part, kind in _PARTS if part in data), ZIP)
    return next((kind for part, kind in _PARTS if any(name.startswith(part) for name in parts)), ZIP)
