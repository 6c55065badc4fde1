"""Python's search for garbage in cycles, held while a document is read. Pure."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def held() -> Iterator[None]:
    """Nothing is searched for cycles meanwhile; what nobody holds any more is freed all the same.

    The values of an extraction are frozen and made of earlier ones, so there are no cycles among them; but there are hundreds of thousands,
    and the search would go through all of them again and again, for about a tenth of the time. It must go on only when they are let go.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
