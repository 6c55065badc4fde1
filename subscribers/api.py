"""What belongs to a key: how much it asked, and its webhooks. The only addresses of the API that write, and nothing that was published."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Final

import orjson
from django.http import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.decorators import api_view, parser_classes, permission_classes
from rest_framework.exceptions import APIException, NotFound, ParseError, ValidationError
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response

from budgets.api.parameters import LARGEST_ID, NoParameters
from budgets.api.problems import CONTENT_TYPE
from budgets.api.public import PROBLEMS, Described
from budgets.api.serializers import ProblemSerializer
from budgets.models import Department, Region
from subscribers import hooks, keys, signatures, tasks, usage
from subscribers.authentication import WithKey
from subscribers.models import NEWS, Delivery, Key, Webhook

_LARGEST: Final = 16 * 1024
_NOT_THERE: Final = "not_there"
_SHOWN: Final = 20
"""Deliveries that are told of a webhook."""
_OWN: Final[Described] = {**PROBLEMS, **{(status, CONTENT_TYPE): OpenApiResponse(ProblemSerializer) for status in (413, 415)}}


class TooLarge(APIException):
    """413: more than anybody needs to say here."""

    status_code = 413
    default_code = "too_large"


class SmallJSON(JSONParser):
    """JSON of a few lines: read by a parser that neither depth nor length can harm."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        content = stream.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise TooLarge
        try:
            return orjson.loads(content)
        except orjson.JSONDecodeError:
            raise ParseError from None


View = Callable[..., HttpResponseBase]


def _own(view: View) -> View:
    """A view of a key, for nobody else's eyes: it takes no parameters, and no cache keeps its answer."""

    @wraps(view)
    def told(request: Request, /, **where: Any) -> HttpResponseBase:
        NoParameters.read(request)
        response = view(request, request.auth, **where)
        patch_cache_control(response, private=True, no_store=True)
        return response

    return told


# Usage


class UsageDaySerializer(serializers.Serializer[Any]):
    """A day, in the time zone of the service; days on which nothing was asked are left out."""

    day = serializers.DateField()
    requests = serializers.IntegerField()
    refused = serializers.IntegerField(help_text="其中因为太多而拒绝的（429）")
    bytes = serializers.IntegerField(help_text="回答的字节数，压缩以后")


class UsageWebhookSerializer(serializers.Serializer[Any]):
    """Whether a webhook is called."""

    id = serializers.IntegerField()
    url = serializers.CharField()
    failing_since = serializers.DateTimeField(allow_null=True)
    disabled_at = serializers.DateTimeField(allow_null=True)
    why = serializers.CharField(allow_blank=True)


class UsageSerializer(serializers.Serializer[Any]):
    """What a key asked in the last 30 days, the latest first."""

    key = serializers.CharField(help_text="密钥的开头")
    made_at = serializers.DateTimeField()
    limit = serializers.CharField(help_text="最多多少次请求，如 1200/min")
    requests = serializers.IntegerField()
    refused = serializers.IntegerField()
    bytes = serializers.IntegerField()
    days = UsageDaySerializer(many=True)
    webhooks = UsageWebhookSerializer(many=True)


@extend_schema(operation_id="usage", responses={200: UsageSerializer, **PROBLEMS})
@api_view(["GET", "HEAD"])
@permission_classes([WithKey])
@_own
def own_usage(request: Request, key: Key) -> Response:
    """What this key asked, day by day, and how its webhooks are."""
    days, sums = usage.told(key)
    found = {"key": key.prefix, "made_at": key.made_at, "limit": keys.limit_of(key), **sums, "days": days, "webhooks": key.webhooks.all()}
    return Response(UsageSerializer(found).data)


# Webhooks


class WebhookRequestSerializer(serializers.Serializer[Any]):
    """What is told where; without events all, without department and region of all."""

    url = serializers.CharField(max_length=500, help_text="http:// 或 https://，公共网络上的主机，端口 80 或 443")
    events = serializers.ListField(
        child=serializers.ChoiceField([kind.value for kind in NEWS]), required=False, max_length=len(NEWS), help_text="不写：全部"
    )
    department = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=LARGEST_ID, help_text="只要这个部门")
    region = serializers.RegexField(r"^[0-9]{6}\Z", required=False, allow_null=True, help_text="只要这个地区和它下面的")

    def validate_department(self, number: int | None) -> int | None:
        if number is not None and not Department.objects.filter(pk=number).exists():
            raise serializers.ValidationError(_("没有这个部门。"), _NOT_THERE)
        return number

    def validate_region(self, code: str | None) -> str | None:
        if code is not None and not Region.objects.filter(pk=code).exists():
            raise serializers.ValidationError(_("没有这个地区。"), _NOT_THERE)
        return code


class WebhookSerializer(serializers.Serializer[Any]):
    """A webhook. `why` it is disabled: failing, gone (it answered 410), operator."""

    id = serializers.IntegerField()
    url = serializers.CharField()
    events = serializers.ListField(child=serializers.CharField(), help_text="空：全部")
    department = serializers.IntegerField(allow_null=True)
    region = serializers.CharField(allow_blank=True)
    made_at = serializers.DateTimeField()
    failing_since = serializers.DateTimeField(allow_null=True)
    disabled_at = serializers.DateTimeField(allow_null=True)
    why = serializers.CharField(allow_blank=True)


class NewWebhookSerializer(WebhookSerializer):
    """The same, with the secret, which is told this once."""

    secret = serializers.SerializerMethodField(help_text="whsec_…，只在这里告诉一次")

    def get_secret(self, webhook: Webhook) -> str:
        return signatures.shown(hooks.secret_of(webhook))


class DeliverySerializer(serializers.Serializer[Any]):
    """A call: `event` is its `webhook-id`; `state` is waiting, delivered or failed; `answer` the status, or why there was none."""

    event = serializers.CharField(source="news.name")
    type = serializers.CharField(source="news.kind")
    state = serializers.CharField()
    attempts = serializers.IntegerField()
    tried_at = serializers.DateTimeField(allow_null=True)
    next_at = serializers.SerializerMethodField()
    answer = serializers.CharField(allow_blank=True)

    def get_next_at(self, delivery: Delivery) -> str | None:
        return delivery.due_at.isoformat() if delivery.state == Delivery.State.WAITING else None


class WebhookInFullSerializer(WebhookSerializer):
    """The same, with its last calls."""

    deliveries = serializers.SerializerMethodField()

    def get_deliveries(self, webhook: Webhook) -> list[Any]:
        rows = webhook.deliveries.select_related("news")[:_SHOWN]
        return list(DeliverySerializer(rows, many=True).data)


_WEBHOOKS: Final = inline_serializer("Webhooks", {"results": WebhookSerializer(many=True)})


@extend_schema(methods=["GET"], operation_id="webhooks", responses={200: _WEBHOOKS, **PROBLEMS})
@extend_schema(
    methods=["POST"], operation_id="add_webhook", request=WebhookRequestSerializer, responses={201: NewWebhookSerializer, **_OWN}
)
@api_view(["GET", "HEAD", "POST"])
@permission_classes([WithKey])
@parser_classes([SmallJSON])
@_own
def webhooks(request: Request, key: Key) -> Response:
    """The webhooks of this key; POST registers one, and tells its secret."""
    if request.method != "POST":
        return Response({"results": WebhookSerializer(key.webhooks.all(), many=True).data})
    given = _read(request)
    try:
        made = hooks.register(key, given["url"], given.get("events") or (), given.get("department"), given.get("region") or "")
    except hooks.HookRefused as error:
        raise ValidationError({error.field: [str(error)]}) from None
    return Response(NewWebhookSerializer(made).data, status=201)


def _read(request: Request) -> dict[str, Any]:
    """What is to be registered. Raises ValidationError with the names of what is wrong."""
    given, known = request.data, WebhookRequestSerializer().fields
    if not isinstance(given, dict):
        raise ParseError
    if unknown := [name for name in given if name not in known]:
        text = _("没有这个参数。可用的是：{names}。").format(names="、".join(known))
        raise ValidationError({name[:40]: [text] for name in unknown[:_SHOWN]})
    read = WebhookRequestSerializer(data=given)
    if not read.is_valid():
        raise ValidationError({name: [_wrong(name)] for name in read.errors} | _our_own(read.errors))
    found: dict[str, Any] = read.validated_data
    return found


_EXPECTED: Final = {
    "url": gettext_lazy("请写出网址，最多 500 个字。"),
    "events": gettext_lazy("应是这些中的几个："),
    "department": gettext_lazy("应是部门编号。"),
    "region": gettext_lazy("应是六位行政区划代码。"),
}


def _wrong(name: str) -> str:
    return str(_EXPECTED[name]) + ("、".join(kind.value for kind in NEWS) if name == "events" else "")


def _our_own(errors: Mapping[str, Any]) -> dict[str, list[str]]:
    """What our own checks say: that there is no such thing."""
    told = {name: [str(one) for one in found if one.code == _NOT_THERE] for name, found in errors.items() if isinstance(found, list)}
    return {name: texts for name, texts in told.items() if texts}


@extend_schema(methods=["GET"], operation_id="webhook", responses={200: WebhookInFullSerializer, **PROBLEMS})
@extend_schema(methods=["DELETE"], operation_id="remove_webhook", responses={204: OpenApiResponse(description="No Content"), **PROBLEMS})
@api_view(["GET", "HEAD", "DELETE"])
@permission_classes([WithKey])
@_own
def webhook(request: Request, key: Key, pk: int) -> Response:
    """One webhook with its last calls; DELETE removes it."""
    found = _mine(key, pk)
    if request.method == "DELETE":
        found.delete()
        return Response(status=204)
    return Response(WebhookInFullSerializer(found).data)


@extend_schema(operation_id="ping_webhook", request=None, responses={202: DeliverySerializer, **_OWN})
@api_view(["POST"])
@permission_classes([WithKey])
@parser_classes([SmallJSON])
@_own
def ping(request: Request, key: Key, pk: int) -> Response:
    """Call a webhook once to try it (`type` ping); how it went is told by GET of the webhook."""
    found = _mine(key, pk)
    if found.disabled_at is not None:
        raise ValidationError({"id": [_("已停用。请删去它，再登记一次。")]})
    delivery = hooks.ping(found)
    tasks.queue(tasks.deliver, delivery.pk)
    return Response(DeliverySerializer(delivery).data, status=202)


def _mine(key: Key, pk: int) -> Webhook:
    found = key.webhooks.filter(pk=pk).first() if pk <= LARGEST_ID else None
    if found is None:
        raise NotFound(_("这个密钥没有登记这一个。"))
    return found
