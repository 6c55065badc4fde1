"""What a file is, by its first bytes. Pure."""

from __future__ import annotations

import re
from typing import Final

PDF: Final = "PDF 文件"
WORKBOOK: Final = "Excel 工作簿"
TEXT: Final = "文本"
"""What `format_of` and `name_says` call the formats that have a reader."""
OLD_OFFICE: Final = "旧版 Office 文件（.doc、.xls 等）"
ENCRYPTED: Final = "加密的 Office 文件"
BINARY_WORKBOOK: Final = "二进制工作簿（.xlsb）"
OPEN_DOCUMENT: Final = "OpenDocument 文件（.ods、.odt）"
WORD: Final = "Word 文件"
ZIP: Final = "压缩文件（ZIP）"
HTML: Final = "网页（HTML）"

_SIGNATURES: Final[tuple[tuple[bytes, str], ...]] = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", "图片（PNG）"),
    (b"\xff\xd8\xff", "图片（JPEG）"),
    (b"GIF8", "图片（GIF）"),
    (b"II*\x00", "图片（TIFF）"),
    (b"MM\x00*", "图片（TIFF）"),
    (b"Rar!\x1a\x07", "压缩文件（RAR）"),
    (b"7z\xbc\xaf\x27\x1c", "压缩文件（7z）"),
    (b"\x1f\x8b", "压缩文件（gzip）"),
    (b"{\\rtf", "RTF 文件"),
)
_NAMES: Final = {
    ".txt": TEXT,
    ".pdf": PDF,
    ".png": "图片（PNG）",
    ".jpg": "图片（JPEG）",
    ".jpeg": "图片（JPEG）",
    ".doc": OLD_OFFICE,
    ".xls": OLD_OFFICE,
    ".xlsx": WORKBOOK,
    ".xlsm": WORKBOOK,
    ".xlsb": BINARY_WORKBOOK,
    ".ods": OPEN_DOCUMENT,
    ".odt": OPEN_DOCUMENT,
    ".docx": WORD,
    ".zip": ZIP,
    ".html": HTML,
    ".htm": HTML,
}
_HTML: Final = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html|head|body|table)\b", re.IGNORECASE)
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM: Final = "EncryptedPackage".encode("utf-16-le")  # a password puts the whole package into this stream (MS-OFFCRYPTO)
_PDF_WITHIN: Final = 1024  # a PDF may have some bytes before its header (ISO 32000-1, Annex H)


def format_of(data: bytes) -> str | None:
    """The Chinese name of the format, None where the bytes may be plain text."""
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            return name
    if data.startswith(_OLE):
        return ENCRYPTED if _ENCRYPTED_STREAM in data else OLD_OFFICE
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_zip(data)
    if _HTML.match(data):
        return HTML
    return PDF if b"%PDF-1." in data[:_PDF_WITHIN] and b"\x00" in data else None


def name_says(suffix: str) -> str | None:
    """The format that a file's extension promises, in the words of `format_of`; None for an unknown extension."""
    return _NAMES.get(suffix.lower())


def _kind_of_zip(data: bytes) -> str:
    if b"xl/workbook.bin" in data:
        return BINARY_WORKBOOK
    if b"xl/workbook" in data:
        return WORKBOOK
    if b"word/document" in data:
        return WORD
    return OPEN_DOCUMENT if b"mimetypeapplication/vnd.oasis.opendocument" in data else ZIP
