"""The bytes of a Word document → its parts as trees, opened only after the package was looked at. Pure.

The standard library's parser is enough: parts with a document type are refused before it sees them (`readers.packages`), and nothing is
fetched.
"""

from __future__ import annotations

import io
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
            raw = dict(xml_parts(package, len(data), KIND))
            has_macros = any(name.endswith("vbaProject.bin") for name in package.namelist())
        parts = {_bare(name): _parsed(part) for name, part in raw.items() if _is_wanted(name)}
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


def _parsed(part: bytes) -> Element:
    """The tree with names freed of their namespaces: Word has two sets of them, and no two elements differ in nothing else here."""
    root: Element = fromstring(part, parser=XMLParser())  # noqa: S314  looked through for document types before
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > MOST_NESTED:
            text = f"Word 文件的标记一层套一层超过 {MOST_NESTED} 层，不像公开文件，没有读取；请用 Word 另存一次。"
            raise UnreadableDocument("too_large", text)
        below: list[Element] = []
        for element in level:
            element.tag = element.tag.rpartition("}")[2]
            element.attrib = {name.rpartition("}")[2]: value for name, value in element.attrib.items()}
            below.extend(element)
        level = below
    return root
