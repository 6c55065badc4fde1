"""Documents of every region and layout read as they were reviewed: figures, labels, places, statements, forms, findings, notes.

The documents stay in the corpus. `pytest tests/documents --rewrite-golden` writes the files anew, an empty file `<name's end>.txt` for the
first time: it refuses where the corpus' truth says otherwise, marks what the truth does not confirm, and drops what somebody saw and is no
longer there. `disputed N …` in a head, written by hand with the reason, takes N figures from what the truth may decide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.contract import Json, to_contract
from ingest.extract import extract
from tests.documents.comparing import MARKS, Expected, differences, kept, parsed, seen
from tests.documents.truth import Judged, judged, missed, truth_of
from tests.documents.written import written
from tests.require_all import CORPUS

FILES = sorted(Path(__file__).parent.glob("*.txt"))

pytestmark = [pytest.mark.shared, pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the checkout")]


@pytest.mark.parametrize("golden", FILES, ids=lambda path: path.stem)
def test_a_document_reads_as_it_was_reviewed(golden: Path, request: pytest.FixtureRequest) -> None:
    document, expected = _document(golden), parsed(golden.read_text(encoding="utf-8"))
    read = to_contract(extract(document))
    if request.config.getoption("--rewrite-golden"):
        golden.write_text("\n".join(_rewritten(read, document, expected)) + "\n", encoding="utf-8")
        return
    assert expected.head[:1] == (_identity(read),)
    if found := differences(expected.lines, list(written(read))):
        pytest.fail("\n".join([document.stem, *found]), pytrace=False)


@pytest.mark.parametrize("golden", FILES, ids=lambda path: path.stem)
def test_what_somebody_saw_is_what_stands_there(golden: Path) -> None:
    expected = parsed(golden.read_text(encoding="utf-8"))
    assert [line for line, same in seen(expected.head, expected.lines) if not same] == []


def _document(golden: Path) -> Path:
    found = [path for path in CORPUS.glob(f"*/*{golden.stem}*") if path.suffix in (".pdf", ".txt")]
    assert len(found) == 1, f"{golden.stem}: {found}"
    return found[0]


def _identity(read: Json) -> str:
    return f"document {read['document']['sha256']} pages {read['document']['pages']}"


# Rewriting


def _rewritten(read: Json, document: Path, expected: Expected) -> Iterator[str]:
    tables = truth_of(document, CORPUS / "truth")
    verdicts = judged(read, tables) if tables else {}
    _refuse(read, tables, verdicts, expected)
    marks = {key: MARKS[one.verdict] for key, one in verdicts.items() if one.verdict != "confirmed"}
    lines = kept(expected.lines, list(written(read, marks)))
    yield _identity(read)
    counts = Counter(one.verdict for one in verdicts.values())
    if verdicts:
        yield " ".join(["truth", *(f"{verdict} {counts[verdict]}" for verdict in sorted(counts))])
    yield from (line for line in expected.head[1:] if not line.startswith(("truth ", "eye ")))
    yield from (line for line, same in seen(expected.head, lines) if same)
    yield ""
    yield from lines


def _refuse(read: Json, tables: list[Json], verdicts: dict[int, Judged], expected: Expected) -> None:
    """Nothing is written that the truth contradicts."""
    disputed = sum(int(line.split()[1]) for line in expected.head if line.startswith("disputed "))
    wrong = [
        f"p{amount['page']} {row['code']} {row['label']} {amount['printed']}, the truth says {verdicts[id(amount)].said}"
        for table in read["tables"]
        for row in table["rows"]
        for amount in row["amounts"]
        if id(amount) in verdicts and verdicts[id(amount)].verdict == "contradicted"
    ]
    lost = missed(read, tables)
    assert len(wrong) == disputed, "\n".join(["", f"{len(wrong)} figures contradict the truth, {disputed} are disputed:", *wrong[:24]])
    assert not lost, "\n".join(["", "figures of the truth were not read:", *lost[:24]])
