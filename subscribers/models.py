"""Who asks the API with a key, how much, and where new disclosures are told.

Of a person nothing is kept but an e-mail address, and that only as long as it has a key. The audit trail has neither addresses nor
secrets, since what stands there can never be removed.
"""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from budgets.models import Edition
from budgets.trail import tracked

RATE: Final = RegexValidator(r"^[1-9][0-9]{0,8}/(second|min|hour|day)\Z", _("应形如 6000/min（或 /second、/hour、/day）。"))


class LinkRequest(models.Model):
    """That somebody asked for a link to an address, which shows that the address is theirs. Gone when it is used, or too old.

    The token is made when the letter is sent, and known by its digest: neither the database nor the queue can open the link.
    """

    email = models.EmailField(_("邮箱"))
    language = models.CharField(max_length=10)
    origin = models.CharField(max_length=200)
    made_at = models.DateTimeField(default=timezone.now, db_index=True)
    sent_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001  none is told until the letter goes out

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"#{self.pk}"


@tracked("prefix", "rate", "issued_by", "revoked_at", "revoked_by")
class Key(models.Model):
    """A key of the API. `digest` is its SHA-256; the key itself nobody has but its owner.

    Revoked, it keeps neither the address nor its webhooks.
    """

    email = models.EmailField(_("邮箱"), blank=True, db_index=True, help_text=_("有事时写到这里；撤销时删去"))
    prefix = models.CharField(_("密钥的开头"), max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    rate = models.CharField(
        _("另定的上限"), max_length=20, blank=True, validators=[RATE], help_text=_("如 6000/min；空：按设置 API_THROTTLE_KEY")
    )
    language = models.CharField(_("写信用的语言"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)
    made_at = models.DateTimeField(_("发出"), default=timezone.now)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("由谁发"),
        help_text=_("空：本人经邮箱确认取得"),
    )
    revoked_at = models.DateTimeField(_("撤销"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("由谁撤销"),
        help_text=_("空：本人"),
    )

    class Meta:
        verbose_name = verbose_name_plural = _("接口密钥")
        ordering = ("-made_at", "-id")
        default_permissions = ("view", "add", "change")
        constraints = (
            models.CheckConstraint(condition=Q(revoked_at__isnull=True) | Q(email=""), name="a_revoked_key_has_no_address"),
            models.CheckConstraint(condition=Q(revoked_at__isnull=False) | ~Q(email=""), name="a_key_in_use_has_an_address"),
        )

    def __str__(self) -> str:
        return f"{self.prefix}…"


class Usage(models.Model):
    """How much a key asked on a day (in the time zone of the service). `refused` are answers 429, which are requests, too."""

    key = models.ForeignKey(Key, on_delete=models.CASCADE, related_name="usage")
    day = models.DateField()
    requests = models.PositiveBigIntegerField(default=0)
    refused = models.PositiveBigIntegerField(default=0)
    bytes = models.PositiveBigIntegerField(default=0)

    class Meta:
        default_permissions = ()
        ordering = ("-day",)
        constraints = (models.UniqueConstraint(fields=("key", "day"), name="one_count_a_day"),)

    def __str__(self) -> str:
        return f"{self.key} {self.day}"


class Kind(models.TextChoices):
    """What may be told to a webhook."""

    PUBLISHED = "disclosure.published", _("新的公开")
    CORRECTED = "disclosure.corrected", _("有了新的一版")
    WITHDRAWN = "disclosure.withdrawn", _("一版撤回了")
    REINSTATED = "disclosure.reinstated", _("一版恢复为现行")
    PING = "ping", _("试一次")


NEWS: Final = tuple(kind for kind in Kind if kind != Kind.PING)


@tracked("key", "made_at", "disabled_at", "why")
class Webhook(models.Model):
    """An address that is called when something is published. Its secret follows from `nonce` and SECRET_KEY: the database alone signs
    nothing."""

    class Why(models.TextChoices):
        """Why it is no longer called."""

        FAILING = "failing", _("长期送不到")
        GONE = "gone", _("对方回答 410，不再要了")
        OPERATOR = "operator", _("管理员停用")

    # What is told where
    key = models.ForeignKey(Key, on_delete=models.CASCADE, related_name="webhooks", verbose_name=_("密钥"))
    url = models.CharField(_("网址"), max_length=500)
    nonce = models.CharField(max_length=64)
    events = ArrayField(models.CharField(max_length=30), verbose_name=_("事件"), help_text=_("空：全部"), default=list, blank=True)
    department = models.PositiveBigIntegerField(_("只要这个部门"), null=True, blank=True, help_text=_("编号；合并了的也认"))
    region = models.CharField(_("只要这个地区和它下面的"), max_length=6, blank=True)

    # How it goes
    made_at = models.DateTimeField(_("登记"), default=timezone.now)
    failing_since = models.DateTimeField(_("送不到，自"), null=True, blank=True)
    disabled_at = models.DateTimeField(_("停用"), null=True, blank=True)
    why = models.CharField(_("为什么停用"), max_length=10, choices=Why.choices, blank=True)
    told_at = models.DateTimeField(_("已写信告知"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("网络回调（webhook）")
        ordering = ("id",)
        default_permissions = ("view",)
        permissions = (("disable_webhook", _("停用网络回调")),)
        constraints = (
            models.CheckConstraint(
                condition=Q(disabled_at__isnull=True, why="") | (Q(disabled_at__isnull=False) & ~Q(why="")),
                name="what_is_disabled_says_why",
            ),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"


class News(models.Model):
    """What webhooks are told: written in the transaction in which it happens, so that nothing is told that did not, and nothing is lost.

    `body` is what is sent, byte by byte: it stays the same however often it is tried. `only` is the webhook that a ping is for.
    """

    name = models.CharField(max_length=40, unique=True)
    kind = models.CharField(_("事件"), max_length=30, choices=Kind.choices)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, null=True, related_name="+")
    only = models.ForeignKey(Webhook, on_delete=models.CASCADE, null=True, related_name="+")
    body = models.TextField()
    at = models.DateTimeField(default=timezone.now, db_index=True)
    spread_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=("at",), condition=Q(spread_at__isnull=True), name="news_to_spread"),)

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One piece of news for one webhook, and how far it has come. `due_at` is when it is tried next, and put off while a worker tries."""

    class State(models.TextChoices):
        WAITING = "waiting", _("待送")
        DELIVERED = "delivered", _("已送到")
        FAILED = "failed", _("没有送到")

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries", verbose_name=_("网络回调（webhook）"))
    news = models.ForeignKey(News, on_delete=models.CASCADE, related_name="deliveries", verbose_name=_("事件"))
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("试了几次"), default=0)
    due_at = models.DateTimeField(default=timezone.now)
    tried_at = models.DateTimeField(_("最近一次"), null=True)
    answer = models.CharField(_("对方怎样回答"), max_length=60, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=("webhook", "news"), name="news_once_a_webhook"),)
        indexes = (models.Index(fields=("due_at",), condition=Q(state="waiting"), name="deliveries_due"),)

    def __str__(self) -> str:
        return f"#{self.pk}"
