"""Addresses of keys: the pages of their owners, and what belongs to a key."""

from __future__ import annotations

from django.urls import path

from subscribers import api, views

api_urlpatterns = [
    path("usage/", api.own_usage, name="usage"),
    path("webhooks/", api.webhooks, name="webhooks"),
    path("webhooks/<int:pk>/", api.webhook, name="webhook"),
    path("webhooks/<int:pk>/ping/", api.ping, name="webhook-ping"),
]
urlpatterns = [
    path("developers/keys/", views.ask, name="keys"),
    path("developers/keys/link/<str:token>/", views.link, name="keys-link"),
    path("developers/keys/mine/", views.mine, name="keys-mine"),
]
