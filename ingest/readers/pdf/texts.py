"""The texts of a page by which its characters are painted, and the areas in which each is seen. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import repeat

from ingest.readers.pdf import calls
from ingest.readers.pdf.calls import Clips, Handle
from ingest.readers.pdf.glyphs import Boxes
from ingest.readers.pdf.objects import PLAIN, Layer


class Texts:
    """The texts that stand on a page itself, in its own space; those within forms are left out, whatever clips them."""

    __slots__ = ("_clips", "_text_page", "own")

    def __init__(self, text_page: Handle, layers: Sequence[Layer]) -> None:
        self.own = [text for layer in layers if layer.matrix == PLAIN for text in layer.texts]
        self._text_page = text_page
        self._clips = Clips()

    def owners(self, places: Iterable[int]) -> Iterable[Handle | None]:
        """The text that paints each of the characters with these numbers."""
        return map(calls.text_object, repeat(self._text_page), places)

    def areas(self, objects: Sequence[Handle | None]) -> Boxes:
        """Where objects are seen, each asked once: n × 4, left, bottom, right, top in the page's own space; infinite where not confined."""
        places = {one: at for at, one in enumerate(dict.fromkeys(objects))}
        return self._clips.boxes(list(places))[[places[one] for one in objects]]
