"""Forms in lattices: every field is a cell, and its label the cell beside or above it."""

from ingest.forms.ruled.reading import read_ruled

__all__ = ["read_ruled"]
