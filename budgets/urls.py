"""Addresses of evidence: where a figure or a sentence stands in its document, and what readers say is wrong with it."""

from __future__ import annotations

from django.urls import path

from budgets import reporting, views

urlpatterns = [
    path("evidence/facts/<int:pk>/", views.fact, name="evidence-fact"),
    path("evidence/<slug:kind>s/<int:pk>/report/", reporting.report, name="report"),
    path("reports/", reporting.outcomes, name="reports"),
    path("documents/<int:pk>/pages/<int:number>/", views.page, name="document-page"),
    path("documents/<int:pk>/pages/<int:number>/image.png", views.page_image, name="document-page-image"),
]
