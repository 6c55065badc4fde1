"""What may be done with an edition, each act with a permission of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from budgets import editions
from budgets.admin.base import DepartmentField, State, person_of
from budgets.editions import EditionError
from budgets.models import Department, Disclosure, Edition, Scope, Stage
from budgets.neighbours import neighbours


class IdentityForm(forms.Form):
    """Which disclosure an edition is."""

    department = DepartmentField(
        label=_("部门"),
        queryset=Department.objects.select_related("region").prefetch_related("names"),
        widget=AutocompleteSelect(Disclosure._meta.get_field("department"), admin.site),
    )
    fiscal_year = forms.IntegerField(label=_("年度"))
    stage = forms.ChoiceField(label=_("阶段"), choices=[("", "—"), *Stage.choices])
    scope = forms.ChoiceField(label=_("口径"), choices=[("", "—"), *Scope.choices])


@dataclass(frozen=True, slots=True)
class Act:
    """Something that may be done with an edition: in which states, by whom, how.

    `reason` says what its text is for, if it takes one, `example` how such a text may read, `must_say` that nothing is done without.
    """

    label: Any
    permission: str
    states: tuple[str, ...]
    run: Callable[[HttpRequest, Edition], Edition]
    done: Any
    reason: Any = ""
    example: Any = ""
    must_say: bool = False


def _identify(request: HttpRequest, edition: Edition) -> Edition:
    form = IdentityForm(request.POST)
    if not form.is_valid():
        raise EditionError("；".join(f"{form.fields[name].label}：{errors[0]}" for name, errors in form.errors.items()))
    given = form.cleaned_data
    return editions.identify(
        edition, given["department"], given["fiscal_year"], Stage(given["stage"]), Scope(given["scope"]), person=person_of(request)
    )


def _trust(request: HttpRequest, edition: Edition) -> Edition:
    if not request.user.has_perm("budgets.add_department"):
        raise PermissionDenied
    if not editions.identify_from_reading(edition):
        raise EditionError("文件没有写全部门、年度、阶段和口径，或有同名部门。请逐项确认。")
    edition.refresh_from_db()
    return edition


def _with_reason(change: Callable[[Edition, User, str], Edition], request: HttpRequest, edition: Edition) -> Edition:
    return change(edition, person_of(request), request.POST.get("reason", ""))


def _publish(request: HttpRequest, edition: Edition) -> Edition:
    given = request.POST
    compared = bool(given.get("compared"))
    return editions.publish(edition, person_of(request), given.get("reason", ""), compared=compared, seen=given.get("seen", ""))


def _with_other(change: Callable[[HttpRequest, Edition, Edition], Edition], request: HttpRequest, edition: Edition) -> Edition:
    """Decide what this edition is beside another one that its page shows."""
    number = request.POST.get("other", "")
    beside = {one.edition.pk: one.edition for one in neighbours(edition)}
    other = beside.get(int(number)) if number.isdecimal() else None
    if other is None:
        raise EditionError("没有那一版，页面可能已过时。请从本页重新选择。")
    return change(request, edition, other)


def _combine(request: HttpRequest, edition: Edition, other: Edition) -> Edition:
    return editions.combine(edition, other, person_of(request), despite=bool(request.POST.get("despite")))


def _replace(request: HttpRequest, edition: Edition, other: Edition) -> Edition:
    return editions.replace(edition, other, person_of(request))


def _discard_duplicate(request: HttpRequest, edition: Edition, other: Edition) -> Edition:
    return editions.discard_duplicate(edition, other, person_of(request))


ACTS: Final[dict[str, Act]] = {
    "identify": Act(_("确认身份"), "identify_edition", Edition.OPEN, _identify, _("身份已确认。")),
    "trust": Act(_("照文件所写登记部门并确认"), "identify_edition", Edition.OPEN, _trust, _("已照文件所写登记并确认。")),
    "combine": Act(
        _("是它的一部分，并为一版"), "identify_edition", Edition.OPEN, partial(_with_other, _combine), _("两个文件已合成一版。")
    ),
    "replace": Act(
        _("是它的替代"), "identify_edition", Edition.OPEN, partial(_with_other, _replace), _("已定为替代；公布这一版时，那一版成为旧版。")
    ),
    "duplicate": Act(_("是重复，弃用"), "identify_edition", Edition.OPEN, partial(_with_other, _discard_duplicate), _("已作为重复弃用。")),
    "submit": Act(
        _("提交审核"),
        "submit_edition",
        (State.DRAFT,),
        lambda request, edition: editions.submit_for_review(edition, person_of(request)),
        _("已提交审核。"),
    ),
    "reviewed": Act(
        _("标为已核对"),
        "review_edition",
        (State.IN_REVIEW,),
        lambda request, edition: editions.say_reviewed(edition, person_of(request), seen=request.POST.get("seen", "")),
        _("已标为核对过；还要由公布的人公布。"),
    ),
    "send-back": Act(
        _("退回草稿"),
        "review_edition",
        (State.IN_REVIEW,),
        partial(_with_reason, editions.send_back),
        _("已退回草稿。"),
        _("退回的理由（给提交的人看，不公开）"),
        _("例如：表 5 的“合计”与原件第 12 页不同"),
        True,
    ),
    "publish": Act(
        _("公布"),
        "publish_edition",
        (State.IN_REVIEW,),
        _publish,
        _("已公布。"),
        _("仍然公布的理由（有矛盾时必填，公开显示）"),
        _("例如：文件印的合计就少 4 元，已逐条标出"),
    ),
    "withdraw": Act(
        _("撤回"),
        "withdraw_edition",
        (State.PUBLISHED, State.SUPERSEDED),
        partial(_with_reason, editions.withdraw),
        _("已撤回；页面保留，并写明理由。"),
        _("撤回的理由（公开显示）"),
    ),
    "reinstate": Act(
        _("恢复公布"),
        "withdraw_edition",
        (State.SUPERSEDED,),
        partial(_with_reason, editions.reinstate),
        _("已恢复公布，数字与当初公布的一样。"),
        _("恢复的理由"),
    ),
    "reopen": Act(
        _("重新处理"),
        "identify_edition",
        (State.WITHDRAWN,),
        lambda _request, edition: editions.reopen(edition),
        _("已另立一版草稿，带上这一版的文件和更正。"),
    ),
    "discard": Act(
        _("弃用"), "identify_edition", Edition.OPEN, partial(_with_reason, editions.discard), _("已弃用。"), _("弃用的理由，例如重复")
    ),
}
