"""Sample disclosures, typeset from facts, so that an installation can be tried without any document of others.

`facts/` holds what was published: figures, codes and official names, each sample naming its source. A renderer for each format sets them:
`typeset_text` as a program extracts text from a PDF, `typeset_pdf` as ruled pages, `typeset_xlsx` as a workbook. All running text is the
project's own, and every page says 演示排版，非官方原件.
Samples prove that an installation works; they prove nothing about how well real documents are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ingest.samples.facts import load
from ingest.samples.layout import lay_out
from ingest.samples.published import Published, load_published
from ingest.samples.typeset_text import typeset
from ingest.samples.typeset_xlsx import typeset_xlsx

TEXT_SAMPLES: Final = ("datong-emergency-2023",)
PDF_SAMPLES: Final = (
    "wanli-street-2023",
    "wanli-street-2024",
    "jiangsu-cppcc-2017-text",
    "jiangsu-cppcc-2017-tables",
    "jiangsu-cppcc-2018-text",
    "jiangsu-cppcc-2018-tables",
    "jiangsu-cppcc-2019-text",
    "jiangsu-cppcc-2019-tables",
    "jiangsu-court-2017",
    "jiangsu-court-2018",
    "jiangsu-court-2019",
    "putuo-social-work-2024",
)
XLSX_SAMPLES: Final = ("putuo-justice-2026",)
SAMPLES: Final = (*TEXT_SAMPLES, *PDF_SAMPLES, *XLSX_SAMPLES)


class SamplesUnavailable(RuntimeError):
    """What the samples are set with is not installed; the message says what to do."""


def published_as(file_name: str) -> Published | None:
    """What the sample of this file name states; None where it is none of the PDFs and workbooks."""
    return next((sample for sample in map(load_published, (*PDF_SAMPLES, *XLSX_SAMPLES)) if sample.file_name == file_name), None)


def write(directory: Path, names: Sequence[str] = SAMPLES) -> tuple[Path, ...]:
    """Write the samples into the directory, which is made where it is missing; the paths in order. The bytes are always the same.

    Raises SamplesUnavailable where the library or the font for PDFs is missing.
    """
    directory.mkdir(parents=True, exist_ok=True)
    return tuple(_write(name, directory) for name in names)


def _write(name: str, directory: Path) -> Path:
    file_name, content = _set_text(name) if name in TEXT_SAMPLES else _set_published(name)
    path = directory / file_name
    path.write_bytes(content)
    return path


def _set_text(name: str) -> tuple[str, bytes]:
    sample = load(name)
    return sample.file_name, typeset(lay_out(sample), sample).encode("utf-8")


def _set_published(name: str) -> tuple[str, bytes]:
    sample = load_published(name)
    return sample.file_name, typeset_xlsx(sample) if name in XLSX_SAMPLES else _pdf(sample)


def _pdf(sample: Published) -> bytes:
    try:
        from ingest.samples.typeset_pdf import typeset_pdf  # noqa: PLC0415  # only the demo installs what it needs
    except ModuleNotFoundError as error:
        raise SamplesUnavailable(f"排版样例要用 {error.name}：开发环境里请运行 make setup。") from error
    return typeset_pdf(sample)
