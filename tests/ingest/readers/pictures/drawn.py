"""Sheets drawn by tests as a scanner gives them, and a recogniser that knows what was drawn on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from ingest.readers.pictures.engine import Text
from ingest.readers.pictures.rulings import Boxes
from ingest.readers.pictures.straight import Picture

PER_POINT = 200 / 72
SIZE = (1654, 900)
"""Pixels of a sheet at 200 dpi, as wide as A4."""


@dataclass
class Sheet:
    """A sheet in the making; places and sizes in pixels. `printed` are the texts with their boxes."""

    image: Image.Image = field(default_factory=lambda: Image.new("L", SIZE, 255))
    printed: list[tuple[str, tuple[int, int, int, int]]] = field(default_factory=list)

    @property
    def brush(self) -> ImageDraw.ImageDraw:
        return ImageDraw.Draw(self.image)

    def text(self, x: int, top: int, text: str, size: int = 30) -> None:
        face = ImageFont.truetype(str(files("paperang_p2_fonts_cjk") / "fonts" / "wqy-microhei.ttc"), size)
        self.brush.text((x, top), text, fill=0, font=face)
        left, upper, right, lower = self.brush.textbbox((x, top), text, font=face)
        self.printed.append((text, (round(left), round(upper), round(right), round(lower))))

    def line(self, x0: int, y0: int, x1: int, y1: int) -> None:
        self.brush.line((x0, y0, x1, y1), fill=0, width=3)

    def table(self, xs: Sequence[int], top: int, rows: Sequence[Sequence[str]], height: int = 60) -> None:
        """A ruled table, its texts with some room around them."""
        bottom = top + height * len(rows)
        for at in range(len(rows) + 1):
            self.line(xs[0], top + at * height, xs[-1], top + at * height)
        for x in xs:
            self.line(x, top, x, bottom)
        for at, row in enumerate(rows):
            for x, text in zip(xs, row, strict=False):
                if text:
                    self.text(x + 14, top + at * height + 12, text)

    def scanned(self, leaning: float = 0.0) -> Picture:
        """As it comes from the glass, leaning counter-clockwise by so many degrees."""
        turned = self.image.rotate(leaning, resample=Image.Resampling.BICUBIC, fillcolor=255)
        data = BytesIO()
        turned.save(data, "JPEG", quality=75)
        return np.asarray(Image.open(data).convert("L"))

    def pdf(self, folder: Path, leaning: float = 0.0, name: str = "scan.pdf") -> Path:
        """A PDF whose only page is this picture."""
        path = folder / name
        Image.fromarray(self.scanned(leaning)).save(path, "PDF", resolution=200, quality=75)
        return path


class Knowing:
    """A recogniser that was told what stands on a sheet that lies straight: it finds the boxes, and reads whatever its crops show by size.

    `said` replaces what it reads of a text, `sure` is how sure it is of each.
    """

    def __init__(self, sheet: Sheet, said: dict[str, str] | None = None, sure: dict[str, float] | None = None) -> None:
        self.sheet, self.said, self.sure = sheet, said or {}, sure or {}
        self._known = [(text, self._shape(box)) for text, box in sheet.printed]

    def find(self, picture: Picture) -> Boxes:
        return np.array([box for _, box in self.sheet.printed], dtype=np.float64).reshape(-1, 4)

    def read(self, lines: Sequence[Picture]) -> list[Text]:
        return [self._read(self._likest(line)) for line in lines]

    def _read(self, text: str) -> Text:
        told = self.said.get(text, text)
        middles = tuple((at + 0.5) / len(told) for at in range(len(told)))
        return Text(told, (self.sure.get(text, 0.99),) * len(told), middles)

    def _shape(self, box: tuple[int, int, int, int]) -> npt.NDArray[np.float64]:
        return _small(np.asarray(self.sheet.image)[box[1] : box[3], box[0] : box[2]])

    def _likest(self, line: Picture) -> str:
        shape = _small(line)
        return min(self._known, key=lambda known: float(np.abs(known[1] - shape).sum()))[0]


def _small(line: Picture) -> npt.NDArray[np.float64]:
    """A picture of a line cut to its print, in few pixels, with its proportions."""
    rows, columns = np.flatnonzero((line < 128).any(axis=1)), np.flatnonzero((line < 128).any(axis=0))
    cut = line[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    shrunk = np.asarray(Image.fromarray(np.ascontiguousarray(cut)).resize((64, 12), Image.Resampling.BOX)).astype(np.float64)
    return np.append(shrunk.ravel(), 255.0 * 12 * (cut.shape[1] / cut.shape[0]))
