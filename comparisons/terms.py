"""What is searched for and what can be found, as short terms that an index holds. Pure.

A name is indexed by every two characters that stand side by side in it, so that two characters find it: indexes of three (trigrams) cannot.
Departments and lines also by their sounds: two syllables side by side (审计 → `'shen ji`), and two first letters (`~sj`). `^` marks what
a name begins with, `=` the whole of it, `#` the beginning of a code.

In front stands the letter of the kind, so that the list of one kind is never read for another, and a number for the size: however many
names have two common characters in them, the lists of short ones are read first, and those of long ones only where these are not enough.
Terms find candidates; the `Test` of each decides, since side by side twice is not in one piece.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from budgets.pinyin import SYLLABLES, completions, cuts, run_together, toneless

Kind = Literal["department", "line", "project", "sentence"]
KINDS: Final[tuple[Kind, ...]] = ("department", "line", "project", "sentence")
SOUNDED: Final = ("department", "line")
"""The kinds that are found by their sounds."""
LONGEST_QUERY: Final = 50
SHORTEST_WORD: Final = 2
SIZES: Final = range(4)
"""The sizes of names, the shortest first."""
EXCERPT: Final = 120
BEFORE: Final = 24
"""Of a long text so many characters are shown, so many of them in front of the first word that was found."""

_LONGEST: Final[dict[Kind, tuple[int, ...]]] = {
    "department": (9, 12, 16),
    "line": (9, 12, 16),
    "project": (9, 12, 16),
    "sentence": (30, 60, 120),
}
"""How long the names of all sizes but the last are at most."""
_LONGEST_WHOLE: Final = 40
_MOST_TERMS: Final = 6
"""So many terms of a long word are looked up: more find no fewer candidates, and cost the planner time."""
_QUOTES: Final = ("Pi", "Pf")
_LEFT_OUT: Final = "\x00\"'「」『』"
_CODE_FROM: Final = 2
_LETTERS: Final = re.compile(r"[a-z]{2,}")
_DIGITS: Final = re.compile(r"[0-9]{2,}")
_SEPARATORS: Final = ",，"
_GROUPED: Final = re.compile(rf"(?<!\d)\d{{1,3}}(?:[{_SEPARATORS}]\d{{3}})+(?!\d)")
"""A number with separators of thousands: 2,296.59, 22，965，900 in digits of any width."""
_THREE_DIGITS: Final = re.compile(r"[0-9](?=[0-9]{2})")
_SOUND: Final = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Test:
    """What a candidate must be like: a pattern (LIKE, or a regular expression of letters and spaces) over its key or its sounds."""

    over: Literal["key", "sounds", "letters"]
    pattern: str


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which a word is found: the terms that a name must all have, of `ends` one where there are any, and the test that it
    passes; the same for names that begin so."""

    terms: tuple[str, ...]
    test: Test | None
    begins: tuple[str, ...]
    begins_test: Test | None
    ends: tuple[str, ...] = ()
    begins_ends: tuple[str, ...] = ()


def fold(text: str) -> str:
    """A text as it is looked for: NFKC, small letters, without white space, quotation marks (“三公”经费) and separators of thousands."""
    return "".join(found for found, _place in _folded(text))


def words_of(query: str) -> tuple[str, ...]:
    """The words of a query, each once. All of them are looked for. Pinyin may have tones, and spaces between syllables."""
    parts = toneless(unicodedata.normalize("NFKC", query.replace("\x00", ""))).split()
    return tuple(dict.fromkeys(run_together(filter(None, map(fold, parts)))))


# What an entry is found by


def terms_of(kind: Kind, key: str, sounds: Sequence[str] = (), code: str = "") -> list[str]:
    """Every term of an entry with this key, these sounds, this code."""
    found = dict.fromkeys(_pairs(key))
    if len(key) >= SHORTEST_WORD:
        found[f"^{key[:2]}"] = None
    found.update(dict.fromkeys(_sounded(sounds)))
    found.update(dict.fromkeys(f"#{code[:length]}" for length in range(_CODE_FROM, len(code) + 1)))
    own = of_size(kind, bisect_left(_LONGEST[kind], len(key)), found)
    return [*own, *(kind[0] + term for term in dict.fromkeys((*_wholes(key, sounds), *([f"={code}"] if code else ()))))]


def of_size(kind: Kind, size: int, terms: Iterable[str]) -> list[str]:
    """These terms in the lists of entries of a kind and a size."""
    return [f"{kind[0]}{size}{term}" for term in terms]


def _wholes(key: str, sounds: Sequence[str]) -> Iterator[str]:
    if len(key) <= _LONGEST_WHOLE:
        yield f"={key}"
        if sounds and all(map(_SOUND.fullmatch, sounds)):
            yield f"='{' '.join(sounds)}"
            yield f"=~{''.join(one[0] for one in sounds)}"


def _pairs(text: str) -> Iterator[str]:
    """Two characters side by side; of digits three too, since every year has the same two."""
    yield from (one + other for one, other in pairwise(text))
    yield from (text[found.start() : found.start() + 3] for found in _THREE_DIGITS.finditer(text))


def _sounded(sounds: Sequence[str]) -> Iterator[str]:
    runs = list(_runs(sounds))
    for run in runs:
        yield from (f"'{one} {other}" for one, other in pairwise(run))
        yield from (f"'{one} {other[0]}" for one, other in pairwise(run))
        yield from (f"~{one[0]}{other[0]}" for one, other in pairwise(run))
    if sounds and runs and _SOUND.fullmatch(sounds[0]):
        first = runs[0]
        yield f"^'{first[0]}"
        if len(first) > 1:
            yield from (f"^'{first[0]} {first[1]}", f"^'{first[0]} {first[1][0]}", f"^~{first[0][0]}{first[1][0]}")


def _runs(sounds: Sequence[str]) -> Iterator[list[str]]:
    """Sounds that stand side by side, with nothing between them that has none."""
    run: list[str] = []
    for one in (*sounds, ""):
        if _SOUND.fullmatch(one):
            run.append(one)
        elif run:
            yield run
            run = []


# How a word is found


def ways_to(kind: Kind, word: str) -> tuple[Way, ...]:
    """Every way in which a word of two characters or more is found among entries of a kind."""
    found = [_as_text(word)]
    if kind in SOUNDED and _LETTERS.fullmatch(word):
        found += [_as_letters(word), *filter(None, map(_as_sounds, cuts(word)))]
    if kind == "line" and _DIGITS.fullmatch(word):
        found.append(Way((f"#{word}",), None, (f"#{word}",), None))
    return tuple(found)


def wholes(kind: Kind, words: Sequence[str]) -> list[str]:
    """The terms of an entry that is the query and nothing else: its name, its sounds, its code."""
    word = "".join(words)
    found = [f"={word}"]
    if kind in SOUNDED and _LETTERS.fullmatch(word):
        found += [f"=~{word}", *(f"='{' '.join(read)}" for read in cuts(word) if read[-1] in SYLLABLES)]
    return [kind[0] + term for term in found]


def _as_text(word: str) -> Way:
    pattern, pairs = _like(word), _some(_pairs(word))
    return Way(pairs, Test("key", f"%{pattern}%"), (f"^{word[:2]}", *pairs[1:]), Test("key", f"{pattern}%"))


def _as_letters(word: str) -> Way:
    pairs = _some(f"~{pair}" for pair in _pairs(word))
    pattern = "".join(f" {letter}[a-z]*" for letter in word) + " "
    return Way(pairs, Test("letters", pattern), (f"^~{word[:2]}", *pairs[1:]), Test("letters", f"^{pattern}"))


def _some(terms: Iterable[str]) -> tuple[str, ...]:
    """The first of these terms, and of very many some from everywhere."""
    found = list(dict.fromkeys(terms))
    step = max(1, -(-len(found) // _MOST_TERMS))
    return tuple(found[::step])


def _as_sounds(read: Sequence[str]) -> Way | None:
    """Syllables in a row, the last of them perhaps only begun. A single one is too common to be looked for but at the beginning."""
    if len(read) == 1:
        term = (f"^'{read[0]}",)
        return Way(term, None, term, None) if read[0] in SYLLABLES else None
    *whole, begun = read
    pairs = tuple(f"'{one} {other}" for one, other in pairwise(whole))
    ends = tuple(f"'{whole[-1]} {one}" for one in (completions(begun) if len(begun) > 1 else begun))
    text = f" {' '.join(read)}"
    test, begins_test = Test("sounds", f"%{text}%"), Test("sounds", f"{text}%")
    if pairs:
        return Way(pairs, test, (f"^{pairs[0]}", *pairs[1:]), begins_test, ends, ends)
    return Way((), test, (), begins_test, ends, tuple(f"^{one}" for one in ends))


def _like(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)


# What was found, shown


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text, and whether it is what was looked for."""

    text: str
    is_match: bool = False


def marked(text: str, words: Sequence[str], sounds: str = "") -> list[Piece]:
    """A text in pieces: those that are one of the words, or are read like it (`sounds` as stored), are matches."""
    folded = list(_folded(text))
    key = "".join(found for found, _place in folded)
    hit = [False] * len(text)
    for word in words:
        for start, end in _spans(key, word, sounds):
            for place in range(folded[start][1], folded[end - 1][1] + 1):
                hit[place] = True
    return _pieces(text, _closed(text, hit))


def excerpt(pieces: Sequence[Piece]) -> list[Piece]:
    """Of a long text the part with its first match, and `…` where something is left out."""
    whole = sum(len(piece.text) for piece in pieces)
    if whole <= EXCERPT:
        return list(pieces)
    ahead = 0
    for piece in pieces:
        if piece.is_match:
            break
        ahead += len(piece.text)
    start = max(0, min(ahead - BEFORE, whole - EXCERPT)) if any(piece.is_match for piece in pieces) else 0
    end, place, found = start + EXCERPT, 0, []
    for piece in pieces:
        cut = piece.text[max(0, start - place) : max(0, end - place)]
        place += len(piece.text)
        if cut:
            found.append(Piece(cut, piece.is_match))
    return [*([Piece("…")] if start else []), *found, *([Piece("…")] if end < whole else [])]


def _folded(text: str) -> Iterator[tuple[str, int]]:
    """Folded characters, each with the place of the one that it comes from."""
    separators = {at for grouped in _GROUPED.finditer(text) for at in range(*grouped.span()) if text[at] in _SEPARATORS}
    for place, one in enumerate(text):
        for found in unicodedata.normalize("NFKC", one).casefold() if place not in separators else "":
            if not found.isspace() and found not in _LEFT_OUT and unicodedata.category(found) not in _QUOTES:
                yield found, place


def _spans(key: str, word: str, sounds: str) -> Iterator[tuple[int, int]]:
    if word in key:
        yield from ((found.start(), found.end()) for found in re.finditer(re.escape(word), key))
    elif sounds and _LETTERS.fullmatch(word):
        for pattern in _sound_patterns(word):
            yield from ((sounds[: found.start()].count(" "), sounds[: found.end() - 1].count(" ")) for found in pattern.finditer(sounds))


def _sound_patterns(word: str) -> Iterator[re.Pattern[str]]:
    yield re.compile("".join(f" {letter}[a-z]*" for letter in word) + "(?= ).")
    yield from (re.compile(f" {' '.join(read)}[a-z]* ") for read in cuts(word))


def _closed(text: str, hit: Sequence[bool]) -> list[bool]:
    """White space between two characters that match is a match too."""
    closed = list(hit)
    for place, one in enumerate(text):
        if (
            one.isspace()
            and place
            and closed[place - 1]
            and any(hit[place:])
            and hit[place + len(text[place:]) - len(text[place:].lstrip())]
        ):
            closed[place] = True
    return closed


def _pieces(text: str, hit: Sequence[bool]) -> list[Piece]:
    found: list[Piece] = []
    for one, is_match in zip(text, hit, strict=True):
        if found and found[-1].is_match == is_match:
            found[-1] = Piece(found[-1].text + one, is_match)
        else:
            found.append(Piece(one, is_match))
    return found
