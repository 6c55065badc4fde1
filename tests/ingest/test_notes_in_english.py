"""What a reading notes knows what it is put together from, as findings do, so that it can be told in English."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import ingest
from budgets.worded import Sentence
from ingest import samples
from ingest.contract import to_contract
from ingest.extract import extract
from ingest.shapes import Extraction
from tests.english import HAN, of_ours
from tests.ingest.checks.test_sentences import filled

READERS = sorted(path for path in Path(ingest.__file__).parent.rglob("*.py") if "Note(" in path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", READERS, ids=lambda path: path.stem)
def test_no_note_is_given_a_text_that_is_put_together_by_hand(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    texts = [
        node.args[2] for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Note" and node.args[2:]
    ]
    by_hand = [text for text in texts if isinstance(text, ast.JoinedStr | ast.Constant)]
    assigned = [node.value for node in ast.walk(tree) if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "text"]
    by_hand += [text for text in assigned if isinstance(text, ast.JoinedStr) and HAN.search(ast.unparse(text))]
    assert [text.lineno for text in by_hand] == []


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> list[Extraction]:
    names = (*samples.TEXT_SAMPLES, *samples.PDF_SAMPLES[:2], *samples.XLSX_SAMPLES)
    return [extract(path) for path in samples.write(tmp_path_factory.mktemp("samples"), names)]


def test_every_note_of_the_samples_is_there_in_english_and_leaves_only_printed_words_in_chinese(read: list[Extraction]) -> None:
    notes = [(note.text, one) for one in read for note in one.notes]
    assert len(notes) > 20
    assert {type(text) for text, _ in notes} == {Sentence}
    assert [found for text, one in notes if (found := of_ours(text, one))] == []


def test_the_parts_in_the_contract_are_those_of_the_text_beside_them(read: list[Extraction]) -> None:
    for one in read:
        for note in to_contract(one)["notes"]:
            assert filled(note["worded"]["text"]) == note["text"]
