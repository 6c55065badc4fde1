"""What readers say is wrong with a figure, and what was answered: it is received, answered and counted here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import Aggregate, Count, F, Min, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from budgets.models import Edition, Fact, Finding, Report, Statement
from budgets.money import round_half_up
from budgets.privacy import has_personal_data

MOST_SHOWN: Final = 50
"""So many reports of one cell are shown with it."""

Outcome = Report.Outcome
Row = Fact | Statement | Finding
_DAY: Final = timedelta(days=1)
_IDENTITY: Final[Mapping[type[models.Model], tuple[str, ...]]] = {
    Fact: ("fiscal_year", "table", "row_key", "measure", "figure", "block"),
    Statement: ("page", "line", "sheet", "cell", "subject", "text"),
    Finding: ("check_code", "subject", "message"),
}


class ReportError(Exception):
    """What was asked for is not allowed. `str()` is one line: what is wrong and what to do."""


def key_of(row: Row) -> str:
    """What a row is, in whatever edition that was read from its document."""
    return _digest(row.__class__.__name__, *(getattr(row, field) for field in _IDENTITY[row.__class__]))


def place_of(row: Row) -> str:
    """Where a row is printed; "" where nothing but the page or the line is known. A blank cell is where its row and column are."""
    if isinstance(row, Finding):
        return ""
    if isinstance(row, Fact) and row.presence == Fact.Presence.BLANK:
        return _digest("blank", row.table, row.row, row.column)
    if not (row.bbox or row.span or row.cell):
        return ""
    bbox = [round(edge) for edge in row.bbox or ()]
    return _digest(row.__class__.__name__, row.page, bbox, row.line, row.span, row.sheet, row.cell)


def may_be_reported(row: Row) -> bool:
    """Only what the public sees and what was not taken back."""
    return row.edition.state in (Edition.State.PUBLISHED, Edition.State.SUPERSEDED)


# Receiving


def known(row: Row, fault: str, should_read: str, said: str) -> Report | None:
    """The same said of the same before, in this edition, whether it was answered or not."""
    return Report.objects.filter(edition=row.edition_id, digest=_digest(key_of(row), fault, should_read, said)).first()


def receive(row: Row, fault: str, should_read: str, said: str) -> Report:
    """Keep what a reader says of a row. The same said twice, and even at once, is one. Raises ReportError for a row that may not stay."""
    if not may_be_reported(row):
        raise ReportError(_("这一版已撤回，不再收对它的指出。"))
    key = key_of(row)
    report, _created = Report.objects.get_or_create(
        edition=row.edition,
        digest=_digest(key, fault, should_read, said),
        defaults={
            "document_id": row.document_id,
            row.__class__.__name__.lower(): row,
            "key": key,
            "place": place_of(row),
            "fault": fault,
            "should_read": should_read,
            "said": said,
        },
    )
    return report


def of_row(row: Row) -> list[Report]:
    """What was said of this row in whatever edition of its disclosure, open ones first, then the latest answers. At most MOST_SHOWN."""
    place = place_of(row)
    same = Q(key=key_of(row)) | (Q(place=place) if place else Q())
    found = Report.objects.filter(same, document=row.document_id, edition__disclosure=row.edition.disclosure_id)
    newest = found.order_by(F("answered_at").desc(nulls_first=True), "-created_at", "-id")
    return list(newest.with_whole()[:MOST_SHOWN])


# Answering


def remedies(report: Report) -> QuerySet[Edition]:
    """Where what was reported may have been corrected: a later published edition of the disclosure or of the document, and the edition
    itself where it was withdrawn."""
    edition = report.edition
    related = Q(disclosure=edition.disclosure_id) | Q(readings__document=report.document_id)
    later = Q(published_at__gt=edition.published_at) & ~Q(pk=edition.pk)
    found = Edition.objects.citable().filter(related).filter(later | Q(pk=edition.pk, state=Edition.State.WITHDRAWN))
    return found.distinct().order_by("-published_at", "-id")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a clerk found. `reply` is public, as all of it."""

    outcome: Outcome
    corrected_in: Edition | None = None
    reply: str = ""

    def refused(self, report: Report) -> str:
        """Why it cannot be the answer to this report, in one line; "" where it can."""
        if self.outcome != Outcome.CORRECTED and self.corrected_in is not None:
            return _("只有“已更正”才选择版本。")
        if self.outcome == Outcome.CORRECTED and not (self.corrected_in and remedies(report).filter(pk=self.corrected_in.pk).exists()):
            return _("请选择更正在哪一版。更正的一版公布以后才能这样答复。")
        if has_personal_data(self.reply):
            return _("答复是公开的，里面像有姓名、电话、证件号或邮箱。请去掉；如果是金额，请在后面写上“元”。")
        return ""


def as_seen(report: Report) -> str:
    """What tells one answer to a report from the next; "" before the first."""
    return report.answered_at.isoformat() if report.answered_at else ""


@transaction.atomic
def answer(report: Report, found: Answer, person: User, *, seen: str) -> Report:
    """Give a report its outcome, or another one. `seen` is what the person saw (`as_seen`): nobody's answer is lost. Raises ReportError."""
    report = Report.objects.select_for_update(of=("self",)).select_related("edition").get(pk=report.pk)
    if as_seen(report) != seen:
        raise ReportError(_("刚才已有人答复。请刷新这一页，看过再改。"))
    if refused := found.refused(report):
        raise ReportError(refused)
    report.outcome, report.corrected_in, report.reply = found.outcome, found.corrected_in, found.reply.strip()
    report.answered_at, report.answered_by = timezone.now(), person
    report.save()
    return report


def to_correct(report: Report) -> tuple[Edition, Fact | None]:
    """In which edition it would be corrected, the open one before the one in force, and where the same cell stands there."""
    newest = Edition.objects.filter(disclosure=report.edition.disclosure_id, state__in=(*Edition.OPEN, Edition.State.PUBLISHED))
    edition = newest.order_by("-number").first() or report.edition
    row = report.row
    if not isinstance(row, Fact):
        return edition, None
    named = Q(**{field: getattr(row, field) for field in _IDENTITY[Fact]})
    there = Q(table=row.table, row=row.row, column=row.column)
    cells = list(Fact.objects.filter(named | there, document=row.document_id, edition=edition))
    by_what = [cell for cell in cells if key_of(cell) == key_of(row)]
    by_where = [cell for cell in cells if place_of(row) and place_of(cell) == place_of(row)]
    return edition, next(iter(by_what or by_where), None)


# Counting


@dataclass(frozen=True, slots=True)
class Totals:
    """How many were reported, with which outcomes, and how long answers took. `median_days` is None before the first answer."""

    open: int
    answered: Mapping[Outcome, int]
    median_days: Decimal | None
    oldest_open: datetime | None

    @property
    def all_answered(self) -> int:
        return sum(self.answered.values())


class Median(Aggregate):
    """PostgreSQL's continuous median; what is null does not count."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


def totals() -> Totals:
    """Of all reports. One query."""
    by_outcome: dict[str, Any] = {outcome.value: Count("pk", filter=Q(outcome=outcome)) for outcome in Outcome}
    found = Report.objects.aggregate(
        open=Count("pk", filter=Q(outcome="")),
        oldest=Min("created_at", filter=Q(outcome="")),
        median=Median(F("answered_at") - F("created_at"), output_field=models.DurationField()),
        **by_outcome,
    )
    median = found["median"]
    days = None if median is None else round_half_up(Decimal(median // timedelta(seconds=1)) / Decimal(_DAY.total_seconds()), 1)
    return Totals(found["open"], {outcome: found[outcome.value] for outcome in Outcome}, days, found["oldest"])


def received_since(since: datetime) -> tuple[int, datetime | None]:
    """How many reports came since then, and when the first of them did."""
    found = Report.objects.filter(created_at__gt=since).aggregate(count=Count("pk"), first=Min("created_at"))
    return found["count"], found["first"]


def _digest(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()
