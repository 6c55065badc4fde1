"""The groups of the desk, as `budgets.people` says."""

from __future__ import annotations

from typing import Any

from django.apps import apps as installed
from django.db import DEFAULT_DB_ALIAS, router

from budgets.people import Role, permissions_of


def keep_in_step(using: str = DEFAULT_DB_ALIAS, apps: Any = installed, **_signal: Any) -> None:
    """Give every group exactly the permissions of its role. Harmless however often it is done.

    After `migrate` and not in a migration: Django makes the permissions of models only then, and what a later version adds to the table
    reaches the groups without a migration of its own. Where migrations stop halfway, a permission that is not there yet is left out.
    """
    try:
        group_model, permission_model = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    except LookupError:
        return
    if not router.allow_migrate_model(using, group_model):
        return
    known = {
        f"{one.content_type.app_label}.{one.codename}": one for one in permission_model.objects.using(using).select_related("content_type")
    }
    for role in Role:
        group, _made = group_model.objects.using(using).get_or_create(name=role.value)
        group.permissions.set([known[name] for name in permissions_of(role) if name in known])
