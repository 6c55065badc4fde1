"""The list of editions, and the page of one on which it is identified, reviewed and published."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from budgets.admin.acts import ACTS, Act
from budgets.admin.base import REVIEWED, LookedAt, Outcome, person_of, reviewed_by
from budgets.admin.edition_page import page_of
from budgets.admin.publishing import MOST_AT_ONCE, MOST_SHOWN, Proposal, proposals, publish_each
from budgets.editions import EditionError, to_publish, unmet
from budgets.models import Edition, Finding
from budgets.queue import with_names


class ContradictionsFilter(admin.SimpleListFilter):
    """Editions whose figures contradict each other somewhere and that are not published yet."""

    title = _("矛盾")
    parameter_name = "contradictions"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("open", _("未公布而有矛盾"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Edition]) -> QuerySet[Edition]:
        return queryset.filter(state__in=Edition.OPEN, needs__contains=["mismatch"]) if self.value() else queryset


class EditionAdmin(LookedAt):
    """Registered in `ingest.admin`, where the checks are that have to be run again after some of the acts."""

    list_display = ("__str__", "state", "documents", "mismatches", "reviewed", "created_at")
    list_filter = ("state", ContradictionsFilter, "disclosure__stage", "disclosure__fiscal_year")
    search_fields = ("disclosure__department__names__name", "readings__document__name")
    actions = ("submit_many", "propose_publishing")
    what = _("每一次读出的结果，从待确认身份到公布。点开一版去看问题、更正、提交、公布；勾选几版可以一起提交或公布。要先办哪些，看“待办”。")
    hint = _("还没有版本。先在“文件”里上传公开文件；读完以后，它们的版本出现在这里。")

    def get_queryset(self, request: HttpRequest) -> Any:
        unanswered = Finding.objects.filter(edition=OuterRef("pk"), outcome=Outcome.MISMATCH, verdict="").order_by().values("edition")
        return (
            with_names(super().get_queryset(request))
            .prefetch_related(REVIEWED)
            .annotate(mismatch_count=Coalesce(Subquery(unanswered.annotate(count=Count("pk")).values("count")), 0))
        )

    def get_urls(self) -> list[URLPattern]:
        acts = [
            path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(partial(self.act, name=name)),
                name=f"budgets_edition_{name}",
            )
            for name in ACTS
        ]
        many = path("publish-many/", self.admin_site.admin_view(self.publish_many), name="budgets_edition_publish_many")
        return [many, *acts, *super().get_urls()]

    @admin.action(description=_("公布所选的版本…"), permissions=["publish"])
    def propose_publishing(self, request: HttpRequest, queryset: QuerySet[Edition]) -> HttpResponse | None:
        """Show what publishing these would change; nothing is published yet."""
        chosen = list(queryset.filter(state=Edition.State.IN_REVIEW).values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
        left_out = queryset.exclude(state=Edition.State.IN_REVIEW)
        if not chosen:
            named = "；".join(f"{one}（{one.get_state_display()}）" for one in left_out[:MOST_SHOWN])
            self.message_user(request, _("所选的版本没有在审核中的；先提交审核，才能公布：{named}").format(named=named), messages.WARNING)
            return None
        if len(chosen) > MOST_AT_ONCE:
            self.message_user(request, _("一次最多公布 {most} 份，请分几次。").format(most=MOST_AT_ONCE), messages.WARNING)
            return None
        return self.proposals_page(request, proposals(chosen, person_of(request)), left_out)

    @admin.action(description=_("把所选的草稿提交审核"), permissions=["submit"])
    def submit_many(self, request: HttpRequest, queryset: QuerySet[Edition]) -> None:
        """Submit drafts one by one; of those that cannot be it is said why."""
        act, done = ACTS["submit"], 0
        for edition in queryset:
            try:
                act.run(request, edition)
            except EditionError as error:
                self.message_user(request, f"{edition}：{error}", messages.WARNING)
                continue
            self.log_change(request, edition, str(act.done))
            done += 1
        if done:
            self.message_user(request, _("已提交审核 {count} 份。").format(count=done), messages.SUCCESS)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(f"budgets.{ACTS['publish'].permission}")

    def has_submit_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(f"budgets.{ACTS['submit'].permission}")

    def publish_many(self, request: HttpRequest) -> HttpResponse:
        """Publish the ticked ones. What is refused is shown again with what was typed, and why; nothing else is lost."""
        if not self.has_publish_permission(request):
            raise PermissionDenied
        shown = [int(one) for one in request.POST.getlist("edition") if one.isdecimal()][:MOST_AT_ONCE]
        if request.method != "POST" or not shown:
            messages.warning(request, _("没有公布什么（登录可能已过期）。请从列表里重新选择。"))
            return HttpResponseRedirect(reverse("admin:budgets_edition_changelist"))
        ticked = {int(one) for one in request.POST.getlist("publish") if one.isdecimal()} & set(shown)
        if not ticked:
            messages.warning(request, _("没有勾选要公布的。"))
        given = {one: request.POST.get(f"reason-{one}", "").strip() for one in ticked}
        marks = {one: request.POST.get(f"seen-{one}", "") for one in ticked}
        done, refused = publish_each(given, marks, person_of(request))
        for edition in done:
            self.log_change(request, edition, f"{ACTS['publish'].done}{given[edition.pk]}")
        if done:
            messages.success(request, _("已公布 {count} 份：{which}").format(count=len(done), which="；".join(map(str, done))))
        proposed = proposals(shown, person_of(request), given, refused)
        gone = set(refused) - {one.edition.pk for one in proposed}
        for edition in Edition.objects.filter(pk__in=gone).select_related("disclosure__department"):
            typed = f"你写的理由：“{given[edition.pk]}”。" if given[edition.pk] else ""
            messages.error(request, f"{edition}：{refused[edition.pk]}{typed}")
        if done and set(refused) == gone:
            return HttpResponseRedirect(reverse("admin:budgets_edition_changelist"))
        return self.proposals_page(request, proposed)

    def proposals_page(self, request: HttpRequest, proposed: list[Proposal], left_out: QuerySet[Edition] | None = None) -> HttpResponse:
        """`left_out` was chosen, too, and cannot be published as it is: each is named with the reason."""
        count = left_out.count() if left_out is not None else 0
        named = [(one, unmet(to_publish(one, person_of(request)))) for one in left_out[:MOST_AT_ONCE]] if left_out is not None else []
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("公布几个版本"),
            "proposed": proposed,
            "may_publish_some": any(not one.obstacle for one in proposed),
            "most": MOST_SHOWN,
            "left_out": named,
            "left_out_more": count - len(named),
        }
        return TemplateResponse(request, "admin/budgets/edition/publish_many.html", context)

    @admin.display(description=_("文件"))
    def documents(self, edition: Edition) -> str:
        return "、".join(reading.document.name for reading in edition.readings.all())

    @admin.display(description=_("矛盾"))
    def mismatches(self, edition: Any) -> int:
        return int(edition.mismatch_count)

    @admin.display(description=_("已核对"))
    def reviewed(self, edition: Edition) -> str:
        return reviewed_by(edition)

    def act(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """Do one of ACTS, tell how it went, and come back to the page."""
        act = ACTS[name]
        if not request.user.has_perm(f"budgets.{act.permission}"):
            raise PermissionDenied
        edition = get_object_or_404(Edition, pk=pk)
        if request.method == "POST":
            edition = self.do(request, edition, act) or edition
        else:  # somebody logged in again where the button led
            messages.warning(request, f"“{act.label}”没有执行（登录可能已过期）。请在本页再点一次。")
        return HttpResponseRedirect(reverse("admin:budgets_edition_change", args=[edition.pk]))

    def do(self, request: HttpRequest, edition: Edition, act: Act) -> Edition | None:
        """Do it, log it with its reason, and say so; None, and a message, where it is refused."""
        try:
            edition = act.run(request, edition)
        except EditionError as error:
            messages.error(request, str(error))
            return None
        reason = request.POST.get("reason", "").strip() if act.reason else ""
        self.log_change(request, edition, f"{act.done}{reason}")
        messages.success(request, act.done)
        return edition

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page of an edition, to be read; what may be done stands beside what it says."""
        edition = self.get_object(request, object_id)
        if edition is None:
            raise Http404
        if not self.has_view_permission(request, edition):
            raise PermissionDenied
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": str(edition), "edition": edition}
        return TemplateResponse(request, "admin/budgets/edition/page.html", context | page_of(request, edition))
