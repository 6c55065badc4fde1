"""The project's samples, read, stored and published as the demo does it, for tests that look at the whole."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.contrib.auth.models import User

from budgets import editions
from budgets.departments import register_department
from budgets.models import Document, Edition, Scope, Stage
from ingest import samples
from ingest.contract import to_contract
from ingest.extract import extract
from ingest.store import store
from ingest.tasks import recheck


def publish_sample(folder: Path) -> Edition:
    """The Datong sample as an edition in force."""
    (edition,) = publish_samples(folder, samples.TEXT_SAMPLES)
    return edition


def publish_samples(folder: Path, names: Sequence[str]) -> list[Edition]:
    """These samples as editions in force, text and tables of one disclosure together. Of PDFs the folder must be that of uploads."""
    read = [_read(path) for path in samples.write(folder, names)]
    clerk, reviewer = (User.objects.create_user(name) for name in ("clerk", "reviewer"))
    for document in read:
        _identify(document, clerk)
    _bring_together(read, clerk)
    return [_publish(edition, clerk, reviewer) for edition in Edition.objects.filter(state=Edition.State.DRAFT).order_by("pk")]


def _read(path: Path) -> Document:
    extraction = to_contract(extract(path))
    about = extraction["document"]
    if unit := extraction["identity"]["unit"]:
        register_department(unit["value"])
    document = Document.objects.create(
        sha256=about["sha256"], name=path.name, media_type=about["media_type"], size=path.stat().st_size, original=path.name, is_sample=True
    )
    store(document, extraction)
    return document


def _identify(document: Document, clerk: User) -> None:
    """Tables without a cover do not say whose they are; a clerk knows it."""
    edition, facts = _edition_of(document), samples.published_as(document.name)
    if edition.state == Edition.State.WAITING and facts:
        department = register_department(facts.unit)
        editions.identify(edition, department, facts.fiscal_year, Stage(facts.stage), Scope(facts.scope), person=clerk)


def _bring_together(documents: Sequence[Document], clerk: User) -> None:
    firsts: dict[int | None, Edition] = {}
    for edition in map(_edition_of, documents):
        first = firsts.setdefault(edition.disclosure_id, edition)
        if first != edition:
            firsts[edition.disclosure_id] = editions.combine(edition, first, clerk)


def _edition_of(document: Document) -> Edition:
    return Edition.objects.filter(readings__document=document).exclude(state=Edition.State.DISCARDED).latest("pk")


def _publish(edition: Edition, clerk: User, reviewer: User) -> Edition:
    if not edition.checks_current:
        recheck(edition.pk)
        edition.refresh_from_db()
    editions.submit_for_review(edition, clerk)
    edition.refresh_from_db()
    editions.publish(edition, reviewer, "矛盾照文件所印公布")
    edition.refresh_from_db()
    return edition
