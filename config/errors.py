"""What people and programs see when an address is wrong or something failed: a page, or a problem in JSON under /api/."""

from __future__ import annotations

import sys

from django.conf import settings
from django.core.exceptions import BadRequest, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext as _
from psycopg.errors import QueryCanceled

from budgets.api import problems


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: a parameter that is none, or of the wrong kind; too many files at once. Only our own words are shown, never Django's."""
    if isinstance(exception, TooManyFilesSent):
        told = f"一次最多 {settings.DATA_UPLOAD_MAX_NUMBER_FILES} 个文件，这一次一个也没有收下。请返回，分几次上传。"
    else:
        told = str(exception) if isinstance(exception, BadRequest) else ""
    return _answer(request, 400, "bad_request", told or _("请检查网址。"))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: not for this person."""
    return _answer(request, 403, "permission_denied", _("没有权限。"))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: what was looked for, and what there is instead. Only our own words are shown, never Django's."""
    told = exception.args[0] if exception.args and isinstance(exception.args[0], str) else ""
    own = told if told and not told.endswith("matches the given query.") else _("没有这个网址，或者它指的内容还没有公布。")
    return _answer(request, 404, "not_found", own)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; 503: the database is down, or takes too long. Needs neither database nor templates of others."""
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError) and isinstance(error.__cause__, QueryCanceled):
        return _too_slow(request)
    if isinstance(error, OperationalError | InterfaceError):
        return _database_down(request)
    if request.path.startswith("/api/"):
        return problems.answer(request, 500, "server_error", "我们这里出了错，已经记下。请稍后再试。")
    return HttpResponse(loader.render_to_string("500.html"), status=500)


def _database_down(request: HttpRequest) -> HttpResponse:
    if request.path.startswith("/api/"):
        return problems.answer(request, 503, "database_down", "数据库现在连不上。请稍后再试；管理员请检查 DATABASE_URL 和那台服务器。")
    return HttpResponse(loader.render_to_string("503.html"), status=503)


def _too_slow(request: HttpRequest) -> HttpResponse:
    """What takes longer than STATEMENT_SECONDS is given up: asked again it would take as long."""
    if request.path.startswith("/api/"):
        return problems.answer(request, 503, "too_slow", "这个问题要查的太多，没有查完。请缩小范围（如加上部门、年度或表）再问。")
    return HttpResponse(loader.render_to_string("slow.html"), status=503)


def _answer(request: HttpRequest, status: int, code: str, reason: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return problems.answer(request, status, code, reason)
    return render(request, f"{status}.html", {"reason": reason}, status=status)
