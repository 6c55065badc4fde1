"""A file → Document. The format is chosen by the bytes, never by the name. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from budgets.worded import _
from ingest.readers.docx import read_docx
from ingest.readers.html import read_html
from ingest.readers.ods import read_ods
from ingest.readers.office import read_odt, read_old_word, read_rtf
from ingest.readers.pdf import read_pdf
from ingest.readers.signatures import (
    BINARY_WORKBOOK,
    ENCRYPTED,
    HTML,
    OLD_OFFICE,
    OLD_WORD,
    OLD_WORKBOOK,
    OPEN_DOCUMENT,
    OPEN_SPREADSHEET,
    OPEN_TEXT,
    PDF,
    RTF,
    TEXT,
    WEB_ARCHIVE,
    WORD,
    WORKBOOK,
    format_of,
    name_says,
)
from ingest.readers.text import read_text
from ingest.readers.xls import read_xls
from ingest.readers.xlsx import read_xlsx
from ingest.shapes import Document, Note, UnreadableDocument

MAX_BYTES: Final = 50 * 1024 * 1024
"""Largest file that is read where the caller names no other limit."""

_READERS: Final[dict[str, Callable[[str, str, bytes], Document]]] = {
    TEXT: read_text,
    PDF: read_pdf,
    WORKBOOK: read_xlsx,
    HTML: read_html,
    WORD: read_docx,
    OLD_WORKBOOK: read_xls,
    OPEN_SPREADSHEET: read_ods,
    OLD_WORD: read_old_word,
    OPEN_TEXT: read_odt,
    RTF: read_rtf,
}
"""By what `format_of` calls the format."""

_READ: Final = (
    "带文字的 PDF、表格（.xlsx、.xls、.et、.ods）、Word 文件（.docx，装有 LibreOffice 时还有 .doc、.wps、.odt、.rtf）、"
    "网页（HTML）和从公开文件中提取的文本"
)
_ADVICE: Final = {
    ENCRYPTED: "请去掉密码",
    OLD_OFFICE: "它既不是表格也不是文档，或者没有下载完整；请重新下载，或用 Office、WPS 打开，表格另存为 .xlsx，文档另存为 .docx",
    WEB_ARCHIVE: "请在浏览器里打开后另存为“网页，仅 HTML”",
    BINARY_WORKBOOK: "请用 Excel 另存为 .xlsx",
    OPEN_DOCUMENT: "请把表格另存为 .xlsx，文档另存为 .docx",
}
"""What to do with a format that has no reader; with archives there is nothing to be done but to bring what is in them."""

_PICTURE: Final = "请把图片放进一个 PDF（装有图片识别时，其中的文字会识别出来），或提供带文字的公开文件"


def read(path: Path, *, max_bytes: int = MAX_BYTES) -> Document:
    """The pages of a file, with furniture and personal data taken away.

    Raises UnreadableDocument for what is no readable text: no such file, a folder, too large, empty, noise, or a format that this
    version cannot read.
    """
    return read_bytes(path.name, _load(path, max_bytes))


def read_bytes(name: str, data: bytes) -> Document:
    """The same of what is already in memory."""
    found = format_of(data) or TEXT
    reader = _READERS.get(found)
    if reader is None:
        raise UnreadableDocument("encrypted" if found == ENCRYPTED else "unsupported_format", _unsupported(name, found))
    document = reader(name, hashlib.sha256(data).hexdigest(), data)
    return replace(document, notes=(*_misnamed(name, found), *document.notes))


def _load(path: Path, max_bytes: int) -> bytes:
    if path.is_dir():
        raise UnreadableDocument("is_a_folder", "这是一个文件夹，请给出其中的文件。")
    try:
        size = path.stat().st_size
        if size > max_bytes:
            limit = _mebibytes(max_bytes)
            raise UnreadableDocument("too_large", f"文件有 {_mebibytes(size)} MiB，超过上限 {limit} MiB；请只提供公开文本本身。")
        data = path.read_bytes()
    except FileNotFoundError:
        raise UnreadableDocument("no_such_file", "找不到这个文件，请检查路径。") from None
    except OSError as error:
        raise UnreadableDocument("not_accessible", f"文件打不开（{error.strerror}），请检查权限和磁盘。") from None
    if not data.strip():
        raise UnreadableDocument("empty_file", "文件是空的，请重新下载或导出。")
    return data


def _mebibytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f}".removesuffix(".0")


def _unsupported(name: str, found: str) -> str:
    said = name_says(Path(name).suffix)
    known = f"文件名说是{_spaced(said)}，内容却是{_spaced(found)}。" if said is not None and said != found else f"这是{_spaced(found)}。"
    advice = _PICTURE if found.startswith("图片") else _ADVICE.get(found, "请提供其中的公开文件本身")
    return f"{known}本版本读取{_spaced(_READ)}，{advice}，再导入。"


def _spaced(name: str) -> str:
    """A space between Chinese text and a Latin name."""
    return f" {name}" if name[0].isascii() else name


def _misnamed(name: str, found: str) -> tuple[Note, ...]:
    said = name_says(Path(name).suffix)
    if said is None or said == found:
        return ()
    return (
        Note(
            "warning",
            "name_mismatch",
            _("文件名说是{said}，内容却是{found}，已按内容读取。").format(said=_spaced(said), found=_spaced(found)),
        ),
    )
