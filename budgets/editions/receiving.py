"""What was read becomes an edition: a new one, part of one that is there, or the newer reading of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction

from budgets.companions import Relation
from budgets.departments import NotResolved, register_department
from budgets.derivation import note_identity, rederive
from budgets.editions.identifying import assign
from budgets.editions.joining import absorb
from budgets.editions.locks import lock, opened, try_lock
from budgets.editions.parts import follow, set_parts
from budgets.identities import Identity, identity_of
from budgets.models import Department, Edition, Part, Reading
from budgets.neighbours import Begun, home_of, identity_of_edition, merged, waiting_for

State = Edition.State


@transaction.atomic
def begin(reading: Reading) -> Edition:
    """The edition of a document's first reading: of one whose other part was there already (`neighbours.home_of`), else a new one.

    A new one is a draft of the disclosure that the document states, else it waits for a clerk. In whichever order two parts come, and
    even at once (the department's lock lets one wait for the other), they end in one draft.
    """
    identity = identity_of(reading.extraction)
    if identity.department is not None:
        Department.objects.select_for_update(no_key=True).get(pk=identity.department.pk)
    known: dict[int, Relation] = {}
    home = home_of(reading, identity, known=known)
    joined = _join(home, reading, identity) if home else None
    return joined or _begin_alone(reading, identity, known)


def _begin_alone(reading: Reading, identity: Identity, known: Mapping[int, Relation]) -> Edition:
    edition = Edition.objects.create(state=State.WAITING)
    begun = Begun(Part.objects.create(edition=edition, reading=reading), known)
    if not assign(edition, identity, begun):
        rederive(edition, begun)
    return edition


def _join(home: Edition, reading: Reading, identity: Identity) -> Edition | None:
    """Take the reading in beside its other part. None where somebody is just working on an edition that waits: then a person decides."""
    if home.disclosure is None and not try_lock(home):
        return None
    home = lock(home)
    readings = [*(part.reading for part in home.parts.select_related("reading")), reading]
    if home.state == State.PUBLISHED:
        return follow(home, readings)
    if not home.is_open:
        return None
    set_parts(home, readings)
    if home.disclosure is None:
        assign(home, merged(identity_of_edition(home), identity))
    else:
        home.state = State.DRAFT
        rederive(home)
    return home


@transaction.atomic
def read_again(edition: Edition, reading: Reading) -> Edition:
    """Put a newer reading in the place of the older one of the same document. A published edition stays, and a draft follows it.

    Corrections that still fit are kept; each that does not is a note.
    """
    edition = lock(edition)
    if edition.is_fixed:
        return follow(edition, [_replaced(part.reading, reading) for part in edition.parts.select_related("reading")])
    part = edition.parts.select_related("reading").get(reading__document=reading.document)
    part.reading, part.findings, part.checks = reading, None, None
    part.save()
    if edition.state != State.WAITING or not _assign_and_join(edition, reading, identity_of(reading.extraction)):
        edition.state = State.WAITING if edition.state == State.WAITING else State.DRAFT
        rederive(edition)
    return edition


def _replaced(old: Reading, new: Reading) -> Reading:
    return new if old.document_id == new.document_id else old


@transaction.atomic
def identify_from_reading(edition: Edition) -> bool:
    """Register the department that the document names and identify the edition, where unit, year, stage and scope are all stated.

    For those who decided to trust what the documents say of themselves (the demo). False where something is missing or ambiguous. Where
    the other part of the same disclosure is there, the two become one draft, as they would have if the department had been known.
    """
    edition = opened(edition)
    part = edition.parts.select_related("reading__document").first()
    stated = part.reading.extraction["identity"] if part else {}
    if not all(stated.get(name) for name in ("unit", "fiscal_year", "stage", "scope")):
        return False
    try:
        register_department(stated["unit"]["value"], (stated["region"] or {}).get("code"), source="文件自述")
    except NotResolved:
        return False
    identity = identity_of(part.reading.extraction) if part else Identity(None, None, None, None, {})
    done = part is not None and _assign_and_join(edition, part.reading, identity)
    tell_waiting({stated["unit"]["value"]})
    return done


def _assign_and_join(edition: Edition, reading: Reading, identity: Identity) -> bool:
    """Make the edition one of the disclosure with this identity, and take in the other part, where it is there. False for a gap."""
    if not assign(edition, identity):
        return False
    home = home_of(reading, identity, besides=edition) if edition.parts.count() == 1 else None
    if home is not None and (home.disclosure is not None or try_lock(home)):
        absorb(edition, lock(home), None)
    return True


@transaction.atomic
def tell_waiting(names: Iterable[str]) -> None:
    """Departments were registered, named otherwise or removed: what is not known of the editions that wait for them is told anew.

    One that somebody is just working on is left alone: its own page tells what is so now.
    """
    for edition in waiting_for(names):
        if try_lock(edition):
            note_identity(edition)
