"""Which editions a file may belong to, and what it is beside them. Asks the database, and changes nothing.

A file that states its whole identity belongs to the editions of its disclosure. One that states less may belong to those of the same
department that contradict nothing it says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Q, QuerySet

from budgets.companions import File, Relation, relation_of_all
from budgets.identities import Identity, identity_of
from budgets.models import Disclosure, Edition, Part, Reading, Scope, Stage

State = Edition.State
_MOST: Final = 20
"""Readings have an index on it: there may be thousands that wait, each of them large."""
_CURRENT: Final = (*Edition.OPEN, State.PUBLISHED)
_NOTHING: Final[Mapping[int, Relation]] = {}


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another edition with files of its own, and what ours is beside it."""

    edition: Edition
    relation: Relation


@dataclass(frozen=True, slots=True)
class Begun:
    """What is at hand of an edition that was just begun, so that nothing is fetched or compared twice: its one part, and what its file was
    found to be beside other editions, by their keys."""

    part: Part
    known: Mapping[int, Relation] = field(default_factory=dict)


def neighbours(edition: Edition, parts: Sequence[Part] | None = None, known: Mapping[int, Relation] = _NOTHING) -> list[Neighbour]:
    """The editions beside which a person decides what this one is: of the same disclosure, earlier received or published.

    Not those that share a file with it, nor the one that it was decided to replace. For one without a disclosure, those that it may
    belong to: of the same year, or, where it states none, with the same totals. `parts` are the edition's, where they are at hand: a large
    reading takes long to be fetched; `known` is what it was found to be beside others in this transaction.
    """
    identity = identity_of_edition(edition, parts)
    if not (others := _beside(edition, identity, parts)):
        return []
    own = files_of(edition) if parts is None else [_file(part.reading) for part in parts]
    found = [Neighbour(other, known.get(other.pk) or relation_of_all(files_of(other), own)) for other in others]
    named = edition.disclosure is not None or identity.fiscal_year is not None
    return [one for one in found if named or one.relation.totals_agree]


def later_ones(edition: Edition) -> list[Edition]:
    """Open editions of the same disclosure that came later: what they are is decided on their own pages."""
    if edition.disclosure is None:
        return []
    others = Edition.objects.filter(disclosure=edition.disclosure, state__in=Edition.OPEN, pk__gt=edition.pk)
    return list(others.exclude(readings__document__in=_documents(edition)).distinct())


def home_of(
    reading: Reading, identity: Identity, besides: Edition | None = None, known: dict[int, Relation] | None = None
) -> Edition | None:
    """The one edition that a file completes by its content, so that nobody needs to decide; None where a person must.

    The rule: there is exactly one edition that it may belong to; the two are parts of one disclosure (`companions.relation`: nothing is
    printed in both, each brings what the other lacks, no total is contradicted); and either both state the whole identity, and the same;
    or both name the same unit and the same year, what one leaves out of stage and scope the other states, and the text of one states
    收入总计 and 支出总计 that the tables of the other print. Equal totals alone, or a file name, are never enough. What the file was
    found to be is put into `known`.
    """
    candidates = [other for other in _candidates(identity) if besides is None or other.pk != besides.pk]
    candidates = [other for other in candidates if reading.document_id not in _documents(other)]
    homes = [one for one in candidates if not _is_covered(one, candidates)]
    if len(homes) != 1:
        return None
    home, other = homes[0], identity_of_edition(homes[0])
    found = relation_of_all(files_of(home), [_file(reading)])
    if known is not None:
        known[home.pk] = found
    whole = is_whole(identity) and is_whole(other)
    both_name_the_year = identity.fiscal_year is not None and other.fiscal_year is not None
    completed = both_name_the_year and found.totals_agree and is_whole(merged(identity, other))
    return home if found.kind == "part" and (whole or completed) else None


def files_of(edition: Edition) -> list[File]:
    """The files of an edition, for comparing."""
    return [_file(part.reading) for part in edition.parts.select_related("reading__document")]


def identity_of_edition(edition: Edition, parts: Sequence[Part] | None = None) -> Identity:
    """Of its disclosure; without one, what its files state, where they do not contradict each other. `parts` as for `neighbours`."""
    if edition.disclosure is not None:
        return _of_disclosure(edition.disclosure)
    at_hand = None if parts is None else [part.reading.extraction["identity"] for part in parts]
    found = Identity(None, None, None, None, {})
    for one in at_hand if at_hand is not None else edition.parts.values_list("reading__extraction__identity", flat=True):
        found = merged(found, identity_of({"identity": one}))
    return found


def merged(one: Identity, other: Identity) -> Identity:
    """What one leaves out, the other states."""
    return Identity(
        one.department or other.department,
        one.fiscal_year if one.fiscal_year is not None else other.fiscal_year,
        one.stage or other.stage,
        one.scope or other.scope,
        {},
    )


def is_whole(identity: Identity) -> bool:
    """Whether nothing of it is missing."""
    return None not in (identity.department, identity.fiscal_year, identity.stage, identity.scope)


def contradicts(one: Identity, other: Identity) -> bool:
    """Whether both state something, and not the same."""
    pairs = (
        (one.department, other.department), (one.fiscal_year, other.fiscal_year), (one.stage, other.stage), (one.scope, other.scope),
    )  # fmt: skip
    return any(None not in pair and pair[0] != pair[1] for pair in pairs)


def _beside(edition: Edition, identity: Identity, parts: Sequence[Part] | None = None) -> list[Edition]:
    documents = _documents(edition) if parts is None else {part.reading.document_id for part in parts}
    if edition.disclosure is None:
        found = [other for other in _candidates(identity) if other.disclosure is not None]
    else:
        current = Edition.objects.filter(disclosure=edition.disclosure, state__in=_CURRENT)
        found = list(current.filter(Q(pk__lt=edition.pk) | Q(state=State.PUBLISHED)).order_by("-pk"))
    return [
        other
        for other in found
        if other.pk not in (edition.pk, edition.replaces_id) and not documents & _documents(other) and other.parts.exists()
    ]


def _candidates(identity: Identity) -> list[Edition]:
    """Editions, open or in force, to which a file of this identity may belong; the latest first."""
    if identity.department is None:
        return []
    names = {"fiscal_year": identity.fiscal_year, "stage": identity.stage, "scope": identity.scope}
    known = {f"disclosure__{name}": value for name, value in names.items() if value is not None}
    identified = Edition.objects.filter(state__in=_CURRENT, disclosure__department=identity.department, **known)
    waiting = waiting_for(identity.department.names.values_list("name", flat=True))
    return [
        *identified.select_related("disclosure__department").order_by("-pk")[:_MOST],
        *(one for one in waiting[:_MOST] if not contradicts(identity_of_edition(one), identity)),
    ]


def waiting_for(names: Iterable[str]) -> QuerySet[Edition]:
    """Editions that wait and of which a file names a unit in one of these words, the latest first."""
    naming_it = Reading.objects.filter(unit__in=list(names))
    return Edition.objects.filter(state=State.WAITING, parts__reading__in=naming_it).order_by("-pk").distinct()


def _is_covered(one: Edition, others: Sequence[Edition]) -> bool:
    """Whether an open edition among the others goes on from this one: it has all its files, or was decided to replace it."""
    return any(_goes_on_from(other, one) for other in others if other.pk != one.pk and one.disclosure is not None)


def _goes_on_from(other: Edition, one: Edition) -> bool:
    if not other.is_open or other.disclosure != one.disclosure:
        return False
    return other.replaces_id == one.pk or _documents(one) <= _documents(other)


def _documents(edition: Edition) -> set[int]:
    return set(edition.parts.values_list("reading__document_id", flat=True))


def _file(reading: Reading) -> File:
    return File(reading.document.name, reading.extraction, reading.document.published_on)


def _of_disclosure(disclosure: Disclosure) -> Identity:
    return Identity(disclosure.department, disclosure.fiscal_year, Stage(disclosure.stage), Scope(disclosure.scope), {})
