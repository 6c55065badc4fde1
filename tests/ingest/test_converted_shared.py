"""Real documents in every other format that is read: each figure is read as from the document itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ingest.contract import to_contract
from ingest.extract import extract
from tests.ingest.converted import Plain, as_html, as_word, as_workbook, plain
from tests.ingest.libreoffice import by_libreoffice, needs_libreoffice
from tests.require_all import CORPUS

pytestmark = [pytest.mark.shared, pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the checkout")]

DOCUMENTS = ("2af1b2", "592d25", "bfd375", "6d531c", "31bf44", "07a627", "5427e4", "27ae80", "6ff178", "85521c", "a8fb0e")
"""One of each region, and of each way in which tables are ruled and merged there."""
LEAST = 0.995


@cache
def of_the_document(document: str) -> tuple[dict[str, Any], Plain]:
    """What is read of the document itself, and its tables and words as they are written in other formats."""
    (path,) = CORPUS.glob(f"dev/*_{document}.pdf")
    return to_contract(extract(path)), plain(path)


def figures(contract: dict[str, Any]) -> Counter[tuple[Any, ...]]:
    return Counter(
        (
            table["schedule"],
            row["code"],
            row["label"],
            row["side"],
            table["columns"][amount["column"]]["measure"],
            amount["printed"],
            amount["yuan"],
        )
        for table in contract["tables"]
        for row in table["rows"]
        for amount in row["amounts"]
    )


PLACES = {"table", "row", "cell"}
CELLS = {"sheet", "cell"}


@pytest.mark.parametrize(
    ("suffix", "written", "places"), [(".html", as_html, PLACES), (".docx", as_word, PLACES), (".xlsx", as_workbook, CELLS)]
)
@pytest.mark.parametrize("document", [pytest.param(document, marks=pytest.mark.xdist_group(document)) for document in DOCUMENTS])
def test_figures_are_read_as_from_the_document_itself(
    tmp_path: Path, document: str, suffix: str, written: Callable[[Plain], bytes], places: set[str]
) -> None:
    own, words = of_the_document(document)
    other = tmp_path / f"a{suffix}"
    other.write_bytes(written(words))
    require_the_same(own, other, places)


@needs_libreoffice
@pytest.mark.xdist_group("converted_by_libreoffice")
@pytest.mark.parametrize(
    ("suffix", "written", "places"),
    [(".xls", as_workbook, CELLS), (".ods", as_workbook, CELLS), (".doc", as_html, PLACES), (".odt", as_html, PLACES)],
)
def test_figures_that_libreoffice_has_written_are_read_as_from_the_document_itself(
    tmp_path: Path, suffix: str, written: Callable[[Plain], bytes], places: set[str]
) -> None:
    ending = ".xlsx" if written is as_workbook else ".html"
    chosen = DOCUMENTS[::2] if written is as_workbook else DOCUMENTS[::4]  # LibreOffice takes seconds for each text
    files = {f"{document}{ending}": written(of_the_document(document)[1]) for document in chosen}
    for name, other in by_libreoffice(files, tmp_path, suffix).items():
        require_the_same(of_the_document(name.removesuffix(ending))[0], other, places)


def require_the_same(own: dict[str, Any], other: Path, places: set[str]) -> None:
    read = to_contract(extract(other))
    expected, found = figures(own), figures(read)
    assert (expected & found).total() >= LEAST * expected.total(), (expected - found).most_common(5)
    assert (found - expected).total() <= (1 - LEAST) * expected.total(), (found - expected).most_common(5)
    said = [(stated and stated["value"], read["identity"][name]) for name, stated in own["identity"].items()]
    assert all(stated is None or stated["value"] == value for value, stated in said)  # some say who they are in a form, which is left out
    assert all(places <= set(amount) for table in read["tables"] for row in table["rows"] for amount in row["amounts"])
