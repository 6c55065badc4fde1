"""LibreOffice, where it is installed: documents written as only it can write them, and tests that need it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from ingest.converting import find_program

needs_libreoffice = pytest.mark.skipif(find_program() is None, reason="LibreOffice is not installed (apt: libreoffice-writer-nogui …)")

_TEXTS = (".doc", ".odt", ".rtf")
FILTERS = {
    ".doc": "MS Word 97",
    ".odt": "writer8",
    ".rtf": "Rich Text Format",
    ".xls": "MS Excel 97",
    ".ods": "calc8",
}


def by_libreoffice(files: Mapping[str, bytes], folder: Path, suffix: str) -> dict[str, Path]:
    """The files, web pages and workbooks, written with another ending; by their own names."""
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    as_text = ["--infilter=HTML (StarWriter)"] if suffix in _TEXTS else []  # else a web page stays a web page
    options = ["--headless", "--norestore", *as_text, "--convert-to", f"{suffix[1:]}:{FILTERS[suffix]}", "--outdir", str(folder / "made")]
    given = [str(folder / name) for name in files]
    subprocess.run([str(shutil.which("soffice")), profile, *options, *given], check=True, capture_output=True, timeout=600)
    return {name: folder / "made" / f"{Path(name).stem}{suffix}" for name in files}
