"""Performance forms (绩效目标申报表): in which projects, and whole departments, declare their money and their targets. Pure.

`ruled` reads them from lattices (rulings of a PDF), `counted` from the lines of a text. A form of which a part was lost is kept with what
is left of it, marked as damaged; nothing is filled in for what is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.forms.counted import read_counted
from ingest.forms.ruled import read_ruled
from ingest.shapes import Form, Note, Page

__all__ = ["outside_forms", "read_forms"]


def read_forms(pages: tuple[Page, ...]) -> tuple[tuple[Form, ...], tuple[Note, ...]]:
    """The forms of a document in its order, and notes on what is lost or ambiguous in them. Money is in the unit that the form prints."""
    if any(page.size is not None or page.lattices for page in pages):
        return read_ruled(pages)
    return read_counted(pages)


def outside_forms(pages: Sequence[Page], forms: Sequence[Form]) -> tuple[Page, ...]:
    """The pages without the lattices that are forms and without the lines in them: where tables are looked for."""
    taken = {number for form in forms for first, last in form.segments for number in range(first, last + 1)}
    return tuple(_without(page, taken) if page.lattices else page for page in pages)


def _without(page: Page, taken: set[int]) -> Page:
    lines = tuple(line for line in page.lines if line.number not in taken)
    if len(lines) == len(page.lines):
        return page
    kept = [line for line in lines if line.box]
    return replace(
        page,
        lines=lines,
        lattices=tuple(
            lattice
            for lattice in page.lattices
            if lattice.box is None or any(line.box and lattice.box[1] <= (line.box[1] + line.box[3]) / 2 <= lattice.box[3] for line in kept)
        ),
    )
