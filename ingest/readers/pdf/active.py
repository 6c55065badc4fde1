"""What a PDF would have a viewer do: scripts, programs to start, forms that compute, attached files. Nothing of it is done or opened. Pure.

pdfium is used as a library without its script engine and form module; so all that is left to do is to say what was there.
"""

from __future__ import annotations

import re
from typing import Final

from ingest.readers.pdf.packed import packed_objects

_ACTIVE: Final = tuple(
    (re.compile(rb"/(?:" + names + rb")(?![A-Za-z])"), said)
    for names, said in (
        (b"JavaScript", "脚本（JavaScript）"),
        (b"Launch", "启动程序的动作"),
        (b"SubmitForm|ImportData", "传送数据的动作"),
        (b"EmbeddedFiles?", "附件"),
        (b"RichMedia", "多媒体"),
        (b"XFA", "动态表单（XFA）"),
    )
)


def active_content(data: bytes) -> tuple[str, ...]:
    """Kinds of such content, as people call them in Chinese."""
    parts = [data, *(part for part in packed_objects(data) if part is not None)]
    return tuple(said for pattern, said in _ACTIVE if any(pattern.search(part) for part in parts))
