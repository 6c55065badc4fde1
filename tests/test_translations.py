"""Every word of the interface has its English, and what is compiled is what is written."""

from __future__ import annotations

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = ROOT / "config" / "locale" / "en" / "LC_MESSAGES" / "django.po"
MARKS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
HOW = "运行 manage.py makemessages -l en --no-obsolete --no-location -i tests，译好，再运行 manage.py compilemessages。"


def catalogue() -> dict[str, list[str]]:
    """The catalogue as written: each message with its translations, one for each plural form."""
    found: dict[str, list[str]] = {}
    for entry in CATALOGUE.read_text(encoding="utf-8").split("\n\n"):
        assert "fuzzy" not in entry, entry
        texts: dict[str, str] = {}
        keyword = ""
        for line in entry.splitlines():
            if match := re.match(r'(msg\w+(?:\[\d\])?) (".*")$', line):
                keyword = match[1]
                texts[keyword] = ast.literal_eval(match[2])
            elif line.startswith('"'):
                texts[keyword] += ast.literal_eval(line)
        found[texts.pop("msgid")] = [text for name, text in texts.items() if name.startswith("msgstr")]
    found.pop("")
    return found


def marked_in_code(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute) and node.args:
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            if name in MARKS and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
                yield node.args[0].value


def marked_in_template(path: Path) -> Iterator[str]:
    code = templatize(path.read_text(encoding="utf-8"))
    for match in re.finditer(r"""n?gettext\(u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|_\(("(?:[^"\\]|\\.)*")\)""", code):
        yield ast.literal_eval(match[1] or match[2])


def marked() -> dict[str, Path]:
    """Every message that is marked for translation, with a file in which it stands."""
    found = {}
    for package in ("budgets", "comparisons", "config", "dumps", "handbook", "ingest", "subscribers", "operations"):
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                found.update(dict.fromkeys(marked_in_code(path), path))
        for path in sorted((ROOT / package).rglob("*.html")):
            found.update(dict.fromkeys(marked_in_template(path), path))
    return found


def test_every_message_is_translated() -> None:
    words = catalogue()
    missing = {message: str(path.relative_to(ROOT)) for message, path in marked().items() if not all(words.get(message, [""]))}
    assert missing == {}, HOW


def test_the_catalogue_holds_nothing_that_is_not_said() -> None:
    assert set(catalogue()) - set(marked()) == set(), HOW


@pytest.mark.parametrize("placeholder", [r"\{\w*\}", r"%\(\w+\)s", r"%%"])
def test_a_translation_keeps_every_placeholder(placeholder: str) -> None:
    for message, translations in catalogue().items():
        for translation in translations:
            assert sorted(re.findall(placeholder, message)) == sorted(re.findall(placeholder, translation)), message


def test_what_is_compiled_is_what_is_written() -> None:
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for message, translations in catalogue().items():
        if len(translations) == 1:
            assert compiled.gettext(message) == translations[0], HOW
        else:
            assert [compiled.ngettext(message, message, number) for number in (1, 2)] == translations, HOW


def test_no_template_says_chinese_that_is_not_marked() -> None:
    """Text between tags is translated; only the pages of last resort speak both languages themselves."""
    for package in ("budgets", "comparisons", "handbook", "subscribers", "operations"):
        for path in sorted((ROOT / package / "templates").rglob("*.html")):
            if path.name in ("500.html", "503.html", "slow.html"):
                continue
            text = re.sub(r"{%\s*blocktranslate.*?endblocktranslate\s*%}", "", path.read_text(encoding="utf-8"), flags=re.S)
            text = re.sub(r"{%.*?%}|{{.*?}}", "", text, flags=re.S)
            bare = [word for word in re.findall(r"[\u4e00-\u9fff]+", text) if word != "中文"]
            assert bare == [], path
