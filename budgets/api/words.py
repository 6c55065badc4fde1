"""Words of ours in both languages, whatever language the answer is in."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class InBothSerializer(serializers.Serializer[Any]):
    """The same in Chinese and in English."""

    zh = serializers.CharField()
    en = serializers.CharField()
