"""Worksheets, whichever format holds them: what cells show, which of them are tables, one page each."""

from ingest.readers.worksheets.cells import MOST_CELLS, Stored, require_cells, shown_date, shown_text, shown_truth
from ingest.readers.worksheets.formats import HIDDEN_ZERO, Shown, show_display, show_number
from ingest.readers.worksheets.laying import Described, lay_out

__all__ = [
    "HIDDEN_ZERO",
    "MOST_CELLS",
    "Described",
    "Shown",
    "Stored",
    "lay_out",
    "require_cells",
    "show_display",
    "show_number",
    "shown_date",
    "shown_text",
    "shown_truth",
]
