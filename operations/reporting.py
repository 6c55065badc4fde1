"""Errors are reported to a server of Sentry's kind, with where they arose and nothing of what was worked upon.

`SENTRY_DSN` names the server; it takes the extra `sentry`. `config.settings` has looked at both.
"""

from __future__ import annotations

from typing import Any, Final

from operations.tracing import request_number, task_number

_SAID_OF_A_REQUEST: Final = ("method", "url")


def start(dsn: str) -> None:
    """From now on errors of views and tasks, and what is logged as an error, are sent."""
    import sentry_sdk  # noqa: PLC0415  # an extra

    sentry_sdk.init(
        dsn=dsn,
        send_default_pii=False,
        include_local_variables=False,  # they hold text of documents
        include_source_context=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        before_send=bare,
    )


def bare(event: Any, hint: Any) -> Any:
    """An event without what errors and requests say: messages may hold text of a document, addresses a token."""
    for error in event.get("exception", {}).get("values", ()):
        error.pop("value", None)
    if "request" in event:
        asked = event["request"]
        event["request"] = {name: asked[name].partition("?")[0] for name in _SAID_OF_A_REQUEST if name in asked}
    if "logentry" in event:
        event["logentry"] = {"message": event["logentry"].get("message", "")}
    for name in ("extra", "user", "breadcrumbs"):
        event.pop(name, None)
    numbers = {"request_id": request_number(), "task_id": task_number()}
    event["tags"] = {**event.get("tags", {}), **{name: number for name, number in numbers.items() if number}}
    return event
