"""What a sentence is made of, and what it is told beside the change. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from comparisons.changes import Change, Point
from comparisons.wording.amounts import Unit

Role = Literal["", "figure", "change", "reason"]

_SLOT: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class About:
    """What a sentence says beside the change itself; names in the language of the sentence.

    `name` is the line's; "" for its label as printed. `stage` and `scope` are codes (`budget`, `unit` …), "" to leave them out. `parent` is
    the change of the line that this one is a part of, and `parent_name` its name. `base_year` and `year` are the two years that are
    compared, needed only where one of them has no figure. `titles` are the names of tables by their key. `reason` is the official
    one in the document's own words: "" where none was found, None to say nothing of reasons; `reason_of` names the source of funds that
    it is given for, where that is the same amount.
    """

    name: str = ""
    department: str = ""
    stage: str = ""
    scope: str = ""
    parent: Change | None = None
    parent_name: str = ""
    base_year: int | None = None
    year: int | None = None
    titles: Mapping[str, str] | None = None
    reason: str | None = None
    reason_of: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence: plain words, a printed figure with its `point`, what was computed from two, or the official reason."""

    text: str
    role: Role = ""
    point: Point | None = None


Pieces = tuple[Piece, ...]
Filling = str | Piece | Pieces


@dataclass(frozen=True, slots=True)
class Sentence:
    """A whole sentence, its full stop too, in pieces; `str()` joins them. `short` is for lists, where the line's name stands beside it."""

    pieces: Pieces
    short: str

    def __str__(self) -> str:
        return joined(self.pieces)


@dataclass(frozen=True, slots=True)
class Language:
    """One language: its phrases and words by key, how it writes an amount in each unit, and how it begins a sentence.

    The phrases of two languages have the same keys, and each the same slots, so that a kind is never told in one of them alone.
    """

    phrases: Mapping[str, str]
    words: Mapping[str, str]
    units: Mapping[Unit, str]
    lists: str
    """What stands between several differences."""

    def words_of(self, code: str) -> str:
        """The word for a code; what is none (a note, a title) as it is."""
        return self.words.get(code, code)

    def tell(self, phrase: str, **slots: Filling) -> Pieces:
        """A phrase with its slots filled."""
        return fill(self.phrases[phrase], slots)


def fill(template: str, slots: Mapping[str, Filling]) -> Pieces:
    """A template as pieces: its own words, and in each {slot} what it is filled with."""
    found: list[Piece] = []
    for at, text in enumerate(_SLOT.split(template)):
        filling = slots[text] if at % 2 else text
        found += [Piece(filling)] if isinstance(filling, str) else [filling] if isinstance(filling, Piece) else filling
    return tuple(piece for piece in found if piece.text)


def joined(pieces: Pieces) -> str:
    """The text of pieces."""
    return "".join(piece.text for piece in pieces)
