"""What is known of one figure of the text while the sentence is still being read, and the statements that come of it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal

from ingest.shapes import Source, Statement
from ingest.statements.subjects import same_thing
from ingest.statements.tokens import BaseKind, Direction, Figure, Token

_CLOSE: Final = Decimal("0.01")
"""Points by which a printed percentage may miss its figures beyond its own rounding: they are rounded too."""


@dataclass(slots=True)
class Comparison:
    """One comparison of a figure with one base. `rival` is the other figure that it might speak of; `is_remote` where both stand in an
    earlier sentence, so that only the arithmetic can tell."""

    base: Figure | None = None
    base_year: int | None = None
    base_kind: BaseKind | None = None
    direction: Direction | None = None
    change: Figure | None = None
    percent: Figure | None = None
    reason: str | None = None
    rival: Draft | None = None
    is_remote: bool = False
    is_contradicted: bool = False
    end: int = 0

    def add(self, token: Token) -> None:
        """What one 增加…, 下降…% or 持平 adds; where two of them contradict each other, no direction is kept."""
        figure, self.end = token.figure, token.end
        if figure is not None and figure.is_percent:
            self.percent = self.percent or figure
        elif figure is not None:
            self.change = self.change or figure
        self.percent = self.percent or token.aside
        if self.direction is None or token.direction == self.direction:
            self.direction = token.direction if not self.is_contradicted else None
        elif "unchanged" not in (self.direction, token.direction):
            self.direction, self.is_contradicted = None, True

    @property
    def moved(self) -> bool:
        """Whether it says that something rose or fell."""
        return self.direction != "unchanged" and not (self.change is not None and not self.change.number)

    def is_same_change(self, other: Comparison) -> bool:
        """Whether both are of the same base, by the same printed amount, the same way."""
        if self.change is None or other.change is None or self.direction is None:
            return False
        same = (self.change.number, self.change.unit) == (other.change.number, other.change.unit)
        return same and (self.direction, self.base_year) == (other.direction, other.base_year)

    def fits(self, amount: Figure | None) -> bool | None:
        """Whether the printed percentage is the printed change over what the amount was before, as far as rounding lets one tell.

        None where that cannot be computed.
        """
        if amount is None or self.change is None or self.percent is None or amount.unit != self.change.unit:
            return None
        sign = -1 if self.direction == "decrease" else 1
        before, spread = amount.number - sign * self.change.number, amount.half_step + self.change.half_step
        if before <= 0:
            return None if before == 0 else False
        if before <= spread:
            return None
        least = (self.change.number - self.change.half_step) * 100 / (before + spread)
        most = (self.change.number + self.change.half_step) * 100 / (before - spread)
        room = self.percent.half_step + _CLOSE
        return least - room <= self.percent.number <= most + room


@dataclass(slots=True)
class Draft:
    """One figure of the text with what was said of it. `start` and `end` are the range of its sentence or sentences, folded.

    `part_of` is the subject of the total that it is a part of, `share_of` that of which a share is told (占…的60%); `aside` is true for a
    figure in brackets; `generic` where the words before it named no subject of their own. `absorbed` drafts have become the base of another
    and are no statement. `whole` is the amount of which it is told as a part, in a list or in brackets behind it.
    """

    subjects: tuple[str, ...]
    figure: Figure | None
    start: int
    end: int
    year: int | None
    kind: BaseKind | None = None
    code: str | None = None
    part_of: str | None = None
    is_part: bool = False
    aside: bool = False
    generic: bool = False
    nil: tuple[int, int] | None = None
    share: Figure | None = None
    share_of: str | None = None
    completion: Comparison | None = None
    comparisons: list[Comparison] = field(default_factory=list)
    absorbed: bool = False
    whole: Draft | None = None

    @property
    def told_to(self) -> int:
        """Where the last of what was said of it ends."""
        return max(self.end, *(made.end for made in self.comparisons), 0)

    @property
    def at(self) -> tuple[int, int]:
        """The range of the figure by which the statement is found: the amount, else the change, else the base, else the words."""
        figures = [self.figure, *(figure for made in self.comparisons for figure in (made.change, made.percent, made.base))]
        found = next((figure for figure in figures if figure is not None), None)
        return (found.start, found.end) if found else self.nil or (self.start, self.end)

    @property
    def unit(self) -> str:
        """The unit of its figure; "" where it has none."""
        return self.figure.unit if self.figure else ""

    def is_of(self, names: Sequence[str]) -> bool:
        """Whether it is one amount of several subjects, and these are their names."""
        return 1 < len(self.subjects) == len(names) and all(map(same_thing, self.subjects, names))

    def is_compared_with(self, other: Comparison) -> bool:
        """Whether the same base was already told: then another comparison with it speaks of something else."""
        return any((made.base_year, made.base_kind) == (other.base_year, other.base_kind) for made in self.comparisons)

    def is_plan_of(self, other: Draft) -> bool:
        """Whether this amount, of another kind, is of the same thing."""
        if other.generic:
            return self.generic or self.subjects[0].startswith(other.subjects[0])
        return not self.generic and same_thing(self.subjects[0], other.subjects[0])

    def settle(self) -> list[Figure]:
        """Moves comparisons to the other figure of which they may speak, if the percentage fits that one and contradicts this one.

        Returns the figures of those that could not be placed.
        """
        unplaced: list[Figure] = []
        for made in list(self.comparisons):
            rival, made.rival = made.rival, None
            fits = made.fits(self.figure)
            if rival is not None and fits is False and made.fits(rival.figure):
                self.comparisons.remove(made)
                rival.comparisons.append(made)
            elif made.is_remote and (fits is False or (rival is not None and not fits)):
                self.comparisons.remove(made)
                unplaced.extend(figure for figure in (made.change,) if figure)
        return unplaced

    def to_statements(self, text: str, source: Source, section: str | None) -> Iterator[Statement]:
        """One statement for each subject and each base; the share of a whole and the completion of a plan are one each."""
        for subject in self.subjects:
            for made, percent_kind in self._aspects():
                percent = self.share if percent_kind == "share" else made.percent
                unit = self._unit(made)
                yield Statement(
                    subject=subject,
                    text=text,
                    source=source,
                    year=self.year,
                    amount=_number(self.figure, unit),
                    unit=unit,
                    base_year=made.base_year,
                    base=_number(made.base, unit),
                    base_kind=made.base_kind,
                    change=_number(made.change, unit),
                    direction=made.direction,
                    percent=_number(percent),
                    percent_kind=percent_kind if percent else None,
                    nil=self.nil is not None,
                    reason=made.reason,
                    section=section,
                    code=self.code,
                    part_of=self.part_of or (self.share_of if percent_kind == "share" else None),
                )

    def _aspects(self) -> list[tuple[Comparison, Literal["change", "share", "completion"]]]:
        aspects: list[tuple[Comparison, Literal["change", "share", "completion"]]] = [(made, "change") for made in self.comparisons]
        if self.completion:
            aspects.append((self.completion, "completion"))
        amount_is_said = any(self.figure is None or self.figure.unit in ("", self._unit(made)) for made, _ in aspects)
        if self.share or not amount_is_said:
            aspects.append((Comparison(), "share"))
        return aspects

    def _unit(self, made: Comparison) -> str | None:
        """The unit of the statement: one printed change in another unit than its amount is a statement without the amount."""
        figure = made.change or made.base or self.figure
        return figure.unit or None if figure else None


def share_reasons(drafts: Sequence[Draft]) -> None:
    """The reason of a total is that of its only part that changed, if that changed by as much, and the other way round."""
    for whole in drafts:
        moved = [made for part in drafts if part.whole is whole for made in part.comparisons if made.moved]
        if len(moved) == len(whole.comparisons) == 1 and moved[0].is_same_change(whole.comparisons[0]):
            part, total = moved[0], whole.comparisons[0]
            for one, other in ((part, total), (total, part)):
                if one.reason is None and other.reason is not None:
                    one.reason, one.end = other.reason, max(one.end, other.end)


def are_whole(parts: Sequence[Draft], total: Draft) -> bool:
    """Whether the parts are all of the total. A part that is singled out of a larger total is what its sentence goes on to speak of."""
    figures = [draft.figure for draft in (*parts, total) if draft.figure]
    return len({figure.unit for figure in figures} - {""}) <= 1 and sum(figure.number for figure in figures[:-1]) == figures[-1].number


def _number(figure: Figure | None, unit: str | None = None) -> Decimal | None:
    return figure.number if figure and (unit is None or figure.unit in ("", unit)) else None
