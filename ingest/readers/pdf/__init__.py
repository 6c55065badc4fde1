"""PDF files, by pdfium."""

from ingest.readers.pdf.reading import read_pdf

__all__ = ["read_pdf"]
