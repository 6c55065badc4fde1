"""How a view, an edition or a figure is cited: by GB/T 7714—2015 and by APA 7. Pure: what is cited comes in, a line comes out.

What is read here of our own making (comparisons, rankings) is a database online, 明账 its author. What a department published is the
department's own document: with its page, at the address that it came from, and with where in 明账 it was read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Final

AUTHOR: Final = "明账"
AUTHOR_IN_ENGLISH: Final = "Mingzhang"
SAMPLE: Final = "（演示排版，非官方原件）"
SAMPLES_IN_ENGLISH: Final = ", with samples typeset by Mingzhang, not official documents"
_SUFFIXES: Final = (".pdf", ".txt", ".xlsx", ".xls", ".doc", ".docx", ".html")
_MONTHS: Final = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


@dataclass(frozen=True, slots=True)
class View:
    """A comparison, a ranking, a department: what we made of many documents.

    `english` is the title in English. `updated` is the day on which the last of its documents came in force, `read` the day of the
    citation, `address` the one that always shows the same. With a sample in it, which was typeset by us, it is cited as what it is.
    """

    title: str
    english: str
    updated: date | None
    read: date
    address: str
    has_samples: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A document of a department, or a place in it.

    `place` and `place_in_english` are "" for the whole of it; `page` is its page where it has pages. `published` and `origin` are when and
    where the department published it, where that is known. `edition` is the one in 明账 and `address` where it was read there, on the
    day `read`. A sample was typeset by us, and is cited as what it is.
    """

    department: str
    title: str
    published: date | None
    origin: str
    edition: int
    read: date
    address: str
    page: int | None = None
    place: str = ""
    place_in_english: str = ""
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class Citation:
    """The same in both styles."""

    gb: str
    apa: str


def title_of(name: str) -> str:
    """The title of a document from the name of its file."""
    path = PurePath(name)
    return (path.stem if path.suffix.lower() in _SUFFIXES else name).strip() or name


def of_view(view: View) -> Citation:
    """A database online: author, title, type; the days of update and citation; the address."""
    updated = f"({view.updated.isoformat()})" if view.updated else ""
    gb = f"{AUTHOR}. {view.title}{SAMPLE if view.has_samples else ''}[DB/OL]. {updated}[{view.read.isoformat()}]. {view.address}."
    english = f" [{view.english}]" if view.english and view.english != view.title else ""
    kind = f"[Data set{SAMPLES_IN_ENGLISH if view.has_samples else ''}]"
    apa = f"{AUTHOR_IN_ENGLISH}. ({_day(view.updated)}). {view.title}{english} {kind}. {_retrieved(view.read, view.address)}"
    return Citation(gb, apa)


def of_source(source: Source) -> Citation:
    """The department's own document online, and where it was read."""
    return Citation(_gb_of(source), _apa_of(source))


def _gb_of(source: Source) -> str:
    title = source.title + (SAMPLE if source.is_sample else "")
    cited_place = str(source.page) if source.page is not None else source.place
    year = f", {source.published.year}" if source.published else ""
    publisher = f"{source.department}{year}: {cited_place}" if cited_place else ""
    published = f"({source.published.isoformat()})" if source.published else ""
    where = (
        f"{source.origin}. 读于明账, 第{source.edition}版: {source.address}"
        if source.origin
        else f"明账, 第{source.edition}版: {source.address}"
    )
    return f"{source.department}. {title}[R/OL]. {publisher}{published}[{source.read.isoformat()}]. {where}."


def _apa_of(source: Source) -> str:
    sample = " [Sample typeset by Mingzhang, not an official document]" if source.is_sample else ""
    cited_place = f"p. {source.page}" if source.page is not None else source.place_in_english
    place = f" ({cited_place})" if cited_place else ""
    head = f"{source.department}. ({_day(source.published)}). {source.title}{place}{sample}."
    if source.origin:
        read = f"Read in {AUTHOR_IN_ENGLISH}, edition {source.edition}, on {_american(source.read)}: {source.address}"
        return f"{head} {source.origin} {read}"
    return f"{head} {AUTHOR_IN_ENGLISH}, edition {source.edition}. {_retrieved(source.read, source.address)}"


def _day(day: date | None) -> str:
    return f"{day.year}, {_MONTHS[day.month - 1]} {day.day}" if day else "n.d."


def _american(day: date) -> str:
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def _retrieved(read: date, address: str) -> str:
    return f"Retrieved {_american(read)}, from {address}"
