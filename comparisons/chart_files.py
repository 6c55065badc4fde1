"""The charts of a comparison or of a department, each by the line and the group that it draws, to be taken away on its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comparisons import stored
from comparisons.alone import alone
from comparisons.comparison import HEADS, Comparison
from comparisons.drawings import Drawing, paragraph
from comparisons.groups import Group
from comparisons.makeup import Makeup, of_comparison
from comparisons.pictures import as_svg
from comparisons.templatetags.charts import highest, keyed, series_chart, waterfall, whose
from comparisons.templatetags.compare import scope_name, stage_name
from comparisons.templatetags.makeup import FLOW, PARTS, drawn

_LINE: Final = 24
_LETTERS: Final = 24
"""The height of a line of the words around a chart on a phone, and how many letters it has."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with its words, as its page has them: broad (`drawing`) and, for a phone, narrow. `is_sample` says that figures come from a
    document that we typeset ourselves."""

    drawing: Drawing
    narrow: Drawing
    heading: str
    name: str
    basis: tuple[str, ...]
    description: str
    remarks: tuple[str, ...] = ()
    is_sample: bool = False

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """What has no room in each of the two drawings, in words, with how that one is called."""
        both = (("broad", _key_of(self.drawing)), ("slender", _key_of(self.narrow)))
        return tuple((look, text) for look, text in both if text)

    @property
    def key_height(self) -> int:
        """Room for the longer of them, on a phone."""
        return _LINE * max((len(paragraph(text, _LETTERS)) for _look, text in self.keys), default=0)


def _key_of(drawing: Drawing) -> str:
    told = _("；").join(f"{one.number} {one.told}" if one.number else one.told for one in keyed(drawing))
    return _("图里写不下的：{told}。").format(told=told) if told else ""


def charts_of(found: Comparison) -> dict[tuple[str, str], Chart]:
    """The charts of a comparison's page, by line and group (`charts.whose`)."""
    if not found.sections:
        return {}
    if found.falls:
        group = found.groups[0]
        return {(fall.after.key, whose(group)): _chart(waterfall(fall, group), group, found.is_sample) for fall in found.falls}
    charts = _makeup(found)
    if not found.is_series:
        return charts
    for key in found.main_lines:
        top = highest(found, key)
        for group in found.groups if top is not None else ():
            drawn = series_chart(group, key, top, False)
            if not drawn["empty"]:
                charts[key, whose(group)] = _chart(drawn, group, found.has_samples(group))
    return charts


def _makeup(found: Comparison) -> dict[tuple[str, str], Chart]:
    """The chart of what its last year is made up of, where there is one."""
    one = of_comparison(found)
    if one is None or (one.flow is not None and not one.flow.is_drawn):
        return {}
    return {(PARTS if one.parts is not None else FLOW, whose(one)): _chart(drawn(one), one, found.is_sample)}


def through_the_years(group: Group, key: str) -> Chart | None:
    """A headline figure that a department's page draws small, with its axis; None where it draws none."""
    drawn = series_chart(group, key, None, False) if key in HEADS else None
    if drawn is None or drawn["empty"]:
        return None
    return _chart(drawn, group, bool(stored.samples_in(group.sources)))


def _chart(drawn: Mapping[str, Any], group: Group | Makeup, is_sample: bool) -> Chart:
    shape: Drawing = drawn["wide"]
    whole = _("{stage}（{scope}）").format(stage=stage_name(group.stage), scope=scope_name(group.scope))
    return Chart(
        shape,
        drawn["narrow"],
        _("{department}：{heading}").format(department=group.department.name, heading=drawn["heading"]),
        drawn["name"],
        (drawn["basis"],) if drawn["basis"].startswith(whole) else (whole, drawn["basis"]),
        drawn["description"],
        (drawn["note"],) if drawn["note"] else (),
        is_sample,
    )


def drawn_alone(chart: Chart, address: str) -> str:
    """The chart as an SVG of its own, with the page that it is from and the day."""
    source = _("来源：明账，{address}，{date}").format(address=address, date=timezone.localdate().isoformat())
    sample = [_("演示排版，非官方原件") + _("：数字照公开的文件，文字是自己写的，只用来看这个网站怎么工作。")] if chart.is_sample else []
    key = [text for look, text in chart.keys if look == "broad"]
    picture = alone(chart.drawing, chart.heading, chart.basis, [*key, *chart.remarks, *sample, source])
    return as_svg(picture, chart.name, chart.description, get_language() or "zh-hans")
