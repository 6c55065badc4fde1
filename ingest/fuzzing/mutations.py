"""A file → the same, spoilt: bits, bytes and numbers changed, parts cut off, left out, repeated, put in. Pure.

What a format packs is spoilt within, too: a spoilt package is refused at its checksum, and no reader ever sees what is in it. So the parts
of ZIP packages and the streams of PDFs and of compound files are unpacked, spoilt and packed again.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from olefile import OleFileIO

from ingest.compound import compound

_SMALL: Final = 32 * 1024
_LARGE_ONES: Final = 0.03
"""Share of mutants of larger files: they take the time of dozens of small ones."""
_WITHIN: Final = 0.65
"""Share of mutants that are spoilt within what is packed."""
_MOST_AT_ONCE: Final = 5
_LONGEST_REPEAT: Final = 3_000
_STREAM: Final = re.compile(rb"(/Length )(\d+)([^>]*>>[^>]{0,40}?stream\r?\n)(.*?)(\r?\nendstream)", re.DOTALL)

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_NUMBERS: Final = (
    b"0",
    b"-1",
    b"1",
    b"255",
    b"65536",
    b"2147483647",
    b"-2147483648",
    b"4294967296",
    b"99999999999999999999",
    b"1e308",
    b"0.0000001",
)
_EVERYWHERE: Final = (
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    "　".encode(),
    b"\x1b",
    b"\n" * 200,
    b" " * 500,
)
_XML: Final = (
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
    b"&b;",
    b"&#0;",
    b"&#xD800;",
    b"&#x10FFFF;",
    b"<![CDATA[",
    b"]]>",
    b"<!--",
    b"<?xml version='1.0' encoding='utf-16'?>",
    b"<a>" * 500,
    b"</w:tbl>",
    b"<w:tbl>",
    b"<w:tr>",
    b"<w:tc>",
    b"<w:gridSpan w:val='100000'/>",
    b"<w:vMerge/>",
    b"<w:ilvl w:val='-1'/>",
    b"<mergeCell ref='A1:XFD1048576'/>",
    b"<c r='XFD1048576'><v>1</v></c>",
    b"<c r='A0'><v>1</v></c>",
    b"<f>HYPERLINK(A1)</f>",
    b" t='s'",
    b" t='e'",
    b" t='d'",
    b" s='99'",
    b" r=''",
    b"<v>NaN</v>",
    b"<v>1E400</v>",
    b"<table:table-row>",
    b"</table:table>",
    b"<table:covered-table-cell/>",
    b" table:number-rows-repeated='1048576'",
    b" table:number-columns-repeated='16384'",
    b" table:number-rows-spanned='99999'",
    b" table:number-columns-repeated='-1'",
    b" office:value='NaN'",
    b" office:value-type='date'",
    b"<text:s text:c='999999999'/>",
)
_PAGE: Final = (
    b"<table>",
    b"</table>",
    b"<td colspan='1000000' rowspan='65534'>",
    b"<td rowspan='0'>",
    b"<tr>",
    b"<script>",
    b"<template>",
    b"<svg><math>",
    b"<select><table>",
    b"<plaintext>",
    b"<iframe src='file:///'>",
    b"<base href='//x'>",
    b"<meta charset='utf-7'>",
    b"<div style='display:none'>",
    b"&#x110000;",
    b"&notin;",
)
_PDF: Final = (
    b"<<",
    b">>",
    b"[",
    b"]",
    b"endobj",
    b"endstream",
    b"stream\n",
    b"1 0 R",
    b"3 0 R",
    b"99999 0 R",
    b"/Filter[/FlateDecode/FlateDecode]",
    b"/Filter/JBIG2Decode",
    b"/Filter/JPXDecode",
    b"/Filter/LZWDecode",
    b"/Kids[2 0 R]",
    b"/Parent 3 0 R",
    b"/Rotate 45",
    b"/UserUnit 99999",
    b"/MediaBox[0 0 0 0]",
    b"/MediaBox[-1e9 -1e9 1e9 1e9]",
    b"/MediaBox[nan inf 1 1]",
    b"/CropBox[9 9 1 1]",
    b"/Encrypt 5 0 R",
    b"/Type/ObjStm/N 99999/First 9",
    b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>",
    b"/OpenAction<</S/Launch/F(calc.exe)>>",
)
_RECORDS: Final = (
    b"\x0a\0\0\0",
    b"\x3c\0\0\0",
    b"\x09\x08\x10\0\0\x06\x10\0",
    b"\x2f\0\x04\0\0\0\0\0",
    b"\xe5\0\x0a\0\x01\0\0\0\xff\xff\0\0\xff\0",
    b"\xfd\0\x0a\0\x01\0\x01\0\x0f\0\xff\xff\xff\x7f",
    b"\xff\xff",
    b"\xff\xff\xff\xff",
    b"\xfe\xff\xff\xff",
    b"\0\0\0\0\0\0\xf8\x7f",
)
"""Of workbooks of old: records that end, go on, begin, encrypt, merge and name texts that are not there; large numbers, no sector, NaN."""
_DRAWING: Final = (
    b" q " * 300,
    b" Q ",
    b" BT ",
    b" ET ",
    b" 0 0 0 0 0 0 cm ",
    b" 1e9 0 0 1e9 0 0 cm ",
    b" 0 0 0 0 0 0 Tm ",
    b" 0 Tf ",
    b" /F 0 Tf ",
    b" /F -9 Tf ",
    b" 7 Tr ",
    b" 99999 Tz ",
    b" -1e30 Tc ",
    b" 0 0 99999999 99999999 re f ",
    b" 0 0 -5 -5 re S ",
    b" 0 0 1 1 re W n ",
    b" <D800DC00FFFF> Tj ",
    b" <FEFF> Tj ",
    b" /X Do ",
    b" BI /W 99999 /H 99999 /BPC 8 ID x EI ",
    b" /OC /x BDC ",
    b" EMC ",
)
_TEXT: Final = (
    "单位：万元",
    "合计",
    "-",
    "（1.00）",
    "1,23",
    "续表",
    "二〇二三年",
    "￥",
    "元",
    "%",
    "①",
    "一、",
    "\u202e",
    "\ufeff",
    "𠀀",
    "9" * 400,
    "，".join(["1"] * 300),
)
_WORDS: Final = tuple(word.encode() for word in _TEXT)


@dataclass(frozen=True, slots=True)
class Seed:
    """A sound file, with its name."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Mutant:
    """A spoilt file: `name` is that of its seed."""

    name: str
    data: bytes


def mutant(seeds: Sequence[Seed], seed: int, number: int) -> Mutant:
    """The mutant with this number. Small seeds are taken far more often than large ones."""
    random = Random(f"{seed}/{number}")  # noqa: S311  to be repeated, not to be secret
    small = [one for one in seeds if len(one.data) <= _SMALL] or list(seeds)
    large = [one for one in seeds if len(one.data) > _SMALL] or list(seeds)
    chosen = random.choice(large if random.random() < _LARGE_ONES else small)
    other = random.choice(small).data
    return Mutant(chosen.name, _spoilt(chosen.data, other, random))


def _spoilt(data: bytes, other: bytes, random: Random) -> bytes:
    within = random.random() < _WITHIN
    if data.startswith(b"PK"):
        return _package_spoilt(data, other, random) if within else _changed(data, other, (), random)
    if data.startswith(b"%PDF"):
        return _stream_spoilt(data, other, random) if within else _changed(data, other, _PDF, random)
    if data.startswith(_OLE):
        return _compound_spoilt(data, other, random) if within else _changed(data, other, _RECORDS, random)
    return _changed(data, other, _PAGE if data.lstrip()[:1] == b"<" else (), random)


# Within what is packed


def _package_spoilt(data: bytes, other: bytes, random: Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = [(part.filename, package.read(part)) for part in package.infolist()]
        stored = {part.filename for part in package.infolist() if part.compress_type == zipfile.ZIP_STORED}
    for _ in range(random.randint(1, 2)):
        at = _weighty(parts, random)
        name, content = parts[at]
        spoil = random.random()
        if spoil < 0.85:
            parts[at] = (name, _changed(content, other, _XML, random))
        elif spoil < 0.9:
            del parts[at]
        else:
            parts[at] = (
                random.choice(("../../" + name, "/" + name, "C:\\" + name, name + "\0.png", name.upper(), name + "/", "甲/" + name)),
                content,
            )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, content in parts:
            packed = zipfile.ZIP_STORED if name in stored else random.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))
            package.writestr(zipfile.ZipInfo(name or "x"), content, packed)
    return stream.getvalue()


def _weighty(parts: Sequence[tuple[str, bytes]], random: Random) -> int:
    """The place of a part; larger ones are more likely, for they have the content."""
    return random.choices(range(len(parts)), weights=[50 + len(content) for _, content in parts])[0] if parts else 0


def _compound_spoilt(data: bytes, other: bytes, random: Random) -> bytes:
    """One of the streams at the root, written anew with its length: where a sector ends does not cut it."""
    with OleFileIO(io.BytesIO(data)) as file:
        streams = {path[0]: file.openstream(path).read() for path in file.listdir() if len(path) == 1}
    name = random.choice(list(streams))
    return compound(streams | {name: _changed(streams[name], other, _RECORDS, random)})


def _stream_spoilt(data: bytes, other: bytes, random: Random) -> bytes:
    streams = list(_STREAM.finditer(data))
    if not streams:
        return _changed(data, other, _PDF, random)
    found = random.choice(streams)
    content, packed = found[4], b"FlateDecode" in found[3] or b"FlateDecode" in data[max(0, found.start() - 200) : found.start()]
    if packed:
        try:
            content = zlib.decompress(content)
        except zlib.error:
            packed = False
    content = _changed(content, other, _DRAWING, random)
    content = zlib.compress(content) if packed else content
    return data[: found.start()] + found[1] + str(len(content)).encode() + found[3] + content + data[found.start(5) :]


# Bytes

Spoiler = Callable[[bytearray, bytes, Sequence[bytes], Random], None]


def _changed(data: bytes, other: bytes, words: Sequence[bytes], random: Random) -> bytes:
    """Some changes one after the other; mostly few, since one of many is refused for the first."""
    changed = bytearray(data)
    for _ in range(min(random.randint(1, _MOST_AT_ONCE), random.randint(1, _MOST_AT_ONCE))):
        random.choice(_SPOILERS)(changed, other, words, random)
    return bytes(changed)


def _place(data: bytearray, random: Random) -> int:
    return random.randrange(len(data) + 1)


def _run(data: bytearray, random: Random) -> tuple[int, int]:
    """Start and end of a part: short, or any."""
    start = _place(data, random)
    return start, min(len(data), start + random.choice((1, 4, 40, random.randrange(len(data) + 1))))


def _flip(data: bytearray, _: bytes, __: Sequence[bytes], random: Random) -> None:
    for _bit in range(random.choice((1, 1, 3, 30)) if data else 0):
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)


def _overwrite(data: bytearray, _: bytes, __: Sequence[bytes], random: Random) -> None:
    start, end = _run(data, random)
    data[start:end] = random.choice((random.randbytes(end - start), bytes(end - start), b"\xff" * (end - start)))


def _cut_off(data: bytearray, _: bytes, __: Sequence[bytes], random: Random) -> None:
    del data[_place(data, random) :]


def _leave_out(data: bytearray, _: bytes, __: Sequence[bytes], random: Random) -> None:
    start, end = _run(data, random)
    del data[start:end]


def _repeat(data: bytearray, _: bytes, __: Sequence[bytes], random: Random) -> None:
    start, end = _run(data, random)
    part = data[start:end]
    times = min(random.choice((1, 2, 20, 2000)), max(1, _LONGEST_REPEAT // max(1, len(part))))
    data[end:end] = part * times


def _move(data: bytearray, _: bytes, __: Sequence[bytes], random: Random) -> None:
    start, end = _run(data, random)
    part = data[start:end]
    del data[start:end]
    place = _place(data, random)
    data[place:place] = part


def _splice(data: bytearray, other: bytes, __: Sequence[bytes], random: Random) -> None:
    start, end = _run(bytearray(other), random)
    place = _place(data, random)
    data[place:place] = other[start:end]


def _put_in(data: bytearray, _: bytes, words: Sequence[bytes], random: Random) -> None:
    place = _place(data, random)
    word = random.choice(random.choice((words or _EVERYWHERE, words or _WORDS, _WORDS, _EVERYWHERE)))
    data[place : place + random.choice((0, 0, len(word)))] = word


def _other_number(data: bytearray, _: bytes, __: Sequence[bytes], random: Random) -> None:
    numbers = list(re.finditer(rb"\d+", data))
    if numbers:
        found = random.choice(numbers)
        data[found.start() : found.end()] = random.choice(_NUMBERS)


_SPOILERS: Final[Sequence[Spoiler]] = (
    _flip,
    _flip,
    _overwrite,
    _cut_off,
    _leave_out,
    _repeat,
    _move,
    _splice,
    _put_in,
    _put_in,
    _other_number,
    _other_number,
)

SPOILERS: Final[Mapping[str, Spoiler]] = {spoiler.__name__.strip("_"): spoiler for spoiler in _SPOILERS}
"""Every way in which bytes are spoilt, by name."""
