"""What is stored, as plain values: with `standings` the only readers of the database in this package."""

from __future__ import annotations

from comparisons.stored.counted import counts
from comparisons.stored.editions import (
    changed_since,
    compared_editions,
    contradictions,
    disclosed,
    editions_found,
    first_pages,
    kinds_of,
    last_published,
    last_published_of,
    latest_contradictions,
    latest_editions,
    named,
    newest,
    samples_in,
    schedules_in,
    shown_editions,
    with_documents,
    years_in_force,
    years_of,
)
from comparisons.stored.expected import disclosed_of, listed_of, listed_without_documents
from comparisons.stored.found import departments_named
from comparisons.stored.happened import Replaced, appeared, corrected_cells, last_change, reinstated, replaced, withdrawn
from comparisons.stored.held import holdings, kinds_in, never_published
from comparisons.stored.lineages import Previous, below, history, lineage, previous, previous_of
from comparisons.stored.places import departments_in, newest_in, regions_with_departments, without_region
from comparisons.stored.sentences import said_at, said_in
from comparisons.stored.tables import Doubts, as_read, contradicted_tables, doubts, printed_cells, sources_of, table_list
from comparisons.stored.told import NOTHING_TOLD, Told, told_in
from comparisons.stored.volumes import ROWS_OF_TOTALS, cells_at, cells_in, read, read_headline, read_table, read_with, said_of_basis

__all__ = [
    "NOTHING_TOLD",
    "ROWS_OF_TOTALS",
    "Doubts",
    "Previous",
    "Replaced",
    "Told",
    "appeared",
    "as_read",
    "below",
    "cells_at",
    "cells_in",
    "changed_since",
    "compared_editions",
    "contradicted_tables",
    "contradictions",
    "corrected_cells",
    "counts",
    "departments_in",
    "departments_named",
    "disclosed",
    "disclosed_of",
    "doubts",
    "editions_found",
    "first_pages",
    "history",
    "holdings",
    "kinds_in",
    "kinds_of",
    "last_change",
    "last_published",
    "last_published_of",
    "latest_contradictions",
    "latest_editions",
    "lineage",
    "listed_of",
    "listed_without_documents",
    "named",
    "never_published",
    "newest",
    "newest_in",
    "previous",
    "previous_of",
    "printed_cells",
    "read",
    "read_headline",
    "read_table",
    "read_with",
    "regions_with_departments",
    "reinstated",
    "replaced",
    "said_at",
    "said_in",
    "said_of_basis",
    "samples_in",
    "schedules_in",
    "shown_editions",
    "sources_of",
    "table_list",
    "told_in",
    "with_documents",
    "withdrawn",
    "without_region",
    "years_in_force",
    "years_of",
]
