"""What a comparison is asked for, from the parameters of an address: read strictly, written back in one way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, Literal, TypeVar
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from budgets.models import Scope, Stage
from budgets.moments import Moment, NoMoment, moment
from budgets.prices import consumer_prices
from budgets.schedules import SCHEDULES
from budgets.titles import schedule_title
from comparisons.denominators import COUNTED, Counted
from comparisons.indicators import BY_KEY, INDICATORS, Indicator
from comparisons.layout import AXES, DEEPEST, LONGEST_FIND, ORDERS, Layout

LARGEST_ID: Final = 2**63 - 1
SMALLEST_YEAR, LARGEST_YEAR = 2007, 2100
"""Budgets have been public in this form since 2007: no other year can be in a document."""
MOST_DEPARTMENTS, MOST_YEARS, MOST_LINES = 10, 10, 20
LONGEST_LINE: Final = 400
LONGEST_WORDS: Final = 100
MANY: Final = ("d", "y", "stage", "scope", "line", "show")
ONE: Final = ("schedule", "measure", "as", "prices", "per", "as_of", "by", "sort", "find", "depth", "under", "q")
VIEWS: Final = ("continuous", "original")
SHOWN: Final = ("measures", "sentences")
_MEASURE: Final = re.compile(r"[a-z_]+(\.[a-z_]+)*")
_LONGEST_MEASURE: Final = 60
_LONGEST_ECHO: Final = 30
Value = TypeVar("Value", int, str)
Text = TypeVar("Text", bound=str)
LAID_OUT: Final = ("by", "sort", "find", "depth", "under")
LAYOUT: Final = Layout()
"""Everything in the order of the table, the rows as the comparison has them."""


class BadQuestion(ValueError):
    """Parameters that cannot be followed: `errors` says for each by name what is wrong and what there is instead; `str()` in one line."""

    status = 400

    def __init__(self, errors: Mapping[str, Sequence[str]]) -> None:
        self.errors = {name: list(texts) for name, texts in errors.items()}
        super().__init__(" ".join(f"{name}：{text}" for name, texts in self.errors.items() for text in texts))


class NotThere(BadQuestion):
    """A question that is well put, of something that there is not: answered 404, on pages and as data, with what there is instead."""

    status = 404


@dataclass(frozen=True, slots=True)
class Question:
    """Departments by id, years, stages and scopes (none: all that there are), and lines: the headline, or a column of a standard table.

    `lines` picks some of these by their keys (three_public; of a table 208, 2080501, reception); none stands for all. In whatever order
    they are asked for, they are told in that of the headline or of the table.
    `view` (in an address `as`) is `continuous`: through renames and mergers, and through the codes that took over from others; or
    `original`: as each document prints, of the department alone, no code followed. `prices` is a year in whose prices amounts are told
    beside those that are printed; 0 for none, which is never assumed. `per` is what figures are told per, beside them (vehicles, posts,
    staff, retired, inhabitants); None for nothing. `shown` (in an address `show`) is what else is told beside them: `measures` (shares,
    index, yearly rate, places), `sentences` (each change as one). `layout` (`by`, `sort`, `find`, `depth`, `under`) is how the table
    stands there. `as_of` is the moment as of which it is answered, None for now; whoever answers does so within `moments.shown_as_of`.
    `words` looks for further departments and changes nothing else.
    """

    departments: tuple[int, ...] = ()
    years: tuple[int, ...] = ()
    stages: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    schedule: str = ""
    measure: str = ""
    words: str = ""
    view: str = VIEWS[0]
    prices: int = 0
    lines: tuple[str, ...] = ()
    per: Counted | None = None
    shown: tuple[str, ...] = ()
    layout: Layout = LAYOUT
    as_of: Moment | None = None

    @property
    def is_original(self) -> bool:
        """Whether each department stands for itself, and each code too."""
        return self.view == "original"

    def wants(self, key: str) -> bool:
        """Whether a line is asked for."""
        return not self.lines or key in self.lines

    @property
    def leaves_parts_out(self) -> bool:
        """Whether parts of a line may be missing because they were not asked for: then the rest is no residual."""
        return bool(self.lines) and not self.schedule

    @property
    def figures(self) -> tuple[Indicator, ...]:
        """The headline figures that are asked for, where no table is."""
        return tuple(BY_KEY[key] for key in self.lines) or INDICATORS

    @property
    def column(self) -> str:
        """The column of the table, total where none was asked for."""
        return self.measure or "total"

    def query(self, **other: object) -> str:
        """The question as the query of an address, with some of it changed. Words are left out: they are no part of the comparison."""
        return _as_query(self.with_other(**other) if other else self)

    def with_other(self, **other: object) -> Question:
        """The same question with some of it, or of its layout, changed."""
        layout = {name: other.pop(name) for name in LAID_OUT if name in other}
        return replace(self, layout=replace(self.layout, **layout), **other)  # type: ignore[arg-type]

    @property
    def fields(self) -> Sequence[tuple[str, int | str]]:
        """The parameters of its address."""
        many = (
            ("d", self.departments),
            ("y", self.years),
            ("stage", self.stages),
            ("scope", self.scopes),
            ("line", self.lines),
            ("show", self.shown),
        )
        one = (
            ("schedule", self.schedule),
            ("measure", self.measure),
            ("as", self.view if self.is_original else ""),
            ("prices", self.prices),
            ("per", self.per or ""),
            ("as_of", self.as_of.text if self.as_of else ""),
            *((name, getattr(self.layout, name)) for name in LAID_OUT),
        )
        return [(name, value) for name, values in many for value in values] + [(name, value) for name, value in one if value]


@lru_cache(maxsize=512)
def _as_query(asked: Question) -> str:
    """One page asks for the same few addresses beside each of its drawings."""
    return urlencode(asked.fields, safe=":")


def question(given: Mapping[str, Sequence[str]], names: Iterable[str] = (*MANY, *ONE)) -> Question:
    """Read the parameters that go by these names. Raises BadQuestion for unknown, doubled, malformed, contradictory and too many ones."""
    reader = Reader.of(given, names)
    schedule = reader.one("schedule", one_of(list(SCHEDULES)), tables_named(SCHEDULES))
    of_table = bool(given.get("schedule"))
    found = Question(
        departments=reader.many("d", number(1, LARGEST_ID), MOST_DEPARTMENTS, _("部门编号，如 d=12")),
        years=tuple(sorted(reader.many("y", a_year, MOST_YEARS, a_year_is()))),
        stages=reader.many("stage", one_of(Stage.values), len(Stage.values), "、".join(Stage.values)),
        scopes=reader.many("scope", one_of(Scope.values), len(Scope.values), "、".join(Scope.values)),
        schedule=schedule,
        lines=_lines(reader, of_table=of_table),
        shown=reader.many("show", one_of(SHOWN), len(SHOWN), "、".join(SHOWN)),
        measure=reader.one("measure", a_measure, _("项的名称，如 total、basic、project")),
        view=reader.choice("as", VIEWS) or VIEWS[0],
        prices=_prices(reader),
        per=reader.choice("per", COUNTED) or None,
        layout=_layout(reader),
        as_of=reader.moment("as_of"),
        words=reader.one("q", words(LONGEST_WORDS), _("最多 {longest} 个字").format(longest=LONGEST_WORDS)),
    )
    if found.measure and not found.schedule and "schedule" not in reader.errors:
        reader.say("measure", _("只与 schedule 一起用：先说哪一张表。"))
    if found.per and found.prices:
        reader.say("per", _("不与 prices 一起用：按人、按车的数只按所印的金额算。请去掉其中一个。"))
    reader.finish()
    return found


Read = TypeVar("Read")


def as_far_as(read: Callable[[Mapping[str, Sequence[str]]], Read], given: Mapping[str, Sequence[str]]) -> tuple[Read, str]:
    """What can be read of parameters, for a form that keeps it, and what is wrong with the others; "" where nothing is.

    What is wrong is left out, until what is left can be followed. Raises BadQuestion where nothing can be left out.
    """
    try:
        return read(given), ""
    except BadQuestion as error:
        left = {name: values for name, values in given.items() if name not in error.errors}
        if len(left) == len(given):
            raise
        return as_far_as(read, left)[0], str(error)


@dataclass(frozen=True, slots=True)
class Reader:
    """Parameters that are being read: each is asked for by its kind, and what is wrong with it is kept under its name until `finish`."""

    given: Mapping[str, Sequence[str]]
    errors: dict[str, list[str]]

    @classmethod
    def of(cls, given: Mapping[str, Sequence[str]], names: Iterable[str]) -> Reader:
        """A reader of the parameters that go by these names; others are wrong."""
        known = tuple(names)
        unknown = (name[:_LONGEST_ECHO] for name in given if name not in known)
        errors = {name: [_("没有这个参数。可用的是：{names}。").format(names="、".join(known))] for name in unknown}
        return cls({name: given.get(name, ()) for name in known}, errors)

    def finish(self) -> None:
        """Raises BadQuestion where anything was wrong."""
        if self.errors:
            raise BadQuestion(self.errors)

    def choice(self, name: str, values: Sequence[Text]) -> Text | Literal[""]:
        """One of these words, "" for none."""
        given = self.one(name, one_of(values), "、".join(values))
        return next((value for value in values if value == given), "")

    def year(self, name: str) -> int:
        """A year, 0 for none."""
        return int(self.one(name, lambda text: text if a_year(text) else None, a_year_is()) or 0)

    def moment(self, name: str) -> Moment | None:
        """A moment, None for now."""
        text = self.one(name, lambda text: text.replace("\x00", ""), "")
        try:
            return moment(text) if text else None
        except NoMoment as error:
            self.say(name, str(error))
            return None

    def whole(self, name: str, smallest: int, largest: int, expected: str = "") -> int:
        """A whole number from the smallest to the largest, 0 for none."""
        read = number(smallest, largest)
        expected = expected or _("{first}–{last} 的整数").format(first=smallest, last=largest)
        return int(self.one(name, lambda text: text if read(text) is not None else None, expected) or 0)

    def many(self, name: str, read: Callable[[str], Value | None], most: int, expected: str) -> tuple[Value, ...]:
        """Every value, each once, so many at most."""
        texts = self.given.get(name, ())
        found = [self._value(name, text, read, expected) for text in texts]
        values = tuple(value for value in found if value is not None)
        if len(set(values)) < len(values):
            self.say(name, _("同一个值给了不止一次。"))
        elif len(texts) > most:
            self.say(name, _("给了 {count} 个，最多 {most} 个。").format(count=len(texts), most=most))
        return values

    def one(self, name: str, read: Callable[[str], str | None], expected: str) -> str:
        """The one value, "" for none; `expected` says which there are."""
        texts = [text for text in self.given.get(name, ()) if text]
        if len(self.given.get(name, ())) > 1:
            self.say(name, _("这个参数给了不止一次，请只给一次。"))
            return ""
        return (self._value(name, texts[0], read, expected) or "") if texts else ""

    def _value(self, name: str, text: str, read: Callable[[str], Value | None], expected: str) -> Value | None:
        value = read(text)
        if value is None:
            shown = text.replace("\x00", "")[:_LONGEST_ECHO]
            self.say(name, _("“{text}”不能用。可以用的是：{expected}。").format(text=shown, expected=expected))
        return value

    def say(self, name: str, text: str) -> None:
        """Keep what is wrong with a parameter."""
        if text not in self.errors.setdefault(name, []):
            self.errors[name].append(text)


def moment_of(given: Mapping[str, Sequence[str]]) -> Moment | None:
    """As of when an address is asked for, where that is all that is asked of it. Raises BadQuestion."""
    reader = Reader.of({"as_of": given.get("as_of", ())}, ("as_of",))
    found = reader.moment("as_of")
    reader.finish()
    return found


def with_names(names: Mapping[str, str]) -> str:
    """Keys, each with what it is called where that is known, as an error lists what there is."""
    return "、".join(f"{key}（{name}）" if name else key for key, name in names.items())


def figures_named(keys: Iterable[str]) -> str:
    """These headline figures."""
    return with_names({key: _(BY_KEY[key].name) for key in keys})


def tables_named(keys: Iterable[str]) -> str:
    """These standard tables."""
    return with_names({key: schedule_title(key) for key in keys})


def number(smallest: int, largest: int) -> Callable[[str], int | None]:
    """What reads a whole number from the smallest to the largest."""

    def read(text: str) -> int | None:
        if not re.fullmatch(r"[0-9]{1,19}", text):
            return None
        return int(text) if smallest <= int(text) <= largest else None

    return read


def one_of(values: Sequence[str]) -> Callable[[str], str | None]:
    """What reads one of these words."""
    return lambda text: text if text in values else None


def _layout(reader: Reader) -> Layout:
    text = _("最多 {longest} 个字")
    return Layout(
        by=reader.choice("by", AXES),
        sort=reader.choice("sort", ORDERS),
        find=reader.one("find", words(LONGEST_FIND), text.format(longest=LONGEST_FIND)),
        depth=reader.whole("depth", 1, DEEPEST),
        under=reader.one("under", _line, _("表中一行的键，如 208")),
    )


def _prices(reader: Reader) -> int:
    """A year of which there is an index, 0 for none."""
    known = consumer_prices().percent
    return reader.whole("prices", min(known), max(known), _("{first}–{last} 的年度").format(first=min(known), last=max(known)))


def a_measure(text: str) -> str | None:
    """What reads the name of a standard column."""
    return text if len(text) <= _LONGEST_MEASURE and _MEASURE.fullmatch(text) else None


def _lines(reader: Reader, *, of_table: bool) -> tuple[str, ...]:
    """Lines of a table; headline figures in the order in which they are shown, however they are asked for."""
    if of_table:
        return reader.many("line", _line, MOST_LINES, _("表中一行的键，如 208、total"))
    keys = list(BY_KEY)
    return tuple(sorted(reader.many("line", one_of(keys), MOST_LINES, figures_named(keys)), key=keys.index))


def _line(text: str) -> str | None:
    return text if 0 < len(text) <= LONGEST_LINE and "\x00" not in text else None


def a_year(text: str) -> int | None:
    """What reads any year: whether there is anything of it, those know who know the documents."""
    return int(text) if re.fullmatch(r"[1-9][0-9]{3}", text) else None


def words(longest: int) -> Callable[[str], str | None]:
    """What reads any text that is no longer."""

    def read(text: str) -> str | None:
        plain = text.replace("\x00", "").strip()
        return plain if len(plain) <= longest else None

    return read


def a_year_is() -> str:
    """What a year looks like, in words."""
    return _("四位数的年度，如 2024")
