"""In which form an answer is given: by its address alone, whatever a client says that it would like."""

from __future__ import annotations

from collections.abc import Iterable

from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request


class ByAddress(DefaultContentNegotiation):
    """What the client likes best of what there is; the first where it likes none of it: a file is asked for by `format`."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """The renderer, and the media type that it is told as."""
        there = list(renderers)
        try:
            chosen: tuple[BaseRenderer, str] = super().select_renderer(request, there, format_suffix)
        except NotAcceptable:
            return there[0], str(there[0].media_type)
        return chosen
