"""Web pages: text and tables as they are shown, every figure with its table, row and cell."""

from ingest.readers.html.reading import read_html

__all__ = ["read_html"]
