"""Which bytes of a file a client asks for (RFC 9110). Pure."""

from __future__ import annotations

import re
from typing import Final

_ONE: Final = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


class NotThere(ValueError):
    """None of the bytes that are asked for is in the file."""


def asked_range(header: str, size: int) -> range | None:
    """The bytes of one range; None where the whole file is the answer: no range, several, or none that we know. Raises NotThere."""
    found = _ONE.fullmatch(header.replace(" ", ""))
    if found is None or not any(found.groups()):
        return None
    first, last = found.groups()
    if not first:
        wanted = range(max(0, size - int(last)), size)
    elif last and int(last) < int(first):
        return None
    else:
        wanted = range(int(first), min(int(last) + 1, size) if last else size)
    if not wanted:
        raise NotThere(header)
    return wanted
