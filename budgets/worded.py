"""Sentences that can be told in another language: a Chinese text that knows its template and the values put into it. Pure.

A template is a message of the catalogue of translations: `_("{table}的合计").format(table=…)` is the Chinese text, byte for byte, and keeps
the two apart. A value is what a document prints, which stays as it is in every language, or such a sentence itself. As JSON a sentence is
[template, {name: value}], [template] where it has no values; a value is a text or again such a list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Final

Json = list[Any]

_SLOT: Final = re.compile(r"\{(\w+)\}")
_CHINESE: Final = re.compile(r"[\u3400-\u9fff]")
_NOTHING: Final[Mapping[str, str]] = {}


class Sentence(str):
    """A text as Chinese pages show it; `template` with its `values` filled in."""

    __slots__ = ("template", "values")
    template: str
    values: Mapping[str, str]

    def __new__(cls, template: str, values: Mapping[str, str] = _NOTHING) -> Sentence:
        made = super().__new__(cls, str.format_map(template, values) if values else template)
        made.template, made.values = template, values
        return made

    def format(self, *_args: object, **values: object) -> Sentence:
        """This template with these values in it."""
        return Sentence(self.template, {name: value if isinstance(value, str) else str(value) for name, value in values.items()})

    def __reduce__(self) -> tuple[type[Sentence], tuple[str, Mapping[str, str]]]:
        return Sentence, (self.template, self.values)


@cache
def _(template: str) -> Sentence:
    """Marks a template for the catalogue of translations; it is translated where it is shown."""
    return Sentence(template)


_ENUMERATED: Final = _("{some}、{more}")


def enumerated(texts: Sequence[str], between: Sentence = _ENUMERATED) -> str:
    """Several things one after the other, with what `between` has between two of them; "" for none."""
    if len(texts) < 2:
        return texts[0] if texts else ""
    half = len(texts) // 2  # so that a long list is not nested deeply
    return between.format(some=enumerated(texts[:half], between), more=enumerated(texts[half:], between))


def as_json(text: str | None) -> Json | None:
    """A sentence as JSON; None for a text that is none."""
    if not isinstance(text, Sentence):
        return None
    values = {name: as_json(value) or str(value) for name, value in text.values.items()}
    return [text.template, values] if values else [text.template]


def told(sentence: Json, translate: Callable[[str], str], title: Callable[[str], str]) -> str | None:
    """A sentence of JSON in the language of `translate`; None where a template of it has no translation.

    A printed title whose value stands beside its `schedule`, the key of a standard table, is told by `title`.
    """
    template, values = sentence[0], sentence[1] if sentence[1:] else _NOTHING
    translated = translate(template) if template else ""
    if translated == template and _CHINESE.search(template):
        return None
    filled = {name: told(value, translate, title) if isinstance(value, list) else value for name, value in values.items()}
    if None in filled.values():
        return None
    if filled.get("schedule"):
        filled["title"] = title(str(filled["schedule"]))
    return _SLOT.sub(lambda slot: str(filled.get(slot[1], "")), translated)
