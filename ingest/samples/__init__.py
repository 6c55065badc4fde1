"""Sample disclosures, typeset from facts, so that an installation can be tried without any document of others.

`facts/` holds what was published: figures, codes and official names, each sample naming its source. `layout` arranges it on pages,
a renderer sets the pages in a format (`typeset_text`). All running text is the project's own, and every page says 演示排版，非官方原件.
Samples prove that an installation works; they prove nothing about how well real documents are read.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ingest.samples.facts import load
from ingest.samples.layout import lay_out
from ingest.samples.typeset_text import typeset

TEXT_SAMPLES: Final = ("datong-emergency-2023",)


def write(directory: Path) -> tuple[Path, ...]:
    """Write every sample into the directory, which is made where it is missing; the paths in order. The bytes are always the same."""
    directory.mkdir(parents=True, exist_ok=True)
    return tuple(_write_text(name, directory) for name in TEXT_SAMPLES)


def _write_text(name: str, directory: Path) -> Path:
    sample = load(name)
    path = directory / sample.file_name
    path.write_bytes(typeset(lay_out(sample), sample).encode("utf-8"))
    return path
