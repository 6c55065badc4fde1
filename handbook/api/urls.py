"""Routes of the glossary and the methods."""

from __future__ import annotations

from django.urls import path

from handbook.api import views

urlpatterns = [
    path("methods/", views.methods, name="methods"),
    path("glossary/", views.glossary, name="glossary"),
]
