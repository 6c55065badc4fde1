"""How often one address may ask, how many whole files it may have at once, and what it is told of that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import ceil
from threading import RLock
from typing import TYPE_CHECKING, Final, NamedTuple

from django.conf import settings
from django.http import HttpRequest, StreamingHttpResponse
from rest_framework.exceptions import Throttled
from rest_framework.throttling import AnonRateThrottle, BaseThrottle

from budgets.throttles import household

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView  # which reads in the settings that this module is named there

_TRY_AGAIN: Final = 10
"""Seconds after which a place may be free."""
_KEPT: Final = "mingzhang.allowance"
HOLDER: Final = "mingzhang.holder"
"""Where a request has this in its META, it is no visitor's: somebody else counts it, under this name."""


class Allowance(NamedTuple):
    """How many requests a window takes, how many are left in it, and in how many seconds the oldest of them no longer counts."""

    limit: int
    left: int
    seconds: int


def allowance_of(request: HttpRequest) -> Allowance | None:
    """What is left to whoever asks; None where nobody counted."""
    return request.META.get(_KEPT)


def keep_allowance(request: Request, allowance: Allowance) -> None:
    """Let the answer tell what is left."""
    request.META[_KEPT] = allowance


class ByAddress(AnonRateThrottle):
    """So many requests from one address; what is left of them stays with the request (`allowance_of`)."""

    num_requests: int
    duration: int

    def get_cache_key(self, request: Request, view: APIView | None) -> str | None:
        """Not by who is logged in: it is asked before that is known, too."""
        if HOLDER in request.META:
            return None
        return self.cache_format % {"scope": self.scope, "ident": household(self.get_ident(request) or "")}

    def allow_request(self, request: Request, view: APIView | None) -> bool:
        """Whether it may be answered."""
        is_allowed = super().allow_request(request, view)  # type: ignore[arg-type]  # it asks nothing of the view
        if self.rate is not None and getattr(self, "key", None) is not None:
            oldest = self.history[-1] if self.history else self.now
            seconds = ceil(self.duration - (self.now - oldest))
            keep_allowance(request, Allowance(self.num_requests, max(0, self.num_requests - len(self.history)), max(0, seconds)))
        return is_allowed


# Whole files


class TooManyFiles(Throttled):
    """429: as many whole files as one may have at once are on their way already."""

    default_code = "too_many_files"


_open: Final[Counter[str]] = Counter()
_counting: Final = RLock()


def among_few(request: Request, response: StreamingHttpResponse) -> StreamingHttpResponse:
    """A file that goes out piece by piece, and holds a connection to the database for as long: so many at once to one key or address
    (`API_STREAMS`, in each process). Raises TooManyFiles."""
    who = request.META.get(HOLDER) or household(BaseThrottle().get_ident(request) or "")
    with _counting:
        if _open[who] >= settings.API_STREAMS:
            raise TooManyFiles(wait=_TRY_AGAIN)
        _open[who] += 1
    response.streaming_content = _Held(iter(response), who)
    return response


class _Held:
    """The pieces of a file. Its place is free again when it is closed: whole, broken off, or never begun."""

    def __init__(self, pieces: Iterator[bytes], who: str) -> None:
        self._pieces, self._who = pieces, who

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def close(self) -> None:
        """Give the place free, once."""
        with _counting:
            who, self._who = self._who, ""
            if who:
                _open[who] -= 1
                if _open[who] <= 0:
                    del _open[who]

    def __del__(self) -> None:
        """An answer that failed on its way is never closed."""
        self.close()
