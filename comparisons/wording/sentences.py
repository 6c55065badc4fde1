"""A change as a sentence: `sentence(change, language, about) → Sentence`. Pure.

Every kind of change has its phrases, in each language the same ones. What is not a figure is never written as one (a blank cell is 未填,
a dash is “—”), what does not exist is said not to exist, and whatever must be known of the figures stands in the same sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from budgets.caching import cached_property
from budgets.schedules import SCHEDULES
from comparisons.changes import BREAKS, MUST_AGREE, ZERO, Caution, Change, Point
from comparisons.wording import amounts
from comparisons.wording.amounts import Known, Unit
from comparisons.wording.chinese import CHINESE
from comparisons.wording.english import ENGLISH
from comparisons.wording.pieces import About, Filling, Language, Piece, Pieces, Sentence, fill, joined

LanguageCode = Literal["zh", "en"]

LANGUAGES: Final[Mapping[LanguageCode, Language]] = {"zh": CHINESE, "en": ENGLISH}
NOTHING_MORE: Final = About()

DIFFERENCES: Final = (*MUST_AGREE, *BREAKS)
"""Cautions that say why two figures are not compared."""

NOTES: Final = ("schedule", "merge", "not_collected")
"""Cautions that are told of figures that are compared."""

SAID_WITH_THE_SOURCE: Final = ("stage_not_stated", "stage_of_this_year_not_stated")


def sentence(change: Change, language: LanguageCode = "zh", about: About = NOTHING_MORE) -> Sentence:
    """What became of a line, as one sentence with its full stop, and short for a list.

    Raises ValueError for a change without figures, and for a caution that no sentence is known for: it is not left out.
    """
    return _Teller(change, LANGUAGES[language], about).sentence()


@dataclass(frozen=True)
class _Teller:
    """One change being told in one language."""

    change: Change
    language: Language
    about: About

    @cached_property
    def known(self) -> Known | None:
        """What is known of the difference."""
        return amounts.difference(self.change)

    @cached_property
    def unit(self) -> Unit:
        """The one unit of the sentence."""
        return amounts.unit_of(self._amounts(), self._printed_units())

    def sentence(self) -> Sentence:
        case = self._case()
        slots = self._slots()
        whole = (self._head(), self.language.tell(case, **slots), self._part(), *self._notes(), self._reason(), self._tell("end"))
        shorter = "changed" if case in ("up", "down") else case
        short = joined(self._tell(f"short_{shorter}", **self._short_slots(slots))).strip()
        return Sentence(tuple(piece for pieces in whole for piece in pieces), short)

    def _tell(self, phrase: str, **slots: Filling) -> Pieces:
        return self.language.tell(phrase, **slots)

    # Which sentence it is

    def _case(self) -> str:
        change, known = self.change, self.known
        if change.kind == "unknown":
            side = "unknown_after" if change.after is None else "unknown"
            return f"{side}_repeated" if any(caution.code == "repeated" for caution in change.cautions) else side
        if change.kind not in ("changed", "unchanged") or known is None:
            return change.kind
        if change.kind == "unchanged":
            return "unchanged_about" if known.approximate else "unchanged"
        return "level" if not known.number else "up" if known.number > 0 else "down"

    def _slots(self) -> dict[str, Filling]:
        change = self.change
        differences = [self._caution(caution) for caution in change.cautions if caution.code in DIFFERENCES]
        return {
            "after": self._figure(change.after),
            "before": self._figure(change.before),
            "then": self._then(),
            "now": self._now(),
            "difference": self._difference(),
            "rate": self._rate(""),
            "differences": self.language.lists.join(joined(difference) for difference in differences),
        }

    def _short_slots(self, slots: Mapping[str, Filling]) -> dict[str, Filling]:
        """In a list the sign says what up and down say in a sentence."""
        sign = "+" if self.known is not None and self.known.number > 0 else amounts.MINUS
        return {**slots, "difference": self._difference(sign), "rate": self._rate("short_")}

    # How it begins: whose, of which year, which line

    def _head(self) -> Pieces:
        about = self.about
        point = self.change.after or self.change.before
        if point is None:
            raise ValueError(f"{self.change.key}: a change without figures")
        kind = self._tell("of_stage", scope=self._word(about.scope), stage=self._word(about.stage)) if about.stage else ()
        whose = self._tell("of_department", department=about.department) if about.department else ()
        return self._tell("head", department=whose, kind=kind, name=about.name or self.change.label, year=str(point.year))

    def _word(self, code: str) -> str:
        return self.language.words_of(code)

    def _then(self) -> str:
        """The earlier year: 上年 where it is the year before the later one."""
        before, after = self.change.before, self.change.after
        return self._year(before.year if before else self.about.base_year, after.year if after else None)

    def _now(self) -> str:
        after = self.change.after
        return joined(self._tell("this_year")) if after is not None else self._year(self.about.year, None)

    def _year(self, year: int | None, later: int | None) -> str:
        if year is None:
            return joined(self._tell("some_year"))
        return joined(self._tell("year_before") if later == year + 1 else self._tell("year", year=str(year)))

    # Figures

    def _amounts(self) -> list[Decimal]:
        """Every amount that the sentence will write."""
        sides = [self.change.after, *((self.change.before, *self.change.others) if self._tells_the_base() else ())]
        printed = [point.yuan for point in sides if point is not None and point.yuan is not None]
        return [*printed, *((self.known.number,) if self.known is not None else ())]

    def _tells_the_base(self) -> bool:
        restated = any(caution.code == "restated" for caution in self.change.cautions)
        return restated or self.change.kind not in ("changed", "unchanged")

    def _printed_units(self) -> tuple[str, ...]:
        return tuple(point.basis.unit for point in (self.change.after, self.change.before) if point is not None and point.yuan is not None)

    def _figure(self, point: Point | None) -> Pieces:
        """A printed figure, or the word for what stands in its place."""
        if point is None:
            return ()
        if point.yuan is not None:
            text = self._amount(point.yuan, amounts.quantum(point))
            return self._tell("figure", figure=Piece(text, "figure", point))
        if point.presence == "printed":
            text = joined(self._tell("no_unit", printed=point.printed))
        else:
            text = self.language.phrases["dash" if point.presence == "dash" else "blank_cell"]
        return self._tell("not_a_figure", figure=Piece(text, "figure", point))

    def _amount(self, yuan: Decimal, place: Decimal = ZERO) -> str:
        return joined(fill(self.language.units[self.unit], {"number": amounts.written(yuan, self.unit, place)}))

    def _difference(self, sign: str = "") -> Pieces:
        if self.known is None:
            return ()
        return self._computed(sign + self._amount(abs(self.known.number), self.known.quantum), self.known)

    def _computed(self, text: str, known: Known) -> Pieces:
        return self._tell("figure_about" if known.approximate else "figure", figure=Piece(text, "change"))

    def _rate(self, form: str) -> Pieces:
        """The rate in brackets, else why there is none; in a list in fewer words."""
        if self.change.no_rate in ("zero_base", "negative_base"):
            return self._tell(form + self.change.no_rate, then=self._then())
        if self.change.rate is None:
            return ()
        rate = amounts.rate(self.change)
        if rate is None:
            return self._tell(f"{form}small_base", then=self._then())
        percent = joined(self._tell("percent", number=amounts.signed(rate)))
        return self._tell(
            "rate", rate=self._tell("about", figure=Piece(percent, "change")) if rate.approximate else Piece(percent, "change")
        )

    # The whole that the line is a part of

    def _part(self) -> Pieces:
        parent = self.about.parent
        points = amounts.points(self.change, parent) if parent is not None else None
        if parent is None or points is None or not points.number:
            return ()
        number = Piece(amounts.unsigned(points), "change")
        return self._tell("raises" if points.number > 0 else "lowers", parent=self.about.parent_name or parent.label, points=number)

    # What must be known of the figures

    def _notes(self) -> Iterable[Pieces]:
        before, after = self.change.before, self.change.after
        yield self._owner(before, self._then())
        yield self._owner(after, self._now())
        yield self._source(before, self._then())
        yield self._source(after, self._now())
        yield self._restated()
        said = (*DIFFERENCES, *SAID_WITH_THE_SOURCE, "restated")
        yield from (self._caution(caution) for caution in self.change.cautions if caution.code not in said)
        yield from (self._corrected(point, which) for point, which in ((before, self._then()), (after, self._now())))

    def _owner(self, point: Point | None, which: str) -> Pieces:
        """Of a figure before a rename or a merger: the department whose it is, or those of whose figures it is the sum."""
        if point is not None and point.addends:
            return self._tell("sum_of", which=which, owners=self.language.lists.join(one.owner for one in point.addends))
        return self._tell("of_another", which=which, owner=point.owner) if point is not None and point.owner else ()

    def _source(self, point: Point | None, which: str) -> Pieces:
        """Of a figure that its own document's tables do not print: where it comes from, and whether its stage is said there."""
        if point is None:
            return ()
        if point.basis.source == "own":
            return self._tell("stage_not_said", which=which) if point.basis.stage is None else ()
        if point.basis.source == "table":
            source = "from_later_table"
        else:
            source = "from_later_text" if point.derivation or point.basis.stage is None else "from_text"
        stage = self._tell("stage_not_stated") if point.basis.stage is None else ()
        return (*self._tell(source, which=which, document=self._document(point.year + 1)), *stage)

    def _document(self, year: int) -> str:
        """The document of a year: 本年 where the sentence is of that year."""
        after = self.change.after
        return joined(self._tell("this_year") if after is not None and after.year == year else self._tell("year", year=str(year)))

    def _corrected(self, point: Point | None, which: str) -> Pieces:
        corrected = point is not None and point.evidence is not None and point.evidence.corrected
        return self._tell("corrected", which=which) if corrected else ()

    def _caution(self, caution: Caution) -> Pieces:
        if caution.code not in (*DIFFERENCES, *NOTES):
            raise ValueError(f"{self.change.key}: no sentence for the caution {caution.code!r}")
        side = self._side_of(caution)
        sides = {"before": side(caution.before), "after": side(caution.after)}
        return self._tell(caution.code, then=self._then(), date=caution.date, **sides)

    def _side_of(self, caution: Caution) -> Callable[[str], str]:
        if caution.code == "not_collected":
            return self._years
        return self._title if caution.code == "schedule" else self._word if caution.code in MUST_AGREE else str

    def _years(self, years: str) -> str:
        return self.language.lists.join(years.split("、"))

    def _title(self, schedule: str) -> str:
        titles = self.about.titles or {}
        return titles.get(schedule) or (SCHEDULES[schedule].title if schedule in SCHEDULES else schedule)

    def _restated(self) -> Pieces:
        """Every figure of the earlier year, where they disagree: the one that is used first."""
        told = [caution.after for caution in self.change.cautions if caution.code == "restated"]
        others = [point for point in self.change.others if str(point.yuan) in told]
        if not others:
            return ()
        figures = [_bare(self._figure(point)) for point in (self.change.before, *others)]
        separated = [piece for pieces in figures for piece in (Piece(self.language.lists), *pieces)][1:]
        return self._tell("restated", then=self._then(), figures=tuple(separated))

    def _reason(self) -> Pieces:
        """The official reason; that none was found is said only of what did change."""
        if self.about.reason is None:
            return ()
        if self.about.reason:
            quoted = joined(self._tell("quoted", reason=self.about.reason))
            reason = Piece(quoted, "reason")
            of_fund = self._tell("reason_of", fund=self.about.reason_of, reason=reason) if self.about.reason_of else ()
            return of_fund or self._tell("reason", reason=reason)
        return self._tell("no_reason") if self.change.difference else ()


def _bare(figure: Pieces) -> Pieces:
    """A figure without the space before it."""
    return tuple(piece for piece in figure if piece.text.strip())
