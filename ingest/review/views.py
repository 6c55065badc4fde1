"""The review over HTTP: the page, a correction and an answer, and the taking back of both."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from budgets import answers, editions
from budgets.admin.base import person_of
from budgets.derivation import misfits_of, overlaid
from budgets.editions import EditionError
from budgets.models import Document, DocumentPage, Edition, Verdict
from budgets.overlay import DoesNotFit, Step, standing
from budgets.told import in_words
from ingest.review.alike import is_due_elsewhere
from ingest.review.answering import AnswerForm, Answers
from ingest.review.cells import Cell, CellName, NoCell, TableRead, find_cell, name_as_read, words_of
from ingest.review.forms import CellForm, form_for
from ingest.review.paper import Paper, last_correction, pages_of, paper_of, problems
from ingest.review.problems import Problem
from ingest.uploads import CHECK_WAITS, enqueue_check

TAKEN_BACK = "恢复为读到的"


def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """To the first problem; where there is none, to the first page."""
    edition = _edition(request, pk)
    pages = pages_of(edition)
    if not pages.all:
        messages.error(request, "这一版的文件没有存下页面，不能对照。请重新读取文件。")
        return HttpResponseRedirect(reverse("admin:budgets_edition_change", args=[pk]))
    placed = [one for one in problems(edition, pages) if one.page]
    first = next((one for one in placed if not one.verdict), None)
    return HttpResponseRedirect(_address(edition, first) if first else address_of(edition, pages.all[0]))


def review(request: HttpRequest, pk: int, document: int, number: int) -> HttpResponse:
    """One page beside what was read of it; POST corrects a cell of it, answers a finding, or takes either back."""
    edition = _edition(request, pk)
    paper = paper_of(edition, document, number)
    if request.method != "POST":
        return _page(request, paper, _asked_cell(request, paper), None)
    if not request.user.has_perm("budgets.correct_edition"):
        raise PermissionDenied
    if "finding" in request.POST:
        return _answer(request, paper)
    if "put_away" in request.POST:
        return _put_away(request, paper)
    try:
        name = CellName.of(request.POST.get("cell", ""))
        if "take_back" in request.POST:
            return _take_back(request, paper, name)
        cell = find_cell(paper.tables, name)
    except NoCell as error:
        messages.error(request, str(error))
        return _page(request, paper, None, None)
    return _correct(request, paper, cell)


def _correct(request: HttpRequest, paper: Paper, cell: Cell) -> HttpResponse:
    form = form_for(cell, _table_of(paper, cell), request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            return _laid(request, paper, cell.name.step(given["old"], given["new"]), given["reason"])
        except EditionError as error:
            form.add_error(None, str(error))
            if given["old"] != cell.now:  # what was typed stays, against what stands there now: sent again it is meant
                form.data = {**dict(request.POST.items()), "old": cell.now}
    return _page(request, paper, cell, form)


def _table_of(paper: Paper, cell: Cell) -> TableRead:
    return next(table for table in paper.tables if table.index == cell.name.table)


def _take_back(request: HttpRequest, paper: Paper, name: CellName) -> HttpResponse:
    """The cell as it was read, wherever in the document it stands: one correction more, so that nothing that was done is lost."""
    try:
        now, read = standing(paper.overlaid.tables, name.step()), standing(paper.part.reading.extraction["tables"], name.step())
        return _laid(request, paper, name.step(now, read), TAKEN_BACK)
    except (EditionError, DoesNotFit) as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(address_of(paper.edition, paper.page))


def _laid(request: HttpRequest, paper: Paper, step: Step, reason: str) -> HttpResponse:
    """The correction made, the checks queued, and the same page of the edition that has it. Raises EditionError."""
    edition = editions.correct(paper.edition, paper.page.document, step, reason, person_of(request))
    change = f"{in_words(step.field, step.old)} → {in_words(step.field, step.new)}"
    admin.site.get_model_admin(Edition).log_change(request, edition, f"{change}：{reason}")
    told = f"{'已恢复为读到的' if reason == TAKEN_BACK else '已更正'}：{change}。"
    if edition.pk != paper.edition.pk:
        told += f"已公布的一版不变，更正在新的草稿里：{edition}。"
    elif paper.edition.state == Edition.State.IN_REVIEW:
        told += "这一版因此回到草稿，改完要重新提交审核。"
    tell_checks(request, edition, told)
    _tell_alike(request, edition, paper.page.document, step, reason)
    return HttpResponseRedirect(_looked_at(edition, paper.page, problem=_asked_problem(request, paper), every=_every(request)))


def cell_page(request: HttpRequest, pk: int, document: int, name: str) -> HttpResponse:
    """To the page on which a cell of a document stands, the cell chosen."""
    edition = _edition(request, pk)
    try:
        return HttpResponseRedirect(cell_address(edition, document, CellName.of(name)))
    except NoCell as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("admin:budgets_edition_change", args=[pk]))


def cell_address(edition: Edition, document: int, name: CellName) -> str:
    """Where a cell is reviewed: the page of its figure, else of its row, its table. Raises NoCell."""
    part = edition.parts.select_related("reading__document").filter(reading__document=document).first()
    tables = overlaid(part, edition.corrections.all()).tables if part else ()
    if name.table >= len(tables):
        raise NoCell("这一版里没有这一格，页面可能已过时。")
    table = tables[name.table]
    name = name_as_read(table, name)
    if not table["rows"] or (name.row or 0) >= len(table["rows"]):
        raise NoCell("这一版里没有这一格，页面可能已过时。")
    row = table["rows"][name.row or 0]
    figures = [amount for amount in row["amounts"] if name.row is not None and amount["column"] == name.column]
    pages = pages_of(edition)
    page = next((page for place in (*figures, row, *row["amounts"], table) if (page := pages.at(place, document))), None)
    if page is None:
        raise NoCell("这一格在哪一页上没有存下，不能对照。请重新读取文件。")
    return f"{address_of(edition, page)}?cell={name}#edit"


# Corrections that no longer fit


def misfit(request: HttpRequest, pk: int) -> HttpResponse:
    """Such a correction is made nevertheless, or dropped; back to where it was told."""
    edition = _edition(request, pk)
    if not request.user.has_perm("budgets.correct_edition"):
        raise PermissionDenied
    given = request.POST
    if request.method != "POST":  # somebody logged in again where the button led
        messages.warning(request, "没有执行（登录可能已过期）。请再点一次。")
    elif given.keys() & {"apply", "drop"}:
        _decide(request, edition, int(given["correction"]) if given.get("correction", "").isdecimal() else 0)
    back = "budgets_edition_review" if given.get("back") == "review" else "budgets_edition_change"
    return HttpResponseRedirect(reverse(f"admin:{back}", args=[pk]))


def _decide(request: HttpRequest, edition: Edition, number: int) -> None:
    given, person = request.POST, person_of(request)
    try:
        if "apply" in given:
            done, told = editions.apply_anyway(edition, number, person, seen=given.get("seen", "")), "对不上的更正，仍在原处改了。"
        else:
            done, told = editions.drop(edition, number, person), "已放弃对不上的更正；它留在历史里。"
    except EditionError as error:
        messages.error(request, str(error))
        return
    admin.site.get_model_admin(Edition).log_change(request, done, told)
    tell_checks(request, done, told)


# Answers


def _answer(request: HttpRequest, paper: Paper) -> HttpResponse:
    """The finding answered and the next one shown; or, where that is refused, the same page with what was typed."""
    form, person, seen = AnswerForm(request.POST), person_of(request), request.POST.get("seen", "")
    try:
        if "take_back" in request.POST:
            finding = answers.take_back(paper.edition, request.POST["finding"], person, seen=seen)
            return _told(request, paper, f"已收回答复：{finding.message}", _asked_problem(request, paper))
        if form.is_valid():
            given = form.cleaned_data
            found = answers.answer(
                paper.edition, given["finding"], Verdict(given["verdict"]), given["words"], person, seen=seen, alike=given["alike"]
            )
            more = f"（同一原因的 {len(found)} 条）" if len(found) > 1 else ""
            told = f"已答复“{Verdict(given['verdict']).label}”{more}：{found[0].message}{given['words']}"
            return _told(request, paper, told, _after(request, paper))
    except EditionError as error:
        form.add_error(None, str(error))
    return _page(request, paper, None, None, form)


def _put_away(request: HttpRequest, paper: Paper) -> HttpResponse:
    number = request.POST["put_away"]
    try:
        answers.put_away(paper.edition, int(number) if number.isascii() and number.isdecimal() else 0, person_of(request))
    except EditionError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(address_of(paper.edition, paper.page))
    return _told(request, paper, "已收起对不上的答复。", _asked_problem(request, paper))


def _told(request: HttpRequest, paper: Paper, told: str, problem: Problem | None) -> HttpResponse:
    """What was done, in the log and on the page of a problem, else on the same page."""
    admin.site.get_model_admin(Edition).log_change(request, paper.edition, told)
    messages.success(request, told)
    return HttpResponseRedirect(_address(paper.edition, problem, _every(request)) or address_of(paper.edition, paper.page))


def _after(request: HttpRequest, paper: Paper) -> Problem | None:
    """The next problem that waits, by what waits now; where none comes behind, the same."""
    now = paper_of(paper.edition, paper.page.document_id, paper.page.number)
    asked = _asked_problem(request, paper)
    return now.next_problem(asked.number if asked else None, 1) or asked


def _tell_alike(request: HttpRequest, edition: Edition, document: Document, step: Step, reason: str) -> None:
    """Lead to where the same may be due."""
    last = edition.corrections.last()
    part = edition.parts.select_related("reading__document").get(reading__document=document)
    if last is not None and reason != TAKEN_BACK and is_due_elsewhere(part, step):
        where = reverse("admin:budgets_edition_alike", args=[edition.pk, last.pk])
        messages.info(request, format_html('<a href="{}">{}</a>', where, _("同样的改法：看别的文件、别的地方要不要也这样改")))


def tell_checks(request: HttpRequest, edition: Edition, told: str) -> None:
    """Have a corrected edition checked anew, and say so behind what was done."""
    if enqueue_check(edition):
        messages.success(request, f"{told}核对正在重做。")
    else:
        messages.success(request, told)
        messages.warning(request, CHECK_WAITS)


# The page


def _page(
    request: HttpRequest, paper: Paper, cell: Cell | None, form: CellForm | None, answer_form: AnswerForm | None = None
) -> HttpResponse:
    edition = paper.edition
    may_correct = request.user.has_perm("budgets.correct_edition") and edition.state != Edition.State.DISCARDED
    may_answer = request.user.has_perm("budgets.correct_edition") and edition.is_open
    if cell and may_correct and form is None:
        form = form_for(cell, _table_of(paper, cell))
    problem = _asked_problem(request, paper)
    number = problem.number if problem else None
    told, every = Answers.of(edition), _every(request)
    answering = told.answering(paper, problem, answer_form)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "opts": Edition._meta,
        "title": _("对照原件"),
        "edition": edition,
        "paper": paper,
        "shown": paper.shown(cell, problem),
        "problem": problem,
        "problem_marks": problem.marks_on(paper.page, paper.pages) if problem else (),
        "cell": cell,
        "cell_words": words_of(paper.tables, cell) if cell else "",
        "form": form if may_correct else None,
        "may_correct": may_correct,
        "may_answer": may_answer,
        "answering": answering,
        "unplaced": answer_form if answer_form and not (answering and answering.typed) else None,
        "misfits": told.misfits,
        "misfit_corrections": misfits_of(edition) if edition.is_open else (),
        "every": every,
        "last": last_correction(paper, person_of(request)) if may_correct else None,
        "here": [(one, _address(edition, one, every)) for one in paper.here],
        "next_problem": _address(edition, paper.next_problem(number, 1, answered=every), every),
        "previous_problem": _address(edition, paper.next_problem(number, -1, answered=every), every),
        "next_page": address_of(edition, paper.after),
        "previous_page": address_of(edition, paper.before),
        "address": address_of(edition, paper.page),
        "looked_at": _looked_at(edition, paper.page, cell=cell, problem=problem, every=every),
    }
    return TemplateResponse(request, "admin/budgets/edition/review.html", context)


def _edition(request: HttpRequest, pk: int) -> Edition:
    if not request.user.has_perm("budgets.view_edition"):
        raise PermissionDenied
    return get_object_or_404(Edition.objects.select_related("disclosure__department"), pk=pk)


def _asked_cell(request: HttpRequest, paper: Paper) -> Cell | None:
    asked = request.GET.get("cell")
    if not asked:
        return None
    try:
        return find_cell(paper.tables, CellName.of(asked))
    except NoCell as error:
        messages.error(request, str(error))
        return None


def _asked_problem(request: HttpRequest, paper: Paper) -> Problem | None:
    asked = request.POST.get("problem") or request.GET.get("problem", "")
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 0
    return paper.problems[number - 1] if 1 <= number <= len(paper.problems) else None


def address_of(edition: Edition, page: DocumentPage | None) -> str:
    """Where a page of an edition is reviewed; "" for none."""
    return reverse("admin:budgets_edition_review_page", args=[edition.pk, page.document_id, page.number]) if page else ""


def _every(request: HttpRequest) -> bool:
    """Whether problems that were answered are gone through, too."""
    return bool(request.GET.get("answered"))


def _looked_at(edition: Edition, page: DocumentPage, *, cell: Cell | None = None, problem: Problem | None, every: bool) -> str:
    """The whole address of what is looked at: forms are sent there, so that who has to log in again comes back to just this."""
    asked = {"cell": str(cell.name) if cell else "", "problem": problem.number if problem else "", "answered": "1" if every else ""}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{address_of(edition, page)}{'?' if query else ''}{query}"


def _address(edition: Edition, problem: Problem | None, every: bool = False) -> str:
    """Where a problem is looked at; with `every` those that were answered are gone through, too. "" where it stands on no page."""
    if problem is None or problem.page is None:
        return ""
    return f"{address_of(edition, problem.page)}?problem={problem.number}{'&answered=1' if every else ''}"
