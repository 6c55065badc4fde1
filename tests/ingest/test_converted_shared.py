"""Real documents as web pages and as Word documents: each figure is read as from the document itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ingest.contract import to_contract
from ingest.extract import extract
from tests.ingest.converted import Plain, as_html, as_word, plain
from tests.require_all import CORPUS

pytestmark = [pytest.mark.shared, pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the checkout")]

DOCUMENTS = ("2af1b2", "592d25", "bfd375", "6d531c", "31bf44", "07a627", "5427e4", "27ae80", "6ff178", "85521c", "a8fb0e")
"""One of each region, and of each way in which tables are ruled and merged there."""
LEAST = 0.995


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


@pytest.mark.parametrize(("suffix", "written"), [(".html", as_html), (".docx", as_word)])
@pytest.mark.parametrize("document", DOCUMENTS)
def test_figures_are_read_as_from_the_document_itself(
    tmp_path: Path, document: str, suffix: str, written: Callable[[Plain], bytes]
) -> None:
    (path,) = CORPUS.glob(f"dev/*_{document}.pdf")
    other = tmp_path / f"a{suffix}"
    other.write_bytes(written(plain(path)))
    own, read = to_contract(extract(path)), to_contract(extract(other))
    expected, found = figures(own), figures(read)
    assert (expected & found).total() >= LEAST * expected.total(), (expected - found).most_common(5)
    assert (found - expected).total() <= (1 - LEAST) * expected.total(), (found - expected).most_common(5)
    said = [(stated and stated["value"], read["identity"][name]) for name, stated in own["identity"].items()]
    assert all(stated is None or stated["value"] == value for value, stated in said)  # some say who they are in a form, which is left out
    assert all({"table", "row", "cell"} <= set(amount) for table in read["tables"] for row in table["rows"] for amount in row["amounts"])
