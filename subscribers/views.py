"""The pages of who has a key, or wants one. They work without scripts, and no cache and no search engine keeps them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django import forms
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from rest_framework.throttling import SimpleRateThrottle

from budgets.throttles import TooMany
from subscribers import asking, keys, usage
from subscribers.models import Key, LinkRequest

_SALT: Final = "subscribers.mine"
_MINUTES: Final = 30
"""So long a page of an owner may be left open before its buttons are pressed."""
View = Callable[..., HttpResponse]


def _own(*methods: str) -> Callable[[View], View]:
    """A page for one person: it is kept nowhere."""

    def made(view: View) -> View:
        @wraps(view)
        def told(request: HttpRequest, /, **where: Any) -> HttpResponse:
            response = view(request, **where)
            response["X-Robots-Tag"] = "noindex"
            response._has_been_logged = True  # type: ignore[attr-defined]  # Django would log the address of a 4xx, and a link is a secret
            return response

        return never_cache(require_http_methods(methods)(sensitive_post_parameters()(told)))

    return made


class AskForm(forms.Form):
    """The address to which a link is sent; `homepage` is for programs that fill in whatever there is."""

    email = forms.EmailField(
        label=gettext_lazy("邮箱"),
        max_length=254,
        error_messages={
            "required": gettext_lazy("请写邮箱。"),
            "invalid": gettext_lazy("这不像一个邮箱，请核对。"),
            "max_length": gettext_lazy("太长，请核对。"),
        },
    )
    homepage = forms.CharField(required=False)

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean_homepage(self) -> str:
        if self.cleaned_data["homepage"]:
            raise forms.ValidationError(_("请把“请留空”一栏清空再提交。"))
        return ""


@_own("GET", "HEAD", "POST")
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a link, or show one's key. The answer is the same whether the address has keys or not."""
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _asking(request, form, status=400 if request.method == "POST" else 200)
    if not _sends():
        return _asking(request, form, status=503)
    try:
        asking.admit(request)
    except TooMany as error:
        answer = _asking(request, form, status=429, wrong=str(error))
        answer["Retry-After"] = str(error.seconds)
        return answer
    asking.ask(form.cleaned_data["email"], get_language() or settings.LANGUAGE_CODE, _origin(request))
    return render(request, "subscribers/asked.html", {"email": form.cleaned_data["email"], **_about()})


def _sends() -> bool:
    """Whether letters go anywhere: to a mail server, or in development into a log."""
    return settings.MAIL or not settings.PRODUCTION


def _about() -> dict[str, Any]:
    """What the pages say of the service."""
    rates = SimpleRateThrottle.THROTTLE_RATES
    return {
        "anonymous": rates["anon"],
        "limit": rates["key"],
        "minutes": settings.KEY_LINK_MINUTES,
        "most": keys.MOST,
        "days": usage.DAYS,
        "sends": _sends(),
        "only_logged": not settings.MAIL,
    }


def _asking(request: HttpRequest, form: AskForm, *, status: int = 200, wrong: str = "", wrong_key: str = "") -> HttpResponse:
    return render(request, "subscribers/keys.html", {"form": form, "wrong": wrong, "wrong_key": wrong_key, **_about()}, status=status)


def _origin(request: HttpRequest) -> str:
    return settings.PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")


# By a link


@_own("GET", "HEAD", "POST")
def link(request: HttpRequest, token: str) -> HttpResponse:
    """What an address may do with its keys, one thing with each link. Opening it does nothing: programs that look at letters open links."""
    asked = asking.asked_by(token)
    if asked is None:
        return render(request, "subscribers/used.html", _about(), status=404)
    own = list(keys.in_use(asked.email))
    if request.method == "POST":
        return _done(request, asked, own)
    return _choosing(request, asked, own)


def _choosing(request: HttpRequest, asked: LinkRequest, own: list[Key], *, wrong: str = "", status: int = 200) -> HttpResponse:
    rows = [(key, keys.limit_of(key), usage.told(key)[1]) for key in own]
    return render(request, "subscribers/link.html", {"email": asked.email, "rows": rows, "wrong": wrong, **_about()}, status=status)


def _done(request: HttpRequest, asked: LinkRequest, own: list[Key]) -> HttpResponse:
    act, _space, number = request.POST.get("act", "").partition(" ")
    chosen = next((key for key in own if str(key.pk) == number), None)
    if act not in ("issue", "replace", "revoke") or (chosen is None) != (act == "issue") or (act == "issue" and number):
        return _choosing(request, asked, own, wrong=_("请选一件事。"), status=400)
    if act == "issue" and len(own) >= keys.MOST:
        return _choosing(
            request, asked, own, wrong=_("这个邮箱已有 {count} 个密钥。请先撤销一个，或换一个。").format(count=keys.MOST), status=400
        )
    if not asking.use(asked):
        return render(request, "subscribers/used.html", _about(), status=404)
    if chosen is None:
        return _shown(request, *keys.issue(asked.email, asked.language))
    return _act(request, act, chosen)


def _act(request: HttpRequest, act: str, key: Key) -> HttpResponse:
    try:
        if act == "replace":
            return _shown(request, *keys.replace(key), before=key)
        keys.revoke(key)
    except keys.KeyRefused as error:
        return render(request, "subscribers/used.html", {"reason": str(error), **_about()}, status=404)
    return render(request, "subscribers/revoked.html", {"key": key, **_about()})


def _shown(request: HttpRequest, key: Key, text: str, before: Key | None = None) -> HttpResponse:
    """The key, this once."""
    context = {
        "key": key,
        "text": text,
        "before": before,
        "own_limit": keys.limit_of(key),
        "api": request.build_absolute_uri(reverse("api:root")),
    }
    return render(request, "subscribers/issued.html", {**context, **_about()})


# By the key itself


@_own("GET", "HEAD", "POST")
def mine(request: HttpRequest) -> HttpResponse:
    """How much a key asked and how its webhooks are, for who has it; then it can be replaced or revoked."""
    if request.method != "POST":
        return redirect("keys")
    if "act" in request.POST:
        return _by_page(request)
    key = keys.found(request.POST.get("key", "").strip())
    if key is None:
        return _asking(request, AskForm(), status=400, wrong_key=_("没有这个密钥，或它已撤销。请核对，从 mz_ 起整个粘贴。"))
    days, sums = usage.told(key)
    context = {"key": key, "own_limit": keys.limit_of(key), "rows": days, "sums": sums, "webhooks": key.webhooks.all()}
    return render(request, "subscribers/mine.html", {**context, "holder": signing.dumps(key.pk, salt=_SALT), **_about()})


def _by_page(request: HttpRequest) -> HttpResponse:
    """A button of that page."""
    try:
        number = signing.loads(request.POST.get("holder", ""), salt=_SALT, max_age=_MINUTES * 60)
    except signing.BadSignature:
        return _asking(request, AskForm(), status=400, wrong_key=_("这一页开得太久了。请再粘贴一次密钥。"))
    key = Key.objects.filter(pk=number, revoked_at__isnull=True).first()
    if key is None or request.POST["act"] not in ("replace", "revoke"):
        return _asking(request, AskForm(), status=400, wrong_key=_("没有这个密钥，或它已撤销。请核对，从 mz_ 起整个粘贴。"))
    return _act(request, request.POST["act"], key)
