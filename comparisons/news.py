"""What is new, as entries of a feed: disclosures, corrections, and what in new disclosures may be worth a look. In the reader's language.

Nothing of clerks is told but the reason of a withdrawal, which they are told is public. No figure is told of an edition that was withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from budgets.models import Disclosure, Edition
from budgets.templatetags.figures import exact
from budgets.titles import schedule_titles
from comparisons import observed, report, series, stored
from comparisons.changes import Change, Changes, Point
from comparisons.headline import figure
from comparisons.indicators import BY_KEY, INDICATORS
from comparisons.signals.shapes import Kind, Signal
from comparisons.stored import Replaced
from comparisons.templatetags.signals import signal_text
from comparisons.volume import Volume
from comparisons.wording.pieces import About
from comparisons.wording.sentences import sentence

LIMIT: Final = 50
SIGNALS: Final = 20
"""Of so many new disclosures signals are told: to find them all years of their departments are read."""
OF_A_KIND: Final = 3
"""So many signals of a kind are told in an entry."""
LINES: Final = 8
"""So many figures that a new edition changed are told in an entry."""
HEADS: Final = tuple(BY_KEY[key] for key in report.HEADS)


@dataclass(frozen=True, slots=True)
class Item:
    """An entry: `key` is what it is about, the same for ever; `link` and `key` are paths. `published` is when it happened, `updated` when
    what it says last changed. `title` is a sentence, `body` paragraphs of plain text."""

    key: str
    link: str
    title: str
    body: tuple[str, ...]
    published: datetime
    updated: datetime


def of_department(department: int) -> list[Item]:
    """The disclosures and corrections of a department, the latest first."""
    return _newest((*disclosures(department), *corrections(department)))


def _newest(items: Iterable[Item]) -> list[Item]:
    return sorted(items, key=lambda item: (item.published, item.key), reverse=True)[:LIMIT]


# Disclosures


def disclosures(department: int | None = None) -> list[Item]:
    """Every disclosure once, when it first became public, with what its edition in force says. In a constant number of queries."""
    found = stored.appeared(LIMIT, department)
    told = report.heads([one.edition for one in found if one.edition.is_in_force], HEADS)
    return [_appeared(one.edition, one.at, told.get(one.edition.pk)) for one in found]


def _appeared(edition: Edition, at: datetime, changes: Changes | None) -> Item:
    disclosure = _disclosure(edition)
    sentences = [_change(change, disclosure) for change in (changes.of(one.key) for one in HEADS) if change] if changes else []
    title, *others = sentences or [_plain(edition)]
    link = reverse("disclosure", args=(disclosure.department_id, disclosure.fiscal_year, disclosure.stage, disclosure.scope))
    updated = max(filter(None, (at, edition.published_at, edition.ended_at)))
    return Item(f"{link}appeared", link, title, (*_about(edition), *others), at, updated)


def _change(change: Change, disclosure: Disclosure) -> str:
    """A headline figure against the year before, with whose it is."""
    about = About(
        name=_(change.label),
        department=disclosure.department.name,
        stage=disclosure.stage,
        scope=disclosure.scope,
        base_year=disclosure.fiscal_year - 1,
        year=disclosure.fiscal_year,
        titles=schedule_titles(),
    )
    return str(sentence(change, "en" if get_language() == "en" else "zh", about))


def _plain(edition: Edition) -> str:
    """What there is of an edition without a figure to tell, or not in force."""
    text = _("{disclosure}公开了。") if edition.is_in_force else _("{disclosure}曾经公开，第 {number} 版已撤回。")
    return text.format(disclosure=_named(edition), number=edition.number)


# Corrections


def corrections(department: int | None = None) -> list[Item]:
    """Editions that replaced another, were withdrawn or put in force again, the latest first. In a constant number of queries."""
    replaced = stored.replaced(LIMIT, department)
    pairs = [edition for one in replaced if not _is_withdrawn(one.edition) for edition in (one.edition, one.before)]
    volumes, corrected = stored.read_headline(pairs), stored.corrected_cells(pairs)
    items = [
        *(_gone(one) if _is_withdrawn(one.edition) else _replaced(one, volumes, corrected) for one in replaced),
        *(_withdrawn(edition) for edition in stored.withdrawn(LIMIT, department)),
        *(_reinstated(edition) for edition in stored.reinstated(LIMIT, department)),
    ]
    return _newest(items)


Corrected = Mapping[int, frozenset[tuple[str, str, str]]]


def _replaced(one: Replaced, volumes: Mapping[int, Volume], corrected: Corrected) -> Item:
    edition, before = one.edition, one.before
    if edition.published_at is None:
        raise ValueError(f"edition {edition.pk} was never published")
    differences = list(_differences(volumes[before.pk], volumes[edition.pk], one))
    made = len(corrected.get(edition.pk, frozenset()) - corrected.get(before.pk, frozenset()))
    body = [*_about(edition), *_why(one, made), *differences[:LINES]]
    if len(differences) > LINES:
        more = len(differences) - LINES
        body.append(ngettext("还有 {count} 个主要的数也变了。", "还有 {count} 个主要的数也变了。", more).format(count=more))
    link = reverse("edition", args=(edition.pk,))
    title = _replacing(one, differences)
    return Item(f"{link}published", link, title, tuple(body), edition.published_at, edition.published_at)


def _gone(one: Replaced) -> Item:
    """An edition that replaced another and was withdrawn since: its figures are not told any more."""
    edition = one.edition
    text = _("{disclosure}：第 {number} 版曾取代第 {before} 版，后来撤回了。")
    title = text.format(disclosure=_named(edition), number=edition.number, before=one.before.number)
    link = reverse("edition", args=(edition.pk,))
    return Item(f"{link}published", link, title, _about(edition), edition.published_at or _ended(edition), _ended(edition))


def _is_withdrawn(edition: Edition) -> bool:
    return edition.state == Edition.State.WITHDRAWN


def _replacing(one: Replaced, differences: Sequence[str]) -> str:
    """The title says how the figures came out of it."""
    values = {"disclosure": _named(one.edition), "number": one.edition.number, "before": one.before.number}
    if one.edition.digest == one.before.digest:
        text = _("{disclosure}：第 {number} 版取代第 {before} 版，数没有变。")
    elif not differences:
        text = _("{disclosure}：第 {number} 版取代第 {before} 版，主要的数没有变，别的数有变。")
    else:
        text = _("{disclosure}：第 {number} 版取代第 {before} 版。{first}")
    return text.format(**values, first=differences[0] if differences else "")


def _why(one: Replaced, made: int) -> Iterator[str]:
    """What is known of why there is a new edition."""
    if one.edition.replaces_id is not None:
        yield _("文件更正后重新公开了。")
    if made:
        yield ngettext("对照原件更正了 {count} 处。", "对照原件更正了 {count} 处。", made).format(count=made)


def _differences(before: Volume, after: Volume, one: Replaced) -> Iterator[str]:
    """Each headline figure that is not what it was in the edition before."""
    old, new = series.headline(before), series.headline(after)
    for indicator in INDICATORS:
        then, now = _shown(old, indicator.key), _shown(new, indicator.key)
        if (then is None) != (now is None) or (then and now and (then.yuan, then.presence) != (now.yuan, now.presence)):
            texts = _amount(then), _amount(now)
            if texts[0] == texts[1]:
                texts = _in_yuan(then), _in_yuan(now)
            yield _("{line}：第 {before} 版{then}，第 {number} 版{now}。").format(
                line=_(indicator.name), before=one.before.number, number=one.edition.number, then=texts[0], now=texts[1]
            )


def _shown(changes: Changes, key: str) -> Point | None:
    """The figure of a line that pages show of an edition."""
    change = changes.of(key)
    return change.after if change is not None else None


def _amount(point: Point | None) -> str:
    """A figure with its unit, or the word for why there is none."""
    text = figure(point, "not_stated")
    return (
        _(" {amount} 万元").format(amount=text.strip()) if point is not None and point.yuan is not None else _("“{text}”").format(text=text)
    )


def _in_yuan(point: Point | None) -> str:
    """The same exactly, for two that are the same when they are rounded."""
    return _(" {amount} 元").format(amount=exact(point.yuan)) if point is not None and point.yuan is not None else _amount(point)


def _withdrawn(edition: Edition) -> Item:
    link = reverse("edition", args=(edition.pk,))
    title = _("{disclosure}：第 {number} 版已撤回。").format(disclosure=_named(edition), number=edition.number)
    reason = (_("理由：{reason}").format(reason=edition.end_reason),) if edition.end_reason else ()
    at = _ended(edition)
    return Item(f"{link}withdrawn", link, title, (*_about(edition), *reason), at, at)


def _reinstated(edition: Edition) -> Item:
    link, at = reverse("edition", args=(edition.pk,)), _ended(edition)
    title = _("{disclosure}：第 {number} 版恢复为现行的一版。").format(disclosure=_named(edition), number=edition.number)
    return Item(f"{link}reinstated", link, title, _about(edition), at, at)


def _ended(edition: Edition) -> datetime:
    at = edition.ended_at or edition.published_at
    if at is None:
        raise ValueError(f"edition {edition.pk} was never published")
    return at


# Signals


def signals() -> list[Item]:
    """What may be worth a look in disclosures that are newly public, those without any left out. In a constant number of queries."""
    appeared = [one for one in stored.appeared(SIGNALS) if one.edition.is_in_force]
    found = observed.of_editions(one.edition for one in appeared)
    by_edition = {one.edition.pk: one for one in found if one.edition is not None and one.signals}
    return [_observed(by_edition[one.edition.pk], one.at) for one in appeared if one.edition.pk in by_edition]


def _observed(one: observed.Observed, at: datetime) -> Item:
    if one.edition is None:
        raise ValueError("nothing is observed in what was not collected")
    edition, count = one.edition, len(one.signals)
    kinds = _("；").join(_(kind.title) for kind, _own in one.groups)
    text = ngettext("{disclosure}有 {count} 个信号：{kinds}。", "{disclosure}有 {count} 个信号：{kinds}。", count)
    title = text.format(disclosure=_named(edition), count=count, kinds=kinds)
    disclosure = _disclosure(edition)
    query = f"year={disclosure.fiscal_year}&stage={disclosure.stage}&scope={disclosure.scope}"
    link = f"{reverse('signals', args=(disclosure.department_id,))}?{query}"
    first = _("信号不是指责。每条写明看见了什么、印在哪里，也写明它不说明什么。")
    body = (first, *_samples(edition), *(text for kind, own in one.groups for text in _of_kind(kind, own)))
    updated = max(filter(None, (at, edition.published_at, edition.ended_at)))
    return Item(f"{reverse('edition', args=(edition.pk,))}signals", link, title, body, at, updated)


def _of_kind(kind: Kind, own: Sequence[Signal]) -> Iterator[str]:
    yield from (signal_text(signal) for signal in own[:OF_A_KIND])
    if len(own) > OF_A_KIND:
        more = len(own) - OF_A_KIND
        yield ngettext("另有 {count} 处同类的。", "另有 {count} 处同类的。", more).format(count=more)
    yield _(kind.does_not_mean)


# What every entry says


def _disclosure(edition: Edition) -> Disclosure:
    if edition.disclosure is None:
        raise ValueError(f"edition {edition.pk} has no disclosure")
    return edition.disclosure


def _named(edition: Edition) -> str:
    """Whose disclosure it is, of which year, stage and scope."""
    one = _disclosure(edition)
    kind = {"year": one.fiscal_year, "stage": one.get_stage_display(), "scope": one.get_scope_display()}
    return _("{department} {year} 年{stage}（{scope}）").format(department=one.department.name, **kind)


def _about(edition: Edition) -> tuple[str, ...]:
    """Which edition it is, when the document says to have been published, and whether we typeset it ourselves."""
    days = {part.reading.document.published_on for part in edition.parts.all()} - {None}
    told = _("{disclosure}，第 {number} 版。").format(disclosure=_named(edition), number=edition.number)
    dated = (_("文件公开日期：{day}。").format(day=max(filter(None, days))),) if days else ()
    return (told, *dated, *_samples(edition))


def _samples(edition: Edition) -> tuple[str, ...]:
    is_sample = any(part.reading.document.is_sample for part in edition.parts.all())
    return (_("演示排版，非官方原件"),) if is_sample else ()
