"""One page of a PDF as a picture, personal data painted over. Pure.

The page is made in a process of its own: a PDF may be built to harm who draws it. `render_apart` is for the parent, `python -m
budgets.images` is the child. What is hidden is painted over before the picture leaves the child, so that nothing of it is ever kept.
"""

from __future__ import annotations

import ctypes
import io
import json
import math
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from budgets.apart import confine, run_apart
from budgets.boxes import Box, around
from budgets.confinement import Allowance
from budgets.privacy import MASK, mask_lines

DRAWING: Final = 1
"""How pages are drawn and covered. Raise it whenever the same page may now look different: pictures are kept by it."""

LONG_EDGE: Final = 2200
LARGEST_SCALE: Final = 3.0
_PAD: Final = 2.0  # points around what is hidden: bold type prints a character again beside itself
_GRID: Final = (6.0, 3.0)  # points to which a cover is rounded out, across and down, so that its size does not tell one digit from another
_COVER: Final = (64, 70, 67)
_UNMADE: Final = 3  # the child's status where the page cannot be drawn
_MOST_MIB: Final = 24


class NoImage(Exception):
    """A page of which no picture can be made. `code` is stable: no_page, time_limit, damaged, too_large."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def scale_of(width: float, height: float) -> float:
    """Pixels a point: three, or fewer where the page is large."""
    return min(LARGEST_SCALE, LONG_EDGE / max(width, height, 1.0))


def covers(hidden: Iterable[Box]) -> list[Box]:
    """Boxes of single characters → the patches that hide them: neighbours joined, widened, their ends rounded out."""
    joined: list[Box] = []
    for box in sorted(hidden, key=lambda box: (round(box[1]), box[0])):
        place = next((at for at, other in enumerate(joined) if _adjoin(box, other)), None)
        if place is None:
            joined.append(box)
        else:
            joined[place] = around((box, joined[place]))
    return [_rounded_out(box) for box in joined]


def _rounded_out(box: Box) -> Box:
    x0, top, x1, bottom = box
    across, down = _GRID
    left, right = math.floor((x0 - _PAD) / across) * across, math.ceil((x1 + _PAD) / across) * across
    return left, math.floor((top - _PAD) / down) * down, right, math.ceil((bottom + _PAD) / down) * down


def _adjoin(box: Box, other: Box) -> bool:
    """Whether two boxes stand on one line with less than a character between them."""
    height = max(box[3] - box[1], other[3] - other[1])
    level = min(box[3], other[3]) - max(box[1], other[1]) > -height / 2
    return level and max(box[0], other[0]) - min(box[2], other[2]) < 1.5 * height


def render_apart(path: Path, number: int, hidden: Sequence[Box], seconds: int, mib: int) -> bytes:
    """A page (from 1) as PNG, made in a child process. Raises NoImage, also where a limit was reached."""
    given = json.dumps(hidden).encode()
    outcome = run_apart(__name__, [str(path), str(number)], given, Allowance(seconds, mib, _MOST_MIB))
    if outcome.took_too_long:
        raise NoImage("time_limit")
    if outcome.wrote_too_much:
        raise NoImage("too_large")
    if outcome.status or not outcome.result.endswith(b"IEND\xaeB`\x82"):
        raise NoImage("damaged")
    return outcome.result


# The child


def render(data: bytes, number: int, hidden: Iterable[Box]) -> bytes:
    """A page (from 1) as PNG, /Rotate applied. Raises NoImage (no_page, damaged).

    Annotations and form fields are not drawn: their text is in no line of the page, so that it could not be masked.
    """
    import pypdfium2 as pdfium  # noqa: PLC0415  loaded under the limits

    try:
        document = pdfium.PdfDocument(data)
        if not 1 <= number <= len(document):
            raise NoImage("no_page")
        page = document[number - 1]
        scale = scale_of(*page.get_size())
        found = covers([*hidden, *personal(page)])
        bitmap = page.render(scale=scale, may_draw_forms=False, draw_annots=False, fill_color=(255, 255, 255, 255))
    except pdfium.PdfiumError as error:
        raise NoImage("damaged") from error
    return _png(bitmap.to_pil().convert("RGB"), scale, found)


def personal(page: Any) -> list[Box]:
    """Where the text of the page itself has personal data, in whatever direction it stands: its reader leaves slanted text aside."""
    from pypdfium2 import raw  # noqa: PLC0415

    text_page = page.get_textpage()
    codes = [raw.FPDFText_GetUnicode(text_page, at) for at in range(text_page.count_chars())]
    text = "".join(chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else " " for code in codes)
    lines = text.replace("\r", " ").replace("\x0b", " ").replace("\x0c", " ").split("\n")
    masked = "\n".join(mask_lines(lines))
    return [_displayed(page, text_page.get_charbox(at)) for at, letter in enumerate(masked) if letter == MASK and text[at] != MASK]


def _displayed(page: Any, edges: Box) -> Box:
    """A box of the page's own space (left, bottom, right, top), as displayed."""
    from pypdfium2 import raw  # noqa: PLC0415

    width, height = page.get_size()
    x, y, grain = ctypes.c_int(), ctypes.c_int(), 64
    corners = []
    for left, bottom in ((edges[0], edges[1]), (edges[2], edges[3])):
        raw.FPDF_PageToDevice(page, 0, 0, round(width * grain), round(height * grain), 0, left, bottom, x, y)
        corners.append((x.value / grain, y.value / grain))
    (x0, y0), (x1, y1) = corners
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _png(picture: Any, scale: float, patches: Iterable[Box]) -> bytes:
    """The picture with its patches, as a PNG of 64 colours, for a file a third as large. Its resolution tells pixels a point."""
    from PIL import Image, ImageDraw  # noqa: PLC0415

    brush = ImageDraw.Draw(picture)
    for x0, top, x1, bottom in patches:
        corners = (math.floor(x0 * scale), math.floor(top * scale), math.ceil(x1 * scale), math.ceil(bottom * scale))
        brush.rectangle(corners, fill=_COVER)
    file = io.BytesIO()
    picture.quantize(64, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
        file, "PNG", compress_level=6, dpi=(72 * scale, 72 * scale)
    )
    return file.getvalue()


def main(arguments: Sequence[str]) -> None:
    """Draw one page and write it to standard output; the exit status says whether it could be drawn."""
    path, number = confine(arguments)
    hidden = [tuple(box) for box in json.load(sys.stdin)]
    try:
        picture = render(Path(path).read_bytes(), int(number), hidden)
    except (NoImage, MemoryError, OSError):
        raise SystemExit(_UNMADE) from None
    sys.stdout.buffer.write(picture)
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
