"""Who may do what at the desk: one table, from which the groups get their permissions (`budgets.groups`) and `docs/people.md` its own.

Pure. Whoever adds something that not everybody may do adds a permission to the model and a line here; the next `migrate` gives it to the
groups.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Final


class Role(Enum):
    """What people are; its value is the name of the group. Somebody may be several."""

    VIEWER = "查阅员"
    CLERK = "录入员"
    REVIEWER = "审核员"
    PUBLISHER = "公布员"
    ADMINISTRATOR = "管理员"


EVERYBODY: Final = tuple(Role)


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that is done at the desk: the permissions that it takes, as `app.codename`, and whose it is."""

    words: str
    permissions: tuple[str, ...]
    roles: tuple[Role, ...]


def _each(actions: Iterable[str], models: Iterable[str], app: str = "budgets") -> tuple[str, ...]:
    models = tuple(models)
    return tuple(f"{app}.{action}_{model}" for action in actions for model in models)


_SHOWN: Final = (
    *("region", "population", "department", "departmentname", "succession", "subordination", "disclosure", "expected"),
    *(
        "document",
        "documentpage",
        "reading",
        "edition",
        "part",
        "fact",
        "statement",
        "form",
        "finding",
        "note",
        "correction",
        "answer",
        "report",
    ),
)
_KEPT: Final = ("department", "departmentname", "succession", "subordination", "population", "expected")

DUTIES: Final = (
    Duty(
        "look at files, runs, editions, figures, findings, master data and what readers reported",
        (*_each(("view",), _SHOWN), "ingest.view_run", "ingest.view_fetch"),
        EVERYBODY,
    ),
    Duty("download originals", ("budgets.download_original",), (Role.CLERK, Role.REVIEWER, Role.PUBLISHER)),
    Duty(
        "upload files, give addresses, cancel, read again what failed, tell a file's address and days",
        ("budgets.add_document", "budgets.change_document", "ingest.add_run"),
        (Role.CLERK,),
    ),
    Duty(
        "say which disclosure a file is, join or discard files, take up withdrawn ones again", ("budgets.identify_edition",), (Role.CLERK,)
    ),
    Duty("correct figures, answer findings", ("budgets.correct_edition",), (Role.CLERK,)),
    Duty("submit for review", ("budgets.submit_edition",), (Role.CLERK,)),
    Duty(
        "departments and their names, successions, units, inhabitants, the roster: add, change, remove",
        _each(("add", "change", "delete"), _KEPT),
        (Role.CLERK,),
    ),
    Duty("answer what readers reported", ("budgets.answer_report",), (Role.CLERK, Role.REVIEWER)),
    Duty("say that an edition was reviewed, send it back with a reason", ("budgets.review_edition",), (Role.REVIEWER, Role.PUBLISHER)),
    Duty("publish", ("budgets.publish_edition",), (Role.PUBLISHER,)),
    Duty("withdraw, put in force again", ("budgets.withdraw_edition",), (Role.PUBLISHER,)),
    Duty(
        "people: add, change, put into groups, deactivate",
        ("auth.view_user", "auth.add_user", "auth.change_user", "auth.view_group"),
        (Role.ADMINISTRATOR,),
    ),
    Duty(
        "keys of the API: issue, set limits, revoke; webhooks: look at, switch off",
        (*_each(("view", "add", "change"), ("key",), "subscribers"), "subscribers.view_webhook", "subscribers.disable_webhook"),
        (Role.ADMINISTRATOR,),
    ),
    Duty("look at the audit trail", ("budgets.view_trail",), (Role.ADMINISTRATOR,)),
    Duty("look at how the service fares: queues, workers, failures, room, backups", ("operations.view_worker",), (Role.ADMINISTRATOR,)),
)


def permissions_of(role: Role) -> frozenset[str]:
    """All that a role may do, as `app.codename`."""
    return frozenset(permission for duty in DUTIES if role in duty.roles for permission in duty.permissions)
