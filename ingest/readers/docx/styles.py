"""What a document's styles and numbering say of a paragraph: its number in a list, and whether it is hidden. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element

from ingest.readers.numbering import digits

_OFF: Final = frozenset(("0", "false", "off", "none"))
_DEEPEST: Final = 20  # styles based on each other
_PLACE: Final = re.compile(r"%([1-9])")
_LEVELS: Final = 9


def is_on(properties: Element | None, name: str) -> bool | None:
    """Whether a property is set; None where nothing is said of it."""
    found = None if properties is None else properties.find(name)
    return None if found is None else found.get("val", "1") not in _OFF


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: the first number, how numbers are written, and what stands around them (%1、)."""

    start: int
    style: str
    text: str


@dataclass(slots=True)
class Styles:
    """The styles by their ids, and the lists by their numbers with how far each has counted."""

    by_id: Mapping[str, Element]
    lists: Mapping[str, tuple[str, tuple[Level, ...]]]
    counts: dict[str, list[int]] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)

    def is_hidden(self, style: str | None) -> bool:
        """Whether a style, or the nearest one that it is based on and that says so, hides its text."""
        said = (is_on(one.find("rPr"), "vanish") for one in self._chain(style))
        return next((found for found in said if found is not None), False)

    def name(self, style: str | None) -> str:
        found = self.by_id.get(style or "")
        name = None if found is None else found.find("name")
        return (style or "") if name is None else name.get("val", "")

    def number_of(self, properties: Element | None) -> str:
        """The number that a list writes before a paragraph, "" for none. It counts: to be asked of every paragraph once, in order."""
        style = value(properties, "pStyle")
        own = None if properties is None else properties.find("numPr")
        said = [own, *(one.find("pPr/numPr") for one in self._chain(style))]
        number = next(filter(None, (value(one, "numId") for one in said)), None)
        level = next(filter(None, (value(one, "ilvl") for one in said)), "0")
        known = self.lists.get(number or "")
        if number is None or known is None or not level.isdecimal() or int(level) >= len(known[1]):
            return ""
        return self._counted(number, known, int(level))

    def _counted(self, number: str, known: tuple[str, tuple[Level, ...]], at: int) -> str:
        """Lists of the same kind count on together, unless one says where it starts."""
        abstract, levels = known
        key = number if abstract == "" else abstract
        counts = self.counts.setdefault(key, [level.start - 1 for level in levels])
        counts[at] += 1
        for deeper in range(at + 1, len(levels)):
            counts[deeper] = levels[deeper].start - 1
        if levels[at].style in ("bullet", "none"):
            return ""
        shown = [max(count, level.start) for count, level in zip(counts, levels, strict=True)]
        return _PLACE.sub(lambda found: _digits(shown, levels, int(found[1]) - 1), levels[at].text)

    def _chain(self, style: str | None) -> Iterator[Element]:
        for _ in range(_DEEPEST):
            found = self.by_id.get(style or "")
            if found is None:
                return
            yield found
            style = value(found, "basedOn")


def _digits(shown: list[int], levels: tuple[Level, ...], at: int) -> str:
    return digits(shown[at], levels[at].style) if at < len(levels) else ""


def value(parent: Element | None, name: str) -> str | None:
    """The value of a property."""
    found = None if parent is None else parent.find(name)
    return None if found is None else found.get("val")


def read_styles(styles: Element | None, numbering: Element | None) -> Styles:
    """The styles and lists of a document; either part may be missing."""
    by_id = {one.get("styleId", ""): one for one in (styles.findall("style") if styles is not None else ())}
    return Styles(by_id, dict(_lists(numbering)) if numbering is not None else {})


def _lists(numbering: Element) -> Iterator[tuple[str, tuple[str, tuple[Level, ...]]]]:
    kinds = {one.get("abstractNumId", ""): _levels(one) for one in numbering.findall("abstractNum")}
    for one in numbering.findall("num"):
        abstract = value(one, "abstractNumId") or ""
        levels = list(kinds.get(abstract, ()))
        overrides = one.findall("lvlOverride")
        for override in overrides:
            at, start = _int(override.get("ilvl"), 0), value(override, "startOverride")
            own = override.find("lvl")
            if at < len(levels):
                level = _level(own) if own is not None else levels[at]
                levels[at] = Level(_int(start, level.start), level.style, level.text)
        yield one.get("numId", ""), ("" if overrides else abstract, tuple(levels))


def _levels(abstract: Element) -> tuple[Level, ...]:
    found = {_int(level.get("ilvl"), 0): _level(level) for level in abstract.findall("lvl")}
    return tuple(found.get(at, Level(1, "none", "")) for at in range(min(max(found, default=-1) + 1, _LEVELS)))


def _level(level: Element) -> Level:
    style = level.find("numFmt") if level.find("numFmt") is not None else level.find("AlternateContent/Fallback/numFmt")
    name = "decimal" if style is None else style.get("val", "decimal")
    return Level(_int(value(level, "start"), 0), name, value(level, "lvlText") or "")


def _int(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and text.isdecimal() and len(text) < 9 else otherwise
