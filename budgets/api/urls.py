"""Routes of what was published."""

from __future__ import annotations

from django.urls import path

from budgets.api import views

urlpatterns = [
    path("", views.root, name="root"),
    path("departments/", views.departments, name="departments"),
    path("departments/<int:pk>/", views.department, name="department"),
    path("disclosures/", views.disclosures, name="disclosures"),
    path("disclosures/<int:pk>/", views.disclosure, name="disclosure"),
    path("facts/", views.facts, name="facts"),
    path("facts/<int:pk>/", views.fact, name="fact"),
    path("findings/", views.findings, name="findings"),
    path("reports/", views.reports, name="reports"),
]
