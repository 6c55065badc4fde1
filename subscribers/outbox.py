"""What is published, corrected or withdrawn becomes news for webhooks: one row, in the transaction in which it happens."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone

from budgets.events import ended, published
from budgets.models import Edition
from subscribers import hooks, tasks
from subscribers.models import Kind, News


@receiver(published, dispatch_uid="subscribers.tell_published")
def tell_published(edition: Edition, **_signal: Any) -> None:
    """A disclosure is newly public, or has a new edition."""
    _write(edition, Kind.PUBLISHED if edition.number == 1 else Kind.CORRECTED)


@receiver(ended, dispatch_uid="subscribers.tell_ended")
def tell_ended(edition: Edition, **_signal: Any) -> None:
    """An edition was withdrawn, or is in force again."""
    _write(edition, Kind.WITHDRAWN if edition.state == Edition.State.WITHDRAWN else Kind.REINSTATED)


def _write(edition: Edition, kind: Kind) -> None:
    name, at = hooks.new_name(), timezone.now()
    News.objects.create(name=name, kind=kind, edition=edition, body=hooks.told(name, kind, at, _about(edition)), at=at)
    transaction.on_commit(_tell)


def _tell() -> None:
    """At once, where anybody wants to know; what is lost here is found within a minute."""
    if hooks.is_wanted():
        tasks.queue(tasks.send_due)


def _about(edition: Edition) -> dict[str, Any]:
    disclosure = edition.disclosure
    if disclosure is None:
        raise ValueError(f"edition {edition.pk} has no disclosure")
    before = (
        Edition.objects.filter(disclosure=disclosure, number__lt=edition.number).order_by("-number").values_list("pk", flat=True).first()
    )
    department = disclosure.department
    return {
        "disclosure": {
            "id": disclosure.pk,
            "department": department.pk,
            "department_name": department.name,
            "region": department.region_id,
            "fiscal_year": disclosure.fiscal_year,
            "stage": disclosure.stage,
            "scope": disclosure.scope,
        },
        "edition": {"id": edition.pk, "number": edition.number, "before": before},
        "links": {
            "disclosure": settings.PUBLIC_URL + reverse("api:disclosure", args=[disclosure.pk]),
            "edition": settings.PUBLIC_URL + reverse("api:edition", args=[edition.pk]),
            "page": settings.PUBLIC_URL + reverse("edition", args=[edition.pk]),
        },
    }
