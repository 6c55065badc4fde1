"""The facts of the samples that are set as PDFs and workbooks: every figure is that of the published document, every sentence our own."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from ingest.samples import PDF_SAMPLES, XLSX_SAMPLES
from ingest.samples.published import Published, RuledTable, load_published
from ingest.samples.ruled import FIGURE, cells_of, code_columns
from ingest.samples.wording import paragraphs

TRUTH = Path(__file__).resolve().parents[3].parent / "shared" / "corpus" / "truth"
DOCUMENTS = TRUTH.parent / "dev"
OWN = 15
UNSAID: dict[str, tuple[str, ...]] = {}
# The labels of charts ("基本支出,59.35%") are no claims of the text.
IN_TEXT = re.compile(r"(?<![\d.,])\d[\d,]*(?:\.\d+)?(?=万元|%|个百分点)")
PAGE_NUMBER = re.compile(r"^\s*-?\s*\d+\s*-?\s*$", re.MULTILINE)
CUT_BY_A_PAGE = {"信息网络及软件购": "信息网络及软件购置更新"}

needs_corpus = pytest.mark.skipif(not TRUTH.exists(), reason="the corpus is not beside the checkout")
every_sample = pytest.mark.parametrize("name", [*PDF_SAMPLES, *XLSX_SAMPLES])


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def unnumbered(title: str) -> str:
    return re.sub(r"^[一二三四五六七八九十]+、", "", bare(title))


def truth_of(sample: Published) -> list[dict[str, Any]]:
    content = gzip.decompress((TRUTH / f"{sample.source['document']}.json.gz").read_bytes())
    tables: list[dict[str, Any]] = json.loads(content)["tables"]
    return [table for table in tables if table["status"] != "form"]


def figures_of(table: RuledTable) -> Counter[tuple[str, str, str, str]]:
    """Every figure outside the columns of codes: its code, label, lowest head and text, as the truth names them."""
    heads = {}
    for cell in cells_of(table.head) if table.head else ():
        heads.update({cell.column + offset: bare(cell.text) for offset in range(cell.columns)})
    codes = code_columns(table.head)
    found: Counter[tuple[str, str, str, str]] = Counter()
    for row in table.rows:
        marks = [mark.removeprefix("*") for mark in row.split("|")]
        for column, mark in enumerate(marks):
            if column not in codes and FIGURE.fullmatch(mark):
                code = "".join(marks[at] for at in _columns_of_its_code(codes, column) if marks[at] not in ("^", "~"))
                found[code if code.isdecimal() else "", _label(marks, column, codes), heads[column], mark] += 1
    return found


def _columns_of_its_code(codes: frozenset[int], column: int) -> list[int]:
    """The columns of codes beside each other that come last before the figure: a table may have two blocks."""
    before = [at for at in sorted(codes) if at < column]
    return [at for at in before if set(range(at, before[-1])) <= codes]


def _label(marks: list[str], column: int, codes: frozenset[int]) -> str:
    before = [mark for at, mark in enumerate(marks[:column]) if mark not in ("", "^", "~") and not FIGURE.fullmatch(mark)]
    return bare(before[-1]) if before else ""


@needs_corpus
@pytest.mark.shared
@every_sample
def test_every_figure_of_the_published_tables_is_there(name: str) -> None:
    sample = load_published(name)
    ours: Counter[str] = Counter()
    for (_, _, _, printed), count in sum((figures_of(table) for table in sample.tables if table.head), Counter()).items():
        ours[printed] += count
    theirs = Counter(cell["printed"] for table in truth_of(sample) for cell in table["cells"])
    assert theirs - ours == Counter()
    assert theirs.total() >= 0.9 * ours.total()


@needs_corpus
@pytest.mark.shared
@every_sample
def test_every_figure_stands_in_its_row_and_column(name: str) -> None:
    sample = load_published(name)
    tables = {unnumbered(table.title): figures_of(table) for table in sample.tables if table.title}
    anywhere = sum(tables.values(), Counter())
    for table in truth_of(sample):
        ours = tables[unnumbered(table["title"])] if table["title"] else anywhere
        heads = {column["col"]: bare(column["path"][-1]) for column in table["columns"]}
        assert not [cell for cell in table["cells"] if not _has(ours, cell, heads[cell["col"]])]


def _has(ours: Counter[tuple[str, str, str, str]], cell: dict[str, Any], head: str) -> bool:
    codes = {*cell["code_alts"], cell["code"] or ""}
    labels = {CUT_BY_A_PAGE.get(bare(label), bare(label)) for label in (*cell["label_alts"], cell["label"] or "")}
    return any((code, label, head, cell["printed"]) in ours for code in codes for label in labels)


def paragraphs_of(sample: Published) -> Iterator[str]:
    for part in sample.parts:
        if part.kind in ("text", "say"):
            yield from paragraphs(part)


def texts_of(sample: Published) -> Iterator[str]:
    yield from paragraphs_of(sample)
    for table in sample.tables:
        yield from (mark for row in table.rows for mark in row.split("|"))


def published_text(sample: Published) -> str:
    document = pypdfium2.PdfDocument(DOCUMENTS / f"{sample.source['document']}.pdf")
    return bare("".join(PAGE_NUMBER.sub("", page.get_textpage().get_text_range().replace("\r", "")) for page in document))


@needs_corpus
@pytest.mark.shared
@every_sample
def test_every_figure_that_the_text_claims_is_there(name: str) -> None:
    sample = load_published(name)
    ours = Counter(IN_TEXT.findall("|".join(texts_of(sample))))
    assert Counter(IN_TEXT.findall(published_text(sample))) - ours == Counter(UNSAID.get(name, ()))


@needs_corpus
@pytest.mark.shared
@every_sample
def test_the_running_text_is_our_own(name: str) -> None:
    """No run of fifteen characters between figures and official names stands in the published document."""
    sample = load_published(name)
    theirs = published_text(sample)
    official = sorted({bare(text) for text in official_names(sample)} - {""}, key=len, reverse=True)
    split = re.compile("|".join(map(re.escape, official)) + r"|[^，。]*（款）[^，。]*（项）|[\d.,%]+")
    own = [run for text in own_texts(sample) for run in split.split(bare(text))]
    assert not [run for run in own for at in range(len(run) - OWN + 1) if run[at : at + OWN] in theirs]


def own_texts(sample: Published) -> Iterator[str]:
    """Paragraphs, remarks below tables, and cells that hold sentences."""
    yield from paragraphs_of(sample)
    for table in sample.tables:
        yield from table.below
        yield from (mark for row in table.rows for mark in row.split("|") if is_sentence(mark))


def is_sentence(mark: str) -> bool:
    return "，" in mark and not FIGURE.fullmatch(mark)


def official_names(sample: Published) -> Iterator[str]:
    """Names of departments, tables, items and heads: they are facts."""
    yield sample.unit
    for part in sample.parts:
        if part.kind in ("contents", "heading", "title", "cover", "names"):
            yield from part.values
    for table in sample.tables:
        yield from (mark for row in (*table.head, *table.rows) for mark in row.split("|") if len(mark) > 2 and not is_sentence(mark))
        yield table.title


@every_sample
def test_nobody_is_named(name: str) -> None:
    texts = "|".join(texts_of(load_published(name)))
    assert not re.search(r"1[3-9]\d{9}|联系人|经办人|负责人：|(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)", texts)
