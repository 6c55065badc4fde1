"""What a web page keeps from being shown: by attribute, by its own style, by a rule for its class. Pure.

Style sheets in other files are not there, and rules for some media only (print, phones) do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

_HIDES: Final = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all)", re.IGNORECASE)
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_NESTED: Final = re.compile(r"@[^{};]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_RULE: Final = re.compile(r"([^{}]*)\{([^{}]*)\}")
_SELECTOR: Final = re.compile(r"([a-z][a-z0-9]*)?([.#])([\w-]+)", re.IGNORECASE)

Attributes = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Hiding:
    """Selectors of one class or one id (tag or "", sign, name) whose elements are not shown."""

    selectors: frozenset[tuple[str, str, str]]

    def hides(self, tag: str, attributes: Attributes) -> bool:
        """Whether an element is not shown, as far as it says itself."""
        if "hidden" in attributes or (tag == "input" and (attributes.get("type") or "").lower() == "hidden"):
            return True
        if _HIDES.search(attributes.get("style") or ""):
            return True
        names = [(".", name) for name in (attributes.get("class") or "").split()]
        names += [("#", name) for name in [attributes.get("id")] if name]
        return any((of, *name) in self.selectors for name in names for of in ("", tag))


def hiding_by(sheets: Iterable[str]) -> Hiding:
    """What the page's own style sheets hide, where a rule names no more than a class or an id."""
    found = set()
    for sheet in sheets:
        for rule in _RULE.finditer(_NESTED.sub("", _COMMENT.sub("", sheet))):
            if _HIDES.search(rule[2]):
                matches = (_SELECTOR.fullmatch(selector.strip()) for selector in rule[1].split(","))
                found |= {((match[1] or "").lower(), match[2], match[3]) for match in matches if match}
    return Hiding(frozenset(found))
