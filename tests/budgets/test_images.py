"""Pages as pictures: what is where, what is covered, and what a child process may not do."""

from __future__ import annotations

import io
import json
import os
import signal
from pathlib import Path

import pytest
from PIL import Image

from budgets import apart, images
from budgets.confinement import Allowance
from budgets.images import NoImage, covers, render, render_apart, scale_of
from tests.budgets.drawn import FIGURE, PHONE, TURNED, black, document_bytes
from tests.ingest.pdfs import Pdf

WHITE, DARK = 250, 100
PHONE_DIGITS = "13812345678"


def picture(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("L")


def light(shown: Image.Image, width: float, x: float, y: float) -> int:
    """How light a place is, given in points."""
    scale = shown.width / width
    value = shown.getpixel((round(x * scale), round(y * scale)))
    assert isinstance(value, int)
    return value


@pytest.mark.parametrize(("number", "box", "width"), [(1, FIGURE, 595), (2, TURNED, 842)])
def test_a_box_of_the_contract_is_where_it_is_on_the_picture_also_of_a_turned_page(
    number: int, box: tuple[float, float, float, float], width: int
) -> None:
    shown = picture(render(document_bytes(), number, []))
    x0, top, x1, bottom = box
    assert abs(shown.width / shown.height - width / (842 + 595 - width)) < 0.01
    for x, y in ((x0 + 1, top + 1), (x1 - 1, top + 1), (x0 + 1, bottom - 1), (x1 - 1, bottom - 1)):
        assert light(shown, width, x, y) < DARK
    for x, y in ((x0 - 2, top - 2), (x1 + 2, top - 2), (x0 - 2, bottom + 2), (x1 + 2, bottom + 2)):
        assert light(shown, width, x, y) > WHITE


def test_the_resolution_tells_how_many_pixels_a_point_has() -> None:
    shown = Image.open(io.BytesIO(render(document_bytes(), 1, [])))
    assert shown.info["dpi"][0] / 72 == pytest.approx(shown.width / 595, rel=0.01)
    assert max(shown.size) == 2200


@pytest.mark.parametrize(("size", "scale"), [((595, 842), 2200 / 842), ((300, 400), 3.0), ((22000, 10), 0.1)])
def test_large_pages_have_fewer_pixels_a_point(size: tuple[float, float], scale: float) -> None:
    assert scale_of(*size) == pytest.approx(scale)


def test_what_is_hidden_leaves_no_trace_on_the_picture() -> None:
    bare = Pdf()
    black(bare, FIGURE)
    other = Pdf()
    black(other, FIGURE, (PHONE[0] + 3, PHONE[1] + 1, PHONE[2] - 20, PHONE[3]))
    covered = [render(data, 1, [PHONE]) for data in (document_bytes(), bare.bytes(), other.bytes())]
    assert covered[0] == covered[1] == covered[2]  # whatever stood there
    assert render(document_bytes(), 1, []) != render(bare.bytes(), 1, [])


def test_a_cover_reaches_a_little_over_the_characters() -> None:
    shown = picture(render(document_bytes(), 1, [PHONE]))
    outside = [light(shown, 595, PHONE[0] - 1.5, PHONE[1] + 5), light(shown, 595, PHONE[0] + 20, PHONE[1] - 1.5)]
    assert len({*outside, light(shown, 595, PHONE[0] + 20, PHONE[1] + 5)}) == 1
    assert light(shown, 595, FIGURE[0] + 5, FIGURE[1] + 5) < 50  # and no other place


def test_neighbouring_characters_are_covered_together_so_that_their_widths_are_not_seen() -> None:
    digits = [(100 + 6.0 * at, 500.0, 100 + 6.0 * at + width, 510.0) for at, width in enumerate((2.0, 5.0, 5.0, 2.0))]
    (one,) = covers(digits)
    assert one[0] <= 98
    assert one[2] >= 122
    assert covers([*digits[:2], digits[3]]) == [one]
    assert len(covers([(100, 500, 105, 510), (300, 500, 305, 510), (100, 530, 105, 540)])) == 3


@pytest.mark.parametrize("turned", [False, True])
def test_personal_data_of_the_page_is_covered_though_its_reader_left_it_aside(turned: bool) -> None:
    pictures = []
    for digits in (PHONE_DIGITS, "13999999999"):
        pdf = Pdf()
        page = pdf.page()
        page.text(100, 300, "机关运行经费159.79万元", 12)
        page.text(100, 600, digits, 12, turned=turned)
        pictures.append(render(pdf.bytes(), 1, []))
    assert pictures[0] == pictures[1]
    plain = Pdf()
    plain.page().text(100, 300, "机关运行经费159.79万元", 12)
    figure = (200, 740, 1500, 840)  # pixels around the sentence above
    inks = [sum(pixel < DARK for pixel in picture(png).crop(figure).tobytes()) for png in (render(plain.bytes(), 1, []), pictures[0])]
    assert inks[0] == pytest.approx(inks[1], rel=0.02)
    assert inks[0] > 1000


def test_annotations_are_not_drawn_since_nobody_read_them() -> None:
    pdf = Pdf()
    black(pdf, FIGURE)
    data = pdf.bytes()
    note = b"/Annots [<< /Type /Annot /Subtype /Square /Rect [50 50 300 300] /C [1 0 0] /IC [1 0 0] /F 4 >>] /Contents"
    assert render(data.replace(b"/Contents", note, 1), 1, []) == render(data, 1, [])


@pytest.mark.parametrize(
    ("data", "number", "code"), [(b"%PDF-1.7\nnothing", 1, "damaged"), (document_bytes(), 3, "no_page"), (document_bytes(), 0, "no_page")]
)
def test_what_cannot_be_drawn_is_said(tmp_path: Path, data: bytes, number: int, code: str) -> None:
    with pytest.raises(NoImage) as caught:
        render(data, number, [])
    assert caught.value.code == code
    file = tmp_path / "x.pdf"
    file.write_bytes(data)
    with pytest.raises(NoImage):
        render_apart(file, number, [], 20, 512)


def test_the_child_hands_back_the_same_picture(tmp_path: Path) -> None:
    file = tmp_path / "x.pdf"
    file.write_bytes(document_bytes())
    assert render_apart(file, 2, [TURNED], 20, 512) == render(document_bytes(), 2, [TURNED])


def test_a_page_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)  # nobody writes into it: reading it never ends
    with pytest.raises(NoImage) as caught:
        render_apart(pipe, 1, [], 1, 512)
    assert caught.value.code == "time_limit"


def test_a_page_that_needs_too_much_memory_is_stopped(tmp_path: Path) -> None:
    file = tmp_path / "x.pdf"
    file.write_bytes(document_bytes() + b" " * 200 * 1024 * 1024)
    with pytest.raises(NoImage):
        render_apart(file, 1, [], 20, 150)


@pytest.mark.parametrize(
    ("status", "code"), [(-signal.SIGXFSZ, "too_large"), (-signal.SIGXCPU, "time_limit"), (-signal.SIGSEGV, "damaged"), (0, "damaged")]
)
def test_however_the_child_ends_it_is_a_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, status: int, code: str) -> None:
    monkeypatch.setattr(images, "run_apart", lambda *_: apart.Outcome(status, b"\x89PNG half a pict"))
    with pytest.raises(NoImage) as caught:
        render_apart(tmp_path / "x.pdf", 1, [], 1, 512)
    assert caught.value.code == code


def test_what_the_child_is_given_is_plain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen: list[tuple[str, list[str], bytes]] = []

    def watch(module: str, arguments: list[str], given: bytes, allowance: Allowance) -> apart.Outcome:
        seen.append((module, arguments, given))
        return apart.Outcome(0, b"IEND\xaeB`\x82")

    monkeypatch.setattr(images, "run_apart", watch)
    render_apart(tmp_path / "x.pdf", 4, [PHONE], 1, 512)
    assert [(module, arguments[1], json.loads(given)) for module, arguments, given in seen] == [("budgets.images", "4", [list(PHONE)])]
