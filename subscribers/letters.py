"""Letters to owners of keys, and how they go out: by any SMTP server (`EMAIL_URL`)."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from subscribers import hooks, secrets
from subscribers.models import LinkRequest, Webhook

_log: Final = logging.getLogger(__name__)


class NotSent(Exception):
    """A letter did not go out; a later attempt may do better. `str()` says how, without the address: it stands in logs."""


def valid_until() -> timedelta:
    """How long a link holds, from when it was asked for."""
    return timedelta(minutes=settings.KEY_LINK_MINUTES)


def forget_old() -> None:
    """Links that nobody opened in time are gone, with the address."""
    LinkRequest.objects.filter(made_at__lte=timezone.now() - valid_until()).delete()


@transaction.atomic
def send_link(number: int) -> None:
    """Send the link that was asked for, once: the row is held as long, so that a second delivery of the task finds it sent.

    Raises NotSent; who is refused for ever by the mail server is forgotten at once.
    """
    asked = LinkRequest.objects.select_for_update(skip_locked=True).filter(pk=number, sent_at__isnull=True).first()
    if asked is None or asked.made_at + valid_until() <= timezone.now():
        return
    token = secrets.new_token()
    asked.digest, asked.sent_at = secrets.digest(token), timezone.now()
    asked.save()
    with translation.override(asked.language):
        address = asked.origin + reverse("keys-link", args=[token])
        lines = [
            _("有人（多半是您）请求管理这个邮箱的明账数据接口密钥。打开下面的网址继续："),
            "",
            f"{address}?lang=en" if asked.language == "en" else address,
            "",
            _("这个网址用一次，{minutes} 分钟内有效。不是您就不用理会：不打开，什么也不会发生，这次请求会自动删去。").format(
                minutes=settings.KEY_LINK_MINUTES
            ),
        ]
        if not _is_sent(asked.email, _("明账：数据接口的密钥"), lines):
            asked.delete()


@transaction.atomic
def tell_disabled(number: int) -> None:
    """Tell the owner that a webhook is no longer called, once. Raises NotSent."""
    disabled = Webhook.objects.select_for_update(skip_locked=True, of=("self",)).select_related("key")
    webhook = disabled.filter(pk=number, disabled_at__isnull=False, told_at__isnull=True).first()
    if webhook is None:
        return
    webhook.told_at = timezone.now()
    webhook.save(update_fields=["told_at"])
    with translation.override(webhook.key.language):
        lines = [
            _("您登记的网址不再收到通知：{why}。").format(why=webhook.get_why_display()),
            "",
            webhook.url,
            "",
            _("密钥：{prefix}…。修好以后，用 API 删去它，再登记一次。错过的事件见 /api/v1/editions/，通知的记录保存 {days} 天。").format(
                prefix=webhook.key.prefix, days=hooks.DAYS
            ),
        ]
        _is_sent(webhook.key.email, _("明账：一个网络回调停用了"), lines)


def _is_sent(email: str, subject: str, lines: Iterable[str]) -> bool:
    """False for an address that the server refuses for ever. Raises NotSent. Logged without the address."""
    try:
        send_mail(subject, "\n".join([*lines, ""]), None, [email])
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _text in error.recipients.values()]
        if not all(500 <= code < 600 for code in codes):
            raise NotSent(f"refused for now: {codes}") from None
        _log.warning("A letter was refused by the mail server: %s", codes)
        return False
    except (smtplib.SMTPException, OSError) as error:
        raise NotSent(type(error).__name__) from None
    return True
