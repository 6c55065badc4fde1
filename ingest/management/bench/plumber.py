"""The tables of a PDF as pdfplumber finds them: what a script would do without this project."""

from __future__ import annotations

import time
from importlib.util import find_spec
from pathlib import Path


def is_installed() -> bool:
    """Whether pdfplumber, which only this benchmark needs, is there."""
    return find_spec("pdfplumber") is not None


def seconds_for_tables(path: Path, every: int) -> tuple[float, int]:
    """Processor seconds for the tables of all pages, reckoned from the opening and every so-manieth page; and the number of pages."""
    import pdfplumber  # noqa: PLC0415  (not installed where nobody develops)

    started = time.process_time()
    with pdfplumber.open(path) as document:
        count = len(document.pages)
        opened = time.process_time()
        sample = document.pages[::every]
        for page in sample:
            page.extract_tables()
            page.close()
        read = time.process_time()
    return opened - started + (read - opened) * count / max(1, len(sample)), count
