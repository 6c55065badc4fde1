"""The English of what checks say, from the catalogue alone."""

from __future__ import annotations

import gettext
import re
from functools import cache
from pathlib import Path

from budgets.schedules import SCHEDULES
from budgets.worded import as_json, told
from ingest.shapes import Extraction

MO = Path(__file__).resolve().parents[1] / "config" / "locale" / "en" / "LC_MESSAGES" / "django.mo"
HAN = re.compile(r"[\u3400-\u9fff]+")
GLOSSED = {"类", "款", "项", "年", "行政运行", "部门合计", "总体目标"}
"""Words of ours that stand in English sentences beside their English."""
IN_PIECES = {"仅供内部审核"}
"""A watermark, printed a character a line."""


def english(text: str) -> str:
    """A sentence in English. Fails where it is none, or has no English."""
    parts = as_json(text)
    assert parts is not None, f"no template: {text}"
    found = told(parts, _catalogue().gettext, lambda schedule: _catalogue().gettext(SCHEDULES[schedule].title))
    assert found is not None, f"no English: {text}"
    return found


def of_ours(text: str, extraction: Extraction) -> set[str]:
    """The Chinese words of an English sentence that the document does not print: they should have been told in English."""
    printed = re.sub(r"\s", "", str((extraction.tables, extraction.statements, extraction.forms, extraction.paragraphs, extraction.pages)))
    return {word for word in HAN.findall(english(text)) if word not in printed} - GLOSSED - IN_PIECES


@cache
def _catalogue() -> gettext.GNUTranslations:
    with MO.open("rb") as file:
        return gettext.GNUTranslations(file)
