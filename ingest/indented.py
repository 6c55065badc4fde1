"""Plain values → JSON that people read: Chinese as it is, a line for every value, one space of indentation a step. Pure.

The text is that of `json.dumps(value, ensure_ascii=False, indent=1)`, which leaves its fast encoder as soon as lines are indented and
takes more than twice as long.
"""

from __future__ import annotations

from collections.abc import Callable
from json.encoder import encode_basestring
from typing import Any, Final

_PLAIN: Final[dict[type, Callable[[Any], str]]] = {
    str: encode_basestring,
    float: float.__repr__,
    int: int.__repr__,
    bool: lambda value: "true" if value else "false",
    type(None): lambda _: "null",
}
"""How a value that holds no others is written."""


def indented(value: Any, line: str = "\n") -> str:
    """The JSON of dicts, lists, texts and numbers. `line` begins a line as deep as the value stands. Raises TypeError for another type."""
    if plain := _PLAIN.get(type(value)):
        return plain(value)
    deeper = f"{line} "
    if type(value) is dict:
        parts = [f"{encode_basestring(key)}: {indented(item, deeper)}" for key, item in value.items()]
        return _between("{", parts, "}", line)
    if type(value) is list:
        return _between("[", [indented(item, deeper) for item in value], "]", line)
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")


def _between(left: str, parts: list[str], right: str, line: str) -> str:
    return f"{left}{line} {f',{line} '.join(parts)}{line}{right}" if parts else f"{left}{right}"
