"""Addresses of the pages that say what changed. They are cited: none may change its meaning."""

from __future__ import annotations

from django.urls import path

from comparisons import compare, department, views

urlpatterns = [
    path("", views.start, name="start"),
    path("departments/<int:pk>/", department.department, name="department"),
    path("departments/<int:pk>/<int:year>/<slug:stage>/<slug:scope>/", views.disclosure, name="disclosure"),
    path("compare/", compare.compare, name="compare"),
    path("editions/<int:pk>/", views.edition, name="edition"),
]
