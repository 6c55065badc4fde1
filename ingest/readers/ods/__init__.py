"""OpenDocument spreadsheets (.ods): worksheets → pages with cells, every text and figure with its sheet and cell."""

from ingest.readers.ods.reading import read_ods

__all__ = ["read_ods"]
