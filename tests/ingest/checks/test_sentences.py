"""Every sentence of a check knows what it is put together from, so that it can be told in English."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import ingest.checks
from ingest import samples
from ingest.contract import to_contract
from ingest.extract import extract
from ingest.shapes import Extraction
from tests.english import HAN, english, of_ours

CHECKS = sorted(Path(ingest.checks.__file__).parent.glob("*.py"))
TAKE_A_SUBJECT = {"Question", "compared", "holds", "not_evaluable", "unusual", "wrong", "Result"}
"""Their first argument names the finding, for machines; it is no sentence."""


def put_together_by_hand(tree: ast.Module) -> Iterator[int]:
    """The lines where Chinese text is put together otherwise than from a template; subjects and patterns are."""
    allowed: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TAKE_A_SUBJECT and node.args:
            allowed.add(node.args[0])
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "re":
            allowed.update(ast.walk(node))
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "subject":
            allowed.add(node.value)
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and node not in allowed:
            if any(isinstance(part, ast.Constant) and HAN.search(str(part.value)) for part in node.values):
                yield node.lineno
        elif isinstance(node, ast.Attribute) and node.attr == "join" and isinstance(node.value, ast.Constant) and node.value.value == "、":
            yield node.lineno


@pytest.mark.parametrize("path", CHECKS, ids=lambda path: path.stem)
def test_no_sentence_is_put_together_by_hand(path: Path) -> None:
    assert list(put_together_by_hand(ast.parse(path.read_text(encoding="utf-8")))) == []


def test_one_that_is_would_be_seen() -> None:
    by_hand = """yield unusual(f"{subject} 项", f"{place(table)}是空表。", [])\nwhat = "、".join(names)\nsubject = f"{name} 合计"\n"""
    assert sorted(put_together_by_hand(ast.parse(by_hand))) == [1, 2]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> list[Extraction]:
    names = (*samples.TEXT_SAMPLES, *samples.PDF_SAMPLES[:1], *samples.XLSX_SAMPLES)
    return [extract(path) for path in samples.write(tmp_path_factory.mktemp("samples"), names)]


def test_every_sentence_of_the_samples_is_there_in_english_and_leaves_only_printed_words_in_chinese(read: list[Extraction]) -> None:
    said = [(text, one) for one in read for finding in one.findings for text in (finding.message, finding.hint, finding.cause) if text]
    assert len({type(text) for text, _ in said}) == 1
    assert len(said) > 50
    assert [found for text, one in said if (found := of_ours(text, one))] == []


def test_the_parts_in_the_contract_are_those_of_the_sentence_that_stands_beside_them(read: list[Extraction]) -> None:
    for one in read:
        for finding in to_contract(one)["findings"]:
            assert set(finding["worded"]) == {part for part in ("message", "hint", "cause") if finding[part]}
            for part, sentence in finding["worded"].items():
                assert filled(sentence) == finding[part]


def filled(sentence: list[object]) -> str:
    """What the parts give in Chinese, put together once more."""
    template, values = str(sentence[0]), sentence[1] if sentence[1:] else {}
    assert isinstance(values, dict)
    told = {name: filled(value) if isinstance(value, list) else str(value) for name, value in values.items()}
    return re.sub(r"\{(\w+)\}", lambda slot: told[slot[1]], template)


def test_amounts_and_titles_are_told_as_on_english_pages(read: list[Extraction]) -> None:
    said = [english(finding.message) for one in read for finding in one.findings if finding.check == "projects.total"]
    assert said[0].startswith("total project expenditure in “Summary of expenditure” (预算公开表3), added up from the rows of “Table of")
    assert "(CNY 10,000); printed: 809.80 (CNY 10,000); difference: −0.01 (CNY 10,000)." in said[0]
