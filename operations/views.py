"""For load balancers, watchers and Prometheus."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from operations import metrics, readiness


def healthz(request: HttpRequest) -> JsonResponse:
    """200 as soon as the process can answer. It asks neither database nor broker: a restart would not mend those."""
    return JsonResponse({"status": "ok"})


@require_safe
@cache_control(no_store=True)
def readyz(request: HttpRequest) -> JsonResponse:
    """200 where every part that answers and documents need is there, else 503; each part with `ok` or one line."""
    parts = readiness.parts()
    ready = all(told == readiness.OK for told in parts.values())
    told = {"status": "ok" if ready else "not ready", "parts": parts}
    return JsonResponse(told, status=200 if ready else 503, json_dumps_params={"ensure_ascii": False})


@require_safe
@cache_control(no_store=True)
def measured(request: HttpRequest) -> HttpResponse:
    """Metrics for who has the token. Where none is set, there is no such page."""
    if not settings.METRICS_TOKEN:
        raise Http404
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not constant_time_compare(token, settings.METRICS_TOKEN):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(metrics.text(), content_type=CONTENT_TYPE_LATEST)
