"""How Chinese is read: the sounds of a name's characters, and a typed word cut into syllables. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

_WRITTEN: Final = """
    a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can cang cao ce cen ceng cha chai chan
    chang chao che chen cheng chi chong chou chu chua chuai chuan chuang chui chun chuo ci cong cou cu cuan cui cun cuo da dai dan
    dang dao de den deng di dian diao die ding diu dong dou du duan dui dun duo e ei en eng er fa fan fang fei fen feng fo fou fu ga
    gai gan gang gao ge gei gen geng gong gou gu gua guai guan guang gui gun guo ha hai han hang hao he hei hen heng hong hou hu hua
    huai huan huang hui hun huo ji jia jian jiang jiao jie jin jing jiong jiu ju juan jue jun ka kai kan kang kao ke ken keng kong kou
    ku kua kuai kuan kuang kui kun kuo la lai lan lang lao le lei leng li lia lian liang liao lie lin ling liu lo long lou lu luan lun
    luo lv lve ma mai man mang mao me mei men meng mi mian miao mie min ming miu mo mou mu n na nai nan nang nao ne nei nen neng ni
    nian niang niao nie nin ning niu nong nou nu nuan nun nuo nv nve o ou pa pai pan pang pao pei pen peng pi pian piao pie pin ping
    po pou pu qi qia qian qiang qiao qie qin qing qiong qiu qu quan que qun ran rang rao re ren reng ri rong rou ru rua ruan rui run
    ruo sa sai san sang sao se sen seng sha shai shan shang shao she shen sheng shi shou shu shua shuai shuan shuang shui shun shuo si
    song sou su suan sui sun suo ta tai tan tang tao te teng ti tian tiao tie ting tong tou tu tuan tui tun tuo wa wai wan wang wei
    wen weng wo wu xi xia xian xiang xiao xie xin xing xiong xiu xu xuan xue xun ya yan yang yao ye yi yin ying yo yong you yu yuan
    yue yun za zai zan zang zao ze zei zen zeng zha zhai zhan zhang zhao zhe zhen zheng zhi zhong zhou zhu zhua zhuai zhuan zhuang
    zhui zhun zhuo zi zong zou zu zuan zui zun zuo
"""
SYLLABLES: Final = frozenset(_WRITTEN.split())
"""Every syllable of standard Chinese without its tone; ü is v."""
LONGEST: Final = max(map(len, SYLLABLES))
_LETTERS: Final = re.compile("[a-z]{1,100}")
_MARKED: Final = re.compile("([A-Za-z])[\u0300\u0301\u0304\u0308\u030c]+")
MOST_CUTS: Final = 6
"""So many ways to cut a word are tried, those with long syllables first: xian is 县, and 西安."""


def sounds(key: str) -> tuple[str, ...]:
    """One piece for each character: the syllable that it is read as where it stands (会计 kuai ji), or itself."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415  its dictionary takes 60 MB, and only who fills the index needs it

    read = [*lazy_pinyin(key, errors=list)]  # type: ignore[arg-type]  # a list is a piece for each, as its documentation says
    return tuple(read) if len(read) == len(key) else tuple(key)


@lru_cache(maxsize=1024)
def completions(begun: str) -> tuple[str, ...]:
    """The syllables that begin so."""
    return tuple(sorted(one for one in SYLLABLES if one.startswith(begun)))


def cuts(word: str) -> list[tuple[str, ...]]:
    """Ways to read a word of letters as syllables, of which the last may be only begun.

    From the end on, and never more than so many of each rest: a long word of `an` alone has millions.
    """
    of_rest: list[list[tuple[str, ...]]] = [[] for _letter in word]
    for start in range(len(word) - 1, -1, -1):
        ends = (start + length for length in range(min(LONGEST, len(word) - start - 1), 0, -1))
        found: list[tuple[str, ...]] = [(word[start:],)] if completions(word[start:]) else []
        found += [(word[start:end], *more) for end in ends if word[start:end] in SYLLABLES for more in of_rest[end]]
        of_rest[start] = found[:MOST_CUTS]
    return of_rest[0] if word else []


def toneless(text: str) -> str:
    """Letters without the marks of tones, ü as v (Jiāngsū, lǜ): as syllables are written here."""
    apart = unicodedata.normalize("NFD", text.replace("ü", "v").replace("Ü", "V"))
    plain = _MARKED.sub(lambda one: "v" if "\u0308" in one[0] else one[1], apart)
    return unicodedata.normalize("NFC", plain)


def run_together(words: Iterable[str]) -> list[str]:
    """Words, of which a syllable of its own belongs to the syllables before it: `jiang su`, `datong shi` are read as one name."""
    found: list[str] = []
    for word in words:
        if found and word in SYLLABLES and _is_read(found[-1]):
            found[-1] += word
        else:
            found.append(word)
    return found


def _is_read(word: str) -> bool:
    return bool(_LETTERS.fullmatch(word)) and any(cut[-1] in SYLLABLES for cut in cuts(word))


def spoken(name: str) -> str:
    """How a name is read, as it is kept beside it: the syllables, then their first letters (` cai zheng ju ~czj`)."""
    read = sounds("".join(name.casefold().split()))
    return f" {' '.join(read)} ~{''.join(one[:1] for one in read)}"


def spoken_like(word: str) -> list[str]:
    """Regular expressions for what `spoken` keeps of names in which these letters are read: as first letters, or as syllables, of which
    the last may be only begun. None for anything but letters."""
    word = word.casefold()
    if not _LETTERS.fullmatch(word):
        return []
    return [f"~.*{word}", *(f" {' '.join(cut)}" for cut in cuts(word) if len(word) > 1)]
