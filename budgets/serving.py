"""How a process that answers requests for a long time treats its memory. Pure."""

from __future__ import annotations

import gc
from typing import Final

_NEW_OBJECTS: Final = 100_000
"""So many new objects before the youngest are looked through: a long answer keeps some ten thousand at a time, few of them in a circle."""


def settle() -> None:
    """To be called when everything is loaded. What was loaded stays as long as the process: looking for garbage in it took a tenth of a
    long answer, and looking often among what an answer makes another tenth to a fifth."""
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, *gc.get_threshold()[1:])
