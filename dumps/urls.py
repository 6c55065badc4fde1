"""Addresses of dumps: what there is, as data, and the files."""

from __future__ import annotations

from django.urls import path

from dumps import api, views

api_urlpatterns = [
    path("dumps/", api.dumps, name="dumps"),
    path("dumps/<slug:name>/", api.dump, name="dump"),
]
urlpatterns = [path("dumps/<slug:name>/<path:path>", views.file, name="dump-file")]
