"""Which disclosure an edition is."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction

from budgets.derivation import rederive
from budgets.editions.locks import EditionError, opened
from budgets.identities import Identity
from budgets.models import PLAUSIBLE_YEARS, Department, Disclosure, Edition, Scope, Stage
from budgets.neighbours import Begun

State = Edition.State


@transaction.atomic
def identify(
    edition: Edition, department: Department, fiscal_year: int, stage: Stage, scope: Scope, *, person: User | None = None
) -> Edition:
    """Give an edition the disclosure that it is; figures are derived. Also mends an identity, as long as the edition is open."""
    edition = opened(edition)
    if fiscal_year not in PLAUSIBLE_YEARS:
        raise EditionError(f"{fiscal_year} 不像是年度，请核对。")
    edition.identified_by = person
    assign(edition, Identity(department, fiscal_year, stage, scope, {}))
    return edition


def assign(edition: Edition, identity: Identity, begun: Begun | None = None) -> bool:
    """Make the edition one of the disclosure with this identity. False, and nothing done, where the identity has a gap.

    `begun` as for `rederive`, which writes the edition itself.
    """
    if identity.department is None or identity.fiscal_year is None or identity.stage is None or identity.scope is None:
        return False
    disclosure, _ = Disclosure.objects.get_or_create(
        department=identity.department, fiscal_year=identity.fiscal_year, stage=identity.stage, scope=identity.scope
    )
    if edition.disclosure != disclosure:
        edition.disclosure, edition.replaces = disclosure, None
    edition.state = State.DRAFT
    rederive(edition, begun)
    return True
