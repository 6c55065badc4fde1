"""Addresses of the glossary and the methods. Their anchors are cited: none may change its meaning."""

from __future__ import annotations

from django.urls import path

from handbook import views

urlpatterns = [
    path("methods/", views.methods, name="methods"),
    path("methods/docs/<slug:name>.md", views.document, name="methods-document"),
    path("glossary/", views.glossary, name="glossary"),
    path("developers/", views.developers, name="developers"),
    path("developers/try/", views.try_it, name="developers-try"),
]
