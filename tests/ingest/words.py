"""Word documents in the making: only what a test needs of the format, written as Word writes it."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_DEFAULT = f'<Types xmlns="{TYPES}"><Default Extension="xml" ContentType="application/xml"/></Types>'


def run(text: str, properties: str = "") -> str:
    """Some characters with their properties."""
    return f'<w:r>{f"<w:rPr>{properties}</w:rPr>" if properties else ""}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(content: str, properties: str = "") -> str:
    """A paragraph: plain text, or runs."""
    inner = content if content.startswith("<w:") else run(content)
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inner}</w:p>"


def tc(content: str = "", span: int = 1, merge: str | None = None) -> str:
    """A cell of plain text or of blocks. `merge` is restart or continue."""
    properties = (f'<w:gridSpan w:val="{span}"/>' if span > 1 else "") + (f'<w:vMerge w:val="{merge}"/>' if merge else "")
    inner = content if content.startswith(("<w:p>", "<w:tbl>")) else p(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    """A row of cells; plain text is a cell of its own."""
    inner = "".join(cell if cell.startswith("<w:tc>") else tc(cell) for cell in cells)
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{inner}</w:tr>"


def tbl(*rows: str) -> str:
    """A table."""
    return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"


def part_of(name: str, inner: str) -> str:
    """A part of the package, as a whole document."""
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{name} xmlns:w="{W}" xmlns:mc="{MC}">{inner}</w:{name}>'


@dataclass
class Word:
    """A document in the making."""

    body: list[str] = field(default_factory=list)
    parts: dict[str, str] = field(default_factory=dict)

    def p(self, content: str, properties: str = "") -> Word:
        self.body.append(p(content, properties))
        return self

    def add(self, block: str) -> Word:
        self.body.append(block)
        return self

    def table(self, *rows: tuple[str, ...]) -> Word:
        """A table of plain texts."""
        return self.add(tbl(*(tr(*row) for row in rows)))

    def part(self, name: str, text: str) -> Word:
        """A further part, or another main one."""
        self.parts[name] = text
        return self

    def data(self) -> bytes:
        stream = io.BytesIO()
        parts = {"[Content_Types].xml": _DEFAULT, "word/document.xml": part_of("document", f"<w:body>{''.join(self.body)}</w:body>")}
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
            for name, text in (parts | self.parts).items():
                package.writestr(zipfile.ZipInfo(name, (2030, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
        return stream.getvalue()

    def written(self, folder: Path, name: str = "a.docx") -> Path:
        path = folder / name
        path.write_bytes(self.data())
        return path
