"""Pages of lists: cursors over a stable order, so that nothing is skipped or said twice while new figures arrive."""

from __future__ import annotations

from typing import Final

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request

from budgets.api.parameters import LARGEST_ID

NOWHERE: Final = Cursor(offset=0, reverse=False, position=None)
"""What nonsense decodes to: no page leads there."""


class ById(CursorPagination):
    """In the order of ids."""

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
        if cursor == NOWHERE or (cursor is not None and cursor.position is not None and not self.is_position(str(cursor.position))):
            raise ValidationError({"cursor": [_("这个游标不是上一页给出的。")]})
        return cursor

    def is_position(self, position: str) -> bool:
        """Whether a page of this order may begin there."""
        return _is_id(position)


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
