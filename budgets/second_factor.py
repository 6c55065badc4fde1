"""The optional second factor: a code of six digits from an app (TOTP, RFC 6238), and recovery codes that hold once (django-otp).

It is asked for at the log-in of whoever has confirmed one, together with the password.
"""

from __future__ import annotations

from base64 import b32encode
from typing import Any, Final

import segno
from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

DIGITS: Final = 6
CODES: Final = 10
NAME: Final = "desk"


class SignIn(AdminAuthenticationForm):
    """Name, password, and the code of those who have a second factor."""

    token = forms.CharField(
        label=gettext_lazy("动态码"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("启用了第二重验证的人才填：应用上的六位数，或一个恢复码。"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
    )

    def confirm_login_allowed(self, user: Any) -> None:
        super().confirm_login_allowed(user)
        if not has_one(user):
            return
        token = self.cleaned_data.get("token", "").strip()
        if not token:
            raise forms.ValidationError(_("请填动态码：应用上的六位数，或一个恢复码。"), code="token_required")
        user.otp_device = holds(user, token)
        if user.otp_device is None:
            raise forms.ValidationError(WRONG, code="token_wrong")


WRONG: Final = gettext_lazy("动态码不对，或刚刚用过、填错太多次。请等应用上出现下一个再填。")


def has_one(person: User) -> bool:
    """Whether this person has confirmed a second factor."""
    return bool(TOTPDevice.objects.filter(user=person, confirmed=True).exists())


def holds(person: User, token: str) -> Any:
    """The device for which this code holds now, or None. A code holds once; after failures the device waits, each time twice as long."""
    model = TOTPDevice if len(token) == DIGITS else StaticDevice
    with transaction.atomic():
        for device in model.objects.filter(user=person, confirmed=True).select_for_update():
            if device.verify_token(token):
                return device
    return None


@transaction.atomic
def forget(person: User) -> None:
    """Without a second factor from now on."""
    TOTPDevice.objects.filter(user=person).delete()
    StaticDevice.objects.filter(user=person).delete()


@transaction.atomic
def new_codes(person: User) -> list[str]:
    """Recovery codes in the place of those before; they are told this once."""
    StaticDevice.objects.filter(user=person).delete()
    device = StaticDevice.objects.create(user=person, name=NAME)
    codes = [StaticToken.random_token() for _each in range(CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


def page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Where somebody sets their own second factor up, gets new recovery codes, or gives it up; each takes a code that holds."""
    person = request.user
    if not isinstance(person, User):
        raise PermissionDenied
    told = _act(person, request.POST.get("act", ""), request.POST.get("token", "").strip()) if request.method == "POST" else {}
    context |= {"title": _("第二重验证"), "has_one": has_one(person), **told}
    if not context["has_one"]:
        device, _made = TOTPDevice.objects.get_or_create(user=person, confirmed=False, defaults={"name": NAME})
        context |= {"picture": _picture(device.config_url), "key": b32encode(device.bin_key).decode()}
    return TemplateResponse(request, "admin/budgets/second_factor.html", context)


def _act(person: User, act: str, token: str) -> dict[str, Any]:
    """Do it, and what the page then says."""
    if act == "confirm" and not has_one(person):
        return _confirm(person, token)
    if act not in ("codes", "remove") or holds(person, token) is None:
        return {"wrong": WRONG}
    if act == "codes":
        _log(person, _("换了第二重验证的恢复码。"))
        return {"codes": new_codes(person)}
    forget(person)
    _log(person, _("停用了第二重验证。"))
    return {"done": _("已停用。")}


def _confirm(person: User, token: str) -> dict[str, Any]:
    with transaction.atomic():
        device = TOTPDevice.objects.filter(user=person, confirmed=False).select_for_update().first()
        if device is None or not device.verify_token(token):
            return {"wrong": WRONG}
        device.confirmed = True
        device.save()
    _log(person, _("启用了第二重验证。"))
    return {"done": _("已启用。下次登录起要填动态码。"), "codes": new_codes(person)}


def _log(person: User, said: str) -> None:
    kind = ContentType.objects.get_for_model(User)
    LogEntry.objects.create(
        user=person, content_type=kind, object_id=str(person.pk), object_repr=str(person), action_flag=CHANGE, change_message=said
    )


def _picture(address: str) -> SafeString:
    """The QR code of an address as SVG, with no style of its own."""
    return SafeString(segno.make(address, micro=False).svg_inline(scale=5, border=4, dark="#000", light="#fff"))
