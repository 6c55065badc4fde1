"""Model instances made straight from plain rows, as unpickling makes them: for pages that read hundreds of which they show a name.

Django's own way (`Model.from_db`) sends signals and goes through every field of the model, also those that were not read: two milliseconds
for the hundred editions of a comparison.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model, QuerySet
from django.db.models.base import ModelState

M = TypeVar("M", bound=Model)


def instance(model: type[M], names: Iterable[str], values: Sequence[object], **related: object) -> M:
    """A stored instance with these attributes (`attname`s) and related objects; what was not read is fetched when it is asked for."""
    made = model.__new__(model)
    state = ModelState()
    state.db, state.adding, state.fields_cache = DEFAULT_DB_ALIAS, False, dict(related)
    made.__dict__.update(zip(names, values, strict=True), _state=state)
    return made


def have_read(one: Model, name: str, rows: QuerySet[M], read: Sequence[M]) -> None:
    """What `name` leads to was read already: `rows.all()` asks no query, as after `prefetch_related`."""
    kept = rows.all()
    kept._result_cache, kept._prefetch_done = list(read), True  # type: ignore[attr-defined]
    one.__dict__.setdefault("_prefetched_objects_cache", {})[name] = kept
