"""The answer to a finding, as the review asks for it."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from budgets.answered import Misfit, is_same, key_of, matched
from budgets.models import Answer, Edition, Finding, Verdict
from ingest.review.paper import Paper
from ingest.review.problems import Problem


class AnswerForm(forms.Form):
    """What a person says of a finding; `finding` and `seen` tell which one, and which answer, stood there when it was looked at."""

    finding = forms.CharField(widget=forms.HiddenInput, max_length=40)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=20, required=False)
    verdict = forms.ChoiceField(choices=Verdict.choices, error_messages={"required": _("请选“原文如此”或“已说明”。")})
    words = forms.CharField(label=_("说明（公开显示）"), max_length=300, required=False)
    alike = forms.BooleanField(required=False)


@dataclass(frozen=True, slots=True)
class Answering:
    """One finding beside what was answered to it; `alike` others of its cause wait, too."""

    form: AnswerForm
    history: tuple[Answer, ...]
    alike: int

    @property
    def typed(self) -> bool:
        """Whether the form holds what was sent and refused."""
        return self.form.is_bound


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered in an edition, and what of it stands for nothing any more."""

    all: tuple[Answer, ...]
    findings: tuple[Finding, ...]
    misfits: tuple[Misfit[Answer, Finding], ...]

    @classmethod
    def of(cls, edition: Edition) -> Answers:
        """As long as the checks are still being run again, nothing is told to stand for nothing."""
        answers = list(edition.answers.select_related("document", "person"))
        findings = list(edition.findings.select_related("document")) if answers else []
        misfits = matched(findings, answers).misfits if edition.checks_current and edition.is_open else ()
        return cls(tuple(answers), tuple(findings), misfits)

    def answering(self, paper: Paper, problem: Problem | None, given: AnswerForm | None) -> Answering | None:
        """The form under a finding; None under a note, and where there is no problem."""
        finding = problem.finding if problem else None
        if problem is None or finding is None:
            return None
        history = tuple(one for one in self.all if is_same(one, finding))
        pairs = matched([finding], history).pairs
        key, seen, words = key_of(finding), str(pairs[0][1].pk) if pairs else "", pairs[0][1].words if pairs else ""
        if given is None or given.data.get("finding") != key:
            form = AnswerForm(initial={"finding": key, "seen": seen, "words": words})
        else:  # what was typed stays; who sends it again has seen what was answered meanwhile
            form = given
            form.data = {**{name: form.data.get(name) for name in form.fields}, "seen": seen}
        return Answering(form, history, paper.alike(problem))
