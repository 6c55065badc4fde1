"""How a process that answers requests for a long time treats its memory. Pure.

An answer makes some hundred thousand objects, nearly all of which go as soon as nothing refers to them. Looking for circles among them
while they are all alive took up to a tenth of a second out of the midst of an answer; behind an answer there is little left to look at.
"""

from __future__ import annotations

import gc
from itertools import count
from typing import Final

_NEW_OBJECTS: Final = 1_000_000
"""So many new objects before the youngest are looked through in the midst of an answer: only a very long one makes as many."""
_WHOLE_EVERY: Final = 1_000
"""After so many answers everything is looked through that outlived some of them."""

_answers = count(1)


def settle() -> None:
    """To be called when everything is loaded: what was loaded stays as long as the process, and is not looked through again."""
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, *gc.get_threshold()[1:])


def tidy(**_signal: object) -> None:
    """To be called when an answer was sent: look for garbage in what it left behind, about a millisecond."""
    gc.collect(1 if next(_answers) % _WHOLE_EVERY else 2)
