"""What could not be read or fetched waits for a person, too: it is tried again, or nothing more is done about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from budgets.models import Document
from budgets.queue import Doing, Reason, Shown, Source, register
from ingest import addresses, uploads
from ingest.models import Fetch, Run

NOT_READ: Final = Reason("failed", 120, _("没有读成"))
NOT_FETCHED: Final = Reason("fetch", 130, _("没有取到"))
_ANY: Final = Q(pk__isnull=False)


def failed_runs() -> QuerySet[Run]:
    """The last run of a document, where it failed and nobody put it away."""
    later = Run.objects.filter(document=OuterRef("document"), pk__gt=OuterRef("pk"))
    return Run.objects.filter(~Exists(later), state=Run.State.FAILED, settled_by=None)


def failed_fetches() -> QuerySet[Fetch]:
    """Addresses at which nothing was received, and that nobody put away."""
    return Fetch.objects.filter(state=Fetch.State.FAILED, settled_by=None)


def _show_runs(documents: Sequence[int]) -> dict[int, Shown]:
    return {
        run.document_id: Shown(
            run.document.name, reverse("admin:budgets_document_change", args=[run.document_id]), "", {NOT_READ.code: run.message}
        )
        for run in failed_runs().filter(document__in=documents).select_related("document")
    }


def _show_fetches(numbers: Sequence[int]) -> dict[int, Shown]:
    page = reverse("admin:ingest_fetch_changelist")
    return {
        one.pk: Shown(one.url, f"{page}?id__exact={one.pk}", "", {NOT_FETCHED.code: one.message})
        for one in failed_fetches().filter(pk__in=numbers)
    }


def _read_again(document: int, person: User) -> str:
    for run in failed_runs().filter(document=document).select_related("document"):
        return uploads.retry(run).message or gettext("已重新排队。")
    return ""


def _fetch_again(number: int, person: User) -> str:
    for asked in failed_fetches().filter(pk=number):
        return addresses.retry(asked).message or gettext("已重新排队。")
    return ""


def _settle_run(document: int, person: User) -> str:
    return gettext("不再处理。") if any(run.settle(person) for run in failed_runs().filter(document=document)) else ""


def _settle_fetch(number: int, person: User) -> str:
    return gettext("不再处理。") if any(asked.settle(person) for asked in failed_fetches().filter(pk=number)) else ""


def register_sources() -> None:
    """Both are the work of whoever may upload."""
    register(
        Source(
            "run",
            "ingest.view_run",
            ("ingest.add_run",),
            lambda person: failed_runs(),
            {NOT_READ: _ANY},
            "created_at",
            lambda word: Q(document__in=Document.objects.with_word(word)),
            _show_runs,
            number="document_id",
            doings={
                "again": Doing(_("再读一次"), "ingest.add_run", _read_again),
                "settle": Doing(_("不再处理"), "ingest.add_run", _settle_run),
            },
        )
    )
    register(
        Source(
            "fetch",
            "ingest.view_fetch",
            ("budgets.add_document",),
            lambda person: failed_fetches(),
            {NOT_FETCHED: _ANY},
            "created_at",
            lambda word: Q(url__icontains=word),
            _show_fetches,
            doings={
                "again": Doing(_("再取一次"), "budgets.add_document", _fetch_again),
                "settle": Doing(_("不再处理"), "budgets.add_document", _settle_fetch),
            },
        )
    )
