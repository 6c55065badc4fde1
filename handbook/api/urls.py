"""Routes of the glossary and the methods."""

from __future__ import annotations

from django.urls import path

from handbook.api import views

urlpatterns = [
    path("methods/", views.methods, name="methods"),
    path("indicators/", views.indicators, name="indicators"),
    path("glossary/", views.glossary, name="glossary"),
]
