"""Files built to harm who reads them, each made here, so that none is kept. Every one has a figure or a title that a reader could want."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from ingest.small import small_docx, small_html, small_pdf, small_xlsx

_DEEP: Final = 100_000
_OTHERS: Final = Path(__file__).resolve().as_uri().encode()
"""A file that is there, and that no document may show."""


# PDF


def _objects(*objects: bytes) -> bytes:
    """A PDF of these objects, numbered from 1; the reader finds them without a table."""
    body = b"".join(b"%d 0 obj\n%b\nendobj\n" % (number, content) for number, content in enumerate(objects, 1))
    return b"%PDF-1.7\n" + body + b"trailer\n<</Root 1 0 R/Size %d>>\n%%%%EOF\n" % (len(objects) + 1)


def _stream(dictionary: bytes, content: bytes, *, packed: bool = False) -> bytes:
    data = zlib.compress(content, 9) if packed else content
    return b"<<%b%b/Length %d>>\nstream\n%b\nendstream" % (dictionary, b"/Filter/FlateDecode" if packed else b"", len(data), data)


CATALOG: Final = b"<</Type/Catalog/Pages 2 0 R>>"
ONE_PAGE: Final = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"


def _page(resources: bytes = b"", more: bytes = b"/MediaBox[0 0 595 842]") -> bytes:
    return b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<<%b>>%b>>" % (resources, more)


def drawn(content: bytes, *more: bytes, resources: bytes = b"", packed: bool = False) -> bytes:
    """One page on which this is drawn; further objects from number 5."""
    return _objects(CATALOG, ONE_PAGE, _page(resources), _stream(b"", content, packed=packed), *more)


def million_pages() -> bytes:
    """A tree of eight levels, each naming the level below ten times: a hundred million pages in a kilobyte."""
    levels = [b"<</Type/Pages/Count %d/Kids[%b]>>" % (10 ** (8 - at), b"%d 0 R " % (at + 3) * 10) for at in range(8)]
    return _objects(CATALOG, *levels, b"<</Type/Page/MediaBox[0 0 9 9]>>")


def claimed_pages() -> bytes:
    return _objects(CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 2147483647>>", _page(), _stream(b"", b""))


def pages_within_themselves() -> bytes:
    return _objects(CATALOG, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 99/Parent 2 0 R>>")


def deep_pages() -> bytes:
    levels = [b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % (at + 3) for at in range(20_000)]
    return _objects(CATALOG, *levels, b"<</Type/Page/MediaBox[0 0 9 9]>>")


def huge_page() -> bytes:
    return small_pdf(packed=False).replace(b"/MediaBox[0 0 595 842]", b"/MediaBox[0 0 1e30 1e30]/UserUnit 1e9")


def deep_arrays() -> bytes:
    return _objects(
        CATALOG, ONE_PAGE, _page(b"/X " + b"[" * _DEEP + b"]" * _DEEP), _stream(b"", b"[" * _DEEP + b"(a)" + b"]" * _DEEP + b"TJ")
    )


def deep_states() -> bytes:
    return drawn(b"q " * (10 * _DEEP) + b"BT " * _DEEP)


def billions_of_rulings() -> bytes:
    """Ten levels of forms, each drawing the one below ten times."""
    forms = [
        _stream(b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>" % (6 + at), b"/X Do " * 10)
        for at in range(10)
    ]
    last = _stream(b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]", b"0 0 m 9 9 l S 0 0 9 9 re S " * 10)
    return drawn(b"/X Do " * 10, *forms, last, resources=b"/XObject<</X 5 0 R>>")


def packed_rulings() -> bytes:
    """Six million rulings in some kilobytes."""
    return drawn(b"0 0 9 9 re S " * 6_000_000, packed=True)


def one_path() -> bytes:
    return drawn(b"0 0 m " + b"9 9 l 5 1 l " * 1_000_000 + b"S", packed=True)


def form_within_itself() -> bytes:
    form = _stream(b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>", b"/X Do /X Do")
    return drawn(b"/X Do", form, resources=b"/XObject<</X 5 0 R>>")


def streams_within_streams() -> bytes:
    """A stream packed three times over: a quarter of a gigabyte in some hundred bytes."""
    content = b"0 0 9 9 re S " * 20
    block = zlib.compress(content * 1_000_000, 9)
    for _ in range(2):
        block = zlib.compress(block, 9)
    filters = b"/Filter[/FlateDecode/FlateDecode/FlateDecode]/Length %d" % len(block)
    return _objects(CATALOG, ONE_PAGE, _page(), b"<<%b>>\nstream\n%b\nendstream" % (filters, block))


def image(dictionary: bytes, data: bytes) -> bytes:
    picture = _stream(b"/Type/XObject/Subtype/Image/BitsPerComponent 8/ColorSpace/DeviceRGB" + dictionary, data)
    return drawn(b"q 500 0 0 500 0 0 cm /X Do Q", picture, resources=b"/XObject<</X 5 0 R>>")


def exploding_image() -> bytes:
    data = zlib.compress(bytes(100_000_000), 9)
    return image(b"/Width 200000/Height 200000/Filter/FlateDecode", data)


def claimed_image() -> bytes:
    header = bytes.fromhex("ff4fff51002f0000") + struct.pack(">8I", 2**31, 2**31, 0, 0, 2**31, 2**31, 0, 0) + bytes(64)
    return image(b"/Width 2147483647/Height 2147483647/Filter/JPXDecode", header)


def broken_scan() -> bytes:
    return image(
        b"/Width 60000/Height 60000/Filter/JBIG2Decode", bytes.fromhex("0000000030000100000013ffffffffffffffff00000000000000000000") * 9
    )


def font(dictionary: bytes, *objects: bytes) -> bytes:
    return drawn(b"BT /F 12 Tf 60 700 Td <00010002FFFF> Tj ET", dictionary, *objects, resources=b"/Font<</F 5 0 R>>")


def font_that_shows_itself() -> bytes:
    """A glyph (Type 3) drawn with its own font."""
    glyph = _stream(b"", b"1000 0 0 0 750 750 d1 BT /F 1 Tf (a) Tj (a) Tj ET")
    dictionary = (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 750 750]/FontMatrix[0.001 0 0 0.001 0 0]/CharProcs<</a 6 0 R>>/FirstChar 0/LastChar 255"
        b"/Widths[%b]/Encoding<</Type/Encoding/Differences[0 /a %b]>>/Resources<</Font<</F 5 0 R>>>>>>" % (b"1000 " * 256, b"/a " * 255)
    )
    return font(dictionary, glyph)


def font_of_all_codes() -> bytes:
    """A font whose codes mean far more characters than there are."""
    ranges = b"100 beginbfrange\n" + b"<0000> <FFFFFFFF> <0041>\n" * 100 + b"endbfrange\n"
    cmap = _stream(b"", b"/CIDInit /ProcSet findresource begin begincmap\n" + ranges * 2_000 + b"endcmap end", packed=True)
    widths = b"/W[" + b"0 4294967295 500 " * 10_000 + b"]"
    below = b"<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>%b>>" % widths
    return font(b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 7 0 R>>", below, cmap)


def font_of_noise() -> bytes:
    """A TrueType program whose tables lie everywhere but in it."""
    tables = b"".join(
        name + struct.pack(">III", 0, 2**31 + at, 2**32 - 1) for at, name in enumerate((b"glyf", b"loca", b"cmap", b"head", b"maxp"))
    )
    program = _stream(b"/Length1 2147483647", b"\0\1\0\0" + struct.pack(">4H", 5, 64, 2, 16) + tables + b"\xff" * 4_000)
    descriptor = (
        b"<</Type/FontDescriptor/FontName/X/Flags 4/FontFile2 7 0 R/FontBBox[-1e9 -1e9 1e9 1e9]/ItalicAngle 0/Ascent 1e9/Descent -1e9>>"
    )
    return font(b"<</Type/Font/Subtype/TrueType/BaseFont/X/FontDescriptor 6 0 R/FirstChar 0/LastChar 0/Widths[1e9]>>", descriptor, program)


def active() -> bytes:
    """A sound disclosure that would also run scripts, start a program, send itself, and has a disclosure attached."""
    doing = (
        b"/OpenAction<</S/JavaScript/JS(app.launchURL\\('http://127.0.0.1/'\\))>>/AA<</WC<</S/Launch/F(calc.exe)>>>>"
        b"/Names<</EmbeddedFiles<</Names[(a.pdf)<</Type/Filespec/F(../../a.pdf)/EF<</F 9 0 R>>>>]>>>>"
        b"/AcroForm<</Fields[]/XFA 9 0 R>>"
    )
    sound = small_pdf().replace(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Catalog/Pages 2 0 R%b>>" % doing)
    attached = b"9 0 obj\n" + _stream(b"/Type/EmbeddedFile", small_pdf(packed=False)) + b"\nendobj\n"
    return sound.replace(b"1 0 obj", attached + b"1 0 obj", 1)


# Packages


def package(parts: Mapping[str, bytes], level: int = 9) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as out:
        for name, content in parts.items():
            out.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return {part.filename: opened.read(part) for part in opened.infolist()}


def with_parts(data: bytes, **more: bytes) -> bytes:
    """The package with further parts, or others in place of its own; `__` in a name stands for a slash, `_dot_` for a dot."""
    return package(parts_of(data) | {name.replace("__", "/").replace("_dot_", "."): content for name, content in more.items()})


def bomb(data: bytes) -> bytes:
    """Two hundred megabytes of spaces within a part that is read."""
    name = next(name for name in parts_of(data) if name.endswith(("document.xml", "sheet1.xml")))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
        for other, content in parts_of(data).items():
            with out.open(other, "w") as part:
                part.write(content)
                for _ in range(200 if other == name else 0):
                    part.write(b" " * 1_000_000)
    return stream.getvalue()


def lying_bomb(data: bytes) -> bytes:
    """A part that says that it has a kilobyte, with the sum of just that, and has two hundred megabytes."""
    name = next(name for name in parts_of(data) if name.endswith(("document.xml", "sheet1.xml")))
    sound = parts_of(data)[name]
    told = sound[:1024].ljust(1024)
    content = told + b" " * 200_000_000
    raw = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = raw.compress(content) + raw.flush()
    made = bytearray(package({other: part for other, part in parts_of(data).items() if other != name}))
    return _with_raw(bytes(made), name, packed, told)


def _with_raw(made: bytes, name: str, packed: bytes, told: bytes) -> bytes:
    """The package with one more part, whose packed bytes are these and whose size and sum are those of `told`."""
    end = made.rindex(b"PK\5\6")
    count, size, start = struct.unpack("<HII", made[end + 10 : end + 20])
    common = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, zlib.crc32(told), len(packed), len(told), len(name), 0)
    entry = b"PK\1\2" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, start) + name.encode()
    local = b"PK\3\4" + common + name.encode() + packed
    tail = b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, count + 1, count + 1, size + len(entry), start + len(local), 0)
    return made[:start] + local + made[start : start + size] + entry + tail


def overlapping(data: bytes) -> bytes:
    """A thousand names of one part of a megabyte."""
    name, told = "word/document.xml", b" " * 1_000_000
    raw = zlib.compressobj(9, zlib.DEFLATED, -15)
    made = _with_raw(package(parts_of(data)), f"x{name}", raw.compress(told) + raw.flush(), told)
    end = made.rindex(b"PK\5\6")
    count, size, start = struct.unpack("<HII", made[end + 10 : end + 20])
    directory = made[start : start + size]
    entry = directory[directory.rindex(b"PK\1\2") :]
    tail = b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, count + 1000, count + 1000, size + 1000 * len(entry), start, 0)
    return made[: start + size] + entry * 1000 + tail


def many_parts(data: bytes) -> bytes:
    return package(parts_of(data) | {f"x/{at}.xml": b"<a/>" for at in range(6_000)}, 1)


def tricky_names(data: bytes) -> bytes:
    """A sound document with more parts, whose names lead out of every folder."""
    tricks = (
        "../../../tmp/mingzhang-escaped",
        "/tmp/mingzhang-escaped",  # noqa: S108
        "C:\\mingzhang-escaped",
        "word/../../x.xml",
        "a\0b.xml",
        "CON",
        "." * 300,
    )
    return package(parts_of(data) | dict.fromkeys(tricks, b"<x/>"))


def _entity(data: bytes, name: str) -> bytes:
    declared = b"<!DOCTYPE x [<!ENTITY a SYSTEM '%b'><!ENTITY b SYSTEM 'http://127.0.0.1:9/'>]>" % _OTHERS
    parts = parts_of(data)
    parts[name] = parts[name].replace(b"?>\n", b"?>\n" + declared, 1).replace("某某市".encode(), b"&a;&b;", 1)
    return package(parts)


def laughing(data: bytes, name: str) -> bytes:
    """Ten entities, each ten of the one before."""
    levels = b"".join(b"<!ENTITY a%d '%b'>" % (at + 1, b"&a%d;" % at * 10) for at in range(10))
    parts = parts_of(data)
    parts[name] = (
        parts[name].replace(b"?>\n", b"?>\n<!DOCTYPE x [<!ENTITY a0 'ha'>" + levels + b"]>", 1).replace("某某市".encode(), b"&a10;", 1)
    )
    return package(parts)


def _deep_part(data: bytes, name: str, inner: bytes) -> bytes:
    parts = parts_of(data)
    tag = inner.split()[0]
    place = b"<w:p>" if name.startswith("word") else b"<sheetData>"
    parts[name] = parts[name].replace(place, b"<%b>" % inner * _DEEP + b"</%b>" % tag * _DEEP + place, 1)
    return package(parts)


def wide_merge() -> bytes:
    parts = parts_of(small_xlsx())
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(b"A2:C2", b"A1:XFD1048576")
    return package(parts)


def formulas() -> bytes:
    """Formulas that would ask the network or start a program, with no stored value, and macros."""
    parts = parts_of(small_xlsx())
    name = "xl/worksheets/sheet1.xml"
    asking = b'<c r="F4"><f>WEBSERVICE("http://127.0.0.1:9/")</f></c><c r="G4"><f>cmd|\' /c calc\'!A0</f></c></row>'
    parts[name] = parts[name].replace(b"</row>", asking, 4).replace(asking, b"</row>", 3)
    return package(parts | {"xl/vbaProject.bin": b"Sub AutoOpen()"})


# Web pages


def page_with_entity() -> bytes:
    declared = b'<!DOCTYPE html [<!ENTITY a SYSTEM "%b">]>' % _OTHERS
    return small_html().replace(b"<!DOCTYPE html>", declared).replace(b"<h1>", b"<h1>&a;")


def page_with_scripts() -> bytes:
    """A sound page with a script that would change a figure, frames and pictures that would fetch."""
    fetching = b"<iframe src='%b'></iframe><img src='http://127.0.0.1:9/' onerror='alert(1)'>" % _OTHERS
    fetching += b"<link rel=stylesheet href=//127.0.0.1:9/>"
    script = b"<script>document.body.innerHTML = document.body.innerHTML.replace('234.50', '999.99')</script>"
    return small_html().replace(b"</body>", fetching + script + b"</body>")


def wide_page() -> bytes:
    return small_html().replace(b"<td>", b"<td colspan='1000' rowspan='65534'>")


def attributes_without_end() -> bytes:
    return small_html().replace(b"<td>", b"<td " + b"a" * 10 + b" ".join(b"x%d=1" % at for at in range(200_000)) + b">", 1)


REFUSED: Final[Mapping[str, tuple[Callable[[], bytes], str]]] = {
    "cut.pdf": (lambda: small_pdf()[:700], "damaged"),
    "cut.docx": (lambda: small_docx()[:700], "damaged"),
    "cut.xlsx": (lambda: small_xlsx()[:700], "damaged"),
    "bomb.docx": (lambda: bomb(small_docx()), "too_large"),
    "bomb.xlsx": (lambda: bomb(small_xlsx()), "too_large"),
    "lying.docx": (lambda: lying_bomb(small_docx()), "damaged"),
    "lying.xlsx": (lambda: lying_bomb(small_xlsx()), "damaged"),
    "overlapping.docx": (lambda: overlapping(small_docx()), "too_large"),
    "parts.docx": (lambda: many_parts(small_docx()), "too_large"),
    "entity.docx": (lambda: _entity(small_docx(), "word/document.xml"), "forbidden_content"),
    "entity.xlsx": (lambda: _entity(small_xlsx(), "xl/worksheets/sheet1.xml"), "forbidden_content"),
    "laughing.docx": (lambda: laughing(small_docx(), "word/document.xml"), "forbidden_content"),
    "laughing.xlsx": (lambda: laughing(small_xlsx(), "xl/worksheets/sheet1.xml"), "forbidden_content"),
    "deep.docx": (lambda: _deep_part(small_docx(), "word/document.xml", b"w:p"), "too_large"),
    "deep.html": (lambda: small_html().replace(b"<h1>", b"<div>" * _DEEP), "too_large"),
    "merge.xlsx": (wide_merge, "too_large"),
}
"""Files of which nothing is read, with the code of the line."""

ENDURED: Final[Mapping[str, Callable[[], bytes]]] = {
    "pages.pdf": million_pages,
    "claimed.pdf": claimed_pages,
    "circle.pdf": pages_within_themselves,
    "deep_pages.pdf": deep_pages,
    "huge_page.pdf": huge_page,
    "arrays.pdf": deep_arrays,
    "states.pdf": deep_states,
    "rulings.pdf": billions_of_rulings,
    "packed_rulings.pdf": packed_rulings,
    "path.pdf": one_path,
    "form.pdf": form_within_itself,
    "streams.pdf": streams_within_streams,
    "image.pdf": exploding_image,
    "jpx.pdf": claimed_image,
    "jbig2.pdf": broken_scan,
    "type3.pdf": font_that_shows_itself,
    "codes.pdf": font_of_all_codes,
    "noise.pdf": font_of_noise,
    "deep.xlsx": lambda: _deep_part(small_xlsx(), "xl/worksheets/sheet1.xml", b"sheetData"),
    "wide.html": wide_page,
    "attributes.html": attributes_without_end,
}
"""Files of which it depends on what of them is read: but in time, within memory, and told in one line."""
