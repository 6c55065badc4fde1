"""LibreOffice, where it is installed, writes a document as .docx: in a process and with a profile of its own, without network. Pure.

What comes from outside is handled by a large program: it gets time, memory and disk as a reading does (`budgets.apart`), macros and links
are off in its profile, and all that it writes stands in a folder that is removed.
"""

from __future__ import annotations

import resource
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from budgets.apart import Allowance, Outcome, run_apart
from ingest.readers.packages import Kind
from ingest.shapes import UnreadableDocument

SECONDS: Final = 120
MIB: Final = 1_536
RESULT_MIB: Final = 128
"""What LibreOffice may take, more than any published document needs; a reading that is itself limited cannot give more than it has."""

_CHILD: Final = "ingest.libreoffice"
_COMMANDS: Final = ("soffice", "libreoffice")
_PLACES: Final = ("/opt/libreoffice*/program/soffice", "/usr/lib/libreoffice/program/soffice", "/usr/lib64/libreoffice/program/soffice")
_FIRST_START: Final = 81  # it has made its profile, and asks to be started again
_MIB: Final = 1024 * 1024
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
    """What is converted: what it is called, its ending, and the one filter that may read it (else damage would be read as text)."""

    kind: Kind
    suffix: str
    filter: str

    @property
    def advice(self) -> str:
        """What a person can do who has the program that wrote it."""
        return f"请用 {self.kind.program} 另存为 .docx 再导入。"


def to_docx(data: bytes, source: Source) -> bytes:
    """The document as .docx. Raises UnreadableDocument (no_converter, time_limit, damaged)."""
    program = find_program()
    if program is None:
        text = f"读取{source.kind.name}要用 LibreOffice，这台机器上没有装；{source.advice}"
        raise UnreadableDocument("no_converter", text)
    with tempfile.TemporaryDirectory(prefix="mingzhang-") as name:
        folder = Path(name)
        given, made = folder / f"a{source.suffix}", folder / "made" / "a.docx"
        given.write_bytes(data)
        _write_profile(folder / "profile")
        outcome = _run(program, folder, given, source)
        if outcome.took_too_long:
            text = f"{source.kind.name}超过 {SECONDS} 秒还没有转成 .docx，已停止；{source.advice}"
            raise UnreadableDocument("time_limit", text)
        if not made.is_file():
            text = f"{source.kind.name}用 LibreOffice 打不开（可能已损坏，或需要更多内存）；{source.advice}"
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


def _run(program: Path, folder: Path, given: Path, source: Source) -> Outcome:
    """Started a second time where the first only made the profile."""
    options = ["--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo", f"--infilter={source.filter}"]
    options += ["--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder / "made"), str(given)]
    arguments = [str(folder), str(program), f"-env:UserInstallation={(folder / 'profile').as_uri()}", *options]
    outcome = run_apart(_CHILD, arguments, b"", _allowance())
    return run_apart(_CHILD, arguments, b"", _allowance()) if outcome.status == _FIRST_START else outcome


def _allowance() -> Allowance:
    """As much as LibreOffice may take, and no more than this process itself has."""
    return Allowance(
        seconds=_at_most(SECONDS, resource.RLIMIT_CPU, 1, less=1),
        mib=_at_most(MIB, resource.RLIMIT_AS, _MIB),
        result_mib=_at_most(RESULT_MIB, resource.RLIMIT_FSIZE, _MIB),
    )


def _at_most(wanted: int, limit: int, unit: int, less: int = 0) -> int:
    hard = resource.getrlimit(limit)[1]
    return wanted if hard == resource.RLIM_INFINITY else min(wanted, hard // unit - less)
