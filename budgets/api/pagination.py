"""Pages of lists: cursors over a stable order, so that nothing is skipped or said twice while new figures arrive.

Parameters that every list has are read here (`parameters.Paged` declares and checks them): `order`, `fields`, `count`.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.db.models import F, QuerySet, Value
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer, ListSerializer
from rest_framework.utils.urls import replace_query_param

from budgets.api.absent import not_there
from budgets.api.parameters import LARGEST_ID
from budgets.api.problems import NotThere

NOWHERE: Final = Cursor(offset=0, reverse=False, position=None)
"""What nonsense decodes to: no page leads there."""


MOST_COUNTED: Final = 1_000_000
"""Counting goes through all that is counted: no further than this."""


class ById(CursorPagination):
    """In the order of ids, or against it."""

    ordering = "id"
    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 1000

    def decode_cursor(self, request: Request) -> Cursor | None:
        """Where the page begins. A cursor that we did not give is a wrong parameter, whatever is in it."""
        try:
            cursor = super().decode_cursor(request)
        except NotFound:
            cursor = NOWHERE
        if cursor is not None and _question_in(str(request.query_params.get(self.cursor_query_param))) != question_of(
            request.path, request.query_params.dict()
        ):
            raise ValidationError({"cursor": [_("这个游标不是这个问题的：除了 page_size、fields、count，别的参数要和上一页一样。")]})
        if cursor == NOWHERE or (cursor is not None and cursor.position is not None and not self.is_position(str(cursor.position))):
            raise ValidationError({"cursor": [_("这个游标不是上一页给出的。")]})
        return cursor

    def encode_cursor(self, cursor: Cursor) -> str:
        """The address of the page at this place, with the question that it is of."""
        here = str(self.base_url)
        parts = urlsplit(here)
        told = {"o": str(cursor.offset) if cursor.offset else "", "r": "1" if cursor.reverse else "", "p": str(cursor.position or "")}
        of = question_of(parts.path, dict(parse_qsl(parts.query, keep_blank_values=True)))
        return replace_query_param(here, self.cursor_query_param, written(told, of))

    def get_ordering(self, request: Request, queryset: QuerySet[Any], view: Any) -> tuple[str, ...]:
        """As `order` asks, else as it is declared."""
        asked = request.query_params.get("order")
        return (asked,) if asked else super().get_ordering(request, queryset, view)

    def placed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows with what they are ordered by."""
        return rows

    def is_position(self, position: str) -> bool:
        """Whether a page of this order may begin there."""
        return _is_id(position)


def question_of(path: str, given: Mapping[str, str]) -> str:
    """What a cursor is of: the list, and which of its rows in which order. How much of them is told on a page may change on the way."""
    asked = sorted((name, value) for name, value in given.items() if name not in ("cursor", "page_size", "fields", "count"))
    return sha256(repr((path, asked)).encode()).hexdigest()[:12]


def written(told: Mapping[str, str], question: str) -> str:
    """A cursor as it is given out."""
    return b64encode(urlencode({name: value for name, value in (*told.items(), ("q", question)) if value}).encode()).decode()


def _question_in(cursor: str) -> str:
    try:
        return dict(parse_qsl(b64decode(cursor.encode()).decode())).get("q", "")
    except ValueError:
        return ""


class ByPlace(ById):
    """The same order where few rows are wanted of very many: they are found first and put in order then, instead of looking for them in
    the order of all (adding nothing to the id, PostgreSQL does not know that it is one)."""

    ordering = "place"

    def get_ordering(self, request: Request, queryset: QuerySet[Any], view: Any) -> tuple[str, ...]:
        """As `order` asks."""
        return ("-place" if request.query_params.get("order") == "-id" else "place",)

    def placed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        placed: QuerySet[Any] = rows.annotate(place=F("pk") + Value(0))
        return placed


class LatestAnswer(ById):
    """The latest answer first."""

    ordering = ("-answered_at", "-id")  # type: ignore[assignment]  # the stub knows one field

    def is_position(self, position: str) -> bool:
        try:
            return parse_datetime(position) is not None
        except ValueError:
            return False


def _is_id(position: str) -> bool:
    return position.isascii() and position.isdecimal() and len(position) <= len(str(LARGEST_ID)) and int(position) <= LARGEST_ID


def page_of(
    request: Request,
    rows: QuerySet[Any],
    serializer: type[BaseSerializer[Any]],
    pages: ById | None = None,
    read: Callable[[QuerySet[Any]], QuerySet[Any]] | None = None,
) -> Response:
    """One page of a list, in the order of ids or another one; with the number of all rows where that is asked for.

    With `read` the page is found first, and its rows are read then with what belongs to them: where there are very many.
    """
    pages = pages or ById()
    counted = _counted(rows) if request.query_params.get("count") else {}
    found = (
        pages.paginate_queryset(pages.placed(rows.select_related(None).prefetch_related(None).only("pk") if read else rows), request) or []
    )
    if not found and (absent := not_there(request.query_params.dict())):
        raise NotThere(absent)
    if read:
        whole = read(rows.model._default_manager.all()).in_bulk([row.pk for row in found])
        found = [whole[row.pk] for row in found]
    answer = pages.get_paginated_response(shaped(serializer(found, many=True, context={"request": request}), request).data)
    answer.data = counted | answer.data
    return answer


def shaped(serializer: BaseSerializer[Any], request: Request) -> BaseSerializer[Any]:
    """The serializer of rows or of one, with no other fields than those of the parameter `fields`. Raises ValidationError for one that
    it does not have."""
    asked = request.query_params.get("fields")
    if not asked:
        return serializer
    shape: Any = serializer.child if isinstance(serializer, ListSerializer) else serializer
    names, there = [name.strip() for name in asked.split(",") if name.strip()], list(shape.fields)
    if not names:
        raise ValidationError({"fields": [_("没有写出字段。可用的是：{names}。").format(names="、".join(there))]})
    if unknown := [name for name in names if name not in there]:
        told = _("没有这些字段：{unknown}。可用的是：{names}。")
        raise ValidationError({"fields": [told.format(unknown="、".join(unknown)[:_LONGEST_ECHO], names="、".join(there))]})
    for name in there:
        if name not in names:
            shape.fields.pop(name)
    return serializer


_LONGEST_ECHO: Final = 100


def _counted(rows: QuerySet[Any]) -> dict[str, Any]:
    found = rows.order_by().values("pk")[: MOST_COUNTED + 1].count()
    return {"count": min(found, MOST_COUNTED), "count_is_least": found > MOST_COUNTED}
