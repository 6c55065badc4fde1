import codecs

import pytest

from ingest.readers.encoding import REPLACED, decode
from ingest.shapes import UnreadableDocument

TEXT = "某市某局2030年单位预算\n收支总表　单位：万元\n基本支出 1,234.50 项目支出 （境）①\n" * 4


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode("utf-8"),
        codecs.BOM_UTF8 + TEXT.encode("utf-8"),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.encode("gb18030"),
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16-le with mark", "utf-16-be with mark", "utf-16-le", "utf-16-be", "gb18030"],
)
def test_a_text_reads_the_same_in_every_encoding(data: bytes) -> None:
    assert decode(data) == TEXT


def test_a_gb18030_text_is_not_taken_for_another_encoding_because_it_is_short() -> None:
    assert decode("收支总表".encode("gb18030")) == "收支总表"


def test_a_text_cut_in_the_middle_of_a_character_keeps_the_rest_and_shows_the_damage() -> None:
    text = decode((TEXT * 3 + "表").encode()[:-1])
    assert text == TEXT * 3 + REPLACED


@pytest.mark.parametrize(
    "data",
    [bytes(range(256)) * 8, b"\x00" * 400, bytes(199 * i % 256 for i in range(3000)), codecs.BOM_UTF16_LE + bytes(range(255, 0, -1)) * 5],
    ids=["all bytes", "zeros", "noise", "noise behind a mark"],
)
def test_noise_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableDocument) as refused:
        decode(data)
    assert refused.value.code == "not_text"


FIGURES = "\n".join(f"{number},{number}.50\t{number}" for number in range(1000, 1200))


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "gb18030", "utf-8"])
def test_a_table_of_hardly_anything_but_figures_reads_the_same_in_every_encoding(encoding: str) -> None:
    text = f"合计\n{FIGURES}\n"
    assert decode(text.encode(encoding)) == text


def test_rare_characters_of_four_bytes_are_read() -> None:
    text = TEXT + "㐂㑇䶮𬭚\n"
    assert decode(text.encode("gb18030")) == text


def test_what_the_bytes_tell_counts_more_than_what_the_file_declares() -> None:
    assert decode(TEXT.encode(), "gb2312") == TEXT
    assert decode(TEXT.encode("gbk", errors="ignore"), "utf-8") == TEXT
    assert decode("預算總表".encode("big5"), "big5") == "預算總表"
    assert decode(TEXT.encode("gb18030"), "no such encoding") == TEXT
