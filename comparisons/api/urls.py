"""Routes of what changed."""

from __future__ import annotations

from django.urls import path

from comparisons.api import compare, peers, rankings, search, signals, views

urlpatterns = [
    path("comparisons/", views.comparisons, name="comparisons"),
    path("compare/", compare.compare, name="compare"),
    path("rankings/", rankings.rankings, name="rankings"),
    path("peers/", peers.peers, name="peers"),
    path("search/", search.search, name="search"),
    path("signals/", signals.signals, name="signals"),
]
