"""Pages of lists: cursors over a stable order, so that nothing is skipped or said twice while new figures arrive."""

from __future__ import annotations

from rest_framework.pagination import CursorPagination


class ById(CursorPagination):
    """In the order of ids."""

    ordering = "id"
    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 1000
