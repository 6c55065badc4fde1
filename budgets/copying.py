"""Many rows into a table at once, by COPY: what storing a document writes is told to the database in one go, not row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import orjson
from django.db import connection, models

_NOTHING: Final[Mapping[str, Any]] = {}


def copy_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Iterable[Any]], always: Mapping[str, Any] = _NOTHING) -> None:
    """Write rows: the values of these fields (a foreign key's with `_id`), those of `always` in each. What is not named has its default.

    Their keys are the database's. No signal is sent. Raises what saving raises: django.db.DataError, IntegrityError.
    """
    fields = {field.attname: field for field in model._meta.concrete_fields if not field.primary_key}
    given = {*names, *always}
    rest = {name: field.get_default() for name, field in fields.items() if name not in given and not field.has_db_default()}
    same = {**rest, **always}
    first = [_told(fields[name], value) for name, value in same.items()]
    tellers = [(at, teller) for at, name in enumerate(names) if (teller := _teller(fields[name]))]
    columns = ", ".join(connection.ops.quote_name(fields[name].column or "") for name in (*same, *names))
    with connection.cursor() as cursor, connection.wrap_database_errors:
        copied = cursor.copy(f"COPY {connection.ops.quote_name(model._meta.db_table)} ({columns}) FROM STDIN")
        with copied as copy:
            for row in rows:
                values = list(row)
                for at, tell in tellers:
                    if values[at] is not None:
                        values[at] = tell(values[at])
                copy.write_row(first + values)


def _told(field: models.Field[Any, Any], value: Any) -> Any:
    teller = _teller(field)
    return teller(value) if teller and value is not None else value


def _teller(field: models.Field[Any, Any]) -> Callable[[Any], str] | None:
    """How values of a field are written, where not as they are: texts are the quickest. None is NULL everywhere."""
    if isinstance(field, models.JSONField):
        return _json
    return _number if isinstance(field, models.DecimalField) else None


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


def _number(value: Decimal) -> str:
    return format(value, "f")
