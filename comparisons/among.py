"""A department among its peers as it is asked for and shown: the same for page, API and terminal."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, get_args
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from budgets.moments import Moment
from comparisons import ranked, standings
from comparisons.asked import LARGEST_ID, LONGEST_WORDS, BadQuestion, Reader, number, one_of, words
from comparisons.peers import Criterion, Profile, Standing
from comparisons.ranked import ABOUT, About
from comparisons.standings import Kind

CRITERIA: Final[tuple[Criterion, ...]] = get_args(Criterion)
MOST_CHOSEN: Final = 100
GROUPS: Final = ("by", "with")


@dataclass(frozen=True, slots=True)
class Question:
    """Whose peers over what, found by criteria (`by`), or a group of the reader's own (`chosen`, in an address `with`).

    `as_of` is the moment as of which it is answered, None for now.
    `words` (q) looks for departments to choose, `table` for lines to rank, `group` says which of the page's two forms was sent: they
    change nothing else, and are not written back.
    """

    department: int
    about: About = field(default_factory=About)
    by: tuple[Criterion, ...] = ()
    chosen: tuple[int, ...] = ()
    page: int = 1
    limit: int = ranked.PAGE
    words: str = ""
    table: str = ""
    group: str = ""
    as_of: Moment | None = None

    def query(self, *, page: int = 1, **other: object) -> str:
        """The question as the query of an address, on its first page, with some of what it is about changed."""
        pairs = replace(self.about, **other).pairs()  # type: ignore[arg-type]
        group = [*(("by", one) for one in self.by), *(("with", one) for one in self.chosen)]
        return urlencode([*pairs, *group, *ranked.page_and_moment(page, self.as_of)], safe=":")

    def standing(self) -> Standing:
        """The answer. Raises BadQuestion for what there is not."""
        asked = self.about.asked()
        if self.chosen:
            return standings.group_of(self.chosen, asked, self.department)
        return standings.peers_of(self.department, self.by, asked)


def question(given: Mapping[str, Sequence[str]], department: int = 0) -> Question:
    """Read the parameters of the page of a department's peers; without a department those of the data, which leave nothing open.

    Raises BadQuestion.
    """
    data = not department
    of_kind = ("department", "limit") if data else ("page", *ranked.LOOKING, "q", "group")
    reader = Reader.of(given, (*ABOUT, "by", "with", "as_of", *of_kind))
    if data:
        department = reader.whole("department", 1, LARGEST_ID)
        if not department and "department" not in reader.errors:
            reader.say("department", _("请给出这个参数。"))
    found = Question(
        department,
        ranked.about(reader, whole=data),
        reader.many("by", one_of(CRITERIA), len(CRITERIA), "、".join(CRITERIA)),  # type: ignore[arg-type]
        reader.many("with", number(1, LARGEST_ID), MOST_CHOSEN, _("部门编号")),
        page=1 if data else ranked.page_of(reader),
        limit=(reader.whole("limit", 1, ranked.MOST) if data else 0) or ranked.PAGE,
        words="" if data else reader.one("q", words(LONGEST_WORDS), _("最多 {longest} 个字").format(longest=LONGEST_WORDS)),
        table="" if data else ranked.table_of(reader),
        group="" if data else reader.choice("group", GROUPS),
        as_of=reader.moment("as_of"),
    )
    if found.by and found.chosen:
        reader.say("with", _("不与 by 同用：要么按条件找同类，要么自己选部门。"))
    elif data and not found.by and not found.chosen and not {"by", "with"} & set(reader.errors):
        expected = "、".join(CRITERIA)
        reader.say("by", _("请给出 by（{expected}），或用 with 给出自己选的部门编号。").format(expected=expected))
    reader.finish()
    return found


def needs_group(asked: Question) -> None:
    """Raises BadQuestion where a form was sent with nothing ticked: nobody is put in for whom the reader did not choose."""
    if asked.group == "with" and not asked.chosen:
        raise BadQuestion({"with": [_("一个部门也没有选。请按名称找到部门，勾选以后再排。")]})
    if asked.group == "by" and not asked.by:
        raise BadQuestion({"by": [_("一个条件也没有选。请至少选一个，或者自己选几个部门。")]})


def usual(profile: Profile) -> tuple[Criterion, ...]:
    """By what peers are looked for where nobody says it: what is stored of kind and level; else how high the region is; else the size."""
    stored = tuple(name for name in CRITERIA if _is_known(profile, name))
    return tuple(name for name in stored if name in ("kind", "level")) or tuple(one for one in stored if one == "region_level") or ("size",)


def filled(asked: Question, profile: Profile, kinds: Sequence[Kind]) -> Question:
    """With what is left open: the newest documents of the department itself (`kinds`), the usual line and criteria."""
    by = asked.by or (() if asked.chosen else usual(profile))
    return replace(asked, about=asked.about.filled(kinds), by=by)


def loosened(asked: Question, profile: Profile, missing: Collection[Criterion] = ()) -> list[tuple[Criterion, bool, str]]:
    """How to find more peers, each as a query: without one of several criteria (True), else by another that is known of the department.

    Where criteria are `missing`, nothing is found before all of them are dropped: then by another too.
    """
    if len(asked.by) > 1 and not missing:
        ways = [(name, True, tuple(one for one in asked.by if one != name)) for name in asked.by]
    else:
        known = [name for name in CRITERIA if name not in missing and (name == "size" or _is_known(profile, name))]
        ways = [(name, False, (name,)) for name in known if asked.by and (missing or name not in asked.by)]
    return [(name, is_dropped, replace(asked, by=by).query()) for name, is_dropped, by in ways]


def elsewhere(asked: Question, kinds: Sequence[Kind]) -> Question | None:
    """The same of the department's document of that year and stage on another scope, where it has none on this."""
    about = asked.about
    scopes = {kind.scope for kind in kinds if (kind.year, kind.stage) == (about.year, about.stage)}
    return replace(asked, about=replace(about, scope=min(scopes))) if scopes and about.scope not in scopes else None


def _is_known(profile: Profile, name: Criterion) -> bool:
    fact = profile.facts.get(name)
    return fact is not None and bool(fact.value and fact.source)


def left_out(standing: Standing) -> list[tuple[Criterion, list[tuple[str, int]]]]:
    """For each criterion, how many departments are no peers by it, and why."""
    told = sorted(standing.group.left_out.items())
    return [(name, [(why, count) for (one, why), count in told if one == name]) for name in standing.group.criteria]


def sources(standing: Standing, name: Criterion) -> list[str]:
    """From where the peers' values of a criterion are, each source once."""
    reasons = (reason for member in standing.group.members for reason in member.reasons if reason.why == name)
    return sorted({reason.source for reason in reasons if reason.source})


def why_no_place(standing: Standing) -> str:
    """Why the department itself has no rank: `absent` as in the ranking, `apart`, `alone` where nobody else has a figure, or "" where it
    has one or is no member."""
    if standing.own is not None:
        return "alone" if standing.own.rank is None else ""
    own = standing.group.department
    if any(one.entry.department == own for one in standing.ranking.apart):
        return "apart"
    return next((entry.absent for entry in standing.ranking.absent if entry.department == own), "")
