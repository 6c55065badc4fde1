"""Every address of the service."""

from __future__ import annotations

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language
from drf_spectacular.views import SpectacularAPIView

import budgets.api.urls
import comparisons.api.urls
import dumps.urls
import handbook.api.urls
import subscribers.urls

api = [
    *budgets.api.urls.urlpatterns,
    *comparisons.api.urls.urlpatterns,
    *handbook.api.urls.urlpatterns,
    *dumps.urls.api_urlpatterns,
    *subscribers.urls.api_urlpatterns,
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    path("api/v1/", include((api, "api"))),
    # Choosing a language changes nothing but the words: without a token, readers need no cookie and pages can be kept by caches.
    path("language/", csrf_exempt(set_language), name="set_language"),
    path("", include("operations.urls")),
    path("", include("handbook.urls")),
    path("", include("dumps.urls")),
    path("", include("subscribers.urls")),
    path("", include("comparisons.urls")),
    path("", include("budgets.urls")),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.page_not_found"
handler500 = "config.errors.server_error"
