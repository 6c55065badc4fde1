"""Keys and webhooks at the desk: issued, limited, revoked; switched off. A key is seen once, a webhook's secret never."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from budgets.admin.base import Hinted, LookedAt, person_of
from subscribers import hooks, keys, tasks, usage
from subscribers.models import Key, Usage, Webhook


class InUse(admin.SimpleListFilter):
    """Those in use, or revoked ones."""

    title = _("状态")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("in_use", _("有效")), ("revoked", _("已撤销"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Key]) -> QuerySet[Key]:
        return queryset if self.value() is None else queryset.filter(revoked_at__isnull=self.value() == "in_use")


def _of_last_days(name: str) -> Subquery:
    rows = Usage.objects.filter(key=OuterRef("pk"), day__gte=usage.since()).order_by().values("key")
    return Subquery(rows.annotate(sum=Sum(name)).values("sum"), output_field=IntegerField())


@admin.register(Key)
class KeyAdmin(Hinted):
    """Keys are issued here without a letter; what is shown once is the answer to the form."""

    what = _("数据接口的密钥。这里发的，密钥只在发出时显示一次，请当场交给本人；上限可以另定；撤销马上生效，邮箱和网络回调随之删去。")
    hint = _("还没有密钥。本人可以在 /developers/keys/ 凭邮箱取得，也可以在这里发。")
    list_display = ("prefix", "email", "limit", "issued_by", "made_at", "requests", "refused", "revoked_at")
    list_filter = (InUse,)
    list_select_related = ("issued_by",)
    search_fields = ("prefix", "email")
    actions = ("revoke",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Key]:
        rows: QuerySet[Key] = super().get_queryset(request)
        return rows.annotate(asked=_of_last_days("requests"), turned_away=_of_last_days("refused"))

    def get_fields(self, request: HttpRequest, obj: Key | None = None) -> tuple[str, ...]:
        if obj is None:
            return ("email", "language", "rate")
        return ("prefix", "email", "language", "rate", "made_at", "issued_by", "revoked_at", "revoked_by")

    def get_readonly_fields(self, request: HttpRequest, obj: Key | None = None) -> tuple[str, ...]:
        if obj is None:
            return ()
        fixed = ("prefix", "email", "made_at", "issued_by", "revoked_at", "revoked_by")
        return (*fixed, "language", "rate") if obj.revoked_at is not None else fixed

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Who gets a key is written to when something happens: a key in use has an address."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, forms.EmailField):
            field.required = True
        return field

    def save_model(self, request: HttpRequest, obj: Key, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        made, text = keys.issue(obj.email.lower(), obj.language, person_of(request), obj.rate)
        obj.pk, obj.prefix, obj.issued_text = made.pk, made.prefix, text  # type: ignore[attr-defined]  # for the answer alone

    def response_add(self, request: HttpRequest, obj: Key, post_url_continue: str | None = None) -> HttpResponse:
        """The page that shows it. Not a message: that would be kept in a cookie."""
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": str(obj), "text": obj.issued_text}  # type: ignore[attr-defined]
        answer = TemplateResponse(request, "admin/subscribers/issued.html", context)
        answer["Cache-Control"] = "no-store, private"
        return answer

    @admin.display(description=_("上限"))
    def limit(self, key: Key) -> str:
        return keys.limit_of(key)

    @admin.display(description=_("近 30 天请求"))
    def requests(self, key: Any) -> int:
        return key.asked or 0

    @admin.display(description=_("其中拒绝"))
    def refused(self, key: Any) -> int:
        return key.turned_away or 0

    @admin.action(description=_("撤销（不能恢复）"), permissions=["change"])
    def revoke(self, request: HttpRequest, rows: QuerySet[Key]) -> None:
        for key in rows.filter(revoked_at__isnull=True):
            keys.revoke(key, person_of(request))
            self.log_change(request, key, gettext("撤销了。"))
            messages.success(request, gettext("{key} 已撤销。").format(key=key))


@admin.register(Webhook)
class WebhookAdmin(LookedAt):
    """What is registered by the API, to be looked at and switched off."""

    what = _("密钥的主人用 API 登记的网址：有新的公开或更正就通知它。连着一天送不到的自动停用，并写信告诉主人。")
    hint = _("还没有登记。密钥的主人用 API 登记（POST /api/v1/webhooks/）。")
    list_display = ("id", "key", "url", "made_at", "failing_since", "disabled_at", "why")
    list_filter = ("why",)
    list_select_related = ("key",)
    search_fields = ("url", "key__prefix")
    fields = ("key", "url", "events", "department", "region", "made_at", "failing_since", "disabled_at", "why", "told_at", "calls")
    readonly_fields = ("calls",)
    actions = ("disable",)

    @admin.display(description=_("最近的通知"))
    def calls(self, webhook: Webhook) -> str:
        rows = webhook.deliveries.select_related("news")[:20]
        return "\n".join(
            f"{one.news.at:%Y-%m-%d %H:%M} {one.news.kind} {one.get_state_display()} {one.attempts} {one.answer}" for one in rows
        )

    def has_disable_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("subscribers.disable_webhook")

    @admin.action(description=_("停用，并写信告诉主人"), permissions=["disable"])
    def disable(self, request: HttpRequest, rows: QuerySet[Webhook]) -> None:
        for webhook in rows.filter(disabled_at__isnull=True):
            hooks.disable(webhook, Webhook.Why.OPERATOR)
            tasks.letters_for(webhook.pk)
            self.log_change(request, webhook, gettext("停用了。"))
            messages.success(request, gettext("{webhook} 已停用。").format(webhook=webhook))
