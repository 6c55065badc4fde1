"""Pages that have text and a picture: one that shows a table or lines of text is told, or read where it is all that the page says."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen.canvas import Canvas

from ingest.extract import extract
from ingest.readers import read
from ingest.readers.pdf import reading
from ingest.shapes import Document, Note
from tests.ingest.readers.pdf.test_pictured import ROWS, sheet
from tests.ingest.readers.pictures.drawn import PER_POINT, SIZE, Knowing, Sheet

HEADER, FOOTER = "某市某局2023年部门预算", "第1页"
PROSE = [f"{number}、2023年支出预算{number}.00万元，比上年增加0.50万元，主要是人员增加。" for number in range(1, 9)]
WIDTH, HEIGHT = 595.0, 842.0
TOP = 80.0
"""Points above the picture."""

Drawer = Callable[[ImageDraw.ImageDraw], None]


def page(folder: Path, picture: Image.Image | None, texts: list[tuple[float, str]], wide: float = SIZE[0] / PER_POINT) -> Path:
    """A page with a picture so many points wide, and lines of text at so many points from its top."""
    registerFont(UnicodeCIDFont("STSong-Light"))
    path = folder / "mixed.pdf"
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
    if picture is not None:
        high = wide * picture.height / picture.width
        data = BytesIO()
        picture.convert("RGB").save(data, "JPEG", quality=75)
        canvas.drawImage(ImageReader(data), 0, HEIGHT - TOP - high, wide, high)
    canvas.setFont("STSong-Light", 11)
    for top, text in texts:
        canvas.drawString(60, HEIGHT - top, text)
    canvas.showPage()
    canvas.save()
    return path


TITLES = [(40.0, HEADER), (800.0, FOOTER)]


def pictures(document: Document) -> list[Note]:
    return [note for note in document.notes if note.code in ("picture_page", "pictured_print")]


@pytest.fixture
def without_models(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "recogniser", lambda: None)


@pytest.mark.usefixtures("without_models")
@pytest.mark.parametrize("leaning", [0.0, 0.8])
def test_a_table_in_a_picture_below_a_running_title_is_told(tmp_path: Path, leaning: float) -> None:
    picture = Image.fromarray(sheet().scanned(leaning))
    document = read(page(tmp_path, picture, TITLES))
    (note,) = pictures(document)
    assert (note.level, note.code, note.source.page) == ("warning", "picture_page", 1)
    assert note.text == "第 1 页是图片，旁边只有几行文字，图片的内容没有采用；要识别图片，请管理员装上图像识别。"
    assert document.pages[0].masked == (HEADER, FOOTER)


@pytest.mark.usefixtures("without_models")
def test_lines_of_text_in_a_picture_are_told_without_rulings_too(tmp_path: Path) -> None:
    drawn = Sheet()
    for at in range(10):
        drawn.text(150, 60 + 70 * at, f"第{at}项支出 1,234.5{at} 万元")
    (note,) = pictures(read(page(tmp_path, drawn.image, TITLES)))
    assert note.code == "picture_page"


def test_beside_sentences_it_is_told_where_it_stands_and_the_sentences_are_read(tmp_path: Path) -> None:
    """It stands from 80 points on, and its table from 300 to 540 pixels of 200 dpi in it: from 188 to 274 points."""
    texts = [(40.0, HEADER), *((440.0 + 30 * at, text) for at, text in enumerate(PROSE))]
    document = read(page(tmp_path, sheet().image, texts))
    (note,) = pictures(document)
    assert (note.level, note.code, note.source.page) == ("warning", "pictured_print", 1)
    assert note.source.bbox is not None
    assert note.source.bbox[1] <= 188
    assert 270 <= note.source.bbox[3] <= TOP + SIZE[1] / PER_POINT
    assert document.pages[0].kind == "text"
    assert len(document.pages[0].masked) == 1 + len(PROSE)


def test_a_single_sentence_is_read_as_text_and_never_recognised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "recogniser", lambda: Knowing(sheet()))
    document = read(page(tmp_path, sheet().image, [(440.0, PROSE[0])]))
    assert [note.code for note in pictures(document)] == ["pictured_print"]
    assert (document.pages[0].kind, document.pages[0].masked) == ("text", (PROSE[0],))


def test_where_the_models_are_the_table_is_read_as_on_a_page_without_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = Sheet(Image.new("L", (SIZE[0], round(HEIGHT * PER_POINT)), 255))
    drawn.text(400, 150, "某市某局2023年部门支出预算总表", 44)
    drawn.text(1150, 240, "单位：万元")
    drawn.table((150, 400, 800, 1050, 1300, 1550), 300, ROWS)
    monkeypatch.setattr(reading, "recogniser", lambda: Knowing(drawn))
    registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(tmp_path / "scan.pdf"), pagesize=(WIDTH, HEIGHT))
    canvas.drawImage(ImageReader(drawn.image.convert("RGB")), 0, 0, WIDTH, HEIGHT)
    canvas.setFont("STSong-Light", 11)
    canvas.drawString(60, 30, FOOTER)
    canvas.showPage()
    canvas.save()
    extraction = extract(tmp_path / "scan.pdf")
    (table,) = extraction.tables
    assert extraction.pages[0].kind == "recognised"
    assert [[line.code, line.label, *(amount.printed for amount in line.amounts)] for line in table.lines] == [
        [row[0] or None, *row[1:]] for row in ROWS[1:]
    ]
    assert all(amount.confidence is not None for line in table.lines for amount in line.amounts)
    assert "recognised_text" in {note.code for note in extraction.notes}


def _seal(brush: ImageDraw.ImageDraw) -> None:
    brush.ellipse((60, 60, 540, 540), outline=(200, 20, 20), width=16)
    brush.regular_polygon((300, 300, 90), 5, fill=(200, 20, 20))


def _ornament(brush: ImageDraw.ImageDraw) -> None:
    for at in range(0, 600, 100):
        brush.line((at, 0, 600 - at, 600), fill=(120, 120, 120), width=6)
    brush.rectangle((10, 10, 590, 590), outline=(180, 140, 60), width=12)


def _background(brush: ImageDraw.ImageDraw) -> None:
    for at in range(600):
        brush.line((0, at, 600, at), fill=(225 + at // 30, 235 + at // 30, 235))


def _chart(brush: ImageDraw.ImageDraw) -> None:
    for at in range(100, 501, 100):
        brush.line((60, at, 560, at), fill=(180, 180, 180), width=2)
    for at, high in enumerate((120, 260, 380)):
        brush.rectangle((120 + 150 * at, 500 - high, 190 + 150 * at, 500), fill=(70, 70, 160))


@pytest.mark.usefixtures("without_models")
@pytest.mark.parametrize("draw", [_seal, _ornament, _background, _chart])
@pytest.mark.parametrize("texts", [TITLES, [(40.0, HEADER), *((440.0 + 30 * at, text) for at, text in enumerate(PROSE))]])
def test_seals_ornaments_grounds_and_bars_are_no_print(tmp_path: Path, draw: Drawer, texts: list[tuple[float, str]]) -> None:
    picture = Image.new("RGB", (600, 600), "white")
    draw(ImageDraw.Draw(picture))
    document = read(page(tmp_path, picture, texts, 320.0))
    assert pictures(document) == []
    assert document.pages[0].kind == "text"
