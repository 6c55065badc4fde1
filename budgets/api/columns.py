"""What the API says of a row, as the columns of a table: for CSV, Parquet and the description of both."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from types import NoneType, UnionType
from typing import Any, Final, get_args, get_type_hints

from rest_framework import serializers

from budgets.api.serializers import SourceSerializer
from budgets.parquet import Column, Kind

Field = serializers.Field[Any, Any, Any, Any]

_KINDS: Final[tuple[tuple[type[Field], Kind], ...]] = (
    (serializers.BooleanField, "boolean"),
    (serializers.IntegerField, "integer"),
    (serializers.DateTimeField, "datetime"),
    (serializers.DateField, "date"),
    (serializers.ListField, "array"),
    (serializers.ListSerializer, "array"),
    (serializers.DictField, "object"),
    (serializers.BaseSerializer, "object"),
)
_TYPES: Final[dict[object, Kind]] = {bool: "boolean", int: "integer", date: "date", list: "array", dict: "object"}


def columns_of(serializer: type[serializers.Serializer[Any]]) -> list[Column]:
    """The columns of its rows, the place in the document as columns of its own; other nested values are JSON."""
    return [column for name, field in serializer().fields.items() for column in _columns(name, field)]


def _columns(name: str, field: Field) -> Iterator[Column]:
    if isinstance(field, SourceSerializer):
        yield from (column for part, own in field.fields.items() for column in _columns(f"{name}_{part}", own))
    elif isinstance(field, serializers.DecimalField):
        yield Column(name, "number", str(field.help_text or ""), field.max_digits or 0, field.decimal_places or 0)
    else:
        yield Column(name, _kind(field), str(field.help_text or ""))


def _kind(field: Field) -> Kind:
    if isinstance(field, serializers.SerializerMethodField):
        return _kind_of_method(field)
    return next((kind for known, kind in _KINDS if isinstance(field, known)), "string")


def _kind_of_method(field: serializers.SerializerMethodField) -> Kind:
    told = get_type_hints(getattr(field.parent, f"get_{field.field_name}"))["return"]
    plain = [one for one in get_args(told) if one is not NoneType] if isinstance(told, UnionType) else [told]
    return _TYPES.get(getattr(plain[0], "__origin__", plain[0]), "string")
