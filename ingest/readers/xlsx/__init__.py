"""Workbooks (.xlsx): worksheets → pages with cells, every text and figure with its sheet and cell."""

from ingest.readers.xlsx.reading import read_xlsx

__all__ = ["read_xlsx"]
