"""The bytes of a web page → its tree as browsers build it, after a look at what the bytes claim. Pure.

Nothing is fetched and no script runs: the parser (lexbor, by selectolax) knows neither. What nests deeper than any page does is refused
before it is parsed, since a tree takes time with the square of its depth.
"""

from __future__ import annotations

import re
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.readers.encoding import decode
from ingest.readers.words import names
from ingest.shapes import UnreadableDocument

MOST_NESTED: Final = 2_000
"""Elements within each other, by their tags: those that may be left open are not counted."""

_DECLARED: Final = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s{0,8}=\s{0,8}[\"']?\s{0,8}([\w.:-]{1,40})", re.IGNORECASE)
_LOOKED_AT: Final = 16 * 1024  # bytes in which an encoding may be declared
_TAG: Final = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:-]*)")
_OPEN_ENDED: Final = names(
    "p li dt dd td th tr tbody thead tfoot colgroup option optgroup rt rp html head body "
    "br hr img input meta link col area base embed source track wbr param"
)
"""Elements whose end is implied, and those that have none."""


def open_page(data: bytes) -> LexborNode:
    """The root of the tree. Raises UnreadableDocument (not_text, damaged, too_large)."""
    found = _DECLARED.search(data[:_LOOKED_AT])
    text = decode(data, found[1].decode("ascii") if found else None).replace("\0", "")
    _require_shallow(text)
    _require_whole(text)
    root = LexborHTMLParser(text).root
    if root is None:
        raise UnreadableDocument("no_text", "网页里没有内容，请重新下载或另存。")
    return root


def _require_shallow(text: str) -> None:
    depth = 0
    for found in _TAG.finditer(text):
        if found[2].lower() in _OPEN_ENDED:
            continue
        if found[1]:
            depth = max(0, depth - 1)
        elif not _closes_itself(text, found.end()):
            depth += 1
        if depth > MOST_NESTED:
            raise UnreadableDocument("too_large", f"网页的标记一层套一层超过 {MOST_NESTED} 层，不像公开的网页，没有读取；请只提供正文。")


def _closes_itself(text: str, at: int) -> bool:
    end = text.find(">", at, at + 400)
    return end > 0 and text[end - 1] == "/"


def _require_whole(text: str) -> None:
    """A page that was begun, has no end and breaks off within a table was not downloaded wholly: rows are missing, and nobody sees it."""
    bare = text.lower()
    begun = "<html" in bare or "<body" in bare
    if begun and "</html" not in bare and "</body" not in bare and bare.count("<table") > bare.count("</table"):
        raise UnreadableDocument("damaged", "网页不完整，在表格中间断开（可能没有下载完整），请重新下载或另存。")
