"""The audit trail: what is written down whenever somebody acts, by triggers of the database (django-pghistory), and who it was.

Each tracked model has a table of events: what a row was after it was made or changed, and before it was removed. Nothing can change or
remove an event (migration 0021). Figures are not tracked: they follow from readings and corrections, a hundred thousand at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse

MADE, CHANGED, REMOVED, SECRET_CHANGED = "insert", "update", "delete", "secret"
_SAFE: Final = ("GET", "HEAD", "OPTIONS", "TRACE")


def tracked(*fields: str, secret: str = "") -> Callable[[type[models.Model]], type[models.Model]]:
    """Write down what becomes of these fields of a model; of `secret` only that it changed."""
    return _track(fields, secret, pghistory.ObjForeignKey(related_name="+", related_query_name="+"))


def membership(*fields: str) -> Callable[[type[models.Model]], type[models.Model]]:
    """Write down which rows a table joins; rows of such tables are known by what they join."""
    return _track(fields, "", None)


def _track(fields: tuple[str, ...], secret: str, row: Any) -> Callable[[type[models.Model]], type[models.Model]]:
    trackers: list[Any] = [pghistory.InsertEvent(MADE), pghistory.UpdateEvent(CHANGED), pghistory.DeleteEvent(REMOVED)]
    if secret:
        trackers.append(pghistory.UpdateEvent(SECRET_CHANGED, condition=pgtrigger.AnyChange(secret)))

    def decorate(model: type[models.Model]) -> type[models.Model]:
        name = f"{model.__name__}Event"
        latest = models.Index(fields=("-pgh_created_at", "-pgh_id"), name=f"{name.lower()}_latest")
        found: type[models.Model] = pghistory.track(
            *trackers,
            fields=list(fields),
            obj_field=row,
            context_field=pghistory.ContextJSONField(),
            context_id_field=None,  # type: ignore[arg-type]  # there may be none; its hint forgets it
            append_only=False,  # migration 0021 refuses more, and looks at no variable that could switch it off
            model_name=name,
            app_label=model._meta.app_label,
            meta={"default_permissions": (), "indexes": (latest,)},
        )(model)
        return found

    return decorate


class Attributed:
    """Middleware: what a request changes is written down as done by who is logged in; nothing else is kept of the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in _SAFE or settings.SESSION_COOKIE_NAME not in request.COOKIES or request.user.pk is None:
            return self.get_response(request)
        with pghistory.context(person=request.user.pk):
            return self.get_response(request)
