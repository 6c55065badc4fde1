"""Many rows into a table at once, by COPY: what storing a document writes is told to the database in one go, not row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

import orjson
from django.db import connection, models

Told = Callable[[Any], Any]


def copy_rows(model: type[models.Model], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows, each by the names of its fields (a foreign key's with `_id`); what a row leaves out has the field's default.

    Their keys are the database's. No signal is sent. Raises what saving raises: django.db.DataError, IntegrityError.
    """
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(connection.ops.quote_name(field.column or "") for field in fields)
    told: list[tuple[str, Told, Callable[[], Any]]] = [(field.attname, _teller(field), field.get_default) for field in fields]
    with connection.cursor() as cursor, connection.wrap_database_errors:
        copied = cursor.copy(f"COPY {connection.ops.quote_name(model._meta.db_table)} ({columns}) FROM STDIN")
        with copied as copy:
            for row in rows:
                copy.write_row([tell(row[name] if name in row else default()) for name, tell, default in told])


def _teller(field: models.Field[Any, Any]) -> Told:
    """How values of a field are written: texts and whole numbers are the quickest."""
    if isinstance(field, models.JSONField):
        return _json
    return _number if isinstance(field, models.DecimalField) else _same


def _json(value: Any) -> str | None:
    """None is the column's NULL, as it is where such a field is saved with a null."""
    return None if value is None else orjson.dumps(value).decode()


def _number(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def _same(value: Any) -> Any:
    return value
