"""Looking for many ids at once, and for rows by their names.

`edition__any=ids` instead of `edition__in=ids` where there may be hundreds: one array is one parameter, whatever its length, while Django
and psycopg spend a few milliseconds on writing out a long list. PostgreSQL plans both the same.

`row_key__folded` is the name in a row key (`codes.folded` of each of its labels): 八、社会保障和就业支出 of one department is
二、社会保障和就业支出 of another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Field, Lookup, Transform
from django.db.models.fields.related import ForeignObject

if TYPE_CHECKING:
    _Lookup = Lookup[Any]
    _Field = CharField[Any, Any]
else:
    _Lookup = Lookup
    _Field = CharField


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


@CharField.register_lookup
class Folded(Transform):
    """The name in a row key: without white space, without the ordinals in front of its labels, and without what stands behind it where
    rows share a name (`facts.row_keys`), in NFKC. PostgreSQL can index it."""

    lookup_name = "folded"
    output_field = _Field()
    template = (
        r"REGEXP_REPLACE(REGEXP_REPLACE(NORMALIZE(%(expressions)s, NFKC), '\s|[|].*$|#[0-9]+$', '', 'g'), "
        r"'(^(?:income:|expenditure:)?|/)(?:[(][〇一二三四五六七八九十]+[)]|[〇一二三四五六七八九十]+、)', '\1', 'g')"
    )
