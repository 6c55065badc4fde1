"""One paragraph → drafts: which figure is an amount, which its base, its change, its share, its reason. Pure.

A sentence is read from left to right. An amount opens a draft; what follows says something of it, until the next amount. Where a change
comes after a list of parts (其中：…), it speaks of the total, unless the part says otherwise (CONTRACT.md). What stays unclear is
left out and noted, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from ingest.statements.drafts import Comparison, Draft, are_whole, share_reasons
from ingest.statements.folding import Folded
from ingest.statements.reasons import Reason, find_reason, told_outcome, unmarked_reason
from ingest.statements.subjects import (
    Subject,
    can_be_nothing,
    counts,
    each_of,
    is_budget_noun,
    is_of_vehicles,
    is_vague,
    read_subject,
    same_thing,
    side_of,
)
from ingest.statements.tokens import BaseKind, Figure, Token, tokenise, unmatched_money

_LONGEST_LEAD: Final = 80
_MARKED: Final = re.compile(r"（[一二三四五六七八九十\d]+）|\d{1,2}[.．、]|[一二三四五六七八九十]+、")
_YEAR_BEFORE: Final = re.compile(r"(?:去年|上年)(?!结转|结余|实户|余额|剩余|年?[底末]|12月)")
_FILLER: Final = re.compile(r"(?:均|也|目前|暂|全部|度|年度|当年|本年|本年度)*")
_ANOTHER_TOTAL: Final = re.compile(r"本年|当年|本部门|本单位|20\d\d年|总计")
_AFTER_AMOUNT: Final = re.compile(r"[，。；、：（）等]|$|[比较与同和及占共]|以及|其中|主要|用于|包括|增|减|下降|（|\d+人次")
_PROPORTION: Final = re.compile(r"的?(?:比例|比重|比|总额的)?(?:为|是|达到?)?$")
_COUNTED: Final = Subject("项目", "")
_GOES_ON: Final = re.compile(r"(?:支出|收入)?决算数?(?:[比较与同]|大于|高于|多于|超过|小于|低于|少于)")
_AS_OF: Final = re.compile(r"截[至止]|20\d\d年(?:度?年?[底末]|12月31日)|上年(?:年?[底末]|12月31日)")
_OPENS_AS_OF: Final = re.compile(rf"(?:{_MARKED.pattern})?(?:{_AS_OF.pattern})")
_THINGS: Final = ("辆", "台（套）", "台/套", "台", "套", "平方米")
_PLANNED_THING: Final = re.compile("购|更新|新增|安排|计划|租|报废|处置|本年|当年|今年")
_ANY_YEAR: Final = re.compile(r"20\d\d年")
_OF_PROJECTS: Final = re.compile(r"项目(?:共|共计)?$")
_SUM_NAME: Final = re.compile(r"(?:预算|采购|项目)?(?:总?资金|总?金额|经费)")
_SHORT: Final = 3
_SIDES: Final = ("收入", "支出")
_PLANNED: Final = ("budget", "adjusted_budget")
_PAUSE: Final = "，、：（"


@dataclass(frozen=True, slots=True)
class Context:
    """What holds for the paragraph: the document's year and stage, the name of its unit, the name of the heading above.

    `part_of` is the total whose parts the paragraph lists, where the one before ended in 其中：. `is_cut` says that the paragraph before
    ends within a sentence, so that this one may begin in the middle of a word. `told` are the amounts of the paragraph before, under the
    same heading, and `told_last` those of its last sentence: 决算数与预算数持平 in a paragraph of its own speaks of them. `held_in` is the
    year at whose end (截至2025年12月31日) the paragraphs before, under the same heading, count what there is.
    """

    year: int | None
    stage: BaseKind | None
    owner: str | None
    heading: str
    part_of: str | None = None
    is_cut: bool = False
    told: tuple[Draft, ...] = ()
    told_last: tuple[Draft, ...] = ()
    held_in: int | None = None


@dataclass(frozen=True, slots=True)
class _List:
    """A list of parts behind 其中 or 包括: the draft of the total, if it has one, its name, and which drafts are parts (from `first`).

    `is_paragraph` where the whole paragraph is one of the parts that the one before announced.
    """

    total: Draft | None = None
    part_of: str | None = None
    first: int = 0
    semicolons: int = 0
    is_paragraph: bool = False


def goes_on(folded: Folded) -> bool:
    """Whether a paragraph goes on about the final accounts that the one before told: 决算数与预算数持平。"""
    return bool(_GOES_ON.match(folded.text))


class Reading:
    """A paragraph while it is read. Its result: `drafts`; `unread`, where figures of money stand that found no place; `open_list`, the
    total whose parts are announced at its end."""

    def __init__(self, folded: Folded, context: Context) -> None:
        self.folded, self.text, self.context = folded, folded.text, context
        self.drafts: list[Draft] = []
        self.unread: list[tuple[int, int]] = []
        self.explained: list[tuple[int, int]] = []  # reasons: figures in them belong to them
        self.lead = ""
        self.lead_code: str | None = None
        self.heads: list[Draft] = list(self.context.told_last)  # the amounts of the sentence before
        self.told: list[tuple[Draft, Comparison]] = []  # what was compared last, for a reason in a sentence of its own
        self.all_told: list[tuple[Draft, Comparison]] = []  # and before, for a reason that names it
        self.first_told = 0
        self.of_before: Reason | None = None  # a reason before any figure: of what the paragraphs before tell
        self.held_in = context.held_in  # the year of 截至…年底, for things that the next sentence counts
        self.held_from: int | None = None  # where the sentence begins that says so, if it is one of this paragraph
        self.list_before: _List | None = None
        self.parts_before: list[Draft] = []
        self._open_sentence(0, _List(part_of=context.part_of, is_paragraph=True) if context.part_of else None)

    def _open_sentence(self, start: int, parts: _List | None = None) -> None:
        self.start, self.first, self.free = start, len(self.drafts), start  # free: where no token has taken the text yet
        self.before, self.first_told = self.all_told[self.first_told :], len(self.all_told)  # what the last sentence compared
        self.year: int | None = None
        self.base: Token | None = None
        self.governing: Token | None = None  # the base of the comparison that is being told, for others behind it
        self.named = ""
        self.of_kind: BaseKind | None = None  # which figure of the item is compared, where the words say only that: 决算数与预算数持平
        self.is_direct = False
        self.compared: list[Draft] = []
        self.planned: tuple[Draft, Comparison] | None = None  # 决算数小于预算数, for the reason behind it
        self.blocked = False  # an amount could not be read: what follows may speak of it
        self.last_said: Token | None = None
        self.list = parts
        self.outer: _List | None = None

    def read(self) -> Reading:
        """Reads the paragraph through."""
        tokens = tokenise(self.text)
        self._read_lead(tokens)
        taken = 0
        for token in tokens:
            if token.start < taken:
                continue
            if token.kind == "reason":
                taken = self._reason(token)
            else:
                _STEPS[token.kind](self, token)
        self._close_sentence(len(self.text))
        share_reasons(self.drafts)
        self.unread.extend(unmatched_money(self.text, [token.whole for token in tokens] + self.explained))
        return self

    def read_on(self, folded: Folded, context: Context) -> Reading:
        """Reads the paragraph behind this one, which goes on about its last amounts: what it says of them is added to them here."""
        ends = {id(made): made.end for draft in self.drafts for made in draft.comparisons}
        after = Reading(folded, replace(context, told=tuple(self.drafts), told_last=tuple(self.heads))).read()
        for made in (made for draft in self.drafts for made in draft.comparisons):
            made.end = ends.get(id(made), 0)  # places in the other paragraph are none in this one
        return after

    @property
    def open_list(self) -> str | None:
        """The total whose parts are being told where the paragraph ends."""
        return self.list.part_of if self.list else None

    # Sentences

    def _read_lead(self, tokens: tuple[Token, ...]) -> None:
        """（一）公务接待费。2026年预算数…: a first sentence without figures names the item of which the rest speaks."""
        end = self.text.find("。")
        if 0 < end <= _LONGEST_LEAD and tokens and tokens[0].end == end + 1 and _MARKED.match(self.text):
            subject = read_subject(self.text[:end], self.context.owner)
            self.lead = subject.name if subject else ""

    def _stop(self, token: Token) -> None:
        self._close_sentence(token.start)
        self._open_sentence(token.end)

    def _close_sentence(self, end: int) -> None:
        self._explain_unmarked(end)
        self._explain_last_sentence(end)
        drafts = self.drafts[self.first :]
        for draft in (*drafts, *self.compared):
            self.unread.extend((figure.start, figure.end) for figure in draft.settle())
        if drafts:
            self.list_before, self.parts_before = self.list, self._parts()
            self.heads = [draft for draft in drafts if not (draft.is_part or draft.aside)]

    def _explain_unmarked(self, end: int) -> None:
        """The reason that stands, without the word, behind a comparison to the end of its clause."""
        if self.compared and self.last_said:
            _explain(self._made(), unmarked_reason(self.folded, self.last_said.end, end), end)
            self._explain_by_outcome(self._made(), self.last_said.end, end)

    def _explain_last_sentence(self, end: int) -> None:
        """The same where it is the whole sentence behind the only comparison of the one before."""
        is_only = {id(made) for _, made in self.before} == {id(made) for _, made in self.told}
        if is_only and len(self.all_told) == self.first_told and len(self.drafts) == self.first and not self.blocked:
            self._explain_by_outcome([pair for pair in self.told if pair[1].end == self.start - 1], self.start, end)

    def _explain_by_outcome(self, targets: list[tuple[Draft, Comparison]], start: int, end: int) -> None:
        for draft, made in targets:
            _explain([(draft, made)], told_outcome(self.folded, start, end, draft.subjects, made.direction), end)

    def _semicolon(self, token: Token) -> None:
        self._explain_unmarked(token.start)
        if self.list is not None and not self.list.is_paragraph:
            if self.list.total is not None and self.list.total in self.compared:
                self.list = None
            elif len(self._parts()) != 1 and not self.list.semicolons:
                self.list = self.outer  # parts told with 、 end here; and 主要包括 without figures only describes a part
            else:
                self.list = replace(self.list, semicolons=self.list.semicolons + 1)
        self.base, self.governing, self.compared, self.free, self.last_said = None, None, [], token.end, None

    # Amounts

    def _amount(self, token: Token) -> None:
        figure = token.measured
        before = self.text[self.free : figure.start]
        if self._is_named_behind_verb(before):
            self._change_named(figure, before, token)
            return
        subject = replace(_COUNTED, label=before) if token.text else read_subject(before, self.context.owner)
        if not figure.is_money and not (subject and self._is_of_something(figure, subject, before)):
            return
        if self.base is not None and subject is not None and self._is_base_in_bracket(figure, subject):
            self.base = replace(self.base, figure=figure, base_kind=self.base.base_kind or subject.kind)
            self.free = token.end + self.text.startswith("）", token.end)
            return
        if subject is not None and _YEAR_BEFORE.match(subject.label):
            self._base_behind(figure, subject)
        elif subject is None or not (token.text or _AFTER_AMOUNT.match(self.text, token.end)) or not (name := self._name(subject)):
            self._give_up(figure)
        else:
            self._open_draft(token, subject, name)
        self.free = token.end

    def _is_named_behind_verb(self, before: str) -> bool:
        """较上年增加了培训费1万元: whether the words stand between the verb of a comparison and its figure."""
        said = self.last_said
        is_verb = said is not None and said.kind == "turn" and said.direction is not None and said.end == self.free
        return is_verb and bool(before) and not re.search(r"[，。；：、（]", before)

    def _change_named(self, figure: Figure, before: str, token: Token) -> None:
        """The change of what is compared, if the words between verb and figure name that again; else of a part of it that nobody knows."""
        subject, told = read_subject(before, self.context.owner), self._made()
        if subject and len(told) == 1 and same_thing(subject.name, told[0][0].subjects[0]) and told[0][1].change is None:
            told[0][1].change, told[0][1].end, self.free = figure, token.end, token.end
        else:
            self._give_up(figure)
            self.free = token.end

    def _name(self, subject: Subject) -> str:
        """What the figure is of; "" where that is not clear. Words that begin a paragraph whose beginning is lost are not whole."""
        if self.free == 0 and self.context.is_cut and self.text.startswith(subject.label):
            return ""
        if subject.name:
            return subject.name if len(subject.name) > 1 else ""
        if self.list is not None:
            return subject.words or subject.label.strip(_PAUSE)
        return self._name_of_bare(subject)

    def _name_of_bare(self, subject: Subject) -> str:
        """项目3个，共计5万元 is of the projects, and 预算资金5万元 behind them bears its own name; a bare 2024年预算数 of the item that the
        paragraph speaks of; a bare 合计 that stands first in it of what its heading names; where only the unit's own name stands before
        预算, both are the subject."""
        said, heading, owner = self._said(), self.context.heading, self.context.owner
        if said and said[-1].figure and not said[-1].figure.is_money:
            counted = said[-1].subjects[0]
            sum_name = _SUM_NAME.match(subject.label) if _OF_PROJECTS.search(counted) else None
            return sum_name.group() if sum_name else counted
        if (subject.kind and self.lead) or self.drafts or subject.label in ("", "数"):
            return self.lead if subject.kind else ""
        return heading if is_budget_noun(heading) else (subject.label if owner and subject.label.startswith(owner) else "")

    def _open_draft(self, token: Token, subject: Subject, name: str) -> None:
        figure = token.measured
        total = self.list.total if self.list else None
        if total is not None and total.figure and not _can_contain(total.figure, total.subjects[0], figure, name):
            self.list = total = None
        aside = self._depth(figure.start) > 0
        is_part = self.list is not None and not self.list.is_paragraph and not aside
        inherited = total.year if is_part and total else self.year
        year = self.context.year - 1 if subject.is_of_last_year and self.context.year else subject.year
        self.year = year or self.year
        held_in = self._held_in(figure, year or inherited)
        is_held = held_in is not None and not (year or inherited)
        full_name = subject.named(name, self.context.stage) if self.list is None or subject.name else name
        if subject.kind == "final_accounts" and not subject.name and name.endswith("预算"):
            full_name = self._planned_before(name)
        draft = Draft(
            each_of(full_name) if subject.is_each else (full_name,),
            figure,
            self.held_from if is_held and self.held_from is not None else self.start,
            token.end,
            year or inherited or held_in or self.context.year,
            subject.kind,
            subject.code or (self.lead_code if name == self.lead and not subject.name else None),
            None if aside else self._part_of(name),
            is_part,
            aside,
            generic=not subject.name,
            whole=self._before_bracket(figure.start) if aside else total,
        )
        self.drafts.append(draft)
        if not self.lead:
            self.lead, self.lead_code = name, subject.code
        self.base, self.governing, self.compared, self.blocked, self.last_said, self.planned = None, None, [], False, None, None

    def _held_in(self, figure: Figure, told: int | None) -> int | None:
        """The year for things there are where their sentence names none: 截至2025年底，共有车辆2辆。单价100万元以上的设备5台。

        A day that opens the paragraph holds for them also where it is of money first: 截止2025年底，流动资产9万元。车辆2辆. A sentence that
        names another year, or what is to be bought, ends what was told of that day.
        """
        sentence = self.text[self.start : figure.start]
        is_day = told is not None and bool(_AS_OF.search(sentence))
        if figure.unit not in _THINGS:
            if self.start == 0 and is_day and _OPENS_AS_OF.match(sentence):
                self.held_in, self.held_from = told, self.start
            return None
        if _PLANNED_THING.search(sentence) or (_ANY_YEAR.search(sentence) and not is_day):
            self.held_in, self.held_from = None, None
        elif is_day:
            self.held_in, self.held_from = told, self.start
        return self.held_in

    def _planned_before(self, name: str) -> str:
        """公务接待费预算为5万元，支出决算为4万元: the first was the plan, and the second is no budget."""
        for draft in self._said():
            if draft.kind is None and draft.subjects == (name,):
                draft.kind = "budget"
        return name.removesuffix("预算")

    def _part_of(self, name: str) -> str | None:
        part_of = self.list.part_of if self.list else None
        return None if part_of is None or same_thing(part_of, name) else part_of

    def _depth(self, place: int) -> int:
        """How many brackets of this sentence are open there."""
        before = self.text[self.start : place]
        return before.count("（") - before.count("）")

    def _before_bracket(self, place: int) -> Draft | None:
        """The amount behind which the bracket that is open there stands; None where it is another bracket's, or words stand between."""
        said = self._said()
        opened = self.text.rfind("（", self.start, place)
        return said[-1] if said and said[-1].end == opened and self._depth(place) == 1 else None

    def _is_of_something(self, figure: Figure, subject: Subject, before: str) -> bool:
        """Whether a figure that is no money is of something that disclosures count; a zero without unit may be of money."""
        return counts(subject) or self._counts_guests(figure, before) or (not figure.unit and can_be_nothing(subject.name))

    def _counts_guests(self, figure: Figure, before: str) -> bool:
        """公务接待15批次、120人次: the persons of the visits counted before."""
        said = self._said()
        visits = bool(said and said[-1].figure) and bool(re.search("批次|团组", said[-1].subjects[0] + said[-1].unit))
        return figure.unit == "人次" and visits and len(before) <= _SHORT

    def _is_base_in_bracket(self, figure: Figure, subject: Subject) -> bool:
        """与2029年相比（2029年预算为95万元），增加5万元: the base stands in a bracket behind its year."""
        base = self.base
        if (
            base is None
            or base.figure is not None
            or not self.text.startswith("（", base.end)
            or "）" in self.text[base.end : figure.start]
        ):
            return False
        return bool(_YEAR_BEFORE.match(subject.label)) if base.year is None else subject.year == base.year

    def _base_behind(self, figure: Figure, subject: Subject) -> None:
        """增加5万元（去年预算数为95万元）: the base stands behind the change."""
        if not self.compared or any(made.base for _, made in self._made()):
            self._give_up(figure)
            return
        for _, made in self._made():
            made.base, made.base_kind = figure, made.base_kind or subject.kind

    def _give_up(self, figure: Figure | None) -> None:
        if figure is not None and figure.is_money:
            self.unread.append((figure.start, figure.end))
        self.compared, self.base, self.blocked = [], None, True

    # Lists of parts

    def _among(self, token: Token) -> None:
        before, self.free, self.base = self.text[self.free : token.start].strip(_PAUSE), token.end, None
        if self._depth(token.start) > 0:
            return
        said = self._said()
        subject = read_subject(before, self.context.owner) if before and not said else None
        first = len(self.drafts)
        self.outer = self.list
        if token.text or (subject and is_budget_noun(subject.name)):
            self.list = _List(part_of=token.text or (subject.name if subject else None), first=first)
        elif said or (len(self.heads) == 1 and not before):
            total = self._total_of(said, token) if said else self.heads[0]
            self.list = _List(total, total.subjects[0] if total and len(total.subjects) == 1 else None, first)
        else:
            known = self.list_before if self.list_before and not before else None
            self.list = _List(part_of=known.part_of if known else None, first=first)

    def _total_of(self, said: list[Draft], token: Token) -> Draft | None:
        """Of which amount 其中 tells parts: of the last one. Behind items and a semicolon (甲60万元；乙0万元；其中：…) it may be any:
        it is the one whose parts they are, if the last is zero and cannot have any; else nobody knows."""
        if len(said) < 2 or not self.text[: token.start].endswith("；"):
            return said[-1]
        totals = [draft for draft in said if not draft.is_part] or self.heads
        if len(totals) > 1 and are_whole(said[1:], said[0]):
            totals = said[:1]
        last = said[-1].figure
        return totals[0] if len(totals) == 1 and last and not last.number else None

    def _said(self) -> list[Draft]:
        """The amounts of this sentence so far, without those in brackets."""
        return [draft for draft in self.drafts[self.first :] if not draft.aside]

    def _parts(self) -> list[Draft]:
        return [draft for draft in self.drafts[self.list.first :] if draft.is_part] if self.list else []

    # Comparisons

    def _base(self, token: Token) -> None:
        before = self.text[self.free : token.start]
        adjacent = before.rpartition("，")[2] if self._said() else before
        subject = read_subject(adjacent, self.context.owner) if adjacent.strip(_PAUSE) else None
        self.named = subject.name if subject and (subject.name in _SIDES or not is_vague(subject.name)) else ""
        self.of_kind = subject.kind if subject and not subject.name else None
        is_named = bool(subject and (subject.name or subject.kind))
        self.blocked = self.blocked or (bool(before.strip(_PAUSE)) and not self._said() and not is_named)
        self.is_direct, self.governing = not before, token
        self.base, self.free, self.compared = token, token.end, []

    def _compare(self, token: Token) -> None:
        gap = self.text[self.free : token.start].strip(_PAUSE)
        if token.respective:
            self._give_up(token.figure)
        elif self.base is not None:
            self._begin_comparison(token, gap)
        elif token.kind != "change":
            return
        elif gap or not self.compared:
            self._compare_without_base(token, gap)
        for _, made in self._made():
            made.add(token)
        self.free, self.base, self.last_said = token.end, None, token
        self._tell(self._made())

    def _tell(self, made: list[tuple[Draft, Comparison]]) -> None:
        self.told = made or self.told
        self.all_told.extend(made)

    def _made(self) -> list[tuple[Draft, Comparison]]:
        """The comparison that is being told, of each amount of which it is told."""
        return [(draft, draft.comparisons[-1]) for draft in self.compared]

    def _compare_without_base(self, token: Token, gap: str) -> None:
        """5万元，增加1万元; and 其中：基本支出增加1万元, where the amount itself is not told."""
        said = self._said()
        if gap:
            targets = self._named_in(gap, token)
        elif self._depth(token.start) > 0:
            targets = self._in_bracket(token.start) or said[-1:]
        else:
            targets = said[-1:]
        made = self._governed(targets[0]) if gap and targets else Comparison()
        if not gap and len(said) > 1 and targets == said[-1:] and said[-1].year != said[-2].year:
            targets, made = _later_of(said[-2], said[-1], token)
        if self.blocked or not targets or targets[0].is_compared_with(made):
            self._give_up(token.figure)
            return
        self.compared = targets
        targets[0].comparisons.append(made)

    def _named_in(self, gap: str, token: Token) -> list[Draft]:
        """比上年，收入增加5万元，支出增加6万元: of what the words before a further change of the sentence name."""
        subject = read_subject(gap, self.context.owner) if self.list or self.told else None
        if subject is None or not token.measured.is_money:
            return []
        return self._of_side(subject.name) if subject.name in _SIDES else self._without_amount(subject.name, token)

    def _governed(self, target: Draft) -> Comparison:
        """A further comparison with the base with which the sentence began."""
        base = self.governing
        if base is None:
            return Comparison()
        year = base.year or (target.year - (base.years_back or 0) if target.year else None)
        return Comparison(base_year=year, base_kind=base.base_kind)

    def _begin_comparison(self, token: Token, gap: str) -> None:
        subject = read_subject(gap, self.context.owner) if gap else None
        name = subject.name if subject and (subject.name in _SIDES or not is_vague(subject.name)) else self.named
        targets = self._targets(name, token)
        made = [self._comparison(target) for target in targets]
        if not targets or any(target.is_compared_with(comparison) for target, comparison in zip(targets, made, strict=True)):
            self._give_up(token.figure)
            return
        if token.each and len(targets) == 1:
            split = each_of(name or targets[0].subjects[0])
            targets[0].subjects = split if len(split) > 1 else targets[0].subjects
        rival = self._rival(targets[0]) if len(targets) == 1 and not name and self.of_kind is None else None
        for target, comparison in zip(targets, made, strict=True):
            comparison.rival, comparison.is_remote = rival, not name and not self._said() and self.of_kind is None
            target.comparisons.append(comparison)
        self.compared = targets

    def _comparison(self, target: Draft) -> Comparison:
        base = self.base
        if base is None:
            return Comparison()
        year = base.year or (target.year - (base.years_back or 0) if target.year else None)
        kind = base.base_kind or (self.context.stage if base.figure else None)
        return Comparison(base.figure or self._stated_before(target, year, kind), year, kind)

    def _stated_before(self, target: Draft, year: int | None, kind: BaseKind | None) -> Figure | None:
        """2023年执行数为10万元，2024年预算12万元，比2023年执行数…: the base was an amount of its own."""
        for draft in self._known():
            if draft is not target and draft.generic and draft.figure and kind and (draft.year, draft.kind) == (year, kind):
                draft.absorbed = True
                return draft.figure
        return None

    def _targets(self, name: str, token: Token) -> list[Draft]:
        """Of which amounts the comparison speaks. Empty where that is not clear."""
        said = self._said()
        if self.of_kind is not None:
            return [draft for draft in (*self.heads, *said) if draft.kind == self.of_kind][-1:]
        if name in _SIDES and any(side_of(draft.subjects[0]) for draft in said or self.heads):
            return self._of_side(name) if not self.blocked else []
        if name:
            return self._named(name, token) or self._without_amount(name, token)
        if self.blocked or not said:
            return self.heads if not self.blocked and (len(self.heads) == 1 or token.each) else []
        return self._said_last(said, token)

    def _said_last(self, said: list[Draft], token: Token) -> list[Draft]:
        """Of which amounts of the sentence a comparison speaks that names none."""
        if self.is_direct:
            return self.drafts[-1:]
        if self._depth(token.start) > 0:
            return self._in_bracket(token.start) or said[-1:]
        return self._each_told(said) if token.each else self._total_or_part(said)

    def _of_side(self, side: str) -> list[Draft]:
        """The only amount told of 收入 or of 支出; none where there are several."""
        found = [draft for draft in self._said() or self.heads if side_of(draft.subjects[0]) == side]
        return found if len(found) == 1 else []

    def _named(self, name: str, token: Token) -> list[Draft]:
        """The amounts told before whose name the comparison repeats; where 各 spreads it, of each of the names in it."""
        known = [*self.heads, *self._said()]
        found = [draft for draft in known if same_thing(draft.subjects[0], name) or draft.is_of(each_of(name))][-1:]
        if found or not token.each:
            return found
        each = [[draft for draft in known if same_thing(draft.subjects[0], part)][-1:] for part in each_of(name)]
        return [draft for found in each for draft in found] if all(each) else []

    def _each_told(self, said: list[Draft]) -> list[Draft]:
        """收入预算5万元，支出预算5万元，均增加1万元: all amounts that are no parts and not yet compared."""
        return [draft for draft in said if not (draft.is_part or draft.comparisons)] or said[-1:]

    def _in_bracket(self, place: int) -> list[Draft]:
        """The last amount of the bracket that is open there."""
        opened = self.text.rfind("（", self.start, place)
        return [draft for draft in self.drafts[self.first :] if draft.aside and draft.at[0] > opened][-1:]

    def _without_amount(self, name: str, token: Token) -> list[Draft]:
        """机关运行经费比上年减少5万元: a change of which the amount is not told. Words alone (有所减少) say too little."""
        if not is_budget_noun(name) or token.kind == "turn":
            return []
        total = self.list.total if self.list else None
        year = (total.year if total else None) or self.year or self.context.year
        draft = Draft((name,), None, self.start, self.free, year, part_of=self._part_of(name), is_part=self.list is not None)
        self.drafts.append(draft)
        return [draft]

    def _total_or_part(self, said: list[Draft]) -> list[Draft]:
        parts = self._parts()
        if self.list is None or not parts:
            return said[-1:]
        total = self.list.total
        if total is None:
            return parts[-1:] if len(parts) == 1 or self.list.semicolons else []
        is_singled_out = len(parts) == 1 and (self._list_goes_on() or self._is_taken_up(parts[0]) or not are_whole(parts, total))
        return parts[-1:] if total.comparisons or self.list.semicolons or is_singled_out else [total]

    def _list_goes_on(self) -> bool:
        """Whether behind the next semicolon another part follows: then each part has its own change."""
        here, semicolon, after = self.text[self.free :].partition("；")
        clause = re.split(r"[；。]", after)[0]
        return bool(semicolon and "。" not in here and clause and "其中" not in clause and not _ANOTHER_TOTAL.search(clause[:20]))

    def _is_taken_up(self, part: Draft) -> bool:
        """Whether the next sentence goes on to divide the part (财政拨款支出预算中，…): then this one spoke of it, not of the total."""
        _, _, after = self.text[self.free :].partition("。")
        return bool(re.match(rf"(?:在|其中[，：]?)?{re.escape(part.subjects[0])}中[，：]?", after))

    def _rival(self, target: Draft) -> Draft | None:
        """The other amount of which the comparison may speak where the words leave room for both."""
        if not self._said():
            return self.drafts[0] if self.drafts[0] is not target else None
        parts, total = self._parts(), self.list.total if self.list else None
        if target is total:
            return parts[-1] if parts else None
        return total if target in parts and total and not total.comparisons else None

    # Shares, completion, reasons, nothing

    def _share(self, token: Token) -> None:
        said = self._said()
        if said and not self.blocked and said[-1].share is None and not self._gap(token):
            said[-1].share, said[-1].end = token.figure, token.end
            said[-1].share_of = self._whole_of(token.text or "", said[-1])
        self.free = token.end

    def _whole_of(self, words: str, part: Draft) -> str | None:
        """占本年支出合计的60%: the total of which the amount is a part, where the words name a figure and not another share of it."""
        name = _PROPORTION.sub("", words)
        subject = read_subject(name, self.context.owner)
        is_name = subject is not None and is_budget_noun(name) and "（" not in name and not same_thing(name, part.subjects[0])
        return name if is_name else None

    def _gap(self, token: Token) -> str:
        return self.text[self.free : token.start].strip(_PAUSE)

    def _completion(self, token: Token) -> None:
        said = self._said()
        if said and not self.blocked and not self._gap(token):
            target = said[-1]
            target.completion = self._planned(target, token)
            target.completion.percent, target.end = token.figure, token.end
        self.free = token.end

    def _planned(self, target: Draft, token: Token) -> Comparison:
        """A comparison of the amount with what was planned of it, if that is told before."""
        plans = self._plans_of(target)
        kinds = {draft.kind for draft in plans}
        kind = token.base_kind or (plans[-1].kind if len(kinds) == 1 else "budget")
        plan = next((draft for draft in reversed(plans) if draft.kind == kind), None)
        if plan is not None:
            plan.absorbed = True
        return Comparison(plan.figure if plan else None, target.year, kind)

    def _plans_of(self, target: Draft) -> list[Draft]:
        return [draft for draft in self._known() if draft.kind in _PLANNED and draft.is_plan_of(target)]

    def _known(self) -> tuple[Draft, ...]:
        """The amounts told before, those of the paragraph before among them where this one goes on about it."""
        return (*self.context.told, *self.drafts)

    def _plan(self, token: Token) -> None:
        """支出决算为45万元。决算数小于预算数的主要原因是…: of the last amount that is one of final accounts.

        Where 年初预算 and 全年预算 were both told and the words name neither, it is the only one that the words are true of; if they are
        true of both, which one is meant is not known.
        """
        gap, self.free = self._gap(token), token.end
        found = [draft for draft in (*self.heads, *self._said()) if draft.kind == "final_accounts"][-1:]
        if gap or not found or self.blocked:
            return
        plans = self._plans_of(found[0]) if token.base_kind is None else []
        if len({draft.kind for draft in plans}) > 1:
            plans = [draft for draft in plans if _is_on_side(found[0], draft, token)]
            if len(plans) != 1:
                return
            token = replace(token, base_kind=plans[0].kind)
        target, made = found[0], self._planned(found[0], token)
        if target.completion is not None and target.completion.base_kind == made.base_kind:
            made = target.completion
        else:
            target.comparisons.append(made)
        made.direction, made.end, self.last_said = token.direction, token.end, token
        self.planned = (target, made)
        self._tell([(target, made)])

    def _against(self, token: Token) -> None:
        """公务接待费5万元，本年数小于上年预算数的主要原因是…: of the only amount told, or of the last sentence's."""
        gap, self.free = self._gap(token), token.end
        targets = self._said() or self.heads
        if gap or self.blocked or len(targets) != 1:
            return
        year = token.year or (targets[0].year - (token.years_back or 0) if targets[0].year else None)
        made = Comparison(base_year=year, base_kind=token.base_kind, direction=token.direction, end=token.end)
        if targets[0].is_compared_with(made):
            return
        targets[0].comparisons.append(made)
        self.compared, self.last_said = targets, token
        self._tell(self._made())

    def _points(self, token: Token) -> None:
        """占60%，比上年提高3个百分点: of the share, not of the amount; no statement says so."""
        self.base, self.compared, self.free, self.last_said = None, [], token.end, None

    def _reason(self, token: Token) -> int:
        """The reason of the last comparison; returns where it ends, 0 where the words are none."""
        before = self.text[self.free : token.start]
        follows = (bool(self.compared) and before == "，") or (not before and any(made.end == token.start - 1 for _, made in self.told))
        found = find_reason(self.folded, token, before, follows=follows)
        if found is None:
            return 0
        targets = [self.planned] if self.planned else self._made() or (self._told_before(found) if not self._said() else [])
        if found.name:
            targets = self._told_of(found)
        if found.name and found.text and not self.drafts:
            self.of_before = found
        _explain(targets, found.text, found.end)
        self.explained.append((token.start, found.end))
        self.free, self.last_said = found.end, None
        return found.end

    def _told_before(self, reason: Reason) -> list[tuple[Draft, Comparison]]:
        """What a reason in a sentence of its own is said of: what was compared last; but behind a list whose parts all stayed the same
        (费用5万元，其中：甲5万元，与上年持平；乙0万元，与上年持平。主要是…) of the total."""
        total, parts = self.list_before.total if self.list_before else None, self.parts_before
        stayed = all(made.direction == "unchanged" for part in parts for made in part.comparisons)
        if total is None or total.comparisons or len(parts) < 2 or not stayed or not all(part.comparisons for part in parts):
            return self.told
        made = Comparison()
        if reason.text:
            total.comparisons.append(made)
        return [(total, made)]

    def _told_of(self, reason: Reason) -> list[tuple[Draft, Comparison]]:
        """What was told of the subject that a reason names: last, or before and not yet explained."""
        named = [(draft, made) for draft, made in self.all_told if same_thing(draft.subjects[0], reason.name)]
        last = [pair for pair in self.told if pair in named]
        return last or [(draft, made) for draft, made in named if made.reason is None and reason.direction in (None, made.direction)][-1:]

    def _nil(self, token: Token) -> None:
        clause = re.split(r"[，；。：]", self.text[self.free : token.start])[-1]
        subject = read_subject(clause, self.context.owner)
        if subject is None or _YEAR_BEFORE.search(clause) or self.base is not None:
            return
        name = token.text or subject.name
        if not name or (token.text and not _FILLER.fullmatch(subject.name)):
            return
        year = subject.year or self.year or self.context.year
        self.drafts.append(Draft((name,), None, self.start, token.end, year, nil=(token.start, token.end)))
        self.free = token.end


_STEPS: Final[dict[str, Callable[[Reading, Token], None]]] = {
    "stop": Reading._stop,
    "semicolon": Reading._semicolon,
    "amount": Reading._amount,
    "among": Reading._among,
    "base": Reading._base,
    "change": Reading._compare,
    "turn": Reading._compare,
    "same": Reading._compare,
    "share": Reading._share,
    "completion": Reading._completion,
    "plan": Reading._plan,
    "against": Reading._against,
    "points": Reading._points,
    "nil": Reading._nil,
}


def _can_contain(total: Figure, of_total: str, part: Figure, of_part: str) -> bool:
    """Whether the second can be a part of the first: a zero without unit of any money, and of vehicles where it is of vehicles too."""
    if total.unit and part.unit:
        return total.can_contain(part)
    return total.is_money or part.is_money or is_of_vehicles(of_total) == is_of_vehicles(of_part)


def _is_on_side(one: Draft, plan: Draft, token: Token) -> bool:
    """Whether one amount is greater or smaller than what was planned, as the words say."""
    if one.figure is None or plan.figure is None or one.unit != plan.unit:
        return False
    above = one.figure.number - plan.figure.number
    return above > 0 if token.direction == "increase" else above < 0


def _later_of(one: Draft, other: Draft, token: Token) -> tuple[list[Draft], Comparison]:
    """2024年预算3万元，2023年决算2万元，增加1万元: the later amount is compared with the earlier, if the figures say so too."""
    if one.figure is None or other.figure is None or token.figure is None or one.year is None or other.year is None:
        return [], Comparison()
    later, earlier = (one, other) if one.year > other.year else (other, one)
    difference = abs(one.figure.number - other.figure.number)
    if difference != token.figure.number or len({figure.unit for figure in (one.figure, other.figure, token.figure)}) > 1:
        return [], Comparison()
    earlier.absorbed = True
    return [later], Comparison(earlier.figure, earlier.year, earlier.kind)


def _explain(targets: list[tuple[Draft, Comparison]], reason: str | None, end: int) -> None:
    for _, made in targets:
        if reason and made.reason is None:
            made.reason, made.end = reason, max(made.end, end)
