"""Words of ours in both languages, whatever language the answer is in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import translation
from rest_framework import serializers

from budgets.languages import LANGUAGES


class InBothSerializer(serializers.Serializer[Any]):
    """The same in Chinese and in English."""

    zh = serializers.CharField()
    en = serializers.CharField()


def in_both(said: Callable[[], str]) -> dict[str, str]:
    """What a function says in each language: zh, en."""
    told = {}
    for word, code in LANGUAGES.items():
        with translation.override(code):
            told[word] = said()
    return told
