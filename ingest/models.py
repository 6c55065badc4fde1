"""The journey of a document: an address that is asked for it, and a received file through reading and storing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from budgets.models import Document, Edition
from budgets.trail import tracked

_DOUBTS: Final = ("identity_", "department_", "second_file")


def _somebody(words: Any, **more: Any) -> models.ForeignKey[Any, Any]:
    """Who did something with a row: nobody, as long as it is blank."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=words, **more
    )


def tabled(extraction: Mapping[str, Any]) -> int:
    """The figures in the tables of a document, whether they have become facts or not."""
    return sum(len(row["amounts"]) for table in extraction.get("tables", ()) for row in table["rows"])


@tracked("document", "cancelled_by", "settled_by")
class Run(models.Model):
    """One attempt to read one document and to store what was read. A clerk watches it; the task works from it.

    What people do with it is written down: that it was begun (by an upload, or once more), cancelled, or put away.

    `message` is one line for people: what became of the file, or what is wrong and what to do. It holds no text of the document.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("等待读取")
        READING = "reading", _("正在读取")
        STORING = "storing", _("正在入库")
        DONE = "done", _("完成")
        CLERK = "clerk", _("已读取，待确认")
        FAILED = "failed", _("失败")
        CANCELLED = "cancelled", _("已取消")

    ENDED = (State.DONE, State.CLERK, State.FAILED, State.CANCELLED)
    STOPPABLE = (State.WAITING, State.READING)

    # What
    document = models.ForeignKey("budgets.Document", on_delete=models.CASCADE, related_name="runs", verbose_name=_("文件"))
    parser_version = models.CharField(_("解析器版本"), max_length=40)

    # Progress
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.WAITING)
    message = models.TextField(_("说明"), blank=True)
    code = models.CharField(_("代码"), max_length=60, blank=True, help_text=_("失败的种类"))
    attempts = models.PositiveSmallIntegerField(_("次数"), default=0)
    page = models.PositiveIntegerField(_("读到第几页"), default=0)
    pages = models.PositiveIntegerField(_("共几页"), default=0, help_text=_("不知道时是 0"))

    # Outcome
    edition = models.ForeignKey(
        "budgets.Edition", on_delete=models.SET_NULL, null=True, blank=True, related_name="runs", verbose_name=_("版本")
    )
    counts = models.JSONField(_("计数"), default=dict)
    timings = models.JSONField(_("用时（秒）"), default=dict)
    cancelled_by = _somebody(_("谁取消的"))
    settled_by = _somebody(_("谁放下的"), help_text=_("失败了，不再处理"))

    # Times
    created_at = models.DateTimeField(_("收到"), auto_now_add=True)
    started_at = models.DateTimeField(_("开始"), null=True, blank=True)
    finished_at = models.DateTimeField(_("结束"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("读取任务")
        ordering = ("-created_at", "-id")
        indexes = (
            models.Index(fields=("state",), name="run_state"),
            models.Index(fields=("-created_at", "-id"), name="runs_latest"),
        )

    def __str__(self) -> str:
        return f"{self.document} · {self.now}"

    def begin_reading(self, parser_version: str) -> bool:
        """A worker has taken it up; false where it was cancelled meanwhile."""
        self.state, self.message, self.parser_version = self.State.READING, "", parser_version
        self.page = self.pages = 0
        self.attempts += 1
        self.started_at = timezone.now()
        self.timings = {"waited": round((self.started_at - self.created_at).total_seconds(), 3)}
        return self._keep()

    def come_to(self, page: int, pages: int) -> bool:
        """So many pages of so many are read (0 of 0 where that is not known); false where it was cancelled meanwhile."""
        self.page, self.pages = page, pages
        return bool(Run.objects.filter(pk=self.pk, state=self.State.READING).update(page=page, pages=pages))

    def begin_storing(self, reading: float | None = None, extract: float | None = None) -> bool:
        """The file was read, its last page after `reading` seconds; its figures are being written. False where it was cancelled.

        `extract` are the seconds that the parser itself took: what else passed is ours.
        """
        self.state = self.State.STORING
        self._time_reading(reading)
        self.timings |= {} if extract is None else {"extract": round(extract, 3)}
        return self._keep()

    def _time_reading(self, reading: float | None = None) -> None:
        """How long the pages took, and what was made of them; as one where it is not known when the pages ended."""
        seconds = self._seconds()
        read = seconds if reading is None else round(min(max(reading, 0.0), seconds), 3)
        self.timings |= {"read": read} if reading is None else {"read": read, "checked": round(seconds - read, 3)}

    def cancel(self, person: User) -> bool:
        """Stop it for good before anything is stored; false where it has gone too far. Who reads it sees that within seconds."""
        now = timezone.now()
        message = f"{person} 于 {timezone.localtime(now):%Y-%m-%d %H:%M} 取消，没有入库。要读的话，请选“再读一次”。"
        about = {"state": self.State.CANCELLED, "code": "cancelled", "message": message, "finished_at": now, "cancelled_by": person}
        done = bool(Run.objects.filter(pk=self.pk, state__in=self.STOPPABLE).update(**about))
        self.refresh_from_db()
        return done

    def settle(self, person: User) -> bool:
        """Nothing more is done about what failed; false where it did not, or somebody said so already."""
        return bool(Run.objects.filter(pk=self.pk, state=self.State.FAILED, settled_by=None).update(settled_by=person))

    def end(self, edition: Edition, counts: dict[str, int]) -> None:
        """What was read is stored in this edition. Doubts that only a person can settle are named. `counts` may say how many figures stand
        in its tables (tabled); else the reading is asked."""
        self.code, self.edition = "", edition
        self.counts = counts if "tabled" in counts else counts | {"tabled": self._tabled(edition)}
        self.counts["later"] = self.counts["tabled"] if edition.state == Edition.State.WAITING else 0
        mismatches, doubts = edition.findings.filter(outcome="mismatch").count(), self.doubts
        self.state = self.State.CLERK if doubts else self.State.DONE
        self.message = f"{self.stored}{self.to_come}矛盾 {mismatches} 处。{''.join(doubts)}"
        if self.started_at:
            total = self._seconds()
            self.timings |= {"stored": round(total - self.timings.get("read", 0) - self.timings.get("checked", 0), 3), "total": total}
        self._finish()

    def _tabled(self, edition: Edition) -> int:
        part = edition.parts.select_related("reading").filter(reading__document=self.document_id).first()
        return tabled(part.reading.extraction) if part is not None else 0

    def fail(self, code: str, message: str) -> None:
        """It ended without a result; `message` says in one line what is wrong and what to do."""
        if self.state == self.State.READING:
            self._time_reading()
        self.state, self.code, self.message = self.State.FAILED, code, message
        self._finish()

    def _finish(self) -> None:
        self.finished_at = timezone.now()
        self._keep()

    def _keep(self) -> bool:
        """Write it down, unless it was cancelled meanwhile: then that stands."""
        fields = {field.attname: getattr(self, field.attname) for field in self._meta.concrete_fields if not field.primary_key}
        kept = bool(Run.objects.filter(pk=self.pk).exclude(state=self.State.CANCELLED).update(**fields))
        if not kept:
            self.refresh_from_db()
        return kept

    def _seconds(self) -> float:
        return round((timezone.now() - self.started_at).total_seconds(), 3) if self.started_at else 0.0

    @property
    def now(self) -> str:
        """Where the file stands now: as far as reading has come, by its pages where they are known, then as its edition stands."""
        if self.state == self.State.READING and self.pages:
            way = gettext("正在读第 %(page)s 页，共 %(pages)s 页") if self.page < self.pages else gettext("%(pages)s 页已读，正在核对")
            return way % {"page": self.page + 1, "pages": self.pages}
        if self.edition is None or self.state not in (self.State.DONE, self.State.CLERK):
            return self.get_state_display()
        state = self.edition.get_state_display()
        return f"{state}，有待确认" if self.doubts and self.edition.state != Edition.State.WAITING else state

    @property
    def took(self) -> str:
        """How long each part of its way took, in seconds, as far as is known."""
        parts = (("waited", _("等待")), ("read", _("读取")), ("checked", _("整理和核对")), ("stored", _("入库")))
        return gettext("，").join(f"{word} {self.timings[key]:.1f}" for key, word in parts if key in self.timings)

    @property
    def told(self) -> str:
        """What became of the file, in one line, without what was settled since; for one put away why it was."""
        if self.edition is None or self.state not in (self.State.DONE, self.State.CLERK):
            return self.message
        said = self.message if self.state == self.State.DONE else self.stored + self.to_come
        if self.edition.state in (Edition.State.DISCARDED, Edition.State.WITHDRAWN):
            return f"{said}{self.edition.get_state_display()}：{self.edition.end_reason}"
        settled = self.edition.state == Edition.State.WAITING and not self.doubts
        return said + "".join(self.doubts) + ("现在可以确认身份了。" if settled else "")

    @property
    def stored(self) -> str:
        """What storing did, in one sentence; what came with the identity is counted once it is known."""
        identified = self.edition is not None and self.edition.disclosure_id is not None
        added = self.counts["added"] + (self.counts.get("later", 0) if identified else 0)
        return "新增 {added} 个数，未变 {unchanged} 个，被取代 {superseded} 个。".format(**self.counts | {"added": added})

    @property
    def to_come(self) -> str:
        """What waits for the identity: figures of tables are keyed by department and year. Nothing once these are known."""
        if self.edition is None or self.edition.state != Edition.State.WAITING or "tabled" not in self.counts:
            return ""
        return f"表格里的 {self.counts['tabled']} 个数，确认身份后入库。"

    @property
    def doubts(self) -> list[str]:
        """What only a person can settle, as it is now: the identity, a second file. Nothing once the edition is no longer open."""
        if self.edition is None or not self.edition.is_open:
            return []
        return [note.text for note in self.edition.notes.all() if note.code.startswith(_DOUBTS)]

    @property
    def has_ended(self) -> bool:
        """True where nothing more will happen by itself."""
        return self.state in self.ENDED


@tracked("url", "asked_by", "retries", "settled_by")
class Fetch(models.Model):
    """One address that was given for a document, and what came of it. Who may upload adds them.

    What people do with it is written down: that they gave it, asked once more, or put it away.

    `message` is one line for people, as of a run. An archive becomes several documents, and one that was known already is among them.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("等待下载")
        FETCHING = "fetching", _("正在下载")
        DONE = "done", _("已下载")
        FAILED = "failed", _("失败")

    ENDED = (State.DONE, State.FAILED)

    # What
    url = models.TextField(_("地址"))
    asked_by = models.ForeignKey("auth.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("谁给的"))

    # Progress
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.WAITING)
    message = models.TextField(_("说明"), blank=True)
    code = models.CharField(_("代码"), max_length=60, blank=True, help_text=_("失败的种类"))
    attempts = models.PositiveSmallIntegerField(_("次数"), default=0)

    # Outcome
    documents = models.ManyToManyField("budgets.Document", related_name="fetches", blank=True, verbose_name=_("文件"))
    retries = models.PositiveIntegerField(_("再取了几次"), default=0, help_text=_("由人要求的"))
    settled_by = _somebody(_("谁放下的"), help_text=_("失败了，不再处理"))

    # Times
    created_at = models.DateTimeField(_("收到"), auto_now_add=True)
    started_at = models.DateTimeField(_("开始"), null=True, blank=True)
    finished_at = models.DateTimeField(_("结束"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("下载任务")
        ordering = ("-created_at", "-id")
        default_permissions = ("view",)
        indexes = (
            models.Index(fields=("state",), name="fetch_state"),
            models.Index(fields=("-created_at", "-id"), name="fetches_latest"),
        )

    def __str__(self) -> str:
        return self.url

    def begin(self) -> None:
        """A worker has taken it up."""
        self.state, self.message, self.code = self.State.FETCHING, "", ""
        self.attempts += 1
        self.started_at = timezone.now()
        self.save()

    def end(self, documents: Iterable[Document], message: str) -> None:
        """What stood there was received."""
        self.documents.add(*documents)
        self._finish(self.State.DONE, "", message)

    def fail(self, code: str, message: str) -> None:
        """Nothing was received; `message` says in one line what is wrong and what to do."""
        self._finish(self.State.FAILED, code, message)

    def wait_again(self) -> None:
        """Ask the same address once more."""
        self.state, self.message, self.code, self.attempts = self.State.WAITING, "", "", 0
        self.retries, self.settled_by = self.retries + 1, None
        self.started_at = self.finished_at = None
        self.save()

    def settle(self, person: User) -> bool:
        """Nothing more is done about what failed; false where it did not, or somebody said so already."""
        return bool(Fetch.objects.filter(pk=self.pk, state=self.State.FAILED, settled_by=None).update(settled_by=person))

    def _finish(self, state: State, code: str, message: str) -> None:
        self.state, self.code, self.message = state, code, message
        self.finished_at = timezone.now()
        self.save()

    @property
    def has_ended(self) -> bool:
        """True where nothing more will happen by itself."""
        return self.state in self.ENDED
