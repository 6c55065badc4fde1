"""One line of all departments of a year: from the stored truth to the entries of a ranking, and from departments to their peers.

Beside `stored` the only reader of the database here. Each question takes a constant number of queries, however many departments answer it;
the cells are read from indexes alone (`budgets.models.Fact`).
"""

from __future__ import annotations

from comparisons.standings.answers import Entries, Origins, entries, names, origins, other_scopes, points
from comparisons.standings.offers import Kind, Offer, kinds, lines, tables
from comparisons.standings.profiles import SIZE, group_of, peers_of, profile
from comparisons.standings.questions import Asked, Line, asked, line_of

__all__ = [
    "SIZE",
    "Asked",
    "Entries",
    "Kind",
    "Line",
    "Offer",
    "Origins",
    "asked",
    "entries",
    "group_of",
    "kinds",
    "line_of",
    "lines",
    "names",
    "origins",
    "other_scopes",
    "peers_of",
    "points",
    "profile",
    "tables",
]
