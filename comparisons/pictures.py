"""A chart that is taken away: an SVG that needs nothing around it, and a PNG of that. Pure.

What it looks like stands at each shape, not in a style sheet: programs that draw SVG know that best, and no policy of a page keeps it away.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files
from typing import Final
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement, tostring

from resvg_py import svg_to_bytes

from comparisons.alone import Alone
from comparisons.cells import writable
from comparisons.drawings import TYPE, Box, Stroke

PAPER, WASH, INK, INK_2, INK_3, HAIR, HAIR_STRONG = "#ffffff", "#f3f5f2", "#16201c", "#47524d", "#626c67", "#d6dbd7", "#939d98"
RIBBON = "#e3e7e4"
RISE, FALL = "#23589c", "#9c500a"
"""Those of the pages by day: a picture does not know where it will stand."""

FONT: Final = "WenQuanYi Micro Hei"
FAMILIES: Final = (
    "'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', 'Source Han Sans SC', 'Noto Sans CJK SC', 'Noto Sans SC', "
    f"'{FONT}', system-ui, sans-serif"
)
SHARPER: Final = 2
"""How many pixels of a PNG one unit of the drawing has."""

_SMALL: Final = 13
_SVG: Final = "http://www.w3.org/2000/svg"
_BOLD: Final = 20
"""The part of its size by which bold type is stronger."""
_STROKES: Final = {
    "axis": {"stroke": HAIR, "stroke-width": "1"},
    "base": {"stroke": INK, "stroke-width": "1"},
    "hair": {"stroke": HAIR, "stroke-width": "0.5"},
    "link": {"stroke": HAIR, "stroke-width": "1"},
    "total": {"stroke": INK, "stroke-width": "3"},
    "line": {"stroke": INK, "stroke-width": "2"},
    "edge": {"stroke": HAIR_STRONG, "stroke-width": "1", "stroke-dasharray": "2 3"},
    "dotted": {"stroke": INK, "stroke-width": "2", "stroke-dasharray": "3 4"},
}
_FILLS: Final = {"rise": RISE, "fall": FALL, "residual": INK_3, "band": WASH, "small": INK_2, "node": INK_2, "flow": RIBBON}
_TILES: Final = {
    "tile": {"fill": WASH, "stroke": HAIR_STRONG, "stroke-width": "1"},
    "whole": {"fill": WASH, "stroke": INK, "stroke-width": "1.5"},
    "residual": {"fill": PAPER, "stroke": INK, "stroke-width": "1.5", "stroke-dasharray": "3 4"},
    "head": {"fill": RIBBON, "stroke": INK, "stroke-width": "1.5"},
    "frame": {"fill": "none", "stroke": INK, "stroke-width": "1.5"},
}


def as_svg(picture: Alone, name: str, description: str, language: str) -> str:
    """The picture as a file of its own, with its name and what it shows in words."""
    width, height = str(picture.width), str(picture.height)
    svg = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {width} {height}", "width": width, "height": height})
    svg.attrib |= {"role": "img", "xml:lang": language, "font-family": FAMILIES, "fill": INK}
    SubElement(svg, "title").text = writable(name)
    SubElement(svg, "desc").text = writable(description)
    SubElement(svg, "rect", {"width": width, "height": height, "fill": PAPER})
    for line in picture.lines:
        _text(svg, line.text, str(picture.margin), str(line.y), look=line.look, size=line.size)
    _draw(svg, picture)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(svg, encoding="unicode")


def as_png(svg: str) -> bytes:
    """The same as an image, twice as large, in a font that is always there: the same on every machine."""
    return bytes(
        svg_to_bytes(
            svg_string=_bold_by_strokes(svg),
            zoom=SHARPER,
            skip_system_fonts=True,
            font_files=[_font()],
            font_family=FONT,
            sans_serif_family=FONT,
        )
    )


def _bold_by_strokes(svg: str) -> str:
    """The same with bold type drawn round by itself: the font has no bold, and a program that draws does not make one."""
    ElementTree.register_namespace("", _SVG)
    root = ElementTree.fromstring(svg)  # noqa: S314  our own
    for text in root.iter(f"{{{_SVG}}}text"):
        if text.get("font-weight") and not text.get("stroke"):
            text.attrib |= {"stroke": text.get("fill", INK), "stroke-width": f"{int(text.get('font-size', '14')) / _BOLD:.2f}"}
    return ElementTree.tostring(root, encoding="unicode")


@cache
def _font() -> str:
    with as_file(files("paperang_p2_fonts_cjk") / "fonts" / "wqy-microhei.ttc") as path:
        return str(path)


def _draw(svg: Element, picture: Alone) -> None:
    drawing = picture.drawing
    for stroke in drawing.grid:
        SubElement(svg, "line", _ends(stroke) | _STROKES[stroke.look])
    for ribbon in drawing.ribbons:
        loose = {"fill": PAPER, "stroke": INK_3, "stroke-dasharray": "3 4"}
        whole = {"fill": _FILLS["flow"], "stroke": _FILLS["flow"], "stroke-width": "0.6"}
        SubElement(svg, "path", {"d": ribbon.path} | (loose if ribbon.look == "loose" else whole))
    for box in drawing.boxes:
        SubElement(svg, "rect", _place(box) | {"fill": _FILLS[box.look]})
    for tile in drawing.tiles:
        for box in (one for one in (tile.box, tile.head) if one is not None):
            SubElement(svg, "rect", _place(box) | _TILES[box.look])
        for word in (*tile.words, *([tile.mark] if tile.mark else [])):
            _text(svg, word.text, f"{word.x}", f"{word.y}", look=word.look, size=TYPE)
    for stroke in drawing.strokes:
        SubElement(svg, "line", _ends(stroke) | _STROKES[stroke.look])
    for dot in drawing.dots:
        ring = {"fill": PAPER, "stroke": INK, "stroke-width": "2"} if dot.hollow else {"fill": INK}
        SubElement(svg, "circle", {"cx": f"{dot.x}", "cy": f"{dot.y}", "r": "5"} | ring)
    for word in drawing.words:
        size = _SMALL if word.look == "small" else TYPE
        _text(svg, word.text, f"{word.x}", f"{word.y}", look=word.look, size=size, anchor=word.anchor, halo=True)


def _place(box: Box) -> dict[str, str]:
    return {"x": f"{box.x}", "y": f"{box.y}", "width": f"{box.width}", "height": f"{box.height}"}


def _ends(stroke: Stroke) -> dict[str, str]:
    return {"x1": f"{stroke.x1}", "y1": f"{stroke.y1}", "x2": f"{stroke.x2}", "y2": f"{stroke.y2}"}


def _text(svg: Element, text: str, x: str, y: str, *, look: str, size: int, anchor: str = "start", halo: bool = False) -> None:
    """A word; over a drawing with a halo of paper, which is a text of its own: not every program knows `paint-order`."""
    about = {"x": x, "y": y, "font-size": str(size), "text-anchor": anchor} | ({"font-weight": "600"} if look == "bold" else {})
    if halo:
        paper = {"fill": PAPER, "stroke": PAPER, "stroke-width": "4", "stroke-linejoin": "round", "aria-hidden": "true"}
        SubElement(svg, "text", about | paper).text = writable(text)
    SubElement(svg, "text", about | {"fill": _FILLS.get(look, INK)}).text = writable(text)
