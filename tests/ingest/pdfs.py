"""Small PDFs drawn by tests: text, rulings in every style, turned pages, several pages; no library, so that each object is ours.

Places are points from the top left corner of the unturned page, as in the extraction contract.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Style = Literal["line", "rectangle", "area"]
Area = tuple[float, float, float, float]

_FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [ "
    b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /W [1 95 500] "
    b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> "
    b"/FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] "
    b"/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >> >> ] >>"
)

_STATES = "/ExtGState << /plain << /ca 1 >> /thin << /ca 0.3 >> /mixed << /BM /Multiply >> >>"


@dataclass
class PdfPage:
    """One page in the making."""

    width: float = 595
    height: float = 842
    rotate: int = 0
    drawn: list[str] = field(default_factory=list)

    def text(
        self,
        x: float,
        top: float,
        text: str,
        size: float = 10,
        *,
        turned: bool = False,
        unseen: bool = False,
        within: Area | None = None,
        grey: float = 0,
        layer: Literal["on", "off"] | None = None,
    ) -> None:
        """Text whose line begins at x and has its top there; `turned` slants it like a watermark, `unseen` puts it under a scan.

        `within` is the area (x0, top, x1, bottom) in which it is painted: the rest of it is cut off. `grey` is from
        0, black, to 1, white. `layer` puts it into one that the document shows, or has switched off.
        """
        matrix = "0.7 0.7 -0.7 0.7" if turned else "1 0 0 1"
        hexes = text.encode("utf-16-be").hex()
        shown = f"BT /F {size} Tf {3 if unseen else 0} Tr {matrix} {x} {self.height - top - 0.88 * size} Tm <{hexes}> Tj ET"
        if grey:
            shown = f"{grey} g {shown} 0 g"
        if within is not None:
            left, upper, right, lower = within
            shown = f"q {left} {self.height - lower} {right - left} {lower - upper} re W n {shown} Q"
        if layer is not None:
            shown = f"/OC /{layer} BDC {shown} EMC"
        self.drawn.append(shown)

    def fill(self, x0: float, y0: float, x1: float, y1: float, *, grey: float = 1, state: str = "plain") -> None:
        """A filled area over what was drawn before: `plain`, or `thin` or `mixed`, through which what is beneath is seen."""
        self.drawn.append(f"q /{state} gs {grey} g {x0} {self.height - y1} {x1 - x0} {y1 - y0} re f Q")

    def ruling(self, x0: float, y0: float, x1: float, y1: float, style: Style = "line") -> None:
        """A level or upright ruling: a stroked line, a stroked rectangle without height, or a filled area half a point thick."""
        top, bottom = self.height - y0, self.height - y1
        if style == "line":
            self.drawn.append(f"0.5 w {x0} {top} m {x1} {bottom} l S")
        elif style == "rectangle":
            self.drawn.append(f"0.5 w {x0} {bottom} {x1 - x0} {top - bottom} re S")
        else:
            self.drawn.append(f"{x0 - 0.25} {bottom - 0.25} {x1 - x0 + 0.5} {top - bottom + 0.5} re f")

    def shade(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A light area behind cells."""
        self.drawn.append(f"0.9 g {x0} {self.height - y1} {x1 - x0} {y1 - y0} re f 0 g")

    def table(
        self, xs: Sequence[float], top: float, rows: Iterable[Sequence[str | None]], height: float = 20, style: Style = "line"
    ) -> float:
        """A ruled table; a text None is merged with the cell left of it. Returns the place of its lower border."""
        for row in rows:
            starts = [at for at, text in enumerate(row) if text is not None]
            for at, after in zip(starts, [*starts[1:], len(row)], strict=True):
                left, right = xs[at], xs[after]
                self.ruling(left, top, right, top, style)
                self.ruling(left, top + height, right, top + height, style)
                self.ruling(left, top, left, top + height, style)
                self.ruling(right, top, right, top + height, style)
                for number, line in enumerate((row[at] or "").split("\n")):
                    self.text(left + 3, top + 4 + 10 * number, line, 9)
            top += height
        return top


class Pdf:
    """A document of pages, packed where that is wanted."""

    def __init__(self, *, packed: bool = False) -> None:
        self.pages: list[PdfPage] = []
        self.packed = packed

    def page(self, width: float = 595, height: float = 842, rotate: int = 0) -> PdfPage:
        self.pages.append(PdfPage(width, height, rotate))
        return self.pages[-1]

    def bytes(self) -> bytes:
        kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(self.pages)))
        on = 4 + 2 * len(self.pages)
        off = on + 1
        layers = f"/OCProperties << /OCGs [{on} 0 R {off} 0 R] /D << /OFF [{off} 0 R] >> >>" if self._has_layers() else ""
        objects = [
            f"<< /Type /Catalog /Pages 2 0 R {layers} >>".encode(),
            f"<< /Type /Pages /Kids [ {kids} ] /Count {len(self.pages)} >>".encode(),
            _FONT,
        ]
        own = f"{_STATES} /Properties << /on {on} 0 R /off {off} 0 R >>"
        for at, page in enumerate(self.pages):
            box = f"[0 0 {page.width} {page.height}]"
            objects.append(
                f"<< /Type /Page /Parent 2 0 R /MediaBox {box} /Rotate {page.rotate} "
                f"/Resources << /Font << /F 3 0 R >> {own} >> /Contents {5 + 2 * at} 0 R >>".encode()
            )
            stream = "\n".join(page.drawn).encode("ascii")
            stream, how = (zlib.compress(stream), b"/Filter /FlateDecode ") if self.packed else (stream, b"")
            objects.append(b"<< %s/Length %d >>\nstream\n%s\nendstream" % (how, len(stream), stream))
        return _file([*objects, *(b"<< /Type /OCG /Name (%s) >>" % name for name in (b"on", b"off"))])

    def _has_layers(self) -> bool:
        return any(" BDC " in drawn for page in self.pages for drawn in page.drawn)

    def save(self, folder: Path, name: str = "x.pdf") -> Path:
        path = folder / name
        path.write_bytes(self.bytes())
        return path


def _file(objects: Sequence[bytes]) -> bytes:
    data, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return data + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
