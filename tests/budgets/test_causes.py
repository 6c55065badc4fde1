"""Findings of one cause are one thing to look at; nothing is left out, and nothing is joined that has no cause in common."""

from __future__ import annotations

from dataclasses import dataclass

from budgets.causes import things, things_of, untold


@dataclass(frozen=True)
class Stored:
    pk: int
    cause: str = ""
    outcome: str = "mismatch"
    document_id: int = 1


def test_findings_of_one_cause_stand_where_the_first_of_them_does() -> None:
    one, two, three, four = Stored(1), Stored(2, "整栏错行"), Stored(3), Stored(4, "整栏错行")
    found = things([one, two, three, four])
    assert [(thing.cause, thing.members) for thing in found] == [("", (one,)), ("整栏错行", (two, four)), ("", (three,))]
    assert [thing.first for thing in found] == [one, two, three]


def test_other_outcomes_and_other_documents_are_other_things() -> None:
    found = things([Stored(1, "错"), Stored(2, "错", outcome="soft"), Stored(3, "错", document_id=2)])
    assert [(thing.cause, len(thing.members)) for thing in found] == [("", 1), ("", 1), ("", 1)]


def test_what_has_a_finding_keeps_what_it_has_beside_it() -> None:
    first, second = (7, Stored(1, "错")), (9, Stored(2, "错"))
    (thing,) = things_of([first, second], lambda numbered: numbered[1])
    assert thing.members == (first, second)


@dataclass(frozen=True)
class Placed:
    """A finding or a note at a line."""

    line: int
    check_code: str = ""
    message: str = ""
    code: str = ""
    text: str = ""
    document_id: int = 1
    page: int | None = None
    sheet: str = ""
    cell: str = ""


def test_a_note_whose_loss_a_finding_tells_is_not_counted_once_more() -> None:
    findings = [Placed(9, "quality.pages", "第 3 页已经丢失。文件可能不完整。"), Placed(20, "forms.fields", "申报表缺页。")]
    same, broken = Placed(9, code="lost_page", text="第 3 页已经丢失。"), Placed(20, code="damaged_form", text="申报表不完整：缺少日期。")
    others = [
        Placed(10, code="lost_page", text="第 3 页已经丢失。"),
        Placed(9, code="lost_page", text="缺 1 页。"),
        Placed(9, code="damaged_form", text="申报表不完整。"),
        Placed(9, code="lost_page", text="第 3 页已经丢失。", document_id=2),
    ]
    assert untold([same, broken, *others], findings) == others
