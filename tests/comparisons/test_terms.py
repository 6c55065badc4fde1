"""What finds what: folding, pairs of characters, sounds, and what is marked. Without a database."""

from __future__ import annotations

import time

import pytest

from budgets.pinyin import MOST_CUTS, cuts, sounds
from comparisons.terms import EXCERPT, SIZES, Kind, Piece, Way, excerpt, fold, marked, of_size, terms_of, ways_to, wholes, words_of


def finds(word: str, name: str, kind: Kind = "department", code: str = "") -> bool:
    """Whether one of the ways to the word has all of its terms among those of the name. What the database does, but for the tests."""
    key = fold(name)
    terms = set(terms_of(kind, key, sounds(key), code))

    def leads(way: Way, size: int) -> bool:
        ends = set(of_size(kind, size, way.ends))
        return set(of_size(kind, size, way.terms)) <= terms and (not ends or bool(ends & terms))

    return any(leads(way, size) for way in ways_to(kind, word) for size in SIZES)


def test_widths_cases_spaces_and_quotation_marks_make_no_difference() -> None:
    assert fold("“三公”　经费ＡＢ１２") == "三公经费ab12"
    assert fold("（三）公务接待费") == "(三)公务接待费", "brackets part what stands in them"
    assert words_of(" 大同　应急  应急\tＡ1 ") == ("大同", "应急", "a1")


@pytest.mark.parametrize("word", ["应急", "管理局", "datong", "yjglj", "yingji", "yingjig", "guanliju", "dtsyjglj"])
def test_a_name_is_found_by_characters_sounds_and_first_letters(word: str) -> None:
    assert finds(word, "大同市应急管理局")


@pytest.mark.parametrize("word", ["急应", "水利", "shuili", "jgy", "tong", "anli"])
def test_a_name_is_not_found_by_what_it_does_not_have(word: str) -> None:
    assert not finds(word, "大同市应急管理局")


def test_a_last_syllable_may_only_be_begun() -> None:
    for begun in ("yingj", "yingji", "yinggua", "yingguan"):
        assert finds(begun, "应急管理局") is (begun in ("yingj", "yingji"))
    assert finds("jigua", "应急管理局")
    assert finds("guanl", "应急管理局")
    assert not finds("guanla", "应急管理局")


def test_years_are_told_apart_by_three_digits() -> None:
    assert finds("2020", "2020年经费", "project")
    assert not finds("2020", "2015年02类20项", "project")


def test_characters_are_read_as_they_are_in_their_word() -> None:
    assert sounds("重庆会计") == ("chong", "qing", "kuai", "ji")
    assert finds("chongqing", "重庆市会计局")
    assert finds("kuaiji", "重庆市会计局")
    assert len(sounds(fold("局（Ｉ）２〇①㈠ 𠮷"))) == len(fold("局（Ｉ）２〇①㈠ 𠮷")), "one piece for each character"


def test_a_word_of_letters_is_cut_in_each_way_it_can_be_read() -> None:
    assert cuts("xian") == [("xian",), ("xia", "n"), ("xi", "an"), ("xi", "a", "n")]
    assert cuts("shenj") == [("shen", "j"), ("she", "n", "j")]
    assert cuts("sjj") == []
    assert finds("xian", "西安市审计局")
    assert finds("xianshi", "西安市审计局")


def test_a_long_word_of_many_readings_is_cut_in_no_time() -> None:
    begun = time.monotonic()
    assert len(cuts("an" * 25)) == MOST_CUTS
    assert cuts("an" * 24 + "vv") == []
    assert time.monotonic() - begun < 1


def test_only_departments_and_lines_are_found_by_sounds_and_only_lines_by_codes() -> None:
    for kind in ("project", "sentence"):
        assert len(ways_to(kind, "shenjiju")) == 1
    assert finds("208", "抚恤", "line", "20808")
    assert finds("20808", "抚恤", "line", "20808")
    assert not finds("2080801", "抚恤", "line", "20808")
    assert not finds("808", "抚恤", "line", "20808"), "a code is found by its beginning"
    assert len(ways_to("project", "20808")) == 1


def test_the_terms_of_one_kind_are_never_those_of_another() -> None:
    of_kinds = [set(terms_of(kind, "审计局", ("shen", "ji", "ju"), "20108")) for kind in ("department", "line", "project", "sentence")]
    assert len(set.union(*of_kinds)) == sum(map(len, of_kinds))


def test_short_names_stand_in_other_lists_than_long_ones() -> None:
    short, long = (set(terms_of("project", name)) for name in ("防汛", "防汛" * 20))
    assert len([term for term in short if term.startswith("p0")]) == 2, "防汛, and ^防汛"
    assert len([term for term in long if term.startswith("p3")]) == 3
    assert not any(term.startswith("p3") for term in short)


def test_of_a_long_word_some_terms_from_everywhere_are_looked_up() -> None:
    word = "".join(chr(0x4E00 + number) for number in range(50))
    [way] = ways_to("sentence", word)
    assert len(way.terms) <= 6
    assert {word.index(term) // 13 for term in way.terms} == {0, 1, 2, 3}
    assert finds(word, f"前{word}后", "sentence")


def test_signs_that_mean_something_to_the_database_are_only_signs() -> None:
    [way] = ways_to("project", "%_\\")
    assert way.test is not None
    assert way.test.pattern == "%\\%\\_\\\\%"


def test_the_whole_name_its_sounds_and_its_first_letters_are_the_very_name() -> None:
    terms = set(terms_of("department", "审计局", sounds("审计局")))
    for query in ("审计局", "shenjiju", "sjj"):
        assert terms & set(wholes("department", words_of(query)))
    assert not terms & set(wholes("department", ("审计",)))


def texts(pieces: list[Piece]) -> list[str]:
    return [f"[{piece.text}]" if piece.is_match else piece.text for piece in pieces]


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("应急", ["大同市", "[应急]", " 管理局（ＩＴ）"]),
        ("急管", ["大同市应", "[急 管]", "理局（ＩＴ）"]),
        ("it", ["大同市应急 管理局（", "[ＩＴ]", "）"]),
        ("glj", ["大同市应急 ", "[管理局]", "（ＩＴ）"]),
        ("yingjig", ["大同市", "[应急 管]", "理局（ＩＴ）"]),
        ("水利", ["大同市应急 管理局（ＩＴ）"]),
    ],
)
def test_what_matched_is_marked_as_it_is_printed(word: str, told: list[str]) -> None:
    name = "大同市应急 管理局（ＩＴ）"
    assert texts(marked(name, [word], f" {' '.join(sounds(fold(name)))} ")) == told


def test_several_words_are_marked_wherever_they_stand() -> None:
    assert texts(marked("会议费和培训费，会议", ["会议", "培训"])) == ["[会议]", "费和", "[培训]", "费，", "[会议]"]


def test_a_long_sentence_is_shown_around_its_first_match() -> None:
    text = "甲" * 200 + "会议费" + "乙" * 200
    pieces = excerpt(marked(text, ["会议费"]))
    shown = "".join(piece.text for piece in pieces)
    assert shown.startswith("…甲")
    assert shown.endswith("乙…")
    assert len(shown) == EXCERPT + 2
    assert Piece("会议费", is_match=True) in pieces
    assert excerpt(marked("会议费", ["会议费"])) == [Piece("会议费", is_match=True)]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("jiang su", ("jiangsu",)),
        ("Jiāng Sū", ("jiangsu",)),
        ("Jiāngsū shěng", ("jiangsusheng",)),
        ("datong caizheng ju", ("datong", "caizhengju")),
        ("lǜ hua", ("lvhua",)),
        ("yjglj su", ("yjglj", "su")),
        ("大同 shi", ("大同", "shi")),
    ],
)
def test_pinyin_may_have_tones_and_spaces_between_its_syllables(query: str, words: tuple[str, ...]) -> None:
    assert words_of(query) == words
