"""Many rows into a table at once, by COPY: what storing a document writes is told to the database in one go, not row by row.

A document has thousands of rows, and their cells repeat: each column remembers how a value is written, and whole blocks of lines are handed
over as text. That takes a third of what it takes to have the driver write them one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any, Final

import orjson
from django.db import connection, models

_NOTHING: Final[Mapping[str, Any]] = {}
_A_BLOCK: Final = 500
"""Rows that are handed over together."""
_NULL: Final = r"\N"
_ESCAPES: Final = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def copy_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Iterable[Any]], always: Mapping[str, Any] = _NOTHING) -> None:
    """Write rows: the values of these fields (a foreign key's with `_id`), those of `always` in each. What is not named has its default.

    Their keys are the database's. No signal is sent. Raises what saving raises: django.db.DataError, IntegrityError.
    """
    fields = {field.attname: field for field in model._meta.concrete_fields if not (field.primary_key or field.generated)}
    given = {*names, *always}
    rest = {name: field.get_default() for name, field in fields.items() if name not in given and not field.has_db_default()}
    same = {**rest, **always}
    first = "".join(f"{_teller(fields[name])(value)}\t" for name, value in same.items())
    tellers = [_teller(fields[name]) for name in names]
    columns = ", ".join(connection.ops.quote_name(fields[name].column or "") for name in (*same, *names))
    left = iter(rows)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        copied = cursor.copy(f"COPY {connection.ops.quote_name(model._meta.db_table)} ({columns}) FROM STDIN")
        with copied as copy:
            while block := list(islice(left, _A_BLOCK)):
                copy.write(_lines(block, first, tellers))


def _lines(rows: Sequence[Iterable[Any]], first: str, tellers: Sequence[_Teller]) -> str:
    """Rows as COPY reads them, each with the same beginning. Column by column: so no step in Python is taken for each value."""
    columns = [map(tell, values) for tell, values in zip(tellers, zip(*rows, strict=True), strict=True)]
    lines = map("\t".join, zip(*columns, strict=True))
    return first + f"\n{first}".join(lines) + "\n"


_Teller = Callable[[Any], str]


def _teller(field: models.Field[Any, Any]) -> _Teller:
    """How values of a field are written in COPY's text format. None is NULL everywhere."""
    if isinstance(field, models.JSONField):
        return _RememberedJson()
    return _number if isinstance(field, models.DecimalField) else _Remembered().__getitem__


class _Remembered(dict[Any, str]):
    """The values of one column, as they are written."""

    def __missing__(self, value: Any) -> str:
        text = self[value] = _NULL if value is None else _word(value)
        return text


class _RememberedJson:
    """The same for lists and objects, which have no hash: the cells of a row share one list, not only its content."""

    def __init__(self) -> None:
        self._last: Any = None
        self._text = _NULL

    def __call__(self, value: Any) -> str:
        if value is not self._last:
            self._last, self._text = value, _json(value)
        return self._text


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "t" if value else "f"
    text = str(value)
    return text if text.isprintable() and "\\" not in text else text.translate(_ESCAPES)


def _json(value: Any) -> str:
    """Its JSON, in which line breaks and tabs are escapes already."""
    return _NULL if value is None else orjson.dumps(value).decode().replace("\\", r"\\")


def _number(value: Decimal | None) -> str:
    return _NULL if value is None else format(value, "f")
