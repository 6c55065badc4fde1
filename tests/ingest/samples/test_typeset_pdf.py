"""Samples as PDFs, read back with a library that did not write them."""

from __future__ import annotations

import re
import sys
from collections import Counter
from dataclasses import astuple
from pathlib import Path

import pypdfium2
import pytest

from ingest.samples import PDF_SAMPLES, SamplesUnavailable, published_as, write
from ingest.samples.drawn import Area, Areas, Line, Page, Text
from ingest.samples.flow import flow
from ingest.samples.published import Part, Published, RuledTable, Style, load_published
from ingest.samples.typeset_pdf import measure, typeset_pdf

AMOUNT = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+(?:\.\d\d)?|\d+\.\d\d)")

every_sample = pytest.mark.parametrize("name", PDF_SAMPLES)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    here: Path = tmp_path_factory.mktemp("samples")
    write(here, PDF_SAMPLES)
    return here


def opened(folder: Path, name: str) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(folder / load_published(name).file_name)


def text_of(page: pypdfium2.PdfPage) -> str:
    return str(page.get_textpage().get_text_range())


def a_sample(*parts: Part, tables: tuple[RuledTable, ...] = (), style: Style | None = None) -> Published:
    return Published("a.pdf", "演示", {"title": "一份"}, "甲", "乙", 2024, "budget", "unit", style or Style(), parts, tables)


def a_table(rows: int) -> RuledTable:
    return RuledTable("收入总表", ("编码|名称|金额",), tuple(f"{201 + row}|科目{row}|{row}.00" for row in range(rows)), (60, 200, 90))


def texts(page: Page) -> list[str]:
    return [shape.text for shape in page.shapes if isinstance(shape, Text)]


@every_sample
def test_every_page_says_that_it_is_no_official_original(folder: Path, name: str) -> None:
    assert all(text_of(page).count("演示排版，非官方原件") == 1 for page in opened(folder, name))


@every_sample
def test_every_amount_of_the_tables_can_be_read_back(folder: Path, name: str) -> None:
    cells = [mark.removeprefix("*") for table in load_published(name).tables for row in table.rows for mark in row.split("|")]
    amounts = Counter(cell for cell in cells if AMOUNT.fullmatch(cell))
    read = Counter(word for page in opened(folder, name) for word in text_of(page).split())
    assert amounts - read == Counter()


@every_sample
def test_nothing_leaves_its_page(name: str) -> None:
    for page in flow(load_published(name), measure):
        ends = [
            (shape.x + measure(shape.text, shape.size), shape.y) if isinstance(shape, Text) else box[2:]
            for shape in page.shapes
            for box in (shape.boxes if isinstance(shape, Areas) else [astuple(shape)])
        ]
        assert all(right < page.width and bottom < page.height for right, bottom, *_ in ends)


@every_sample
def test_the_font_is_in_the_file_with_its_meaning(folder: Path, name: str) -> None:
    content = (folder / load_published(name).file_name).read_bytes()
    assert b"/FontFile2" in content
    assert b"/ToUnicode" in content


def test_the_same_facts_give_the_same_bytes() -> None:
    sample = load_published("wanli-street-2024")
    assert typeset_pdf(sample) == typeset_pdf(sample)


def test_each_way_of_ruling_occurs() -> None:
    assert {load_published(name).style.rulings for name in PDF_SAMPLES} == {"lines", "rects", "fills"}


@pytest.mark.parametrize(("rulings", "drawn"), [("lines", [Line] * 8), ("rects", [Area] * 8), ("fills", [Area] * 3 + [Areas])])
def test_rulings_are_drawn_as_the_style_says(rulings: str, drawn: list[type]) -> None:
    """Four rulings each way; as filled areas they are one path, and the head is shaded."""
    (page,) = flow(a_sample(Part("table", (1,)), tables=(a_table(2),), style=Style(rulings=rulings)), measure)  # type: ignore[arg-type]
    assert [type(shape) for shape in page.shapes if not isinstance(shape, Text)] == drawn
    assert all(len(shape.boxes) == 8 for shape in page.shapes if isinstance(shape, Areas))


def test_bold_text_is_printed_twice_within_a_point() -> None:
    plain, doubled = (a_sample(Part("title", ("总表",)), style=Style(doubled_bold=doubled)) for doubled in (False, True))
    shown = [pypdfium2.PdfDocument(typeset_pdf(sample))[0] for sample in (plain, doubled)]
    runs = [[item for item in page.get_objects() if item.type == pypdfium2.raw.FPDF_PAGEOBJ_TEXT] for page in shown]
    assert len(runs[1]) == len(runs[0]) + 1
    lefts = [item.get_bounds()[0] for item in runs[1][:2]]
    assert 0 < lefts[1] - lefts[0] <= 1


@pytest.mark.parametrize("repeat", [True, False])
def test_a_table_goes_on_over_pages_with_or_without_its_head(repeat: bool) -> None:
    pages = flow(a_sample(Part("table", (1,)), tables=(a_table(90),), style=Style(repeat_head=repeat)), measure)
    assert len(pages) == 3
    assert ["金额" in texts(page) for page in pages] == [True, repeat, repeat]
    assert sum(texts(page).count("收入总表") for page in pages) == 1
    rows = [text for page in pages for text in texts(page) if text.startswith("科目")]
    assert rows == [f"科目{row}" for row in range(90)]


def test_a_cell_that_is_too_narrow_wraps_its_text_and_makes_its_row_higher() -> None:
    table = RuledTable("表", ("名称|金额",), ("机关事业单位基本养老保险缴费支出|1,234,567.00",), (60, 40))
    (page,) = flow(a_sample(Part("table", (1,)), tables=(table,)), measure)
    name = [shape for shape in page.shapes if isinstance(shape, Text) and shape.text in "机关事业单位基本养老保险缴费支出"]
    assert len(name) > 2
    assert "".join(shape.text for shape in name) == "机关事业单位基本养老保险缴费支出"
    assert "1,234,567.00" in texts(page), "figures shrink and are never broken"


def test_a_heading_never_stands_alone_at_the_end_of_a_page() -> None:
    for before in range(30, 50):
        pages = flow(a_sample(Part("text", ("一行。",) * before), Part("heading", ("一、标题",)), Part("text", ("内容。",))), measure)
        assert ["一、标题" in texts(page) for page in pages] == ["内容。" in texts(page) for page in pages]


def test_one_page_is_stored_upright_and_turned_by_the_viewer(folder: Path) -> None:
    document = opened(folder, "jiangsu-cppcc-2017-tables")
    turned = [page for page in document if page.get_rotation()]
    assert [page.get_rotation() for page in turned] == [90]
    assert "“三公”经费" in text_of(turned[0])
    assert turned[0].get_width() > turned[0].get_height() > 0
    assert {page.get_width() > page.get_height() for page in document} == {True, False}, "upright and landscape pages"


def test_one_sample_has_a_slanted_watermark_on_every_page() -> None:
    pages = flow(load_published("jiangsu-cppcc-2019-text"), measure)
    slanted = [[shape.text for shape in page.shapes if isinstance(shape, Text) and shape.angle] for page in pages]
    assert slanted == [["仅供演示"]] * len(pages)


def test_pages_are_numbered_where_the_style_says() -> None:
    pages = flow(load_published("jiangsu-court-2018"), measure)
    assert all(f"- {number} -" in texts(page) for number, page in enumerate(pages, 1))


def test_a_sample_is_known_by_its_file_name() -> None:
    found = published_as("江苏省政协办公厅_2018_部门预算_公开表_演示排版.pdf")
    assert found
    assert (found.unit, found.fiscal_year, found.stage, found.scope) == ("江苏省政协办公厅", 2018, "budget", "department")
    assert published_as("别的.pdf") is None


def test_what_is_missing_is_named_in_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "ingest.samples.typeset_pdf", None)
    with pytest.raises(SamplesUnavailable, match=r"ingest\.samples\.typeset_pdf：开发环境里请运行 make setup"):
        write(tmp_path, ["wanli-street-2023"])
