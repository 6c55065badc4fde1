"""The journey of a received file through reading and storing."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Run(models.Model):
    """One attempt to read one document and to store what was read. A clerk watches it; the task works from it.

    `message` is one line for people: what became of the file, or what is wrong and what to do. It holds no text of the document.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("等待读取")
        READING = "reading", _("正在读取")
        STORING = "storing", _("正在入库")
        DONE = "done", _("完成")
        CLERK = "clerk", _("已读取，待确认")
        FAILED = "failed", _("失败")

    ENDED = (State.DONE, State.CLERK, State.FAILED)

    # What
    document = models.ForeignKey("budgets.Document", on_delete=models.CASCADE, related_name="runs", verbose_name=_("文件"))
    parser_version = models.CharField(_("解析器版本"), max_length=40)

    # Progress
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.WAITING)
    message = models.TextField(_("说明"), blank=True)
    code = models.CharField(_("代码"), max_length=60, blank=True, help_text=_("失败的种类"))
    attempts = models.PositiveSmallIntegerField(_("次数"), default=0)

    # Outcome
    edition = models.ForeignKey("budgets.Edition", on_delete=models.SET_NULL, null=True, blank=True, related_name="runs")
    counts = models.JSONField(_("计数"), default=dict)
    timings = models.JSONField(_("用时（秒）"), default=dict)

    # Times
    created_at = models.DateTimeField(_("收到"), auto_now_add=True)
    started_at = models.DateTimeField(_("开始"), null=True, blank=True)
    finished_at = models.DateTimeField(_("结束"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("读取任务")
        ordering = ("-created_at", "-id")
        indexes = (models.Index(fields=("state",), name="run_state"),)

    def __str__(self) -> str:
        return f"{self.document} · {self.get_state_display()}"

    @property
    def has_ended(self) -> bool:
        """True where nothing more will happen by itself."""
        return self.state in self.ENDED
