"""Four eyes: what a person did with an edition, so that another one has to publish it. Said once, for one edition and for all of them."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q

from budgets.models import Answer, Correction, Edition

_DEEDS: Final = ("提交审核", "确认身份", "更正", "答复核对结果")


def own_work(edition: Edition, person: User) -> str:
    """What a person did with an edition; "" where nothing, or where the office has one person (FOUR_EYES)."""
    if not settings.FOUR_EYES:
        return ""
    asked = {f"deed{number}": deed for number, deed in enumerate(_deeds(person.pk).values())}
    (done,) = Edition.objects.filter(pk=edition.pk).annotate(**asked).values_list(*asked)
    return "、".join(words for words, is_own in zip(_DEEDS, done, strict=True) if is_own)


def of_others(person: User) -> Q:
    """That an edition is nobody's own work who is this person: the very editions of which `own_work` says nothing."""
    wanted = Q()
    for deed in _deeds(person.pk).values() if settings.FOUR_EYES else ():
        wanted &= ~Q(deed)
    return wanted


def whose_own(edition: Edition) -> Q:
    """That a person did something with an edition: the people of whom `own_work` says what."""
    if not settings.FOUR_EYES:
        return Q(pk__in=[])
    done = Q()
    for deed in _deeds(OuterRef(OuterRef("pk"))).values():
        done |= Q(deed)
    return Q(Exists(Edition.objects.filter(done, pk=edition.pk)))


def _deeds(person: int | OuterRef) -> dict[str, Exists]:
    """What it took over from an edition that was published, its identity and corrections, was seen then."""
    this = Edition.objects.filter(pk=OuterRef("pk"))
    follows = Edition.objects.filter(disclosure=OuterRef("disclosure"), state__in=Edition.FIXED)
    corrected = Correction.objects.filter(edition=OuterRef("pk"), person=person, made_at__gte=OuterRef("created_at"))
    answered = Answer.objects.filter(edition=OuterRef("pk"), person=person, made_at__gte=OuterRef("created_at"))
    found = (
        Exists(this.filter(submitted_by=person)),
        Exists(this.filter(identified_by=person).exclude(Exists(follows))),
        Exists(corrected),
        Exists(answered),
    )
    return dict(zip(_DEEDS, found, strict=True))
