"""In which language a page is shown: that of its address, else Chinese, unless the reader switched. What the browser prefers is not asked.

A citation then looks the same to everybody who follows it, and a page in Chinese is not half translated by surprise.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from budgets.languages import LANGUAGES, PARAMETER, TAKEN_OUT

WITHOUT: Final = ("/api/", "/admin/", "/language/", "/healthz", "/readyz", "/metrics", "/dumps/")
"""Addresses that have no language: data, the desk, the switch, what machines ask."""


class ChosenLanguage:
    """Middleware: the language of the address (`lang=en`), else of the switch's cookie (`django.views.i18n.set_language` writes it), else
    `LANGUAGE_CODE`. What follows sees the address without it, so that it is no unknown parameter anywhere.

    A page whose address has its language is the same for everybody: it does not vary by cookie, and its links lead on in that language.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        word = taken_out(request)
        language = LANGUAGES[word] if word else chosen(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        if not word:
            patch_vary_headers(response, ("Cookie",))
        elif response.get("Content-Type", "").startswith("text/html") and not response.streaming:
            response.content = led_on(response.content.decode(), word)
            if "Content-Length" in response:
                response["Content-Length"] = len(response.content)
        response.headers.setdefault("Content-Language", language)
        return response


def led_on(page: str, word: str) -> str:
    """A page whose links and forms lead to our pages in a language. What names one already, and what has none, stays."""

    def link(match: re.Match[str]) -> str:
        before, address, anchor = match.groups()
        path = address.partition("?")[0]
        if path.startswith((*WITHOUT, settings.STATIC_URL)) or f"{PARAMETER}=" in address:
            return match[0]
        return f"{before}{address}{'&amp;' if '?' in address else '?'}{PARAMETER}={word}{anchor}"

    def form(match: re.Match[str]) -> str:
        return match[0] if 'method="post"' in match[0] else f'{match[0]}<input type="hidden" name="{PARAMETER}" value="{word}">'

    return _FORM.sub(form, _LINK.sub(link, page))


_LINK: Final = re.compile(r'(<a\s[^>]*?href=")((?:/(?!/)|\?)[^"#]*)((?:#[^"]*)?")')
_FORM: Final = re.compile(r"<form\b[^>]*>")


def taken_out(request: HttpRequest) -> str:
    """The language that the address names, "" for none; it is taken out of the request. Raises BadRequest for one that we do not have."""
    given = request.GET.getlist(PARAMETER)
    if not given or request.path.startswith(WITHOUT):
        return ""
    with translation.override(chosen(request)):
        if len(given) > 1:
            raise BadRequest(_("参数 {name} 给了不止一次，请只给一次。").format(name=PARAMETER))
        if given[0] not in LANGUAGES:
            known = "、".join(LANGUAGES)
            raise BadRequest(f"{PARAMETER}：" + _("“{text}”不能用。可以用的是：{expected}。").format(text=given[0][:40], expected=known))
    request.META[TAKEN_OUT] = given[0]
    left = request.GET.copy()
    del left[PARAMETER]
    request.META["QUERY_STRING"] = left.urlencode(safe=":/")
    request.GET = QueryDict(request.META["QUERY_STRING"])
    return given[0]


def chosen(request: HttpRequest) -> str:
    """The cookie's language where it is one that we have, else Chinese."""
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return cookie if cookie in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
