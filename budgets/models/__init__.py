"""What was published: the stored truth.

Only `budgets.editions` and `ingest.store` write figures. Once an edition is published its figures never change; the database itself
refuses it (triggers of migrations 0002 and 0006). States may change: published → superseded | withdrawn, superseded → published.
"""

from budgets.models.answers import Answer
from budgets.models.corrections import Correction
from budgets.models.departments import Department, DepartmentName, Merger, Population, Region, Subordination, Succession
from budgets.models.disclosures import PLAUSIBLE_YEARS, Disclosure, Edition, Expected, Part, Scope, Stage, Transition
from budgets.models.documents import Document, DocumentPage, Reading
from budgets.models.figures import Derived, Fact, Finding, Form, ListedTable, Note, PrintedTable, Statement, Verdict
from budgets.models.people import Member, Person, Privilege, Team, Trail
from budgets.models.reports import Report
from budgets.models.reviews import Review
from budgets.models.work import Assignment

__all__ = (
    "PLAUSIBLE_YEARS",
    "Answer",
    "Assignment",
    "Correction",
    "Department",
    "DepartmentName",
    "Derived",
    "Disclosure",
    "Document",
    "DocumentPage",
    "Edition",
    "Expected",
    "Fact",
    "Finding",
    "Form",
    "ListedTable",
    "Member",
    "Merger",
    "Note",
    "Part",
    "Person",
    "Population",
    "PrintedTable",
    "Privilege",
    "Reading",
    "Region",
    "Report",
    "Review",
    "Scope",
    "Stage",
    "Statement",
    "Subordination",
    "Succession",
    "Team",
    "Trail",
    "Transition",
    "Verdict",
)
