"""What the API says of a row, as the columns of a table: for CSV, Parquet and the description of both."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from types import NoneType, UnionType
from typing import Any, Final, get_args, get_type_hints

from rest_framework import serializers

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
)
_TYPES: Final[dict[object, Kind]] = {bool: "boolean", int: "integer", date: "date", list: "array", dict: "object"}


def columns_of(serializer: type[serializers.BaseSerializer[Any]], without: Container[str] = ()) -> list[Column]:
    """The columns of its rows: what is nested once as columns of its own (`source_page`), lists as JSON."""
    return [column for name, field in _fields(serializer()).items() if name not in without for column in _columns(name, field)]


def flat(row: Mapping[str, Any], columns: Iterable[Column]) -> list[Any]:
    """The values of a row of the serializer in these columns."""
    found: dict[str, Any] = {}
    _flatten(row, "", {column.name for column in columns}, found)
    return [found.get(column.name) for column in columns]


def _flatten(row: Mapping[str, Any], before: str, names: Container[str], found: dict[str, Any]) -> None:
    for key, value in row.items():
        name = f"{before}{key}"
        if name in names:
            found[name] = value
        elif isinstance(value, Mapping):
            _flatten(value, f"{name}_", names, found)


def _fields(shape: serializers.BaseSerializer[Any]) -> Mapping[str, Field]:
    fields: Mapping[str, Field] = shape.fields  # type: ignore[attr-defined]  # a list of rows has none, and is not asked
    return fields


def _columns(name: str, field: Field) -> Iterator[Column]:
    told = str(field.help_text or "")
    if isinstance(field, serializers.SerializerMethodField):
        method = getattr(field.parent, f"get_{name}")
        annotated = getattr(method, "_spectacular_annotation", {}).get("field")
        if annotated is None:
            yield Column(name, _kind_of_method(method), told)
            return
        field = annotated() if isinstance(annotated, type) else annotated
    if isinstance(field, serializers.Serializer):
        yield from (column for part, own in _fields(field).items() for column in _nested(name, part, own))
    elif isinstance(field, serializers.DecimalField):
        yield Column(name, "number", told, field.max_digits or 0, field.decimal_places or 0)
    else:
        yield Column(name, next((kind for known, kind in _KINDS if isinstance(field, known)), "string"), told)


def _nested(name: str, part: str, field: Field) -> Iterator[Column]:
    return (replace(column, name=f"{name}_{column.name}") for column in _columns(part, field))


def _kind_of_method(method: Callable[..., Any]) -> Kind:
    told = get_type_hints(method)["return"]
    plain = [one for one in get_args(told) if one is not NoneType] if isinstance(told, UnionType) else [told]
    return _TYPES.get(getattr(plain[0], "__origin__", plain[0]), "string")
