"""Why an edition cannot be submitted or published, in words: asked by the pages that offer it and by the functions that do it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.contrib.auth.models import User

from budgets import identities
from budgets.derivation import misfits_of
from budgets.four_eyes import own_work
from budgets.models import Edition, Finding
from budgets.needs import SECOND_FILE

State = Edition.State
A_REASON: Final = "reason"
COMPARED: Final = "compared"
_ANOTHER: Final = (
    "定下的身份与文件所写不同（{told}）。定错了请改身份；是这个部门的另一个名称，请登记为它的别名；确是如此，请写明仍然公布的理由。"
)
_RECOGNISED: Final = "这一版有 {count} 处数字由图像识别，可能认错，不能自动公布：请由人逐格对照原图，更正认错的，再在这一版的页上勾选公布。"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why not, and what to do. `takes` is what the person who publishes may give so that it is no obstacle: A_REASON, or to have COMPARED
    the figures with the pictures; "" where something else has to be done first."""

    words: str
    takes: str = ""


def to_submit(edition: Edition) -> list[Obstacle]:
    """Why a draft cannot be submitted for review; where it is no draft, that alone."""
    if edition.state != State.DRAFT:
        return [_in_state(edition, "只有草稿可以提交审核")]
    return [*_undecided(edition), *_misfits(edition)]


def to_publish(edition: Edition, person: User, *, seen: str = "", differing: Sequence[str] | None = None) -> list[Obstacle]:
    """Why an edition in review cannot be published by this person who saw it with this mark ("": sees it now).

    `differing` is what `other_identity` says, where it was asked already.
    """
    if edition.state != State.IN_REVIEW:
        first = {State.WAITING: "，请先确认身份", State.DRAFT: "，请先提交审核"}.get(State(edition.state), "")
        return [_in_state(edition, f"只有审核中的版本可以公布{first}")]
    if seen and seen != mark_of(edition):
        return [Obstacle("你打开以后，这一版又变了（有人更正、答复或合并了文件）。请看过现在的，再公布。")]
    found = [*_nothing(edition), *_undecided(edition)]
    if not edition.checks_current:
        found.append(Obstacle("更正或合并以后的核对还没有完成，请稍后再公布。"))
    found += _misfits(edition)
    if done := own_work(edition, person):
        found.append(Obstacle(f"这一版由你{done}，须由另一个人核对后公布。"))
    if edition.recognised:
        found.append(Obstacle(_RECOGNISED.format(count=edition.recognised), COMPARED))
    if differences := other_identity(edition) if differing is None else differing:
        found.append(Obstacle(_ANOTHER.format(told="；".join(differences)), A_REASON))
    if mismatches := unanswered(edition):
        found.append(Obstacle(f"有 {mismatches} 处矛盾没有更正也没有答复。请更正或答复，或写明仍然公布的理由。", A_REASON))
    return found


def unmet(obstacles: Iterable[Obstacle], given: Collection[str] = ()) -> str:
    """The words of those that remain when this is given; "" where none does."""
    return "".join(one.words for one in obstacles if one.takes not in given)


def mark_of(edition: Edition) -> str:
    """By which it is known whether an edition is still what somebody saw: its figures, and what was corrected and answered."""
    return f"{edition.digest}.{edition.corrections.count()}.{edition.answers.count()}"


def other_identity(edition: Edition) -> list[str]:
    """In what the identity that somebody gave an edition differs from what its documents say of themselves."""
    if edition.disclosure is None:
        return []
    told = edition.parts.order_by("order").values_list("reading__extraction__identity", flat=True)
    return list(dict.fromkeys(one for stated in told for one in identities.differing(stated or {}, edition.disclosure)))


def unanswered(edition: Edition) -> int:
    """How many contradictions nobody answered."""
    return edition.findings.filter(outcome=Finding.Outcome.MISMATCH, verdict="").count()


def _nothing(edition: Edition) -> list[Obstacle]:
    if edition.facts.exists() or edition.statements.exists():
        return []
    return [Obstacle("这一版没有任何数字，不能公布。请检查文件是否完整。")]


def _undecided(edition: Edition) -> list[Obstacle]:
    """What stands beside another file of its disclosure is first decided: published as it is, it would take that one's place unasked."""
    if not edition.notes.filter(code=SECOND_FILE).exists():
        return []
    text = "同一公开事项还有另一个文件，没有定下这一份是它的一部分、它的替代，还是重复。请先在这一版的页上定下来。"
    return [Obstacle(text)]


def _misfits(edition: Edition) -> list[Obstacle]:
    """Corrections that a newer reading left without their place."""
    misfits = len(misfits_of(edition))
    text = f"重新读取后有 {misfits} 条更正对不上了，还没有决定。请在“对照原件”里逐条选“仍在这里改”或“放弃”。"
    return [Obstacle(text)] if misfits else []


def _in_state(edition: Edition, words: str) -> Obstacle:
    return Obstacle(f"{words}；这一版现在是“{edition.get_state_display()}”。")
