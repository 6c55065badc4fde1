"""How often one address may ask, and what it is told of that."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Final, NamedTuple

from django.http import HttpRequest
from rest_framework.throttling import AnonRateThrottle

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView  # which reads in the settings that this module is named there

_KEPT: Final = "mingzhang.allowance"


class Allowance(NamedTuple):
    """How many requests a window takes, how many are left in it, and in how many seconds the oldest of them no longer counts."""

    limit: int
    left: int
    seconds: int


def allowance_of(request: HttpRequest) -> Allowance | None:
    """What is left to whoever asks; None where nobody counted."""
    return request.META.get(_KEPT)


class ByAddress(AnonRateThrottle):
    """So many requests from one address; what is left of them stays with the request (`allowance_of`)."""

    num_requests: int
    duration: int

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Whether it may be answered."""
        is_allowed = super().allow_request(request, view)
        if self.rate is not None and getattr(self, "key", None) is not None:
            oldest = self.history[-1] if self.history else self.now
            seconds = ceil(self.duration - (self.now - oldest))
            request.META[_KEPT] = Allowance(self.num_requests, max(0, self.num_requests - len(self.history)), max(0, seconds))
        return is_allowed
