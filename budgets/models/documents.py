"""What was received: files, their pages without personal data, and what a parser read of them."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models.fields.json import KT
from django.utils.translation import gettext_lazy as _

from budgets.pinyin import spoken
from budgets.querysets import DocumentQuerySet
from budgets.quick_json import QuickDecoder, QuickEncoder
from budgets.trail import tracked


@tracked("name", "source_url", "retrieved_at", "approved_on", "published_on", "uploaded_by")
class Document(models.Model):
    """A file as received, once by its SHA-256. The original is for clerks only."""

    # Identity
    sha256 = models.CharField(_("内容摘要（SHA-256）"), max_length=64, unique=True)
    name = models.CharField(_("文件名"), max_length=255)
    sounds = models.TextField(_("读音"), editable=False, db_default="", help_text=_("文件名和它自称的单位怎样读，见 budgets.pinyin"))
    media_type = models.CharField(_("类型"), max_length=100, blank=True, help_text=_("读取时由内容判定，不看文件名"))
    size = models.PositiveBigIntegerField(_("字节数"))
    original = models.FileField(_("原件"), max_length=200, help_text=_("以摘要命名，原样保存"))

    # Provenance
    source_url = models.URLField(_("来源地址"), max_length=500, blank=True)
    retrieved_at = models.DateTimeField(_("取得时间"), null=True, blank=True)
    approved_on = models.DateField(_("批复日期"), null=True, blank=True)
    published_on = models.DateField(_("公开日期"), null=True, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, verbose_name=_("上传者"))
    received_at = models.DateTimeField(_("收到"), auto_now_add=True)
    is_sample = models.BooleanField(_("演示排版，非官方原件"), default=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("文件")
        ordering = ("-received_at", "-id")
        indexes = (models.Index(fields=("-received_at", "-id"), name="documents_latest"),)
        permissions = (("download_original", _("下载原件")),)

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        if not self.sounds or not isinstance(self.sounds, str):  # what the database would put there is no text yet
            self.tell_sounds()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def tell_sounds(self, unit: str | None = None) -> None:
        """How its name is read, and that of the unit which it names, so that letters find it before anybody knows whose it is."""
        self.sounds = spoken(f"{self.name} {unit or ''}")


class DocumentPage(models.Model):
    """The lines of one page, personal data masked: what the public may see of it.

    A PDF's page has its size as displayed, in points, the box of each line (None for one without), and in `hidden` the boxes of personal
    data, to be painted over on every picture of it. Boxes are [x0, top, x1, bottom] in points from the top left corner.
    """

    RECOGNISED: Final = "recognised"

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField(_("页"))
    printed = models.PositiveIntegerField(_("印刷页码"), null=True)
    first_line = models.PositiveIntegerField(_("首行"))
    kind = models.CharField(_("种类"), max_length=10, default="text", help_text=_("error：印着错误信息，内容缺失"))
    lines = models.JSONField(_("行"), help_text=_("已遮盖个人信息"))
    width = models.FloatField(null=True)
    height = models.FloatField(null=True)
    boxes = models.JSONField(default=list)
    hidden = models.JSONField(default=list)

    class Meta:
        verbose_name = verbose_name_plural = _("文件页")
        ordering = ("document", "number")
        constraints = (models.UniqueConstraint(fields=("document", "number"), name="one_page_once_per_document"),)

    def __str__(self) -> str:
        return f"{self.document} · {self.number}"

    @property
    def is_drawn(self) -> bool:
        """True for a page of a PDF that may be shown as a picture: of one without text nobody can tell what would have to be masked."""
        return self.width is not None and self.height is not None and self.kind in ("text", self.RECOGNISED)

    @property
    def is_recognised(self) -> bool:
        """True for a page that is a picture, what stands on it recognised."""
        return self.kind == self.RECOGNISED


class Reading(models.Model):
    """One document as one version of the parser read it: the contract's JSON. (document, parser version) decides, so twice is harmless."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="readings")
    parser_version = models.CharField(_("解析器版本"), max_length=40)
    extraction = models.JSONField(_("提取结果"), encoder=QuickEncoder, decoder=QuickDecoder)
    unit = models.GeneratedField(
        expression=KT("extraction__identity__unit__value"), output_field=models.TextField(null=True), db_persist=True, editable=False
    )
    """The unit that the document names: kept beside the extraction, which takes long to be unpacked."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = _("读取结果")
        constraints = (models.UniqueConstraint(fields=("document", "parser_version"), name="one_reading_per_document_and_parser"),)
        indexes = (models.Index(fields=("unit",), name="reading_of_unit"),)

    def __str__(self) -> str:
        return f"{self.document} ({self.parser_version})"
