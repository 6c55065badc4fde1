"""Which step of an extraction takes how much of its time, by looking every few milliseconds where it is.

Nothing is told to the steps: what `extract` calls is a stage, and within reading each module is one.
"""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath
from types import FrameType
from typing import Final

from ingest.extract import extract, understand

_EVERY: Final = 0.002
_READING: Final = "read"


@contextmanager
def watched() -> Iterator[Counter[str]]:
    """The number of looks that found each stage, while the block runs."""
    looks: Counter[str] = Counter()
    before = signal.signal(signal.SIGPROF, lambda _number, frame: looks.update([stage_of(frame)]))
    signal.setitimer(signal.ITIMER_PROF, _EVERY, _EVERY)
    try:
        yield looks
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def stage_of(frame: FrameType | None) -> str:
    """The function that `extract` or `understand` called, in reading also the module at work; "json" for what comes behind them."""
    inner: list[FrameType] = []
    while frame is not None and frame.f_code is not extract.__code__ and frame.f_code is not understand.__code__:
        inner.append(frame)
        frame = frame.f_back
    if frame is None:
        return "json"
    stage = inner[-1].f_code.co_name.strip("_") if inner else "extract"
    return f"{stage} · {_reader(inner)}" if stage == _READING else stage


def _reader(inner: list[FrameType]) -> str:
    """The module of the readers that is at work, by its name without the ending."""
    paths = (PurePath(frame.f_code.co_filename) for frame in inner)
    return next((f"{path.parent.name}.{path.stem}" for path in paths if "readers" in path.parts), "")
