"""Queries whose SQL is written once, where from one time to the next nothing but ids differs.

Django composes a query anew each time: for a page that asks ten of them, several milliseconds. One that is prepared is composed when it is
first asked, with slots for the ids. What is shown as of a moment is asked seldom, and composed each time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from budgets.caching import cached_property
from budgets.lookups import Slot
from budgets.moments import asked_for

__all__ = ["Prepared", "Slot"]


class Prepared:
    """A query of plain columns (`values_list`) by ids. `compose` gets a slot for each argument and gives it to the lookup `any`.

    Rows are as the database gives them: what Django converts while reading (JSON) has to be cast to text.
    """

    def __init__(self, compose: Callable[..., QuerySet[Any, Any]], slots: int = 1) -> None:
        self._compose, self._slots = compose, slots

    def rows(self, *ids: Collection[int]) -> list[tuple[Any, ...]]:
        """One query."""
        sql, params = self._written if asked_for() is None else self._compose_anew()
        given = [list(ids[one.number]) if isinstance(one, Slot) else one for one in params]
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

    @cached_property
    def _written(self) -> tuple[str, tuple[Any, ...]]:
        return self._compose_anew()

    def _compose_anew(self) -> tuple[str, tuple[Any, ...]]:
        query = self._compose(*(Slot(number) for number in range(self._slots))).query
        return query.sql_with_params()
