"""Looking for many ids at once: `edition__any=ids` instead of `edition__in=ids` where there may be hundreds.

One array is one parameter, whatever its length: Django and psycopg spend a few milliseconds on writing out a long list. PostgreSQL plans
both the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Field, Lookup
from django.db.models.fields.related import ForeignObject

if TYPE_CHECKING:
    _Lookup = Lookup[Any]
else:
    _Lookup = Lookup


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of ids that are given later (`prepared.Prepared`), by its number from 0."""

    number: int


@ForeignObject.register_lookup
@Field.register_lookup
class AnyOf(_Lookup):
    """Equal to one of these integers: an id, or what points to one."""

    lookup_name = "any"

    def get_prep_lookup(self) -> list[int] | Slot:
        return self.rhs if isinstance(self.rhs, Slot) else list(self.rhs)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, params = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s::bigint[])", (*params, self.rhs)
