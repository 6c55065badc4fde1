"""The clerks' desk: departments, what they should disclose, and the editions that are identified, reviewed and published here.

Figures are looked at and never edited; what changes an edition goes through `budgets.editions`, each act with a permission of its own.
"""

from __future__ import annotations

from budgets.admin.acts import Act
from budgets.admin.base import AnyInline, Hinted, LookedAt, person_of
from budgets.admin.departments import DepartmentAdmin, PopulationAdmin, SubordinationAdmin, SuccessionAdmin
from budgets.admin.disclosures import DisclosureAdmin, ExpectedAdmin
from budgets.admin.editions import EditionAdmin
from budgets.admin.people import PersonAdmin, RolesAdmin
from budgets.admin.reports import ReportAdmin
from budgets.admin.trail import TrailAdmin

__all__ = [
    "Act",
    "AnyInline",
    "DepartmentAdmin",
    "DisclosureAdmin",
    "EditionAdmin",
    "ExpectedAdmin",
    "Hinted",
    "LookedAt",
    "PersonAdmin",
    "PopulationAdmin",
    "ReportAdmin",
    "RolesAdmin",
    "SubordinationAdmin",
    "SuccessionAdmin",
    "TrailAdmin",
    "person_of",
]
