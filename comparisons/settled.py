"""What a document alone leaves open, and last year's own document settles: which of a change and a rate that contradict each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from budgets.cell_keys import cell_key, place_key
from budgets.models import Edition, Finding, Statement
from comparisons import series, spoken, stored
from comparisons.changes import NO_BREAKS, Breaks, Changes, Point
from comparisons.indicators import INDICATORS
from comparisons.stated import Check, Claim
from comparisons.subjects import SPOKEN
from comparisons.volume import Volume

LEFT_OPEN: Final = "text.percent"
"""The check that only holds change and rate of a sentence against each other, where the sentence prints no base."""
_WORDS_OF_PLACE: Final = ("page", "bbox", "line", "span", "sheet", "cell")


@dataclass(frozen=True, slots=True)
class Settled:
    """What the change and the rate of a sentence come to by last year's figure as last year's own document prints it (`base`)."""

    claim: Claim
    base: Point
    checks: tuple[Check, ...]

    @property
    def wrong(self) -> tuple[str, ...]:
        """Which of the two is wrong by it: `change`, `percent`, both, or none: they may both agree with the figures that they are of."""
        return tuple(
            what for what in ("change", "percent") if any(one.what == what and one.verdict == "contradicts" for one in self.checks)
        )


def of_findings(edition: Edition, findings: Iterable[Finding]) -> dict[int, Settled]:
    """By finding what is settled. `edition` is as `stored.with_documents` fetched it; no query where no finding is left open."""
    left_open = [finding for finding in findings if is_open(finding)]
    if not left_open:
        return {}
    before = stored.previous(edition)
    if before.edition is None:
        return {}
    return of_volumes(edition, left_open, *stored.read_with(edition, before), before.breaks)


def of_several(findings: Iterable[Finding]) -> dict[int, Settled]:
    """The same of findings of several editions: no query where no finding is left open, else as many as for one edition, and one more for
    each edition of which something is settled."""
    by_edition: dict[int, list[Finding]] = {}
    for finding in filter(is_open, findings):
        by_edition.setdefault(finding.edition_id, []).append(finding)
    if not by_edition:
        return {}
    editions = list(stored.with_documents(Edition.objects.filter(pk__in=by_edition)))
    before = stored.previous_of(editions)
    known = {edition.pk: edition for edition in (*editions, *(one.edition for one in before.values())) if edition is not None}
    volumes = stored.read(known.values())
    found: dict[int, Settled] = {}
    for edition in editions:
        past = before[edition.pk]
        found |= of_volumes(edition, by_edition[edition.pk], volumes[edition.pk], past.among(volumes), past.breaks)
    return found


def of_volumes(edition: Edition, findings: Iterable[Finding], volume: Volume, earlier: Volume | None, breaks: Breaks) -> dict[int, Settled]:
    """The same of volumes that were read. One query, none where no finding is left open."""
    left_open = [finding for finding in findings if is_open(finding)]
    if earlier is None or not left_open:
        return {}
    settled = {one.claim.said.id: one for one in _settled(volume, earlier, breaks)}
    places = _statements(edition, settled) if settled else {}
    about = ((finding.pk, _first(places, stored.sources_of(finding, edition))) for finding in left_open)
    return {finding: settled[statement] for finding, statement in about if statement is not None}


def is_open(finding: Finding) -> bool:
    """Whether a finding says that one of two figures must be wrong, and not which."""
    return finding.check_code == LEFT_OPEN and finding.outcome == Finding.Outcome.MISMATCH


def _settled(volume: Volume, earlier: Volume, breaks: Breaks) -> Iterable[Settled]:
    """Every sentence without a base whose change and rate can both be checked by a figure that last year's own document prints."""
    headline = series.headline(volume, earlier, (*INDICATORS, *SPOKEN), breaks)
    tables = spoken.functional_lines(volume, earlier) if breaks == NO_BREAKS else {}
    for claim in spoken.all_claims(volume, earlier):
        base = _base(tables.get(claim.schedule) if claim.schedule else headline, claim.key)
        checks = tuple(one for one in claim.checks if one.what != "amount")
        if base is not None and claim.said.base is None and len(checks) > 1 and not any(one.verdict == "unchecked" for one in checks):
            yield Settled(claim, base, checks)


def _base(changes: Changes | None, key: str) -> Point | None:
    """Last year's figure of a line, where it is from last year's own document and the two years may be compared."""
    change = changes.of(key) if changes is not None else None
    before = change.before if change is not None and change.difference is not None else None
    return before if before is not None and before.basis.source == "own" and not before.derivation else None


def _statements(edition: Edition, wanted: Iterable[int]) -> dict[tuple[object, ...], int]:
    """These sentences by where they stand. One query."""
    rows = Statement.objects.filter(edition=edition, pk__in=list(wanted)).values("pk", "document_id", *_WORDS_OF_PLACE)
    keyed = ((row["pk"], row["document_id"], cell_key(row)) for row in rows)
    return {(document, *key): statement for statement, document, key in keyed if key is not None}


def _first(places: Mapping[tuple[object, ...], int], sources: Iterable[tuple[int, Mapping[str, object]]]) -> int | None:
    keys = ((document, key) for document, source in sources if (key := place_key(source)) is not None)
    return next((places[document, *key] for document, key in keys if (document, *key) in places), None)
