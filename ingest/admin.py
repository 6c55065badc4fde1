"""The clerks' desk, where it touches reading: files come in here, by hand or from addresses, their runs are watched, and figures corrected
cell by cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.db.models import Prefetch, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from budgets.admin import Act, AnyInline, EditionAdmin, Hinted, LookedAt, person_of
from budgets.admin.base import DAYS
from budgets.admin.days import NO_DAY, WRITTEN, check_disclosed
from budgets.models import Document, Edition, Fact
from budgets.titles import schedule_titles
from ingest.addresses import MOST_AT_ONCE, addresses_in, ask_for
from ingest.addresses import retry as retry_fetch
from ingest.models import Fetch, Run
from ingest.review.alike import alike
from ingest.review.views import begin, cell_page, misfit, review
from ingest.uploads import CHECK_WAITS, Refused, enqueue_check, receive_all, requeue, retry, unchecked_editions

if TYPE_CHECKING:  # Django's classes take a parameter in their stubs alone
    DocumentModelForm = forms.ModelForm[Document]
else:
    DocumentModelForm = forms.ModelForm

PENDING = (Run.State.WAITING, Run.State.READING, Run.State.STORING)


# Documents


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Any number of files. Empty ones pass: receiving says of each what is wrong."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        return data if isinstance(data, list) else [data] if data else []


class AddressesField(forms.CharField):
    """Addresses, one a line. Wrong ones pass: asking for them says of each what is wrong."""

    widget = forms.Textarea

    def clean(self, value: Any) -> list[str]:
        addresses = addresses_in(super().clean(value))
        if len(addresses) > MOST_AT_ONCE:
            about = {"count": len(addresses), "most": MOST_AT_ONCE}
            raise forms.ValidationError(_("这里有 %(count)s 个地址，一次最多 %(most)s 个，请分几次。"), params=about)
        return addresses


class UploadForm(forms.Form):
    documents = ManyFilesField(label=_("文件"), required=False, help_text=_("可以一次选多个，最多 100 个。同一文件只收一次。"))
    source_url = forms.URLField(
        label=_("来源地址"), required=False, max_length=500, assume_scheme="https", help_text=_("上面的文件从哪里下载的")
    )
    addresses = AddressesField(
        label=_("或者：文件的地址"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 80, "spellcheck": "false"}),
        help_text=_("每行一个，最多 100 个，以 http:// 或 https:// 开头，由服务器下载，和上传一样收下。只能是公共网络上的地址。"),
    )

    def clean(self) -> None:
        super().clean()
        if not self.errors and not self.cleaned_data["documents"] and not self.cleaned_data["addresses"]:
            raise forms.ValidationError(_("请选择至少一个文件，或写至少一个地址。"))


class RunsInline(AnyInline):
    """The runs of a document, to be looked at."""

    model = Run
    extra = 0
    can_delete = False
    fields = readonly_fields = ("now", "told", "took", "parser_version", "attempts", "created_at", "finished_at")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("edition").prefetch_related("edition__notes")

    @admin.display(description=_("状态"))
    def now(self, run: Run) -> str:
        return run.now

    @admin.display(description=_("说明"))
    def told(self, run: Run) -> str:
        return run.told

    @admin.display(description=_("用时（秒）"))
    def took(self, run: Run) -> str:
        return run.took

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class DocumentForm(DocumentModelForm):
    """Where a file comes from, and its days, which are those of the years that it is about."""

    def clean(self) -> None:
        super().clean()
        editions_of_it = Edition.objects.filter(readings__document=self.instance.pk, disclosure__isnull=False)
        check_disclosed(self, set(editions_of_it.values_list("disclosure__fiscal_year", flat=True)))


@admin.register(Document)
class DocumentAdmin(Hinted):
    """Files as received. What they are cannot be changed; where they come from can be told."""

    list_display = ("name", "received_at", "uploaded_by", "size", "is_sample", "last_run")
    list_filter = ("is_sample", "received_at")
    search_fields = ("name", "sha256", "source_url")
    fields = (
        "name",
        "download",
        "sha256",
        "size",
        "media_type",
        "is_sample",
        "uploaded_by",
        "received_at",
        "source_url",
        "retrieved_at",
        "approved_on",
        "published_on",
        "its_editions",
    )
    readonly_fields = (
        "name", "download", "sha256", "size", "media_type", "is_sample", "uploaded_by", "received_at", "its_editions",
    )  # fmt: skip
    inlines = (RunsInline,)
    form = DocumentForm
    formfield_overrides: ClassVar[dict[Any, Any]] = {
        **DAYS,
        models.DateTimeField: {"input_date_formats": WRITTEN, "error_messages": {"invalid_date": NO_DAY}},
        models.URLField: {"assume_scheme": "https"},
    }
    what = _("收到的文件，原样保存，同样的内容只有一份。点“增加”上传；点开一个看它的每次读取，补上来源和日期。")
    hint = _("还没有文件。点右上角“增加”，上传部门公开的预算或决算文件。")

    def get_queryset(self, request: HttpRequest) -> Any:
        lately = Run.objects.order_by("-pk").select_related("edition").defer("edition__checks", "timings", "counts")
        runs = Prefetch("runs", lately.prefetch_related("edition__notes"))
        return super().get_queryset(request).select_related("uploaded_by").prefetch_related(runs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The file itself only for who may take it."""
        fields = super().get_fields(request, obj)
        return fields if request.user.has_perm("budgets.download_original") else [name for name in fields if name != "download"]

    def get_urls(self) -> list[URLPattern]:
        original = self.admin_site.admin_view(self.original)
        return [path("<int:pk>/original/", original, name="budgets_document_original"), *super().get_urls()]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("状态"))
    def last_run(self, document: Document) -> str:
        runs = document.runs.all()
        return runs[0].now if runs else ""

    @admin.display(description=_("版本"))
    def its_editions(self, document: Document) -> Any:
        found = Edition.objects.filter(readings__document=document).distinct()
        links = ((reverse("admin:budgets_edition_change", args=[edition.pk]), edition) for edition in found)
        return format_html_join("；", '<a href="{}">{}</a>', links) or _("还没有读完。")

    @admin.display(description=_("原件"))
    def download(self, document: Document) -> Any:
        return format_html('<a href="{}">{}</a>', reverse("admin:budgets_document_original", args=[document.pk]), _("下载原件"))

    def original(self, request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
        """The file as received: for those who may, never shown by a browser but saved."""
        if not request.user.has_perm("budgets.download_original"):
            raise PermissionDenied
        document = get_object_or_404(Document, pk=pk)
        try:
            file = document.original.open()
        except FileNotFoundError:
            raise Http404(_("原件不在 DOCUMENTS_DIR 里，请从备份恢复。")) from None
        answer = FileResponse(file, as_attachment=True, filename=document.name, content_type="application/octet-stream")
        answer["Cache-Control"] = "private, no-store"
        answer["X-Content-Type-Options"] = "nosniff"
        return answer

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Files are received, one line each, and addresses asked for; then their runs, or their fetching."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
        if form.is_valid():
            for file in form.cleaned_data["documents"]:
                self._receive(request, file, form.cleaned_data["source_url"])
            if addresses := form.cleaned_data["addresses"]:
                self._ask_for(request, addresses)
            return HttpResponseRedirect(reverse(f"admin:ingest_{'fetch' if addresses else 'run'}_changelist"))
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": _("上传文件"), "form": form}
        context |= {"most_files": settings.DATA_UPLOAD_MAX_NUMBER_FILES, "max_bytes": settings.MAX_UPLOAD_BYTES}
        return TemplateResponse(request, "admin/budgets/document/upload.html", context)

    def _receive(self, request: HttpRequest, file: UploadedFile[Any], source_url: str) -> None:
        about = {"uploaded_by": person_of(request), "source_url": source_url}
        for name, answer in receive_all(file.name or "", file, **about):
            if isinstance(answer, Refused):
                messages.error(request, f"“{name}”：{answer}")
                continue
            if answer.created:
                self.log_addition(request, answer.document, answer.message)
            waits = answer.run.state == Run.State.WAITING and answer.run.message
            messages.add_message(request, messages.WARNING if waits else messages.SUCCESS, f"“{name}”：{answer.message}")

    def _ask_for(self, request: HttpRequest, addresses: list[str]) -> None:
        """One line for all that are fetched now, and one for each that is not."""
        asked = ask_for(addresses, person_of(request))
        for refused in (fetch for fetch in asked if fetch.state == Fetch.State.FAILED):
            messages.error(request, f"“{refused.url}”：{refused.message}")
        if count := sum(not fetch.has_ended for fetch in asked):
            messages.success(request, f"{count} 个地址已记下，正在逐个下载；结果各占一行。")


# Runs


@admin.register(Run)
class RunAdmin(LookedAt):
    """Progress: the rows of the list are renewed as long as something is under way."""

    change_list_template = "admin/ingest/run/list.html"
    list_display = ("document", "now", "told", "its_edition", "created_at")
    list_display_links = None
    list_filter = ("state",)
    list_select_related = ("document", "edition__disclosure__department")
    search_fields = ("document__name",)
    actions = ("again", "cancel")
    what = _("每个文件读到哪里了。失败的写着为什么、怎么办，可以再读一次；正在读的可以取消。")
    hint = _("没有读取任务。上传文件后，它的进度出现在这里。")

    class Media:
        js = ("ingest/reload.js",)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        waits = Run.objects.filter(state=Run.State.WAITING).exclude(message="").exists() or unchecked_editions().exists()
        about = {
            "pending": Run.objects.filter(state__in=PENDING).count(),
            "may_requeue": waits and self.has_again_permission(request),
        }
        return super().changelist_view(request, {**about, **(extra_context or {})})

    def get_urls(self) -> list[URLPattern]:
        return [path("requeue/", self.admin_site.admin_view(self.requeue), name="ingest_run_requeue"), *super().get_urls()]

    def requeue(self, request: HttpRequest) -> HttpResponse:
        """Queue again whatever waits, since the broker was down."""
        if not self.has_again_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            done = requeue()
            messages.add_message(request, messages.ERROR if done.is_down else messages.SUCCESS, done.message)
        return HttpResponseRedirect(reverse("admin:ingest_run_changelist"))

    def has_again_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("ingest.add_run")

    def get_queryset(self, request: HttpRequest) -> Any:
        found = super().get_queryset(request).defer("edition__checks")
        return found.prefetch_related("edition__notes", "edition__disclosure__department__names")

    @admin.display(description=_("状态"), ordering="state")
    def now(self, run: Run) -> str:
        return run.now

    @admin.display(description=_("说明"))
    def told(self, run: Run) -> str:
        return run.told

    @admin.display(description=_("版本"))
    def its_edition(self, run: Run) -> Any:
        if run.edition is None:
            return ""
        return format_html('<a href="{}">{}</a>', reverse("admin:budgets_edition_change", args=[run.edition.pk]), run.edition)

    @admin.action(description=_("再读一次"), permissions=["again"])
    def again(self, request: HttpRequest, runs: QuerySet[Run]) -> None:
        """What failed or waits is queued once more; what was read stays as it is."""
        for run in runs:
            if run.state in (Run.State.DONE, Run.State.CLERK):
                messages.info(request, f"“{run.document}”：已经读过，不用再读。")
            else:
                messages.info(request, f"“{run.document}”：{retry(run).message or '已重新排队。'}")

    def has_cancel_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("budgets.add_document")

    @admin.action(description=_("取消读取"), permissions=["cancel"])
    def cancel(self, request: HttpRequest, runs: QuerySet[Run]) -> None:
        """What waits or is being read is stopped, and nothing of it stored."""
        for run in runs:
            if run.cancel(person_of(request)):
                self.log_change(request, run, run.message)
                messages.success(request, f"“{run.document}”：{run.message}")
            else:
                messages.warning(request, f"“{run.document}”：{run.now}，不能再取消。")


# Addresses


@admin.register(Fetch)
class FetchAdmin(LookedAt):
    """What came of each address. It is asked again by whoever may upload."""

    change_list_template = "admin/ingest/fetch/list.html"
    list_display = ("url", "state", "message", "its_documents", "asked_by", "created_at")
    list_display_links = None
    list_filter = ("state",)
    list_select_related = ("asked_by",)
    search_fields = ("url",)
    actions = ("again",)
    what = _("由服务器去取的网址。没有取到的写着为什么；可以再取一次。")
    hint = _("没有下载任务。在“上传文件”那一页写下文件的地址，它们的结果出现在这里。")

    class Media:
        js = ("ingest/reload.js",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Fetch]:
        return super().get_queryset(request).prefetch_related("documents")

    def has_again_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("budgets.add_document")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        pending = Fetch.objects.exclude(state__in=Fetch.ENDED).count()
        return super().changelist_view(request, {"pending": pending, **(extra_context or {})})

    @admin.display(description=_("文件"))
    def its_documents(self, fetch: Fetch) -> Any:
        links = ((reverse("admin:budgets_document_change", args=[document.pk]), document.name) for document in fetch.documents.all())
        return format_html_join("；", '<a href="{}">{}</a>', links)

    @admin.action(description=_("再取一次"), permissions=["again"])
    def again(self, request: HttpRequest, fetches: QuerySet[Fetch]) -> None:
        """Every address that was chosen is asked once more, also one that gave a file: there may be another one now."""
        for fetch in fetches:
            messages.info(request, f"“{fetch.url}”：{retry_fetch(fetch).message or '已重新排队。'}")


# Editions


@admin.register(Edition)
class CheckedEditionAdmin(EditionAdmin):
    """Where an act made the checks old (files were joined), they are queued again. Its pages are reviewed beside what was read of them."""

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        pages = [
            path("<int:pk>/review/", wrap(begin), name="budgets_edition_review"),
            path("<int:pk>/review/<int:document>/cell/<slug:name>/", wrap(cell_page), name="budgets_edition_cell"),
            path("<int:pk>/alike/<int:number>/", wrap(alike), name="budgets_edition_alike"),
            path("<int:pk>/misfit/", wrap(misfit), name="budgets_edition_misfit"),
            path("<int:pk>/review/<int:document>/<int:number>/", wrap(review), name="budgets_edition_review_page"),
        ]
        return [*pages, *super().get_urls()]

    def do(self, request: HttpRequest, edition: Edition, act: Act) -> Edition | None:
        done = super().do(request, edition, act)
        if done is not None and done.is_open and not done.checks_current:
            queued = enqueue_check(done)
            messages.add_message(request, messages.INFO if queued else messages.WARNING, "核对正在重做。" if queued else CHECK_WAITS)
        return done


# Figures


class ScheduleFilter(admin.SimpleListFilter):
    """The standard tables by their names."""

    title = _("表")
    parameter_name = "schedule"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(schedule_titles().items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Fact]) -> QuerySet[Fact]:
        return queryset.filter(schedule=self.value()) if self.value() else queryset


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < len(str(2**63))


class EditionFilter(admin.SimpleListFilter):
    """The edition whose figures are shown: figures of all editions are millions, and no list of them would help anybody."""

    title = _("版本")
    parameter_name = "edition__id__exact"

    def has_output(self) -> bool:
        """Also where nothing is chosen: then nothing is listed."""
        return True

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        number = self.value() or ""
        chosen = Edition.objects.filter(pk=int(number)).select_related("disclosure__department") if _is_number(number) else ()
        return [(number, str(edition)) for edition in chosen]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Fact]) -> QuerySet[Fact]:
        number = self.value() or ""
        return queryset.filter(edition=int(number)) if _is_number(number) else queryset.none()


@admin.register(Fact)
class FactAdmin(LookedAt):
    """All figures of an edition. Each leads to its place beside the original, where it is corrected."""

    list_display = ("label", "code", "table_title", "columns", "fiscal_year", "figure", "printed", "corrected_to", "unit", "presence")
    list_filter = (EditionFilter, ScheduleFilter, "presence", "kind", "figure")
    search_fields = ("label", "=code", "=printed")
    list_select_related = ("correction",)
    show_full_result_count = False
    what = _("一版的全部数字，逐格。点一个数，到原件旁边去看，也在那里更正。")
    hint = _("数字按版本看：请从一版的页面点“全部数字，逐格查看与更正”。身份确认以后，数字才入库。")

    @admin.display(description=_("表"), ordering="schedule")
    def table_title(self, fact: Fact) -> str:
        return fact.schedule_title

    @admin.display(description=_("更正为"))
    def corrected_to(self, fact: Fact) -> str:
        return fact.correction.new_words if fact.correction else ""

    @admin.display(description=_("栏"))
    def columns(self, fact: Fact) -> str:
        return " / ".join(fact.header)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """To where it is seen beside the original, and corrected."""
        fact = self.get_object(request, object_id)
        if fact is None:
            messages.error(request, "这个数已重新计算，或已不在库里。请从列表里再打开一次。")
            return HttpResponseRedirect(reverse("admin:budgets_fact_changelist"))
        if not self.has_view_permission(request, fact):
            raise PermissionDenied
        return HttpResponseRedirect(reverse("admin:budgets_edition_cell", args=[fact.edition_id, fact.document_id, fact.cell_name]))
