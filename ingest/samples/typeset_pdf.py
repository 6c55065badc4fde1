"""Pages of shapes → a PDF with an embedded subset of a Chinese font. The same pages always give the same bytes."""

from __future__ import annotations

from importlib.resources import files
from io import BytesIO
from typing import Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from ingest.samples.drawn import RULING, Area, Areas, Line, Page, Text
from ingest.samples.flow import flow
from ingest.samples.published import Published

FONT: Final = "WenQuanYi Micro Hei"
# Near enough that both runs overlap, far enough that a reader sees two.
DOUBLED_BY: Final = 0.4


def typeset_pdf(sample: Published) -> bytes:
    """The whole sample as one PDF."""
    _register()
    out = BytesIO()
    canvas = Canvas(out, invariant=1, pageCompression=1, lang="zh-CN")
    canvas.setTitle(f"{sample.source['title']}（{sample.notice}）")
    canvas.setAuthor("明账 Mingzhang")
    for page in flow(sample, measure):
        _draw(canvas, page, doubled=sample.style.doubled_bold)
    canvas.save()
    return out.getvalue()


def measure(text: str, size: float) -> float:
    """The width of a text in points."""
    _register()
    return float(pdfmetrics.stringWidth(text, FONT, size))


def _register() -> None:
    if FONT not in pdfmetrics.getRegisteredFontNames():
        file = files("paperang_p2_fonts_cjk") / "fonts" / "wqy-microhei.ttc"
        pdfmetrics.registerFont(TTFont(FONT, BytesIO(file.read_bytes()), subfontIndex=0))


def _draw(canvas: Canvas, page: Page, *, doubled: bool) -> None:
    canvas.setPageSize((page.width, page.height))  # as displayed: the library stores a turned page upright
    canvas.setPageRotation(90 if page.rotated else 0)
    if page.rotated:
        canvas.transform(0, 1, -1, 0, page.height, 0)
    canvas.setLineWidth(RULING)
    for shape in page.shapes:
        if isinstance(shape, Text):
            _draw_text(canvas, shape, page.height, doubled=doubled)
        elif isinstance(shape, Line):
            canvas.line(shape.x0, page.height - shape.y0, shape.x1, page.height - shape.y1)
        elif isinstance(shape, Areas):
            _draw_areas(canvas, shape, page.height)
        else:
            _draw_area(canvas, shape, page.height)
    canvas.showPage()


def _draw_area(canvas: Canvas, area: Area, height: float) -> None:
    canvas.setFillGray(area.grey)
    canvas.rect(area.x0, height - area.y1, area.x1 - area.x0, area.y1 - area.y0, stroke=0, fill=1)


def _draw_areas(canvas: Canvas, areas: Areas, height: float) -> None:
    canvas.setFillGray(0)
    path = canvas.beginPath()
    for x0, y0, x1, y1 in areas.boxes:
        path.rect(x0, height - y1, x1 - x0, y1 - y0)
    canvas.drawPath(path, stroke=0, fill=1)


def _draw_text(canvas: Canvas, text: Text, height: float, *, doubled: bool) -> None:
    canvas.saveState()
    canvas.setFillGray(text.grey)
    canvas.setFont(FONT, text.size)
    canvas.translate(text.x, height - text.y)
    canvas.rotate(text.angle)
    stroked = text.bold and not doubled
    if stroked:
        canvas.setStrokeGray(text.grey)
        canvas.setLineWidth(text.size / 40)
    canvas.drawString(0, 0, text.text, mode=2 if stroked else 0)
    if text.bold and doubled:
        canvas.drawString(DOUBLED_BY, 0, text.text)
    canvas.restoreState()
