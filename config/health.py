"""Is the service alive? For load balancers and for people; says nothing about its insides."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse


def healthz(request: HttpRequest) -> JsonResponse:
    """200 as soon as the process can answer. It asks neither database nor broker: a restart would not mend those."""
    return JsonResponse({"status": "ok"})
