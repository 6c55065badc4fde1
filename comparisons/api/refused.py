"""What cannot be answered, as the data tells it: with the status that its page has."""

from __future__ import annotations

from rest_framework.exceptions import APIException, ValidationError

from budgets.api.problems import NotThere
from comparisons import asked


def refused(error: asked.BadQuestion) -> APIException:
    """The problem of a question: 400 where it is badly put, 404 where it is of something that there is not."""
    return NotThere(error.errors) if isinstance(error, asked.NotThere) else ValidationError(error.errors)
