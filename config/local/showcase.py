"""What `make demo` shows: logins, documents through the worker, publication of those whose identity is known, the headline comparison.

Imported only after the services were started: the settings read their addresses.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import django

from config.local.processes import Process, ServiceError, alive

django.setup()

from django.contrib.auth.models import Group, User  # noqa: E402  # models only after setup
from django.core.management import call_command  # noqa: E402
from django.db.models import Q  # noqa: E402

from budgets import editions  # noqa: E402
from budgets.departments import NotResolved, register_department  # noqa: E402
from budgets.models import Document, Edition, Finding, Scope, Stage  # noqa: E402
from comparisons.headline import headline  # noqa: E402
from comparisons.searching import in_batches, lacking  # noqa: E402
from comparisons.stored import with_documents  # noqa: E402
from ingest import samples  # noqa: E402
from ingest.models import Run  # noqa: E402
from ingest.uploads import Refused, enqueue_check, receive_all  # noqa: E402

LOGINS: Final = {"clerk": "录入员", "reviewer": "审核员", "publisher": "公布员", "admin": "管理员", "viewer": "查阅员"}
"""The names and the groups (`budgets.people`) of the demo's people."""
REASON: Final = "演示：矛盾照文件所印公布，逐条标出"
SAMPLE_SOURCE: Final = "样例所据的公开文件"
MOST_SHOWN: Final = 6
CHECK_LOOKS: Final = 400
"""So often, every 0.3 seconds, is looked whether joined files have been checked together."""


@dataclass(frozen=True, slots=True)
class Theatre:
    """What the show needs: the folder, the worker's process, how to wait (raising where somebody asks to stop) and how to speak."""

    folder: Path
    worker: Process
    wait: Callable[[float], None]
    say: Callable[[str], None]


def run(theatre: Theatre, documents: Path | None) -> None:
    """The show up to the headline comparison: of the reader's own documents, or of the project's samples."""
    theatre.say("建立数据库表…")
    call_command("migrate", verbosity=0)
    for _done in in_batches(lacking()):  # what an earlier version published
        theatre.wait(0)
    theatre.wait(0)
    passwords = make_logins(theatre.folder)
    paths = files_in(documents) if documents else typeset(theatre.folder / "samples")
    theatre.say(f"经由队列读取 {len(paths)} 个文件…")
    names = [path.name for path in paths]
    runs = sorted(read_all(theatre, paths, is_sample=documents is None), key=lambda run: _place(run.document.name, names))
    published = list(publish_all(theatre, runs))
    if published:
        theatre.say(f"{len(published)} 份已公布，身份照文件所写，矛盾和疑点都标出。")
    else:
        theatre.say("没有可以公布的文件：原因见上面各行。页面仍然打开，可以在后台处理或另行上传。")
    shown = newest(published)[:MOST_SHOWN]
    for edition in sorted(with_documents(Edition.objects.filter(pk__in=shown)), key=lambda edition: shown.index(edition.pk)):
        theatre.say("\n" + "\n".join(headline(edition)))
    if len(published) > len(shown):
        theatre.say(f"\n另有 {len(published) - len(shown)} 份，见页面。")
    theatre.say("\n演示登录：\n" + "\n".join(f"  {LOGINS[name]}  {name}  {password}" for name, password in passwords.items()))


def typeset(folder: Path) -> list[Path]:
    """The project's samples as files. Raises ServiceError where what sets them is missing."""
    try:
        return list(samples.write(folder))
    except samples.SamplesUnavailable as error:
        raise ServiceError(str(error)) from error


def _place(name: str, names: list[str]) -> int:
    return names.index(name) if name in names else len(names)


def newest(published: list[int]) -> list[int]:
    """Of each department the edition of its latest year, in the order of the given ids."""
    latest: dict[int, Edition] = {}
    for edition in Edition.objects.filter(pk__in=published).select_related("disclosure").order_by("disclosure__fiscal_year", "pk"):
        if edition.disclosure:
            latest[edition.disclosure.department_id] = edition
    return sorted((edition.pk for edition in latest.values()), key=published.index)


def make_logins(folder: Path) -> dict[str, str]:
    """The demo's logins with their passwords, which are made once and kept in a file for the owner's eyes only."""
    file = folder / "demo-logins.json"
    known: dict[str, str] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    passwords = {name: known.get(name) or secrets.token_urlsafe(12) for name in LOGINS}
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as kept:
        json.dump(passwords, kept, indent=1)
    for name, password in passwords.items():
        _login(name, password)
    return passwords


def _login(name: str, password: str) -> None:
    user, _made = User.objects.get_or_create(username=name, defaults={"first_name": LOGINS[name]})
    user.is_staff, user.is_superuser = True, False
    if not user.check_password(password):
        user.set_password(password)
    user.save()
    user.groups.set(Group.objects.filter(name=LOGINS[name]))


def files_in(folder: Path) -> list[Path]:
    """Every file below the folder but hidden ones, in order. Raises ServiceError where there is none."""
    found = sorted(
        path for path in folder.rglob("*") if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )
    if not found:
        raise ServiceError(f"DOCS={folder} 里没有文件。")
    return found


def read_all(theatre: Theatre, paths: list[Path], *, is_sample: bool) -> Iterator[Run]:
    """Receive every file and yield the runs as they end; a file that is refused or fails is a line, and the others go on."""
    clerk = User.objects.get(username="clerk")
    waiting: dict[int, str] = {}
    for path in paths:
        theatre.wait(0)
        try:
            with path.open("rb") as content:
                answers = list(receive_all(path.name, content, uploaded_by=clerk, is_sample=is_sample))
        except OSError as error:
            theatre.say(f"  {path.name}：{error}")
            continue
        for name, answer in answers:
            if isinstance(answer, Refused):
                theatre.say(f"  {name}：{answer}")
                continue
            if answer.run.pk in waiting:
                theatre.say(f"  {name}：与 {waiting[answer.run.pk]} 内容相同，只读一次。")
            waiting.setdefault(answer.run.pk, name)
    total = len(waiting)
    while waiting:
        alive(theatre.worker)
        for ended in Run.objects.filter(pk__in=waiting, state__in=Run.ENDED).select_related("edition__disclosure"):
            name = waiting.pop(ended.pk)
            theatre.say(f"  [{total - len(waiting)}/{total}] {name}：{_outcome(ended)}")
            yield ended
        if waiting:
            theatre.wait(0.3)


def _outcome(ended: Run) -> str:
    """What became of a file, in one line; doubts about its identity are told when publication was tried."""
    if ended.edition is None:
        return ended.message
    return "以前已读取，不再重复。" if not ended.edition.is_open else f"已读取，用时 {ended.timings.get('total', 0):.1f} 秒。"


def publish_all(theatre: Theatre, runs: list[Run]) -> Iterator[int]:
    """Publish the editions whose identity is known, and say of every other one why it waits. Yields the ids of those in force."""
    clerk, reviewer = User.objects.get(username="clerk"), User.objects.get(username="reviewer")
    left: list[str] = []
    for edition in settled(theatre, runs, clerk):
        theatre.wait(0)
        in_force, reason = publish(edition, clerk, reviewer)
        if in_force:
            yield in_force.pk
        else:
            left.append(f"  {_name(edition)}：{reason}")
    if left:
        theatre.say(f"{len(left)} 份等待处理（后台“版本”里）：\n" + "\n".join(left))


def settled(theatre: Theatre, runs: list[Run], clerk: User) -> list[Edition]:
    """The editions of these runs, each once, identified as their files say: then parts of one disclosure come together, and are checked.

    Of a sample that does not say whose it is (tables without a cover), the demo's clerk knows it.
    """
    for identified in (editions.identify_from_reading, lambda edition: identify_sample(edition, clerk)):
        for run in runs:
            theatre.wait(0)
            edition = _now(run)
            if edition and edition.state == Edition.State.WAITING:
                identified(edition)
    bring_together([edition for run in runs if (edition := _now(run))], clerk)
    found = {edition.pk: edition for run in runs if (edition := _now(run))}
    unchecked = Edition.objects.filter(pk__in=found, state__in=Edition.OPEN, checks_current=False)
    for edition in unchecked:
        enqueue_check(edition)
    for _look in range(CHECK_LOOKS):
        if not unchecked.all().exists():  # asked anew each time
            break
        alive(theatre.worker)
        theatre.wait(0.3)
    return [Edition.objects.get(pk=number) for number in sorted(found)]


def _now(run: Run) -> Edition | None:
    """The edition in which a run's document stands now: it may have joined another one."""
    there = Edition.objects.filter(readings__document=run.document_id).order_by("-pk")
    return there.exclude(state=Edition.State.DISCARDED).first() if run.edition else None


def bring_together(found: list[Edition], clerk: User) -> None:
    """Join samples that are one disclosure: a department published its text and its tables as two files."""
    firsts: dict[int | None, Edition] = {}
    for edition in {edition.pk: edition for edition in found}.values():
        if edition.state != Edition.State.DRAFT or not all(document.is_sample for document in _documents(edition)):
            continue
        first = firsts.setdefault(edition.disclosure_id, edition)
        if first != edition:
            with suppress(editions.EditionError):
                firsts[edition.disclosure_id] = editions.combine(edition, first, clerk)


def identify_sample(edition: Edition, clerk: User) -> None:
    """The clerk of the demo says whose a sample is that does not say it itself: tables without a cover."""
    facts = next((samples.published_as(document.name) for document in _documents(edition) if document.is_sample), None)
    if facts is not None:
        with suppress(NotResolved):
            department = register_department(facts.unit, source=SAMPLE_SOURCE)
            editions.identify(edition, department, facts.fiscal_year, Stage(facts.stage), Scope(facts.scope), person=clerk)


def _name(edition: Edition) -> str:
    return "、".join(document.name for document in _documents(edition))


def _documents(edition: Edition) -> list[Document]:
    return [part.reading.document for part in edition.parts.select_related("reading__document")]


def publish(edition: Edition, clerk: User, reviewer: User) -> tuple[Edition | None, str]:
    """Take an edition from its reading to publication. Returns the edition in force, or None and why this one waits, in one line.

    A document takes the place of a sample; where two documents state the same disclosure, a person decides.
    """
    if edition.state == Edition.State.WAITING:
        return None, "".join(
            note.text for note in edition.notes.filter(Q(code__startswith="identity_") | Q(code__startswith="department_"))
        )
    in_force = Edition.objects.published().filter(disclosure=edition.disclosure).first()
    if edition.is_fixed:
        return in_force, str(edition.get_state_display())
    if in_force and not all(document.is_sample or document in _documents(edition) for document in _documents(in_force)):
        return None, f"{edition.disclosure}已公布另一份文件，请决定合并、取代或弃用。"
    try:
        if in_force and edition.replaces != in_force and not set(_documents(in_force)) <= set(_documents(edition)):
            edition = editions.replace(edition, in_force, clerk)
        if edition.state == Edition.State.DRAFT:
            edition = editions.submit_for_review(edition, clerk)
        reason = REASON if edition.findings.filter(outcome=Finding.Outcome.MISMATCH).exists() else ""
        return editions.publish(edition, reviewer, reason), ""
    except editions.EditionError as error:
        return None, str(error)
