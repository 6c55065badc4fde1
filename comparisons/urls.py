"""Addresses of the pages that say what changed. They are cited: none may change its meaning."""

from __future__ import annotations

from django.urls import URLPattern, path
from django.views.generic import RedirectView

from comparisons import compare, department, disclosures, feeds, findings, places, rankings, search, takeaway, views

IN_FORCE = "departments/<int:department>/<int:year>/<slug:stage>/<slug:scope>/"
CHARTS = "departments/<int:pk>/charts/<slug:stage>/<slug:scope>/<slug:line>"
FOR_EVER = "editions/<int:edition>/"


def _leaves(base: str, name: str) -> list[URLPattern]:
    """What a disclosure holds, below its address."""
    return [
        path(f"{base}tables/<int:number>/", disclosures.table, name=f"{name}-table"),
        path(f"{base}text/", disclosures.text, name=f"{name}-text"),
        path(f"{base}forms/", disclosures.forms, name=f"{name}-forms"),
        path(f"{base}forms/<int:number>/", disclosures.form, name=f"{name}-form"),
        path(f"{base}findings/", disclosures.findings, name=f"{name}-findings"),
    ]


urlpatterns = [
    path("", views.start, name="start"),
    path("search/", search.search, name="search"),
    path("departments/", RedirectView.as_view(url="../#departments"), name="departments"),
    path("departments/<int:pk>/", department.department, name="department"),
    path("departments/<int:pk>/signals/", department.signals, name="signals"),
    path("departments/<int:pk>/coverage/", places.coverage, name="coverage"),
    path("departments/<int:pk>/feed/", feeds.of_department, name="department-feed"),
    path("regions/", places.regions, name="regions"),
    path("regions/<slug:code>/", places.region, name="region"),
    path("feeds/disclosures/", feeds.disclosures, name="feed-disclosures"),
    path("feeds/corrections/", feeds.corrections, name="feed-corrections"),
    path("feeds/signals/", feeds.signals, name="feed-signals"),
    path("departments/<int:pk>/peers/", rankings.peers, name="peers"),
    path(f"{CHARTS}.svg", takeaway.department_svg, name="department-svg"),
    path(f"{CHARTS}.png", takeaway.department_png, name="department-png"),
    path("rankings/", rankings.rankings, name="rankings"),
    path("rankings/csv/", takeaway.rankings_csv, name="rankings-csv"),
    path("evidence/findings/<int:pk>/", findings.finding, name="evidence-finding"),
    path("evidence/statements/<int:pk>/", findings.statement, name="evidence-statement"),
    path("compare/", compare.compare, name="compare"),
    path("compare/csv/", takeaway.compare_csv, name="compare-csv"),
    path("compare/xlsx/", takeaway.compare_xlsx, name="compare-xlsx"),
    path("compare/svg/", takeaway.compare_svg, name="compare-svg"),
    path("compare/png/", takeaway.compare_png, name="compare-png"),
    path("compare/embed/", takeaway.compare_embed, name="compare-embed"),
    path("compare/embedding/", takeaway.compare_embedding, name="compare-embedding"),
    path(IN_FORCE, disclosures.disclosure, name="disclosure"),
    path(FOR_EVER, disclosures.disclosure, name="edition"),
    *_leaves(IN_FORCE, "disclosure"),
    *_leaves(FOR_EVER, "edition"),
]
