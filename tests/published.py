"""The project's sample, read, stored and published as the demo does it, for tests that look at the whole."""

from __future__ import annotations

from pathlib import Path

from django.contrib.auth.models import User

from budgets import editions
from budgets.departments import register_department
from budgets.models import Document, Edition
from ingest import samples
from ingest.contract import to_contract
from ingest.extract import extract
from ingest.store import store


def publish_sample(folder: Path) -> Edition:
    """The Datong sample as an edition in force."""
    (path,) = samples.write(folder, samples.TEXT_SAMPLES)
    extraction = to_contract(extract(path))
    about = extraction["document"]
    register_department(extraction["identity"]["unit"]["value"])
    document = Document.objects.create(
        sha256=about["sha256"], name=path.name, media_type=about["media_type"], size=path.stat().st_size, original=path.name, is_sample=True
    )
    edition = store(document, extraction).edition
    clerk, reviewer = (User.objects.create_user(name) for name in ("clerk", "reviewer"))
    editions.submit_for_review(edition, clerk)
    edition.refresh_from_db()
    editions.publish(edition, reviewer, "矛盾照文件所印公布")
    edition.refresh_from_db()
    return edition
