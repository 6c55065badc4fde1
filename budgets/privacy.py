"""Personal data in disclosures: where it stands, and the same text without it. Pure.

Offices print the name and telephone number of the person who filled in a form (经办人, 联系电话). They are left out of everything that is
stored or shown: each character is replaced by `MASK`, so that every other character keeps its place. Amounts, codes and the fourteen
digits of 填报日期 are no personal data; a name is only known as one by the label in front of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

MASK: Final = "█"


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of characters of one line that are personal data."""

    start: int
    end: int
    kind: Literal["name", "mobile", "landline", "identity", "email"]


_ROLES: Final = (
    "负责人|责任人|经办人|经手人|承办人|填表人|填报人|填写人|制表人|编制人|联系人|联络人|审核人|复核人|审批人|审签人|签发人|签字人|评价人|报告人"
    "|法定代表人|法人代表|主管领导|分管领导|单位领导|经办会计|主管会计"
)
_DEEDS: Final = "审核|复核|审批|审签|签发|制表|填表|编制|经办|联系"
_PHONES: Final = "电话|手机|传真|联系方式"
_APPENDED: Final = rf"(?:姓名)?(?:[（(][^（()）]{{1,8}}[)）]|(?:及|和|、|/)?(?:联系)?(?:{_PHONES})(?:号码)?)?"
_CHINESE: Final = "[㐀-鿿]"
_GAP: Final = "[ \u3000\xa0\t]"
_NAME: Final = rf"(?:{_CHINESE}{{2,4}}?|{_CHINESE}{_GAP}{{1,2}}{_CHINESE}|{_CHINESE}{{1,8}}(?:·{_CHINESE}{{1,8}})+)"
_NAME_ENDS: Final = rf"(?=$|[\s0-9,，;；。/、(（+]|(?:{_ROLES}|(?:联系)?(?:{_PHONES})|填[报表]))"
_NAMES: Final = rf"{_NAME}{_NAME_ENDS}(?:(?:[、，,/]{_GAP}*|{_GAP}+){_NAME}{_NAME_ENDS}){{0,40}}"

_LABEL: Final = re.compile(rf"(?P<role>{_ROLES}){_APPENDED}{_GAP}*(?P<colon>[:：]?){_GAP}*")
_DEED_LABEL: Final = re.compile(rf"(?:^|(?<=[ \u3000\xa0\t]))(?:{_DEEDS}){_GAP}*[:：]{_GAP}*")
_ANY_LABEL: Final = re.compile(rf"{_ROLES}|{_PHONES}|填[报表]日期|填[报表]时间")
_NAMES_HERE: Final = re.compile(_NAMES)
_LABEL_AND_NAME: Final = re.compile(rf"{_GAP}*{_CHINESE}{{0,6}}(?:{_ROLES}){_GAP}+(?P<name>{_NAME}){_GAP}*")
_LABEL_ALONE: Final = re.compile(rf"{_GAP}*{_CHINESE}{{0,6}}(?:{_ROLES}){_APPENDED}{_GAP}*")
_LABEL_AT_END: Final = re.compile(rf"(?:{_ROLES}){_APPENDED}{_GAP}*[:：]{_GAP}*$")
_NAME_ALONE: Final = re.compile(rf"{_GAP}*(?P<name>{_NAME}){_GAP}*")
_SENTENCE: Final = re.compile("[。；;]")

_NO_NAME: Final = re.compile(
    rf"{_ROLES}|{_PHONES}|日期|时间|签[字名章]|盖章|公章|姓名|联系|单位|部门|科室|处室|职务|职称|职责|项目|名称|金额|预算|资金|指标|目标|内容|情况|填[报表]|年度|合计|人员"
)
_SURNAMES: Final = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹"
    "薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季"
    "裴霍涂成苗谷曲盛冉翁蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师"
    "和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井"
    "祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信展"
)
_DOUBLE_SURNAMES: Final = frozenset(
    {"欧阳", "上官", "司马", "诸葛", "皇甫", "尉迟", "司徒", "东方", "夏侯", "令狐", "慕容", "呼延", "宇文", "长孙", "端木"}
)

_AMOUNT_BEHIND: Final = r"(?!\d|\.\d{1,8}(?!\d)|\s*[万亿]?元)"  # no amount has more decimals: behind a point a longer number is another one
_MOBILE: Final = re.compile(rf"(?<!\d)(?<!\d\.)(?:\+?86-?)?1[3-9]\d(?:\d{{8}}|-\d{{4}}-\d{{4}}){_AMOUNT_BEHIND}")
_LANDLINE: Final = re.compile(
    r"(?<!\d)(?<!\d[.,])(?:[(（]0\d{2,3}[)）][- ]?[2-9]\d{6,7}|0\d{2,3}[-—–][2-9]\d{6,7}|0(?:10|2\d)[2-9]\d{7}|0[3-9]\d{2}[2-9]\d{6,7})"
    rf"{_AMOUNT_BEHIND}"
)
_IDENTITY: Final = re.compile(r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])")
_EMAIL: Final = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
_AFTER_PHONE: Final = re.compile(
    rf"(?:{_PHONES})(?:号码)?{_GAP}*[:：]{_GAP}*(?!20\d{{12}}(?!\d))(?P<number>\d[\d()（）—–-]{{5,}}\d)(?!\.\d)"
)
_AFTER_PHONE_SPACED: Final = re.compile(rf"(?:{_PHONES})(?:号码)?{_GAP}*[:：]{_GAP}*(?P<number>1[3-9]\d \d{{4}} \d{{4}})(?!\d)")
_WORTH_A_LOOK: Final = re.compile(rf"[0-9]{{7}}|[0-9]-[0-9]{{4}}|@|{_PHONES}|人|者|领导|代表|会计|{_DEEDS}")

_FOLDED: Final = {ord(wide): ord(narrow) for wide, narrow in zip("０１２３４５６７８９＠－＋．", "0123456789@-+.", strict=True)}


def find(line: str) -> tuple[Span, ...]:
    """The personal data of one line, in order of their beginning; spans may overlap."""
    folded = line.translate(_FOLDED)
    if not _WORTH_A_LOOK.search(folded):
        return ()
    return tuple(sorted((*_numbers(folded), *_names(folded)), key=lambda span: (span.start, span.end)))


def mask(text: str) -> str:
    """One line with its personal data replaced by as many `MASK` characters: every other character keeps its place."""
    while spans := find(text):  # again: what is hidden was perhaps what made its neighbour look like an amount
        text = _masked(text, spans)
    return text


def mask_lines(lines: Sequence[str]) -> tuple[str, ...]:
    """Lines of one page, masked; also where a label ends a line and the name stands alone on the next line that is not blank."""
    masked = [mask(line) for line in lines]
    filled = [index for index, line in enumerate(lines) if line.strip()]
    for place, (above, below) in enumerate(pairwise(filled)):
        after = lines[filled[place + 2]] if place + 2 < len(filled) else ""
        if _name_goes_on(lines[above], lines[below], after):
            masked[below] = _masked(lines[below], [_alone(lines[below])])
    return tuple(masked)


def has_personal_data(text: str) -> bool:
    """Whether any line of the text holds personal data that `mask` would hide."""
    return any(find(line) for line in text.splitlines())


def _masked(text: str, spans: Iterable[Span]) -> str:
    characters = list(text)
    for span in spans:
        characters[span.start : span.end] = MASK * (span.end - span.start)
    return "".join(characters)


def _numbers(line: str) -> Iterator[Span]:
    yield from (Span(*found.span(), kind="mobile") for found in _MOBILE.finditer(line))
    yield from (Span(*found.span(), kind="landline") for found in _LANDLINE.finditer(line))
    yield from (Span(*found.span(), kind="identity") for found in _IDENTITY.finditer(line))
    yield from (Span(*found.span(), kind="email") for found in _EMAIL.finditer(line))
    yield from (Span(*found.span("number"), kind="landline") for found in _AFTER_PHONE.finditer(line))
    yield from (Span(*found.span("number"), kind="mobile") for found in _AFTER_PHONE_SPACED.finditer(line))


def _names(line: str) -> Iterator[Span]:
    signature = _is_signature(line)
    for label in _LABEL.finditer(line):
        found = _NAMES_HERE.match(line, label.end())
        if found and (label["colon"] or (signature and line[label.end() - 1].isspace())):
            yield from _up_to_no_name(found)
    for label in _DEED_LABEL.finditer(line):
        found = _NAMES_HERE.match(line, label.end())
        if found and _looks_like_a_name(found.group()):
            yield from _up_to_no_name(found)


def _up_to_no_name(found: re.Match[str]) -> Iterator[Span]:
    """The names as far as no word stands among them that is none (`张三 联系电话`)."""
    for name in re.finditer(_NAME + _NAME_ENDS, found.group()):
        if _NO_NAME.search(name.group()):
            return
        yield Span(found.start() + name.start(), found.start() + name.end(), "name")


def _is_signature(line: str) -> bool:
    """Whether names separated by nothing but spaces can be told from words: several labels, or one label and one likely name."""
    if _SENTENCE.search(line):
        return False
    alone = _LABEL_AND_NAME.fullmatch(line)
    return len(_ANY_LABEL.findall(line)) > 1 or bool(alone and _looks_like_a_name(alone["name"]))


def _looks_like_a_name(text: str) -> bool:
    name = re.sub(r"\s", "", text)
    if _NO_NAME.search(name):
        return False
    if "·" in name or name[:2] in _DOUBLE_SURNAMES:
        return True
    return name[:1] in _SURNAMES and len(name) in (2, 3)


def _name_goes_on(line: str, below: str, after: str) -> bool:
    """Whether `below` is the value of the label that ends `line`. Without a colon only the label of the next field proves it."""
    alone = _NAME_ALONE.fullmatch(below)
    if alone is None or not _looks_like_a_name(alone["name"]):
        return False
    if _LABEL_AT_END.search(line):
        return True
    return bool(_LABEL_ALONE.fullmatch(line)) and bool(_ANY_LABEL.search(after) or tuple(_numbers(after.translate(_FOLDED))))


def _alone(line: str) -> Span:
    stripped = line.strip()
    start = line.index(stripped)
    return Span(start, start + len(stripped), "name")
