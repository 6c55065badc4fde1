"""Tables as they are printed, before anything is understood of them: cells in columns, their heads, captions and remarks.

`ruled` makes them of lattices (rulings of a PDF; cells of worksheets, web pages, Word), `counted` of the lines of a text whose spaces are
counted. Where a PDF rules a table in part or not at all, `aligned` gives `ruled` a lattice all the same: from how its words are aligned.
"""

from __future__ import annotations

from collections.abc import Sequence

from ingest.grids.aligned.finding import with_aligned
from ingest.grids.counted.finding import find_counted
from ingest.grids.ruled.finding import find_ruled
from ingest.shapes import Grid, Page

__all__ = ["find_grids"]


def find_grids(pages: Sequence[Page]) -> tuple[Grid, ...]:
    """The tables of a document in its order. PDFs, worksheets, web pages and Word have ruled tables; a text has spaces to count."""
    if any(page.size is not None or page.has_cells for page in pages):
        return find_ruled(with_aligned(pages))
    return find_counted(pages)
