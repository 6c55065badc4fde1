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

from ingest.statements.drafts import Comparison, Draft, are_whole
from ingest.statements.folding import Folded
from ingest.statements.reasons import Reason, find_reason, unmarked_reason
from ingest.statements.subjects import Subject, counts, each_of, is_budget_noun, is_vague, read_subject, same_thing
from ingest.statements.tokens import BaseKind, Figure, Token, tokenise, unmatched_money

_LONGEST_LEAD: Final = 80
_MARKED: Final = re.compile(r"（[一二三四五六七八九十\d]+）|\d{1,2}[.．、]|[一二三四五六七八九十]+、")
_YEAR_BEFORE: Final = re.compile(r"(?:去年|上年)(?!结转|结余)")
_FILLER: Final = re.compile(r"(?:均|也|目前|暂|全部|度|年度|当年|本年|本年度)*")
_ANOTHER_TOTAL: Final = re.compile(r"本年|当年|本部门|本单位|20\d\d年|总计")
_AFTER_AMOUNT: Final = re.compile(r"[，。；、：（）等]|$|[比较与同和及占共]|以及|其中|主要|用于|包括|增|减|下降|（")
_PAUSE: Final = "，、：（"


@dataclass(frozen=True, slots=True)
class Context:
    """What holds for the paragraph: the document's year and stage, the name of its unit, the name of the heading above.

    `part_of` is the total whose parts the paragraph lists, where the one before ended in 其中：. `is_cut` says that the paragraph before
    ends within a sentence, so that this one may begin in the middle of a word.
    """

    year: int | None
    stage: BaseKind | None
    owner: str | None
    heading: str
    part_of: str | None = None
    is_cut: bool = False


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


class Reading:
    """A paragraph while it is read. Its result: `drafts`; `unread`, where figures of money stand that found no place; `open_list`, the
    total whose parts are announced at its end."""

    def __init__(self, folded: Folded, context: Context) -> None:
        self.folded, self.text, self.context = folded, folded.text, context
        self.drafts: list[Draft] = []
        self.unread: list[tuple[int, int]] = []
        self.explained: list[tuple[int, int]] = []  # reasons: figures in them belong to them
        self.lead = ""
        self.heads: list[Draft] = []  # the amounts of the sentence before
        self.told: list[tuple[Draft, Comparison]] = []  # what was compared last, for a reason in a sentence of its own
        self.of_before: Reason | None = None  # a reason before any figure: of what the paragraphs before tell
        self.list_before: _List | None = None
        self._open_sentence(0, _List(part_of=context.part_of, is_paragraph=True) if context.part_of else None)

    def _open_sentence(self, start: int, parts: _List | None = None) -> None:
        self.start, self.first, self.free = start, len(self.drafts), start  # free: where no token has taken the text yet
        self.year: int | None = None
        self.base: Token | None = None
        self.named = ""
        self.is_direct = False
        self.compared: list[Draft] = []
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
        self.unread.extend(unmatched_money(self.text, [token.whole for token in tokens] + self.explained))
        return self

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
        if self.compared and self.last_said:
            _explain(self._made(), unmarked_reason(self.folded, self.last_said.end, end), end)
        drafts = self.drafts[self.first :]
        for draft in (*drafts, *self.compared):
            self.unread.extend((figure.start, figure.end) for figure in draft.settle())
        if drafts:
            self.list_before = self.list
            self.heads = [draft for draft in drafts if not (draft.is_part or draft.aside)]

    def _semicolon(self, token: Token) -> None:
        if self.list is not None and not self.list.is_paragraph:
            if self.list.total is not None and self.list.total in self.compared:
                self.list = None
            elif len(self._parts()) != 1 and not self.list.semicolons:
                self.list = self.outer  # parts told with 、 end here; and 主要包括 without figures only describes a part
            else:
                self.list = replace(self.list, semicolons=self.list.semicolons + 1)
        self.base, self.compared, self.free, self.last_said = None, [], token.end, None

    # Amounts

    def _amount(self, token: Token) -> None:
        figure = token.measured
        before = self.text[self.free : figure.start]
        subject = read_subject(before, self.context.owner)
        if not figure.is_money and (subject is None or not counts(subject)):
            return
        if subject is not None and _YEAR_BEFORE.match(subject.label):
            self._base_behind(figure, subject)
        elif subject is None or not _AFTER_AMOUNT.match(self.text, token.end) or not (name := self._name(subject)):
            self._give_up(figure)
        else:
            self._open_draft(token, subject, name)
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
        """项目3个，共计5万元 is of the projects; a bare 2024年预算数 of the item that the paragraph speaks of; a bare 合计 that stands
        first in it of what its heading names; where only the unit's own name stands before 预算, both are the subject."""
        said, heading, owner = self._said(), self.context.heading, self.context.owner
        if said and said[-1].figure and not said[-1].figure.is_money:
            return said[-1].subjects[0]
        if (subject.kind and self.lead) or self.drafts or subject.label in ("", "数"):
            return self.lead if subject.kind else ""
        return heading if is_budget_noun(heading) else (subject.label if owner and subject.label.startswith(owner) else "")

    def _open_draft(self, token: Token, subject: Subject, name: str) -> None:
        figure = token.measured
        total = self.list.total if self.list else None
        if total is not None and total.figure and not total.figure.can_contain(figure):
            self.list = total = None
        aside = self._depth(figure.start) > 0
        is_part = self.list is not None and not self.list.is_paragraph and not aside
        inherited = total.year if is_part and total else self.year
        self.year = subject.year or self.year
        full_name = subject.named(name, self.context.stage) if self.list is None or subject.name else name
        draft = Draft(
            each_of(full_name) if subject.is_each else (full_name,),
            figure,
            self.start,
            token.end,
            subject.year or inherited or self.context.year,
            subject.kind,
            subject.code,
            None if aside else self._part_of(name),
            is_part,
            aside,
            generic=not subject.name,
        )
        self.drafts.append(draft)
        self.lead = self.lead or name
        self.base, self.compared, self.blocked, self.last_said = None, [], False, None

    def _part_of(self, name: str) -> str | None:
        part_of = self.list.part_of if self.list else None
        return None if part_of is None or same_thing(part_of, name) else part_of

    def _depth(self, place: int) -> int:
        """How many brackets of this sentence are open there."""
        before = self.text[self.start : place]
        return before.count("（") - before.count("）")

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
        self.named = subject.name if subject and not is_vague(subject.name) else ""
        self.blocked = self.blocked or (bool(before.strip(_PAUSE)) and not self._said() and not (subject and subject.name))
        self.is_direct = not before
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
        self.free, self.base, self.last_said, self.told = token.end, None, token, self._made() or self.told

    def _made(self) -> list[tuple[Draft, Comparison]]:
        """The comparison that is being told, of each amount of which it is told."""
        return [(draft, draft.comparisons[-1]) for draft in self.compared]

    def _compare_without_base(self, token: Token, gap: str) -> None:
        """5万元，增加1万元; and 其中：基本支出增加1万元, where the amount itself is not told."""
        said = self._said()
        subject = read_subject(gap, self.context.owner) if gap and self.list else None
        if gap:
            targets = self._without_amount(subject.name, token) if subject and token.measured.is_money else []
        elif self._depth(token.start) > 0:
            targets = self._in_bracket(token.start) or said[-1:]
        else:
            targets = said[-1:]
        made = Comparison()
        if len(said) > 1 and targets == said[-1:] and said[-1].year != said[-2].year:
            targets, made = _later_of(said[-2], said[-1], token)
        if self.blocked or not targets or targets[0].is_compared_with(made):
            self._give_up(token.figure)
            return
        self.compared = targets
        targets[0].comparisons.append(made)

    def _begin_comparison(self, token: Token, gap: str) -> None:
        subject = read_subject(gap, self.context.owner) if gap else None
        name = subject.name if subject and not is_vague(subject.name) else self.named
        targets = self._targets(name, token)
        made = [self._comparison(target) for target in targets]
        if not targets or any(target.is_compared_with(comparison) for target, comparison in zip(targets, made, strict=True)):
            self._give_up(token.figure)
            return
        if token.each and len(targets) == 1:
            split = each_of(name or targets[0].subjects[0])
            targets[0].subjects = split if len(split) > 1 else targets[0].subjects
        rival = self._rival(targets[0]) if len(targets) == 1 and not name else None
        for target, comparison in zip(targets, made, strict=True):
            comparison.rival, comparison.is_remote = rival, not name and not self._said()
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
        for draft in self.drafts:
            if draft is not target and draft.generic and draft.figure and kind and (draft.year, draft.kind) == (year, kind):
                draft.absorbed = True
                return draft.figure
        return None

    def _targets(self, name: str, token: Token) -> list[Draft]:
        """Of which amounts the comparison speaks. Empty where that is not clear."""
        said = self._said()
        if name:
            found = next((draft for draft in reversed((*self.heads, *said)) if same_thing(draft.subjects[0], name)), None)
            return [found] if found else self._without_amount(name, token)
        if self.blocked or not said:
            return self.heads if not self.blocked and (len(self.heads) == 1 or token.each) else []
        if self.is_direct:
            return self.drafts[-1:]
        if self._depth(token.start) > 0:
            return self._in_bracket(token.start) or said[-1:]
        return self._each_told(said) if token.each else self._total_or_part(said)

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
        is_singled_out = len(parts) == 1 and (self._list_goes_on() or not are_whole(parts, total))
        return parts[-1:] if total.comparisons or self.list.semicolons or is_singled_out else [total]

    def _list_goes_on(self) -> bool:
        """Whether behind the next semicolon another part follows: then each part has its own change."""
        here, semicolon, after = self.text[self.free :].partition("；")
        clause = re.split(r"[；。]", after)[0]
        return bool(semicolon and "。" not in here and clause and "其中" not in clause and not _ANOTHER_TOTAL.search(clause[:20]))

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
        self.free = token.end

    def _gap(self, token: Token) -> str:
        return self.text[self.free : token.start].strip(_PAUSE)

    def _completion(self, token: Token) -> None:
        said = self._said()
        if said and not self.blocked and not self._gap(token):
            target = said[-1]
            plan = next((draft for draft in said[:-1] if draft.kind == token.base_kind and draft.is_plan_of(target)), None)
            if plan is not None:
                plan.absorbed = True
            base = plan.figure if plan else None
            target.completion = Comparison(base, target.year, token.base_kind, percent=token.figure)
            target.end = token.end
        self.free = token.end

    def _reason(self, token: Token) -> int:
        """The reason of the last comparison; returns where it ends, 0 where the words are none."""
        before = self.text[self.free : token.start]
        found = find_reason(self.folded, token, before, follows=bool(self.compared) and before == "，")
        if found is None:
            return 0
        targets = self._made() or (self.told if not self._said() else [])
        if found.name:
            targets = [(draft, made) for draft, made in self.told if same_thing(draft.subjects[0], found.name)]
        if found.name and found.text and not self.drafts:
            self.of_before = found
        _explain(targets, found.text, found.end)
        self.explained.append((token.start, found.end))
        self.free, self.last_said = found.end, None
        return found.end

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
    "nil": Reading._nil,
}


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
