"""What reads the characters in a picture: PP-OCR models by onnxruntime, both from the extra `ocr`. Pure.

The models come in the wheel of rapidocr-onnxruntime (Apache-2.0): nothing is fetched when they are used. Its own code is not: it would
load OpenCV, which needs libraries of a desktop, and it gives one confidence a line, where a single digit decides.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt
from PIL import Image

from ingest import CAN_RECOGNISE, MODELS
from ingest.readers.pictures.rulings import Boxes
from ingest.readers.pictures.runs import boxes_of
from ingest.readers.pictures.straight import Picture

_FIND: Final = "models/ch_PP-OCRv4_det_infer.onnx"
_READ: Final = "models/ch_PP-OCRv4_rec_infer.onnx"

_HEIGHT: Final = 48  # pixels of a line as the model reads it
_WIDEST: Final = 3_200
_BATCH: Final = 8
_LARGEST: Final = 1_300  # pixels of the longer side in which lines are looked for
_STEP: Final = 32  # the model takes sizes that are a multiple of this
_TEXT: Final = 0.3
_LINE: Final = 0.5
_GROWN: Final = 1.6  # the model marks the core of a line: so much of area to outline lies around it


@dataclass(frozen=True, slots=True)
class Text:
    """What a line was read as: its characters, how sure each is (0 to 1), and where its middle is as a share of the line's width."""

    text: str = ""
    sure: tuple[float, ...] = ()
    middles: tuple[float, ...] = ()


class Recogniser(Protocol):
    """Finds and reads lines of text in pictures that stand straight."""

    def find(self, picture: Picture) -> Boxes:
        """Where lines of text stand, in pixels."""

    def read(self, lines: Sequence[Picture]) -> list[Text]:
        """What each line says."""


@lru_cache(maxsize=1)
def recogniser() -> Recogniser | None:
    """The recogniser, loaded once a process; None where the extra is not installed."""
    return _Models() if CAN_RECOGNISE else None


class _Models:
    def __init__(self) -> None:
        found = importlib.util.find_spec(MODELS)
        folder = Path(next(iter(found.submodule_search_locations or ()))) if found else Path()
        self._find, self._read = _session(folder / _FIND), _session(folder / _READ)
        self._characters = ("", *self._read.get_modelmeta().custom_metadata_map["character"].splitlines(), " ")

    def find(self, picture: Picture) -> Boxes:
        height, width = picture.shape
        scale = min(1.0, _LARGEST / max(height, width))
        size = [max(_STEP, round(length * scale / _STEP) * _STEP) for length in (width, height)]
        shrunk = np.asarray(Image.fromarray(picture).resize((size[0], size[1]), Image.Resampling.LANCZOS))
        marked = self._run(self._find, _normal(shrunk)[None])[0, 0]
        boxes = np.array(list(_lines_of(marked)), dtype=np.float64).reshape(-1, 4)
        boxes *= np.array([width / size[0], height / size[1]] * 2)
        return boxes

    def read(self, lines: Sequence[Picture]) -> list[Text]:
        scaled = [_scaled(line) for line in lines]
        order = sorted(range(len(lines)), key=lambda at: scaled[at].shape[1])
        found = [Text()] * len(lines)
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            widest = max(scaled[at].shape[1] for at in batch)
            given = np.zeros((len(batch), 3, _HEIGHT, widest), dtype=np.float32)
            for row, at in enumerate(batch):
                given[row, :, :, : scaled[at].shape[1]] = _normal(scaled[at])
            for at, scores in zip(batch, self._run(self._read, given), strict=True):
                found[at] = self._text(scores, scaled[at].shape[1] / widest)
        return found

    @staticmethod
    def _run(session: Any, given: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        answer: npt.NDArray[np.float32] = session.run(None, {session.get_inputs()[0].name: given})[0]
        return answer

    def _text(self, scores: npt.NDArray[np.float32], share: float) -> Text:
        """The likeliest character at each step; one that goes on over steps is one, unless a blank parts them."""
        best = scores.argmax(axis=1)
        likely = scores[np.arange(len(best)), best]
        starts = np.flatnonzero((best != 0) & (best != np.concatenate(([0], best[:-1]))))
        characters, sure, middles = [], [], []
        for start in starts.tolist():
            end = start + 1
            while end < len(best) and best[end] == best[start]:
                end += 1
            characters.append(self._characters[int(best[start])])
            sure.append(float(likely[start:end].max()))
            middles.append(min(1.0, (start + end) / 2 / len(best) / share))
        return Text("".join(characters), tuple(sure), tuple(middles))


def _session(model: Path) -> Any:
    import onnxruntime  # noqa: PLC0415  only where the extra is used

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # workers are processes; threads would fight over the processors
    options.enable_cpu_mem_arena = False  # it would keep what the largest page needed
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


def _scaled(line: Picture) -> Picture:
    height, width = line.shape
    wide = max(_HEIGHT // 2, min(_WIDEST, round(width * _HEIGHT / height)))
    return np.asarray(Image.fromarray(line).resize((wide, _HEIGHT), Image.Resampling.BICUBIC))


def _normal(picture: Picture) -> npt.NDArray[np.float32]:
    """Three equal planes from -1 to 1."""
    plane = picture.astype(np.float32) / np.float32(127.5) - np.float32(1)
    return np.broadcast_to(plane, (3, *plane.shape))


def _lines_of(marked: npt.NDArray[np.float32]) -> Iterable[tuple[float, float, float, float]]:
    """The lines among the pixels that the model holds for the core of text."""
    height, width = marked.shape
    for x0, top, x1, bottom in boxes_of(marked > _TEXT):
        wide, high = x1 - x0, bottom - top
        if min(wide, high) < 3 or float(marked[top:bottom, x0:x1].mean()) < _LINE * 0.6:
            continue
        grown = _GROWN * wide * high / (2 * (wide + high))
        yield max(0.0, x0 - grown), max(0.0, top - grown), min(width, x1 + grown), min(height, bottom + grown)
