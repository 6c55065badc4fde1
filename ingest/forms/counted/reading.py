"""Blocks of lines → forms, and what a person should know about them. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from budgets.worded import _
from ingest.forms.counted.blocks import Block, Piece, Placed, cut
from ingest.forms.counted.funding import Money, read_funding
from ingest.forms.counted.goals import Goals, is_cut_off, read_goals
from ingest.forms.counted.indicators import read_row
from ingest.forms.judging import Read, judged
from ingest.forms.labels import GOAL_LABEL, LABELS, SIGNED_ON, TEXT_LABEL, columns, head_fields
from ingest.shapes import Form, Indicator, Note, Page, Source

_YEARS: Final = re.compile(r"(\d{1,2})年")


def read_counted(pages: tuple[Page, ...]) -> tuple[tuple[Form, ...], tuple[Note, ...]]:
    """The forms of a text. Texts are joined from their lines with nothing between."""
    blocks, habits = cut(pages)
    forms, notes = judged([_read(block, habits.two_sided) for block in blocks])
    return forms, tuple(sorted(notes, key=lambda note: note.source.line or 0))


def _read(block: Block, two_sided: bool) -> Read:
    source = Source(page=block.claimed[0].page, line=block.claimed[0].line.number)
    head, head_notes = _head(block.of("head"))
    money, money_notes = _money(_money_pieces(block))
    goals, goal_notes = _goals(block)
    indicators, indicator_notes = _indicators(block.of("row"), two_sided)
    years = _YEARS.fullmatch(head.get("period_years", ""))
    texts = {piece.label.keys[0]: _text(piece) for piece in block.of("text")}
    form = Form(
        project=head.get("project"),
        source=source,
        complete=False,
        department=head.get("department"),
        unit=money.unit,
        implementing_unit=head.get("implementing_unit"),
        attribute=head.get("attribute"),
        period_years=int(years[1]) if years else None,
        period=money.period,
        year=money.year,
        overview=texts.get("overview"),
        basis=texts.get("basis"),
        necessity=texts.get("necessity"),
        safeguards=texts.get("safeguards"),
        plan=texts.get("plan"),
        goal_period=goals.period,
        goal_year=goals.year,
        indicators=indicators,
        filled_at=_filled_at(block.of("signature")),
        pages=tuple(dict.fromkeys(placed.page for placed in block.claimed)),
        segments=block.segments,
        sources=_sources(block, money),
    )
    found = block.keys - ({"funding"} if not money.is_read else set())
    notes = (*head_notes, *money_notes, *goal_notes, *indicator_notes, *map(_unread, block.unread))
    return Read(form, found, notes, block.titled, block.interrupted, block.rejoined)


def _sources(block: Block, money: Money) -> tuple[tuple[str, Source], ...]:
    """Where each field is printed: money with the characters of its figure, everything else with the first line that has text of it."""
    fields = [*block.of("head"), *block.of("text"), *block.of("goal"), *block.of("signature")]
    found = [(key, piece.lines[1 if _is_bare(piece) else 0]) for piece in fields for key in piece.label.keys]
    placed = [placed for piece in _money_pieces(block) for placed in piece.lines]
    figures = ((name, placed[index], (start, end)) for name, (index, start, end) in money.places)
    return (
        *((key, Source(page=line.page, line=line.line.number)) for key, line in found),
        *((name, _marked(line, span)) for name, line, span in figures),
    )


def _marked(placed: Placed, span: tuple[int, int]) -> Source:
    start, end = (at + placed.line.offset for at in span)
    return Source(page=placed.page, line=placed.line.number, span=(start, end))


def _is_bare(piece: Piece) -> bool:
    """Whether the label stands alone and its value begins on the next line."""
    return len(piece.lines) > 1 and bool(re.fullmatch(r"\S+", piece.texts[0].strip()))


def _money_pieces(block: Block) -> list[Piece]:
    return [piece for piece in block.pieces if piece.label.keys == ("funding",)]


def _head(pieces: Sequence[Piece]) -> tuple[dict[str, str], tuple[Note, ...]]:
    """Short fields, several on a line. Which of several goes on in a further line cannot be told."""
    values: dict[str, str] = {}
    notes = []
    for piece in pieces:
        fields = head_fields(piece.texts[0])
        if len(piece.texts) > 1 and len(fields) > 1:
            names = "、".join(LABELS[key] for key in fields)
            notes.append(_ambiguous(piece, _("{names}印在同一行并换行，分不清续行属于哪一栏，未采用").format(names=names)))
            continue
        values |= {key: value + "".join(text.strip() for text in piece.texts[1:]) for key, value in fields.items()}
    return {key: value for key, value in values.items() if value}, tuple(notes)


def _money(pieces: Sequence[Piece]) -> tuple[Money, tuple[Note, ...]]:
    money = read_funding([text for piece in pieces for text in piece.texts])
    if not money.doubtful:
        return money, ()
    return money, (_ambiguous(pieces[0], _("项目资金中有数字分不清属于哪一项、哪一期，未采用")),)


def _goals(block: Block) -> tuple[Goals, tuple[Note, ...]]:
    pieces = block.of("goal")
    if not pieces:
        return Goals(None, None), ()
    lines = [text for piece in pieces for text in (GOAL_LABEL.sub("", piece.texts[0].strip(), count=1), *piece.texts[1:])]
    labels = [piece.row for piece in block.of("columns")] + [piece.texts[0].split()[0] for piece in pieces]
    named = columns(" ".join(labels))
    goals = read_goals(lines, named)
    if not goals.certain:
        return goals, (_ambiguous(pieces[0], _("总体目标分不清实施期目标与年度目标的界限，全文记在实施期目标")),)
    if is_cut_off(goals):
        source = Source(page=pieces[-1].lines[-1].page, line=pieces[-1].lines[-1].line.number)
        return goals, (Note("warning", "truncated_text", _("年度目标印到此处中断，下文没有印出；可与实施期目标对照。"), source),)
    return goals, ()


def _indicators(pieces: Sequence[Piece], two_sided: bool) -> tuple[tuple[Indicator, ...], tuple[Note, ...]]:
    indicators: list[Indicator] = []
    notes = []
    for piece in pieces:
        source = Source(page=piece.lines[0].page, line=piece.lines[0].line.number)
        row, doubtful = read_row(piece.row, two_sided, source)
        indicators += row
        if doubtful:
            notes.append(_ambiguous(piece, _("{label}一行分不清指标名称与指标值").format(label=piece.label.keys[0])))
    return tuple(indicators), tuple(notes)


def _text(piece: Piece) -> str | None:
    first = TEXT_LABEL.sub("", piece.texts[0].strip(), count=1)
    return "".join(text.strip() for text in (first, *piece.texts[1:])) or None


def _filled_at(pieces: Sequence[Piece]) -> str | None:
    """The printed date; the rest of the line are persons."""
    dates = [found["date"] for piece in pieces for text in piece.texts for found in SIGNED_ON.finditer(text) if found["date"]]
    return dates[0] if dates else None


def _unread(placed: Placed) -> Note:
    number = placed.line.number
    return Note(
        "warning",
        "unread_text",
        _("{place}在绩效目标申报表内，分不清属于哪一栏，未采用。").format(place=Source(line=number).words),
        Source(page=placed.page, line=number),
    )


def _ambiguous(piece: Piece, text: str) -> Note:
    first = piece.lines[0]
    return Note(
        "warning",
        "ambiguous",
        _("{place}：{text}。").format(place=Source(line=first.line.number).words, text=text),
        Source(page=first.page, line=first.line.number),
    )
