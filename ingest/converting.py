"""LibreOffice, where it is installed, writes a document as .docx: in a process and with a profile of its own, without network. Pure.

What comes from outside is handled by a large program: it gets time, memory and disk as a reading does (`budgets.apart`), macros and links
are off in its profile, and all that it writes stands in a folder that is removed. A process that reads may start no program
(`budgets.confinement`): there `converted_elsewhere` makes a reader ask for the conversion, and whoever gave the file has it done.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from budgets.apart import Outcome, run_apart
from budgets.confinement import Allowance
from ingest.shapes import UnreadableDocument

SECONDS: Final = 120
MIB: Final = 1_536
RESULT_MIB: Final = 128
"""What LibreOffice may take, more than any published document needs; no more time than a reading has."""

_CHILD: Final = "ingest.libreoffice"
_COMMANDS: Final = ("soffice", "libreoffice")
_PLACES: Final = ("/opt/libreoffice*/program/soffice", "/usr/lib/libreoffice/program/soffice", "/usr/lib64/libreoffice/program/soffice")
_FIRST_START: Final = 81  # it has made its profile, and asks to be started again
_PROFILE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
{}
</oor:items>
"""
_ITEM: Final = '<item oor:path="/org.openoffice.{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'
_SETTINGS: Final = (
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", "2"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)
"""No macros, no links, and a proxy that is not there: the last net, where the system does not let the child leave the network."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is converted: what it is called, which programs write it, its ending, and the one filter that may read it (else damage would be
    read as text)."""

    name: str
    program: str
    suffix: str
    filter: str

    @property
    def advice(self) -> str:
        """What a person can do who has the program that wrote it."""
        return f"请用 {self.program} 另存为 .docx 再导入。"


OLD_WORD: Final = Source("旧版 Word 文件", "Word 或 WPS", ".doc", "MS Word 97")
OLDER_WORD: Final = replace(OLD_WORD, filter="MS WinWord 6.0")
OPEN_TEXT: Final = Source("OpenDocument 文本", "LibreOffice 或 WPS", ".odt", "writer8")
RTF: Final = Source("RTF 文件", "Word 或 WPS", ".rtf", "Rich Text Format")
SOURCES: Final = {one.filter: one for one in (OLD_WORD, OLDER_WORD, OPEN_TEXT, RTF)}
"""By their filters."""


class ConversionNeeded(Exception):
    """A reader cannot go on before the document is a .docx, and this process may not make one."""

    def __init__(self, source: Source) -> None:
        super().__init__(source.filter)
        self.source = source


def as_docx(data: bytes, source: Source) -> bytes:
    """The document as .docx, made here, or elsewhere and given. Raises UnreadableDocument as `to_docx`, and ConversionNeeded."""
    return _BY.get()(data, source)


@contextmanager
def converted_elsewhere(docx: bytes | None) -> Iterator[None]:
    """Within, nothing is converted here: `docx` is what was made of the document that is read, None where it was not converted yet."""

    def given(_data: bytes, source: Source) -> bytes:
        if docx is None:
            raise ConversionNeeded(source)
        return docx

    token = _BY.set(given)
    try:
        yield
    finally:
        _BY.reset(token)


def to_docx(data: bytes, source: Source, seconds: int = SECONDS) -> bytes:
    """The document as .docx. Raises UnreadableDocument (no_converter, time_limit, damaged)."""
    program = find_program()
    if program is None:
        text = f"读取{source.name}要用 LibreOffice，这台机器上没有装；{source.advice}"
        raise UnreadableDocument("no_converter", text)
    with tempfile.TemporaryDirectory(prefix="mingzhang-") as name:
        folder = Path(name)
        given, made = folder / f"a{source.suffix}", folder / "made" / "a.docx"
        given.write_bytes(data)
        _write_profile(folder / "profile")
        allowed = min(seconds, SECONDS)
        outcome = _run(program, folder, given, source, Allowance(allowed, MIB, RESULT_MIB))
        if outcome.took_too_long:
            text = f"{source.name}超过 {allowed} 秒还没有转成 .docx，已停止；{source.advice}"
            raise UnreadableDocument("time_limit", text)
        if not made.is_file():
            text = f"{source.name}用 LibreOffice 打不开（可能已损坏，或需要更多内存）；{source.advice}"
            raise UnreadableDocument("damaged", text)
        return made.read_bytes()


def find_program() -> Path | None:
    """LibreOffice itself, not the script that starts it; None where it is not installed."""
    for found in _found():
        program = found.resolve().with_name("soffice.bin")
        if program.is_file():
            return program
    return None


def _found() -> Iterator[Path]:
    for command in _COMMANDS:
        if found := shutil.which(command):
            yield Path(found)
    for place in _PLACES:
        yield from sorted(Path("/").glob(place.lstrip("/")), reverse=True)


def _write_profile(folder: Path) -> None:
    (folder / "user").mkdir(parents=True)
    text = _PROFILE.format("\n".join(_ITEM.format(*setting) for setting in _SETTINGS))
    (folder / "user" / "registrymodifications.xcu").write_text(text, encoding="utf-8")


def _run(program: Path, folder: Path, given: Path, source: Source, allowance: Allowance) -> Outcome:
    """Started a second time where the first only made the profile."""
    options = ["--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo", f"--infilter={source.filter}"]
    options += ["--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder / "made"), str(given)]
    arguments = [str(folder), str(program), f"-env:UserInstallation={(folder / 'profile').as_uri()}", *options]
    outcome = run_apart(_CHILD, arguments, b"", allowance)
    return run_apart(_CHILD, arguments, b"", allowance) if outcome.status == _FIRST_START else outcome


_BY: Final[ContextVar[Callable[[bytes, Source], bytes]]] = ContextVar("converter", default=to_docx)
