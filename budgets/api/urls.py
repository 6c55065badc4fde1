"""Routes of what was published."""

from __future__ import annotations

from django.urls import path

from budgets.api import corrections, documents, editions, findings, forms, reference, regions, tables, texts, views

urlpatterns = [
    path("", views.root, name="root"),
    path("departments/", views.departments, name="departments"),
    path("departments/<int:pk>/", views.department, name="department"),
    path("disclosures/", views.disclosures, name="disclosures"),
    path("disclosures/<int:pk>/", views.disclosure, name="disclosure"),
    path("facts/", views.facts, name="facts"),
    path("facts/<int:pk>/", views.fact, name="fact"),
    path("findings/", findings.findings, name="findings"),
    path("findings/<int:pk>/", findings.finding, name="finding"),
    path("reports/", views.reports, name="reports"),
    path("regions/", regions.regions, name="regions"),
    path("regions/<slug:code>/", regions.region, name="region"),
    path("editions/", editions.editions, name="editions"),
    path("editions/<int:pk>/", editions.edition, name="edition"),
    path("documents/", documents.documents, name="documents"),
    path("documents/<slug:sha256>/", documents.document, name="document"),
    path("tables/", tables.tables, name="tables"),
    path("tables/<int:pk>/", tables.table, name="table"),
    path("statements/", texts.statements, name="statements"),
    path("statements/<int:pk>/", texts.statement, name="statement"),
    path("sections/", texts.sections, name="sections"),
    path("forms/", forms.forms, name="forms"),
    path("forms/<int:pk>/", forms.form, name="form"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("corrections/<int:pk>/", corrections.correction, name="correction"),
    path("schedules/", reference.schedules, name="schedules"),
    path("codes/", reference.codes, name="codes"),
]
