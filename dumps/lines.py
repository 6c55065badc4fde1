"""Rows as lines of CSV, as PostgreSQL writes them: nothing for null, "" for an empty text. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Final

_QUOTED: Final = re.compile(r'[",\r\n]|^$')
_FORMULA: Final = re.compile(r"[=+\-@\t\r\n]")
_NUMBER: Final = re.compile(r"-[0-9.,]+")


def line(values: Iterable[object], *, harmless: bool = False) -> bytes:
    """One row. `harmless`: words that a spreadsheet would compute have an apostrophe in front; a negative number has none."""
    return (",".join(_cell(value, harmless) for value in values) + "\n").encode()


def _cell(value: object, harmless: bool) -> str:
    if value is None:
        return ""
    text = _text(value)
    if harmless and isinstance(value, str) and _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        text = f"'{text}"
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
