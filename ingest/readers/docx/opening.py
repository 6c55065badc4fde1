"""The bytes of a Word document → its parts as trees, opened only after the package was looked at. Pure.

The standard library's parser is enough: parts with a document type are refused before it sees them (`readers.packages`), and nothing is
fetched.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, XMLParser, fromstring
from zipfile import ZipFile

from ingest.readers.packages import BROKEN, Kind, xml_parts
from ingest.shapes import UnreadableDocument

KIND: Final = Kind("Word 文件", "Word", "正文")

MOST_NESTED: Final = 400
"""Elements within each other; Word writes some dozens, tables within tables included."""

_ATTRIBUTES: Final = frozenset(("val", "ilvl", "numId", "abstractNumId", "styleId", "type", "id"))
_WANTED: Final = ("document", "numbering", "styles", "footnotes", "endnotes", "header", "footer")


@dataclass(frozen=True, slots=True)
class Opened:
    """The main part and, by their names without folder and ending, the others that are read."""

    document: Element
    parts: Mapping[str, Element]
    has_macros: bool


def open_document(data: bytes) -> Opened:
    """The parts of a Word document. Raises UnreadableDocument (damaged, encrypted, too_large, forbidden_content)."""
    try:
        with ZipFile(io.BytesIO(data)) as package:
            parts = {_bare(name): _parsed(part) for name, part in xml_parts(package, len(data), KIND) if _is_wanted(name)}
            has_macros = any(name.endswith("vbaProject.bin") for name in package.namelist())
        document = parts.get("document")
        body = None if document is None else document.find("body")
    except BROKEN:
        raise KIND.damaged from None
    if body is None:
        raise KIND.damaged
    return Opened(body, parts, has_macros)


def _is_wanted(name: str) -> bool:
    return name.startswith("word/") and name.count("/") == 1 and name.endswith(".xml") and _bare(name).rstrip("0123456789") in _WANTED


def _bare(name: str) -> str:
    return name.rpartition("/")[2].removesuffix(".xml")


def _plain(name: str) -> str:
    """A name without its namespace; the same one is kept once, however often it stands in the tree."""
    return sys.intern(name.rpartition("}")[2])


def _parsed(part: bytes) -> Element:
    """The tree with names freed of their namespaces: Word has two sets of them, and no two elements differ in nothing else here.

    Of the attributes those are kept that are asked for; most say only when something was typed.
    """
    root: Element = fromstring(part, parser=XMLParser())  # noqa: S314  looked through for document types before
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > MOST_NESTED:
            text = f"Word 文件的标记一层套一层超过 {MOST_NESTED} 层，不像公开文件，没有读取；请用 Word 另存一次。"
            raise UnreadableDocument("too_large", text)
        below: list[Element] = []
        for element in level:
            element.tag = _plain(element.tag)
            element.attrib = {name: value for long, value in element.attrib.items() if (name := _plain(long)) in _ATTRIBUTES}
            below.extend(element)
        level = below
    return root
