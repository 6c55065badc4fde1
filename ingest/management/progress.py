"""How far a command is: a bar on a terminal."""

from __future__ import annotations

from typing import Any, Final, TextIO

_WIDTH: Final = 30


class Bar:
    """A progress bar on a terminal; nothing elsewhere."""

    def __init__(self, stream: Any, total: int) -> None:
        self._stream: TextIO | None = stream._out if stream.isatty() else None
        self._total = max(1, total)

    def show(self, done: int) -> None:
        """Draw the bar for so many files done."""
        if self._stream is not None:
            full = _WIDTH * done // self._total
            self._stream.write(f"\r[{'█' * full}{'·' * (_WIDTH - full)}] {done}/{self._total}")
            self._stream.flush()

    def clear(self) -> None:
        """Take the bar away, so that a line can be written."""
        if self._stream is not None:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
