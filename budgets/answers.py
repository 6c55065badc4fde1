"""Findings are answered: so printed, or explained. Every answer is added to the edition's history, and so is that one was taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from django.contrib.auth.models import User
from django.db import transaction

from budgets.answered import is_same, key_of, matched
from budgets.derivation import tell_needs, write_answers
from budgets.editions import EditionError, opened
from budgets.models import Answer, Edition, Finding, Verdict
from budgets.privacy import has_personal_data

_GONE: Final = "这条核对结果已经变了或不在了（可能刚有人更正）。请看过现在的核对结果再答复。"
_MOVED: Final = "刚才已有人答复这一条。请看过那个答复再改。"
_REMEMBERED: Final = ("document", "check_code", "subject", "sources", "outcome", "message", "expected", "actual", "difference")
State = Edition.State


@transaction.atomic
def answer(edition: Edition, key: str, verdict: Verdict, words: str, person: User, *, seen: str, alike: bool = False) -> list[Finding]:
    """Answer the finding with this key (`answered.key_of`), and with `alike` the unanswered ones of the same cause; those answered.

    `seen` is the number of the answer that the person saw beside it, "" where there was none. Raises EditionError.
    """
    edition = opened(edition)
    words = words.strip()
    if verdict == Verdict.EXPLAINED and not words:
        raise EditionError("请写一句说明，它会公开显示。")
    if has_personal_data(words):
        raise EditionError("答复是公开的，里面像有姓名、电话、证件号或邮箱。请去掉；如果是金额，请在后面写上“元”。")
    findings = list(edition.findings.select_related("document"))
    finding = _seen(findings, list(edition.answers.select_related("document")), key, seen)
    found = [finding, *(_alike(findings, finding) if alike else ())]
    _add(edition, found, verdict, words, person)
    return found


@transaction.atomic
def take_back(edition: Edition, key: str, person: User, *, seen: str) -> Finding:
    """The finding with this key is unanswered again; what was answered stays in the history. Raises EditionError."""
    edition = opened(edition)
    finding = _seen(list(edition.findings.select_related("document")), list(edition.answers.select_related("document")), key, seen)
    if not seen:
        raise EditionError("这一条没有答复，没有要收回的。")
    _add(edition, [finding], "", "", person)
    return finding


@transaction.atomic
def put_away(edition: Edition, number: int, person: User) -> None:
    """An answer that stands for no finding any more is taken back. Raises EditionError where it does, or is none."""
    edition = opened(edition)
    answers = list(edition.answers.select_related("document"))
    misfits = matched(edition.findings.select_related("document"), answers).misfits
    found = next((one.answer for one in misfits if one.answer.pk == number), None)
    if found is None:
        raise EditionError("没有这样一条对不上的答复，页面可能已过时。请刷新。")
    _add(edition, [found], "", "", person)


def _seen(findings: Sequence[Finding], answers: Sequence[Answer], key: str, seen: str) -> Finding:
    """The finding that somebody saw, with the answer that it still has."""
    finding = next((one for one in findings if key_of(one) == key), None)
    if finding is None:
        raise EditionError(_GONE)
    pairs = matched([finding], answers).pairs
    if (str(pairs[0][1].pk) if pairs else "") != seen:
        raise EditionError(_MOVED)
    return finding


def _alike(findings: Iterable[Finding], first: Finding) -> list[Finding]:
    """The others of its cause that nobody answered."""
    if not first.cause:
        return []
    whose = (first.document_id, first.outcome, first.cause)
    same = (one for one in findings if (one.document_id, one.outcome, one.cause) == whose)
    return [one for one in same if one != first and not one.verdict and not is_same(one, first)]


def _add(edition: Edition, about: Iterable[Finding | Answer], verdict: str, words: str, person: User) -> None:
    """What was answered, written down; the edition is a draft again, since another person has to see it."""
    order = edition.answers.count()
    for number, one in enumerate(about, start=order):
        told = {name: getattr(one, name) for name in _REMEMBERED}
        Answer.objects.create(edition=edition, order=number, verdict=verdict, words=words, person=person, **told)
    write_answers(edition)
    tell_needs(edition)
    if edition.state == State.IN_REVIEW:
        edition.state = State.DRAFT
        edition.save()
