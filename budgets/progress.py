"""How far a child has come, told to its parent meanwhile, through a file that both hold open. Pure.

The child handles what comes from outside and may be led astray, so nothing but two plausible numbers and a time is taken from it.
"""

from __future__ import annotations

import math
import os
import struct
import time
from dataclasses import dataclass
from typing import Final

_TOLD: Final = struct.Struct("=IId")
_MOST: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Progress:
    """So many pieces (pages) of so many are done, since this moment of the machine's monotonic clock, in seconds."""

    done: int
    of: int
    at: float


class _Through:
    """The child's end; none where nobody listens."""

    descriptor: int | None = None


def tell_through(descriptor: int) -> None:
    """From here on `tell` reaches whoever holds the other end of this open file."""
    _Through.descriptor = descriptor


def tell(done: int, of: int) -> None:
    """Tell the parent, if there is one that listens. Costs microseconds."""
    if _Through.descriptor is not None:
        os.pwrite(_Through.descriptor, _TOLD.pack(done, of, time.monotonic()), 0)


def told(descriptor: int) -> Progress | None:
    """What was told last; None where nothing was, or nothing that can be."""
    raw = os.pread(descriptor, _TOLD.size, 0)
    if len(raw) < _TOLD.size:
        return None
    done, of, at = _TOLD.unpack(raw)
    return Progress(done, of, at) if 0 < done <= of <= _MOST and math.isfinite(at) else None
