"""The same correction elsewhere: proposed for other open editions and other places of this one, made where a person ticks it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from budgets import editions
from budgets.admin.base import person_of
from budgets.derivation import counting, overlaid, steps_for
from budgets.editions import EditionError
from budgets.models import Correction, Edition, Part, PrintedTable
from budgets.overlay import Step, anchor
from budgets.siblings import PROPOSED, Pattern, may_be_due, may_be_due_within, pattern_of, places_alike, places_within, titles_like
from ingest.review.cells import CellName
from ingest.uploads import CHECK_WAITS, enqueue_check

MOST_EDITIONS: Final = 30
"""So many editions are looked at: each is read whole."""


class AlikeForm(forms.Form):
    """Why the same is corrected elsewhere."""

    reason = forms.CharField(label=_("理由（公开显示）"), max_length=300, error_messages={"required": _("请写明更正的理由。")})


@dataclass(frozen=True, slots=True)
class Proposal:
    """The correction at one other place."""

    part: Part
    step: Step
    where: str
    is_ticked: bool = False

    @property
    def edition(self) -> Edition:
        return self.part.edition

    @property
    def key(self) -> str:
        """Which place it is, as the form sends it."""
        return f"{self.part.edition_id}/{self.part.reading.document_id}/{self.cell}"

    @property
    def cell(self) -> CellName:
        return CellName(self.step.table, self.step.row, self.step.column, self.step.field)


def alike(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Where the same correction may be due; POST makes those that were ticked, each by itself."""
    if not request.user.has_perm("budgets.correct_edition") or not request.user.has_perm("budgets.view_edition"):
        raise PermissionDenied
    edition = get_object_or_404(Edition.objects.select_related("disclosure"), pk=pk)
    correction, pattern, own = _asked(edition, number)
    ticked = set(request.POST.getlist("place"))
    found = [_ticked(one, ticked) for one in _proposals(edition, pattern, own)]
    form = AlikeForm(request.POST if request.method == "POST" else None, initial={"reason": correction.reason})
    if request.method == "POST" and form.is_valid():
        if not ticked:
            form.add_error(None, str(_("没有勾选任何一处，什么也没有改。")))
        elif _make(request, found, ticked, form.cleaned_data["reason"]):
            return HttpResponseRedirect(reverse("admin:budgets_edition_alike", args=[pk, number]))
        else:
            found = [_ticked(one, ticked) for one in _proposals(edition, pattern, own)]
    context = {
        **admin.site.each_context(request),
        "opts": Edition._meta,
        "title": _("同样的改法"),
        "edition": edition,
        "correction": correction,
        "proposals": found,
        "form": form,
        "most": MOST_EDITIONS,
    }
    return TemplateResponse(request, "admin/budgets/edition/alike.html", context)


def _asked(edition: Edition, number: int) -> tuple[Correction, Pattern, tuple[int, CellName]]:
    """A correction of the edition that stands, what to look for elsewhere, and its own place."""
    corrections = list(edition.corrections.all())
    correction = next((one for one in counting(corrections) if one.pk == number), None)
    if correction is None:
        raise Http404(_("这一版没有这条更正，或它已不再采用。"))
    part = edition.parts.select_related("reading__document").filter(reading__document__sha256=correction.target["sha256"]).first()
    step = next((one for one in steps_for(part.reading, corrections) if one.id == number), None) if part else None
    if part is None or step is None or not _may_be_due(step) or number not in overlaid(part, corrections).by_cell.values():
        raise Http404(_("这条更正只属于这一处，或已被收回，不能照样用到别处。"))
    place = CellName(step.table, step.row, step.column, step.field)
    return correction, pattern_of(part.reading.extraction["tables"], step), (part.pk, place)


def _may_be_due(step: Step) -> bool:
    return may_be_due(step) or may_be_due_within(step)


def is_due_elsewhere(part: Part, step: Step) -> bool:
    """Whether to lead to where the same may be due: of a figure only where another table of the document has it."""
    if not may_be_due_within(step) or may_be_due(step):
        return may_be_due(step)
    read = part.reading.extraction["tables"]
    now = overlaid(part, part.edition.corrections.all()).tables
    return any(places_within(pattern_of(read, step), read, now, step.table))


def _proposals(edition: Edition, pattern: Pattern, own: tuple[int, CellName]) -> Iterator[Proposal]:
    """The places in open editions, this one's first, then those of its department."""
    department = edition.disclosure.department_id if edition.disclosure else None
    for one in _candidates(edition, pattern):
        same = one == edition or (department is not None and one.disclosure is not None and one.disclosure.department_id == department)
        corrections = list(one.corrections.all())
        for part in one.parts.select_related("reading__document"):
            read = part.reading.extraction["tables"]
            part.edition = one
            now = overlaid(part, corrections).tables
            steps = list(places_alike(pattern, read, now, of_the_department=same)) if pattern.field in PROPOSED else []
            if part.pk == own[0]:
                steps += [step for step in places_within(pattern, read, now, own[1].table) if step not in steps]
            for step in steps:
                proposal = Proposal(part, step, anchor(read, step))
                if (part.pk, proposal.cell) != own:
                    yield proposal


def _candidates(edition: Edition, pattern: Pattern) -> list[Edition]:
    """Open editions that may have such a place, at most MOST_EDITIONS: this one, those of its department, those with such a table."""
    opened = Edition.objects.filter(state__in=Edition.OPEN).select_related("disclosure__department").order_by("-pk")
    if pattern.field not in PROPOSED:
        return list(opened.filter(pk=edition.pk))
    whose = opened.filter(disclosure__isnull=False, disclosure__department=edition.disclosure.department_id) if edition.disclosure else ()
    found = {one.pk: one for one in [*opened.filter(pk=edition.pk), *whose]}
    if pattern.title and len(found) < MOST_EDITIONS:
        of_editions = Q(edition__state__in=Edition.OPEN) & ~Q(edition__in=found)
        like = PrintedTable.objects.filter(of_editions, title__regex=titles_like(pattern.printed)).values("edition")
        found |= {one.pk: one for one in opened.filter(pk__in=like)[: MOST_EDITIONS - len(found)]}
    return list(found.values())[:MOST_EDITIONS]


def _ticked(one: Proposal, ticked: set[str]) -> Proposal:
    return Proposal(one.part, one.step, one.where, one.key in ticked)


def _make(request: HttpRequest, found: list[Proposal], ticked: set[str], reason: str) -> bool:
    """Each that was ticked, a correction of its own. False where one was refused; the others are made nevertheless."""
    made: dict[int, Edition] = {}
    gone = ticked - {one.key for one in found}
    for one in found:
        if not one.is_ticked:
            continue
        try:
            done = editions.correct(one.edition, one.part.reading.document, one.step, reason, person_of(request))
        except EditionError as error:
            messages.error(request, f"{one.edition}，{one.where}：{error}")
            gone.add(one.key)
            continue
        change = Correction(field=one.step.field, old=one.step.old, new=one.step.new)
        admin.site.get_model_admin(Edition).log_change(request, done, f"{change}：{reason}")
        messages.success(request, f"{done}，{one.where}：{change}")
        made[done.pk] = done
    if ticked - {one.key for one in found}:
        messages.error(request, "有勾选的地方已经变了（可能刚有人更正），那里没有改。")
    queued = [enqueue_check(edition) for edition in made.values()]
    if not all(queued):
        messages.warning(request, CHECK_WAITS)
    return not gone
