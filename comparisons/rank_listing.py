"""A ranking, and a department among its peers, as lines for a terminal: the same figures and words as their pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from budgets.models import Scope, Stage
from budgets.templatetags.figures import wan
from comparisons import among, ranked
from comparisons.headline import figure
from comparisons.peers import Profile, Spread, Standing, spread
from comparisons.ranked import Row
from comparisons.ranking import Ranking
from comparisons.standings import Asked
from comparisons.templatetags.changes import difference, rate
from comparisons.templatetags.rankings import (
    absent_text,
    apart_text,
    basis_text,
    criterion_name,
    differences_text,
    elsewhere_text,
    few_text,
    fund_unsaid,
    happened,
    inside_text,
    left_out_text,
    line_happened,
    move,
    moved_since,
    no_move_text,
    no_peers,
    nobody_moved,
    only_one,
    rank_text,
    ranked_line,
    recognised_text,
    stored_value,
    unranked_text,
    unstated_text,
)
from comparisons.terminal import table


def ranking_lines(asked: Asked, found: Ranking, limit: int) -> Iterator[str]:
    """The basis, the first places, median and quartiles, and everything that has no rank."""
    yield _title(asked)
    yield from _ranking(found, limit)


def peers_lines(asked: Asked, found: Standing, profile: Profile, limit: int) -> Iterator[str]:
    """Why these departments, the ranking among them, and the own place; `profile` is what is stored of the department itself."""
    group = found.group
    yield _title(asked)
    for name, missing in group.missing.items():
        yield _("  说不出同类：{criterion}：{why}").format(criterion=criterion_name(name), why=left_out_text(missing))
    if group.missing:
        return
    for name, told in among.left_out(found):
        shared = "" if name == "size" else f" {stored_value(profile.facts[name].value)}"
        out = _("；").join(_("{why} {count} 个").format(why=left_out_text(why), count=count) for why, count in told)
        from_where = [profile.facts[name].source, *among.sources(found, name)] if name != "size" else []
        origin = _("、").join(dict.fromkeys(from_where))
        yield f"  {criterion_name(name)}{shared}{f'（{origin}）' if origin else ''}" + (_("　排除：{out}").format(out=out) if out else "")
    yield _own(found)
    yield from _ranking(found.ranking, limit)


def _own(found: Standing) -> str:
    if found.own is None:
        return _("  本部门没有名次：{why}").format(why=absent_text(among.why_no_place(found) or "no_document"))
    if alone := no_peers(found):
        return f"  {alone}" + (_("请去掉或换一个条件（--by）。") if found.group.left_out else "")
    return _("  本部门：第 {rank} 名，共 {count} 个").format(rank=found.own.rank, count=len(found.ranking.places))


def _title(asked: Asked) -> str:
    kind = f"{Stage(asked.stage).label}（{Scope(asked.scope).label}）"
    told = _("{line}，{year} 年{kind}").format(line=ranked_line(asked), year=asked.year, kind=kind)
    return told + (_("，自 {year} 年以来").format(year=asked.since) if asked.since else "")


def _ranking(found: Ranking, limit: int) -> Iterator[str]:
    if found.basis is not None and found.places:
        yield "  " + _("口径：") + basis_text(found.basis) + _("。") + "".join(unstated_text(found.unstated or {}))
    rows = ranked.shown(found.places[:limit], found.apart[:limit], found.absent[:limit])
    if rows.places:
        heads = [_("名次"), _("部门"), _("万元"), _("差额"), _("变化率"), moved_since(found.since)]
        places = [(row.placed, row) for row in rows.places if row.placed is not None]
        lines = [
            heads,
            *([rank_text(one), _named(found, row), figure(row.point, ""), *_since(row, found), move(one)] for one, row in places),
        ]
        why = ranked.no_move(found)
        columns = [0, 1, 2, *([3, 4] if any(row.change for row in rows.places) else []), *([] if why or found.is_of_changes else [5])]
        yield from table([[line[at] for at in columns] for line in lines], left=(1,))
        yield from _more(found.places, limit)
        if told := only_one(found):
            yield f"  {told}" + _("。")
        if why and not found.is_of_changes:
            yield f"  {nobody_moved(why, found).strip()}"
        if told := differences_text(found):
            yield f"  {told}"
        yield from (f"  {unranked_text(reason, count, found.since)}" for reason, count in found.unranked.items())
        yield from (f"  {line_happened(caution)}" for caution in ranked.of_line(found))
    yield from (f"  {row.name}：{text}" for row in rows.places if row.placed for one in row.placed.cautions if (text := happened(one)))
    yield from (f"  {row.name}：{inside_text(row.inside)}" for row in rows.places if row.inside)
    yield from (f"  {row.name}：{recognised_text(row)}" for row in (*rows.places, *rows.apart) if row.recognised)
    if not found.is_of_changes:
        yield from _spread(spread(found.places.figures))
    for row in rows.apart:
        yield _("  另列 {name}：{figure} 万元，{why}").format(
            name=row.name, figure=figure(row.point, ""), why=apart_text(row.apart) if row.apart else ""
        )
    yield from _more(found.apart, limit)
    yield from (_("  没有数 {name}：{why}").format(name=row.name, why=_absent(row)) for row in rows.absent)
    yield from _more(found.absent, limit)


def _since(row: Row, found: Ranking) -> tuple[str, str]:
    """What changed since the year before, and in percent; why not, where that can be said in a word."""
    change = row.change
    if change is None or change.difference is None:
        return no_move_text(row.placed) if row.placed is not None and found.is_of_changes else "", ""
    return difference(change), rate(change) + ("%" if change.rate is not None else "")


def _named(found: Ranking, row: Row) -> str:
    unsaid = fund_unsaid(found, row.entry)
    sample = _("　（演示排版，非官方原件）") if row.is_sample else ""
    return row.name + (_("（{text}）").format(text=unsaid) if unsaid else "") + sample


def _absent(row: Row) -> str:
    return absent_text(row.entry.absent) + (_("，") + elsewhere_text(row.elsewhere) if row.elsewhere else "")


def _more(every: Sequence[object], limit: int) -> Iterator[str]:
    if len(every) > limit:
        yield _("  另有 {count} 个，用 --limit 列出更多。").format(count=len(every) - limit)


def _spread(found: Spread) -> Iterator[str]:
    if found.count < 2:
        return
    named = (
        (_("最小"), found.smallest),
        (_("下四分位"), found.lower),
        (_("中位数"), found.median),
        (_("上四分位"), found.upper),
        (_("最大"), found.largest),
    )
    yield "  " + _("，").join(f"{name} {wan(value)}" for name, value in named if value is not None) + _("（万元）。") + few_text(found)
