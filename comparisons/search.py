"""The public search: what is asked, what is found by kind, and where each leads. The page and the API tell the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets.models import Department, Disclosure, Edition
from budgets.titles import schedule_title
from comparisons import glossary, inenglish, stored
from comparisons.asked import BadQuestion
from comparisons.models import SearchEntry
from comparisons.stored.found import Hit, Hits, from_the_index, hits, lines_called
from comparisons.terms import KINDS, LONGEST_QUERY, SHORTEST_WORD, Kind, Piece, excerpt, marked, words_of

OF_EACH: Final = 8
"""So many of each kind are shown together."""
OF_ONE: Final = 100
"""So many of a kind that is asked for alone."""
NAMES: Final = dict(SearchEntry.Kind.choices)


@dataclass(frozen=True, slots=True)
class Asked:
    """The words that are looked for, and the one kind that they are looked for in; "" for every kind."""

    query: str
    words: tuple[str, ...]
    kind: Kind | str = ""

    def address(self, kind: str = "") -> str:
        """The parameters of this question, or of the same in one kind alone."""
        return urlencode({"q": self.query, **({"kind": kind} if kind else {})})


@dataclass(frozen=True, slots=True)
class Found:
    """Something that was found: where it leads, what it is called with the matches marked, and whose it is.

    `department` of a department is itself, else that whose document it stands in. `now` is what a department is called where another
    name of it was found. `is_sample`: it stands in a document that we typeset ourselves.
    """

    hit: Hit
    url: str
    pieces: tuple[Piece, ...]
    code: tuple[Piece, ...] = ()
    department: Department | None = None
    disclosure: Disclosure | None = None
    now: str = ""
    years: tuple[int, ...] = ()
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind, the best first. There are `count`, or more where `is_more`."""

    kind: Kind
    count: int
    is_more: bool
    found: tuple[Found, ...]

    @property
    def name(self) -> str:
        """What the kind is called."""
        return str(NAMES[self.kind])

    @property
    def are_left(self) -> bool:
        """Whether more were found than are shown."""
        return self.count > len(self.found)


def question(query: str, kind: str = "") -> Asked:
    """A question from its parameters. Raises BadQuestion for what cannot be looked for."""
    if kind and kind not in KINDS:
        raise BadQuestion({"kind": [_("没有“{given}”这一类。可以用的是：{names}。").format(given=kind[:20], names="、".join(KINDS))]})
    query = query.replace("\x00", "").strip()
    if len(query) > LONGEST_QUERY:
        raise BadQuestion({"q": [_("搜索的文字太长，最多 {longest} 个字。").format(longest=LONGEST_QUERY)]})
    words = words_of(query)
    if short := next((word for word in words if len(word) < SHORTEST_WORD), ""):
        raise BadQuestion({"q": [_("“{word}”只有一个字，太多名称里有它。每个词请至少写两个字。").format(word=short)]})
    if query and not words:
        raise BadQuestion({"q": [_("请写出要找的名称，至少两个字。")]})
    return Asked(query, words, kind)


def find(asked: Asked) -> list[Group]:
    """What is found of each kind that is asked for. A constant number of queries."""
    kinds = [kind for kind in KINDS if asked.kind in ("", kind)]
    with from_the_index():
        every = {kind: hits(kind, asked.words, OF_ONE if asked.kind else OF_EACH) for kind in kinds}
        if "line" in every:
            every["line"] = _with_called(every["line"], lines_called(inenglish.figures(asked.words)))
    editions = stored.editions_found(hit.edition for found in every.values() for hit in found.best if hit.edition)
    samples = stored.samples_in(editions.values())
    own = [int(hit.target) for hit in every["department"].best] if "department" in every else []
    departments, years = stored.named(own), stored.years_in_force(own)

    def shown(kind: Kind, hit: Hit) -> Found:
        if kind == "department":
            return _department(hit, departments[int(hit.target)], years.get(int(hit.target), ()), asked.words)
        found = _standing(kind, hit, editions[hit.edition or 0], asked.words)
        return replace(found, is_sample=kind != "line" and hit.edition in samples)  # a line is of many documents

    return [Group(kind, found.count, found.is_more, tuple(shown(kind, hit) for hit in found.best)) for kind, found in every.items()]


def _with_called(found: Hits, called: Sequence[Hit]) -> Hits:
    """What was found, behind the lines that are called so in English."""
    known = {hit.target for hit in found.best}
    more = [hit for hit in called if hit.target not in known]
    return replace(found, best=(*more, *found.best), count=found.count + len(more))


def _department(hit: Hit, department: Department, years: Sequence[int], words: Sequence[str]) -> Found:
    now = department.name if department.name != hit.text else ""
    pieces = tuple(marked(hit.text, words, hit.sounds))
    return Found(hit, reverse("department", args=(department.pk,)), pieces, department=department, now=now, years=tuple(years))


def _standing(kind: Kind, hit: Hit, edition: Edition, words: Sequence[str]) -> Found:
    """What stands in an edition: a line leads to its ranking, a project to its form or table, a sentence to its evidence."""
    one = edition.disclosure
    if one is None:
        raise ValueError(f"edition {edition.pk} has no disclosure")
    pieces = marked(hit.text, words, hit.sounds)
    code = marked(hit.code, [word for word in words if word.isdigit()]) if hit.code.isdigit() else ()
    return Found(hit, _url(kind, hit, one), tuple(excerpt(pieces) if kind == "sentence" else pieces), tuple(code), one.department, one)


def _url(kind: Kind, hit: Hit, one: Disclosure) -> str:
    if kind == "line":
        kind_of = {"year": one.fiscal_year, "stage": one.stage, "scope": one.scope} if ":" in hit.target else {}
        asked = {"line": hit.target, **kind_of}  # a headline figure is told in every document: of those that most departments have
        return f"{reverse('rankings')}?{urlencode(asked)}"
    if kind == "sentence":
        return reverse("evidence-statement", args=(int(hit.target),))
    return f"{reverse('disclosure', args=(one.department_id, one.fiscal_year, one.stage, one.scope))}{hit.target}/"


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What was published with these words in it, by kind. Parameters that we do not know are left aside: links gather them on their way."""
    try:
        asked = question(_once(request.GET, "q"), _once(request.GET, "kind"))
    except BadQuestion as error:
        reason = " ".join(text for texts in error.errors.values() for text in texts)
        query = request.GET.get("q", "").replace("\x00", "")[:LONGEST_QUERY]
        return render(request, "comparisons/search.html", {"query": query, "reason": reason}, status=400)
    groups = find(asked) if asked.words else []
    there = [group for group in groups if group.found]
    terms = glossary.named(asked.words) if not asked.kind else ()
    tables = [(key, schedule_title(key)) for key in inenglish.tables(asked.words)[:OF_EACH]] if not asked.kind else []
    context = {"query": asked.query, "asked": asked, "groups": there, "terms": terms, "tables": tables}
    context["missed"] = asked.words and not any((there, terms, tables))
    return render(request, "comparisons/search.html", context)


def _once(given: QueryDict, name: str) -> str:
    values = given.getlist(name)
    if len(values) > 1:
        raise BadQuestion({name: [_("参数 {name} 给了不止一次，请只给一次。").format(name=name)]})
    return values[0] if values else ""
