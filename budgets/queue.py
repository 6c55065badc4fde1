"""The queue: everything that needs a person, the most important first, counted and listed by the same questions.

What waits comes from sources, each a kind of work with the rights that it takes. Editions and reports are here; `ingest` adds what could
not be read or fetched. However much waits, the number of queries is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser, Permission, User
from django.db.models import Case, Count, F, Prefetch, Q, QuerySet, Value, When
from django.db.models.fields import CharField, IntegerField
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from budgets.assignments import EDITION, REVIEW, Thing, holders
from budgets.four_eyes import of_others
from budgets.models import Assignment, DepartmentName, Document, Edition, Finding, Note, Part, Reading, Report, Review

Somebody = User | AnonymousUser
State = Edition.State
A_PAGE: Final = 50
_LONGEST_WORDS: Final = 100
_LAST: Final = 999
_COLUMNS: Final = ("q_work", "q_number", "q_rank", "q_since")
_ALL: Final = Q(pk__isnull=False)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something needs a person. The lower its number, the more important."""

    code: str
    importance: int
    label: Any


@dataclass(frozen=True, slots=True)
class Shown:
    """A thing as the queue shows it: what it is, where it is done, and by reason what is told of it."""

    title: str
    address: str
    about: str = ""
    told: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Doing:
    """Something that is done from the queue itself: what a button says, and what it does; what was done is returned in one line."""

    label: Any
    permission: str
    run: Callable[[int, User], str]


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of work: who may look at it and who may do it (any of `permissions`), what waits, why, since when, and how it is shown.

    `rows` are those that wait for a person (None: for anybody), `number` is by which field they are told apart.
    """

    work: str
    view: str
    permissions: tuple[str, ...]
    rows: Callable[[User | None], QuerySet[Any]]
    reasons: Mapping[Reason, Q]
    since: str
    search: Callable[[str], Q]
    show: Callable[[Sequence[int]], Mapping[int, Shown]]
    number: str = "pk"
    doings: Mapping[str, Doing] = field(default_factory=dict)

    def is_done_by(self, person: Somebody) -> bool:
        """Whether this is work for a person."""
        return person.has_perm(self.view) and any(person.has_perm(name) for name in self.permissions)

    def held(self, holder: str, person: Somebody) -> Q:
        """The rows that are mine, nobody's, or anybody's."""
        taken = Assignment.objects.filter(work=self.work)
        if holder == MINE:
            return Q(**{f"{self.number}__in": taken.filter(person=person.pk).values("number")})
        return ~Q(**{f"{self.number}__in": taken.values("number")}) if holder == NOBODYS else _ALL

    def because(self, reason: str) -> Q | None:
        """The rows with a reason, with "" all; None where nothing of this kind ever has it."""
        if not reason:
            return _ALL
        return next((which for one, which in self.reasons.items() if one.code == reason), None)


_SOURCES: Final[dict[str, Source]] = {}


def register(source: Source) -> None:
    """Add a kind of work to the queue."""
    _SOURCES[source.work] = source


def sources_of(person: Somebody) -> list[Source]:
    """The work of a person; of one who has none, all that may be looked at."""
    own = [source for source in _SOURCES.values() if source.is_done_by(person)]
    return own or [source for source in _SOURCES.values() if person.has_perm(source.view)]


def source(work: str) -> Source | None:
    """The kind of work with this name."""
    return _SOURCES.get(work)


def has_work(person: Somebody) -> bool:
    """Whether a person does any of the work, and does not only look."""
    return any(source.is_done_by(person) for source in _SOURCES.values())


# What is asked for

ANYBODYS: Final = ""
MINE: Final = "mine"
NOBODYS: Final = "nobody"
HOLDERS: Final[Mapping[str, Any]] = {ANYBODYS: _("全部"), MINE: _("我在办的"), NOBODYS: _("没有人办的")}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of the queue: with a reason, of a holder, with all of these words, and which page of it, from 1."""

    reason: str = ""
    holder: str = ANYBODYS
    words: str = ""
    page: int = 1

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Asked:
        """From the address; what is none of the choices is not asked for."""
        reason, holder, page = given.get("reason", ""), given.get("holder", ""), given.get("page", "")
        known = {one.code for source in _SOURCES.values() for one in source.reasons}
        return cls(
            reason if reason in known else "",
            holder if holder in HOLDERS else ANYBODYS,
            " ".join(given.get("q", "").replace("\0", "").split())[:_LONGEST_WORDS],
            int(page) if page.isdecimal() and 0 < len(page) < 6 and int(page) else 1,
        )

    def but(self, **changes: Any) -> Asked:
        """The same with something else, from its first page on."""
        return replace(self, **{"page": 1, **changes})

    @property
    def address(self) -> str:
        """Where this is shown."""
        pairs = {"reason": self.reason, "holder": self.holder, "q": self.words, "page": self.page if self.page > 1 else ""}
        query = urlencode({name: value for name, value in pairs.items() if value})
        return f"{reverse('admin:queue')}{'?' if query else ''}{query}"


# Counting


@dataclass(frozen=True, slots=True)
class Counts:
    """How many things there are: by reason (of those asked for but for the reason), and by holder (but for the holder)."""

    reasons: Mapping[Reason, int]
    holders: Mapping[str, int]


def counts(person: Somebody, asked: Asked = Asked()) -> Counts:
    """One query for each kind of work."""
    reasons: dict[Reason, int] = {}
    of_holders = dict.fromkeys(HOLDERS, 0)
    for one in sources_of(person):
        found = _counted(one, person, asked)
        for reason in one.reasons:
            reasons[reason] = reasons.get(reason, 0) + found[f"reason_{reason.code}"]
        for holder in HOLDERS:
            of_holders[holder] += found.get(f"holder_{holder}", 0)
    return Counts(dict(sorted(reasons.items(), key=lambda pair: pair[0].importance)), of_holders)


def _counted(one: Source, person: Somebody, asked: Asked) -> dict[str, int]:
    held = one.held(asked.holder, person)
    wanted = {f"reason_{reason.code}": which & held for reason, which in one.reasons.items()}
    because = one.because(asked.reason)
    if because is not None:
        wanted |= {f"holder_{holder}": because & one.held(holder, person) for holder in HOLDERS}
    found = _rows(one, person).filter(_said(one, asked.words))
    return found.aggregate(**{name: Count("pk", filter=which) for name, which in wanted.items()})


def _rows(one: Source, person: Somebody) -> QuerySet[Any]:
    """What waits for this person; for one who only looks, for anybody."""
    return one.rows(person if isinstance(person, User) and one.is_done_by(person) else None)


def _said(one: Source, words: str) -> Q:
    said = Q()
    for word in words.split():
        said &= one.search(word)
    return said


# Listing


@dataclass(frozen=True, slots=True)
class Item:
    """A thing in the queue: why it waits and since when, who does it, and what the person who asked may do with it from here."""

    thing: Thing
    since: datetime
    shown: Shown
    reasons: tuple[Reason, ...]
    holder: Assignment | None
    is_mine: bool
    may: bool
    doings: Mapping[str, Doing]

    @property
    def key(self) -> str:
        """It and whose it is, as a form sends it back."""
        work, number = self.thing
        return f"{work}-{number}-{self.holder.person_id if self.holder else ''}"

    @property
    def told(self) -> list[tuple[Reason, str]]:
        """Each reason with what is told of it."""
        return [(reason, self.shown.told.get(reason.code, "")) for reason in self.reasons]


def listed(person: Somebody, asked: Asked) -> list[Item]:
    """A page of what is asked for: the most important first, of these the one that waits longest."""
    parts = [part for one in sources_of(person) if (part := _part(one, person, asked)) is not None]
    if not parts:
        return []
    whole = parts[0].union(*parts[1:], all=True).order_by("q_rank", "q_since", "q_work", "q_number")
    first = A_PAGE * (asked.page - 1)
    found = list(whole[first : first + A_PAGE])
    return _items(person, {(work, number): since for work, number, _rank, since in found})


def _part(one: Source, person: Somebody, asked: Asked) -> Any:
    """What is asked for of one kind of work, as columns that can be put together; None where it never has the reason."""
    because = one.because(asked.reason)
    if because is None:
        return None
    ranked = [
        When(which, then=Value(reason.importance)) for reason, which in sorted(one.reasons.items(), key=lambda pair: pair[0].importance)
    ]
    found = _rows(one, person).filter(_said(one, asked.words), because, one.held(asked.holder, person)).order_by()
    return found.annotate(
        q_work=Value(one.work, CharField()),
        q_number=F(one.number),
        q_rank=Case(*ranked, default=Value(_LAST), output_field=IntegerField()),
        q_since=F(one.since),
    ).values_list(*_COLUMNS)


def _items(person: Somebody, things: Mapping[Thing, datetime]) -> list[Item]:
    """Things, by when they began to wait, with all that is shown of them."""
    by_work: dict[str, list[int]] = {}
    for work, number in things:
        by_work.setdefault(work, []).append(number)
    shown = {(work, number): one for work, own in by_work.items() for number, one in _SOURCES[work].show(own).items()}
    why = {thing: reasons for work, own in by_work.items() for thing, reasons in _reasons(_SOURCES[work], own)}
    whose = holders(things)
    return [
        Item(
            thing,
            since,
            shown[thing],
            why.get(thing, ()),
            whose.get(thing),
            thing in whose and whose[thing].person_id == person.pk,
            _SOURCES[thing[0]].is_done_by(person),
            {name: one for name, one in _SOURCES[thing[0]].doings.items() if person.has_perm(one.permission)},
        )
        for thing, since in things.items()
        if thing in shown
    ]


def _reasons(one: Source, numbers: Sequence[int]) -> Iterable[tuple[Thing, tuple[Reason, ...]]]:
    asked = {f"because_{reason.code}": which for reason, which in one.reasons.items()}
    found = one.rows(None).filter(**{f"{one.number}__in": numbers}).annotate(**asked).values_list(one.number, *asked)
    for number, *flags in found:
        own = [reason for reason, holds in zip(one.reasons, flags, strict=True) if holds]
        yield (one.work, number), tuple(sorted(own, key=lambda reason: reason.importance))


def waiting(one: Source, person: Somebody, numbers: Iterable[int]) -> set[int]:
    """Which of these things still wait for this person."""
    found = _rows(one, person).filter(**{f"{one.number}__in": list(numbers)})
    return set(found.values_list(one.number, flat=True))


def colleagues(works: Iterable[Source]) -> QuerySet[User]:
    """Who is here and may do each of these kinds of work."""
    found = User.objects.filter(is_active=True, is_staff=True)
    for one in works:
        found = found.filter(_may_any(one.permissions))
    return found.order_by("username")


def _may_any(names: Iterable[str]) -> Q:
    """People who have one of these permissions."""
    wanted = Q(pk__in=[])
    for app, codename in (name.split(".") for name in names):
        wanted |= Q(content_type__app_label=app, codename=codename)
    permissions = Permission.objects.filter(wanted)
    in_groups = User.groups.through.objects.filter(group__permissions__in=permissions).values("user")
    themselves = User.user_permissions.through.objects.filter(permission__in=permissions).values("user")
    return Q(is_superuser=True) | Q(pk__in=in_groups) | Q(pk__in=themselves)


# Editions

SENT_BACK: Final = Reason("sent_back", 5, _("退回"))
_TO_COME: Final = {
    "department": Reason("department", 10, _("部门待确认")),
    "identity": Reason("identity", 20, _("年度、阶段或口径待确认")),
    "second_file": Reason("second_file", 30, _("是部分还是替代")),
    "ambiguous": Reason("ambiguous", 40, _("有含糊的格")),
    "mismatch": Reason("mismatch", 50, _("有矛盾")),
    "lost": Reason("lost", 60, _("有缺失")),
    "pictures": Reason("pictures", 70, _("须对照图像")),
    "doubt": Reason("doubt", 80, _("其他存疑")),
}
REPORTED: Final = Reason("report", 90, _("读者指出"))
TO_SUBMIT: Final = Reason("submit", 100, _("可以提交"))
TO_REVIEW: Final = Reason("review", 110, _("待审核"))
TO_PUBLISH: Final = Reason("publish", 120, _("已核对，待公布"))

REPORT: Final = "report"
_UNDECIDED: Final = Q(code__startswith="identity_") | Q(code__startswith="department_") | Q(code="second_file")


def _needing(need: str) -> Q:
    needing = Q(needs__contains=[need])
    if need == "identity":  # also what waits although nothing is missing any more
        return needing | Q(Q(state=State.WAITING), ~Q(needs__contains=["department"]))
    return needing


def _said_to_be(verdict: Review.Verdict) -> Q:
    """What a reviewer said so of, the last time that it was in review."""
    return Q(pk__in=Review.objects.filter(verdict=verdict, stands=True).order_by().values("edition"))


_REVIEWED: Final = _said_to_be(Review.Verdict.REVIEWED)
_NEEDING: Final = {reason: _needing(need) for need, reason in _TO_COME.items()}


def _of_edition(path: str, word: str) -> Q:
    """Editions of a department that is called so, with a file that is called so, or of this year."""
    departments = DepartmentName.objects.with_word(word).values("department")
    files = Part.objects.filter(reading__document__in=Document.objects.with_word(word)).values("edition")
    found = Q(**{f"{path}disclosure__department__in": departments}) | Q(**{f"{path}pk__in": files})
    is_year = len(word) == len("2026") and word.isdecimal()
    return found | Q(**{f"{path}disclosure__fiscal_year": int(word)}) if is_year else found


def _show_editions(numbers: Sequence[int]) -> dict[int, Shown]:
    editions = with_names(Edition.objects.filter(pk__in=numbers))
    told = _told(numbers)
    return {
        one.pk: Shown(
            str(one),
            reverse("admin:budgets_edition_change", args=[one.pk]),
            "、".join(reading.document.name for reading in one.readings.all()),
            told.get(one.pk, {}) | ({"pictures": gettext("%d 处") % one.recognised} if one.recognised else {}) | _unchecked(one),
        )
        for one in editions
    }


def with_names(editions: QuerySet[Edition]) -> QuerySet[Edition]:
    """With the names of their departments and files, and without what was read of these."""
    named = editions.select_related("disclosure__department").defer("checks").prefetch_related("disclosure__department__names")
    return named.prefetch_related(Prefetch("readings", Reading.objects.select_related("document").only("parser_version", "document__name")))


def _unchecked(edition: Edition) -> dict[str, str]:
    return {} if edition.checks_current else {"submit": gettext("更正以后的核对还没有完成")}


def _told(numbers: Sequence[int]) -> dict[int, dict[str, str]]:
    """What is told of open questions in words, of contradictions in numbers."""
    found: dict[int, dict[str, str]] = {number: {} for number in numbers}
    for edition, code, text in (
        Note.objects.filter(_UNDECIDED, edition__in=numbers).order_by("order").values_list("edition", "code", "text")
    ):
        reason = "second_file" if code == "second_file" else "identity"
        reason = "department" if code.startswith("department_") or code == "identity_unit_missing" else reason
        found[edition][reason] = found[edition].get(reason, "") + text
    unanswered = Finding.objects.filter(edition__in=numbers, outcome=Finding.Outcome.MISMATCH, verdict="").values_list("edition")
    for edition, count in unanswered.annotate(Count("pk")).order_by():
        found[edition]["mismatch"] = gettext("%d 处") % count
    for review in Review.objects.filter(edition__in=numbers, stands=True).select_related("person").with_later():
        since = f"；{review.since}" if review.since and review.verdict == Review.Verdict.REVIEWED else ""
        about = f"{review.person}，{timezone.localtime(review.made_at):%Y-%m-%d %H:%M}{since}"
        said = SENT_BACK if review.verdict == Review.Verdict.SENT_BACK else TO_PUBLISH
        found[review.edition_id][said.code] = f"{review.words}（{about}）" if review.words else f"（{about}）"
    return found


def _in_review(person: User | None) -> QuerySet[Edition]:
    """Nobody's own work; and for who does not publish, what was not reviewed yet."""
    found = Edition.objects.filter(of_others(person) if person else Q(), state=State.IN_REVIEW)
    return found if person is None or person.has_perm("budgets.publish_edition") else found.exclude(_REVIEWED)


register(
    Source(
        EDITION,
        "budgets.view_edition",
        ("budgets.identify_edition", "budgets.correct_edition", "budgets.submit_edition"),
        lambda person: Edition.objects.filter(state__in=(State.WAITING, State.DRAFT)),
        {SENT_BACK: Q(_said_to_be(Review.Verdict.SENT_BACK), state=State.DRAFT), **_NEEDING, TO_SUBMIT: Q(state=State.DRAFT, needs=[])},
        "created_at",
        lambda word: _of_edition("", word),
        _show_editions,
    )
)
register(
    Source(
        REVIEW,
        "budgets.view_edition",
        ("budgets.review_edition", "budgets.publish_edition"),
        _in_review,
        {**_NEEDING, TO_REVIEW: Q(~_REVIEWED, state=State.IN_REVIEW), TO_PUBLISH: Q(_REVIEWED, state=State.IN_REVIEW)},
        "created_at",
        lambda word: _of_edition("", word),
        _show_editions,
    )
)


def thing_of(edition: Edition) -> Thing | None:
    """The work that an edition is now: to be prepared, to be reviewed, or (None) neither."""
    if not edition.is_open:
        return None
    return (REVIEW if edition.state == State.IN_REVIEW else EDITION, edition.pk)


# Reports


def _show_reports(numbers: Sequence[int]) -> dict[int, Shown]:
    return {
        one.pk: Shown(
            str(one.name)[:60],
            reverse("admin:budgets_report_change", args=[one.pk]),
            str(one.edition),
            {REPORTED.code: one.get_fault_display()},
        )
        for one in Report.objects.filter(pk__in=numbers).with_whole()
    }


register(
    Source(
        REPORT,
        "budgets.view_report",
        ("budgets.answer_report",),
        lambda person: Report.objects.open(),
        {REPORTED: _ALL},
        "created_at",
        lambda word: _of_edition("edition__", word),
        _show_reports,
    )
)
