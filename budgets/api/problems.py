"""One shape for every error of the API: problem details (RFC 9457), `application/problem+json`.

`title` is the HTTP reason, `code` is stable, `detail` one line that says what is wrong and what to do; `errors` names the parameters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied as DeniedByDjango
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from rest_framework.exceptions import (
    APIException,
    AuthenticationFailed,
    MethodNotAllowed,
    NotAuthenticated,
    NotFound,
    ParseError,
    PermissionDenied,
    Throttled,
    UnsupportedMediaType,
    ValidationError,
)
from rest_framework.response import Response
from rest_framework.views import exception_handler

from budgets.api.throttles import TooManyFiles

CONTENT_TYPE = "application/problem+json"


class NotThere(NotFound):
    """404 of a parameter that is well formed and names something that there is not: `errors` says of each by name what there is instead."""

    def __init__(self, errors: Mapping[str, Sequence[str]]) -> None:
        self.errors = errors
        super().__init__(" ".join(text for texts in errors.values() for text in texts))


def problem(status: int, code: str, detail: str, instance: str, errors: dict[str, list[str]] | None = None) -> dict[str, Any]:
    """The members of one problem."""
    members: dict[str, Any] = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "code": code}
    members |= {"detail": detail, "instance": instance}
    return members | ({"errors": errors} if errors else {})


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """Django REST framework's exception handler; None for what is no error of the caller, so that it is logged and answered 500."""
    answer = exception_handler(error, context)
    if answer is None:
        return None
    instance = context["request"].path
    answer.data = problem(answer.status_code, _code(error, answer.status_code), _detail(error), instance, _errors(error))
    answer.content_type = CONTENT_TYPE
    return answer


def answer(request: HttpRequest, status: int, code: str, detail: str) -> JsonResponse:
    """A problem outside of Django REST framework's views: an address that is none, a failure."""
    return JsonResponse(problem(status, code, detail, request.path), status=status, content_type=CONTENT_TYPE)


def _code(error: Exception, status: int) -> str:
    if isinstance(error, ValidationError):
        return "bad_parameters"
    return error.default_code if isinstance(error, APIException) else HTTPStatus(status).name.lower()


def _detail(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return _("参数有误：{names}。").format(names="、".join(_errors(error) or {}) or _("见 errors"))
    if isinstance(error, AuthenticationFailed) and error.detail != AuthenticationFailed.default_detail:
        return str(error.detail)
    if isinstance(error, TooManyFiles):
        return _("同时下载的整个文件太多：最多 {most} 个。请等一个下载完再要。").format(most=settings.API_STREAMS)
    if isinstance(error, Throttled):
        return _("请求太多，请在 {seconds} 秒后再试。").format(seconds=round(getattr(error, "wait", None) or 1))
    if isinstance(error, NotThere | NotFound) and error.detail != NotFound.default_detail:
        return str(error.detail)
    return _refused(error)


def _refused(error: Exception) -> str:
    """Our own words for what the framework refuses by itself."""
    if isinstance(error, MethodNotAllowed):
        return _("这里只能读：请用 GET 或 HEAD。")
    if isinstance(error, NotAuthenticated):
        return _("这里要密钥：请加上 Authorization: Bearer mz_…。密钥在 /developers/keys/ 取得。")
    if isinstance(error, PermissionDenied | DeniedByDjango):
        return _("没有权限。")
    if isinstance(error, ParseError | UnsupportedMediaType):
        return _("请求的内容读不了。")
    return _("没有这一项，或者它还没有公布。")


def _errors(error: Exception) -> dict[str, list[str]] | None:
    if isinstance(error, NotThere):
        return {name: list(texts) for name, texts in error.errors.items()}
    if not isinstance(error, ValidationError) or not isinstance(error.detail, dict):
        return None
    return {str(name): [str(text) for text in texts] for name, texts in error.detail.items()}
