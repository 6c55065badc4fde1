"""From a request to the tasks that it starts: its number travels in a header of the message, and on to tasks that those start."""

from __future__ import annotations

from typing import Any, Final

from celery import current_task
from celery.signals import before_task_publish, setup_logging

from operations.identifiers import current

HEADER: Final = "mingzhang_request"


def request_number() -> str:
    """The request that is being answered, or the one that started the task under way; "" for none."""
    if number := current.get():
        return number
    return str(getattr(current_task.request, HEADER, None) or "") if current_task else ""


def task_number() -> str:
    """The task under way, as Celery numbers it; "" for none."""
    return str(current_task.request.id or "") if current_task else ""


@before_task_publish.connect
def hand_on(headers: dict[str, Any], **_signal: Any) -> None:
    if number := request_number():
        headers[HEADER] = number


@setup_logging.connect
def leave_logs_alone(**_signal: Any) -> None:
    """Celery sets up its own logs where nobody listens to this; ours are set up already (`LOGGING`)."""
