"""Word documents (.docx): text and tables as they read with all changes accepted, every figure with its table, row and cell."""

from ingest.readers.docx.reading import read_docx

__all__ = ["read_docx"]
