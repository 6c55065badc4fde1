"""Workbooks of Excel 5 to 2003 and of WPS (.xls, .et): worksheets → pages with cells, every text and figure with its sheet and cell."""

from ingest.readers.xls.reading import read_xls

__all__ = ["read_xls"]
