"""Years and departments side by side, as data: the same question and the same answer as the page's."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view, permission_classes
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from budgets.api.parameters import LARGEST_ID, LARGEST_YEAR, SMALLEST_YEAR, STANDARD_TABLES
from budgets.api.public import PROBLEMS
from budgets.models import Scope, Stage
from budgets.moments import shown_as_of
from comparisons import comparison, pinned
from comparisons.api.refused import refused
from comparisons.api.serializers import AS_OF
from comparisons.api.side_by_side import SideBySideSerializer
from comparisons.asked import LONGEST_LINE, MOST_DEPARTMENTS, MOST_LINES, MOST_YEARS, SHOWN, VIEWS, BadQuestion, Question, question
from comparisons.compare import fetch, kin_of
from comparisons.comparison import Comparison
from comparisons.denominators import COUNTED
from comparisons.groups import Group
from comparisons.matrix import Step
from comparisons.templatetags.averages import per_label, per_unit
from comparisons.templatetags.compare import prices_label
from comparisons.templatetags.sentences import sentence_of

NAMES = ("d", "y", "stage", "scope", "line", "show", "schedule", "measure", "as", "prices", "per", "as_of")
VIEW = OpenApiParameter(
    "as", enum=VIEWS, description=gettext_lazy("continuous（默认）跟随更名、合并和改编的科目；original 只看本部门、原来的科目")
)


class CompareParameters(serializers.Serializer[Any]):
    """GET /api/v1/compare/. Several departments and years as d=1&d=2&y=2023&y=2024; what is left out is everything there is."""

    d = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_ID),
        max_length=MOST_DEPARTMENTS,
        help_text=gettext_lazy("部门编号，可给几个"),
    )
    y = serializers.ListField(
        child=serializers.IntegerField(min_value=SMALLEST_YEAR, max_value=LARGEST_YEAR),
        required=False,
        max_length=MOST_YEARS,
        help_text=gettext_lazy("年度，可给几个；每一年与所给的前一年相比。不给就是文件的各年；只有一年时，也列文件说到的上一年"),
    )
    stage = serializers.MultipleChoiceField(choices=Stage.choices, required=False, help_text=gettext_lazy("预算或决算；两者之间不算差额"))
    scope = serializers.MultipleChoiceField(
        choices=Scope.choices, required=False, help_text=gettext_lazy("部门或单位口径；两者之间不算差额")
    )
    line = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_LINE),
        required=False,
        max_length=MOST_LINES,
        help_text=gettext_lazy("只要这些行，可给几个：主要的数如 three_public；给了 schedule 时是表中各行的键，如 208。不给就是全部"),
    )
    schedule = serializers.ChoiceField(STANDARD_TABLES, required=False, help_text=gettext_lazy("表，如 expenditure；不给就是主要的数"))
    measure = serializers.CharField(required=False, max_length=60, help_text=gettext_lazy("表的一项，如 basic；不给就是 total"))
    show = serializers.MultipleChoiceField(
        choices=SHOWN,
        required=False,
        help_text=gettext_lazy(
            "另列：measures（份额、指数、年均变化率、名次，在 measures 里）、sentences（每个变化的中英文句子，在 steps 里）"
        ),
    )
    prices = serializers.IntegerField(
        min_value=SMALLEST_YEAR,
        max_value=LARGEST_YEAR,
        required=False,
        help_text=gettext_lazy("另按全国居民消费价格指数折算为这一年的价格，在 real 里；不给就不折算"),
    )
    per = serializers.ChoiceField(
        COUNTED,
        required=False,
        help_text=gettext_lazy("另按公开的数量平均（公务用车、编制、在职人员、离退休人员、常住人口），在 averages 里；不与 prices 一起用"),
    )
    as_of = serializers.CharField(required=False, help_text=AS_OF)


@extend_schema(operation_id="compare", parameters=[CompareParameters, VIEW], responses={200: SideBySideSerializer, **PROBLEMS})
@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])
def compare(request: Request) -> Response:
    """Years × departments × lines: headline indicators, or a column of one standard table; each year against the one before it."""
    try:
        asked = question(dict(request.query_params.lists()), NAMES)
        if not asked.departments:
            raise ValidationError({"d": [_("请至少给一个部门编号。")]})
        with shown_as_of(asked.as_of):
            return _answered(request, asked)
    except BadQuestion as error:
        raise refused(error) from error


def _answered(request: Request, asked: Question) -> Response:
    departments, editions, lineage = fetch(asked)
    found = comparison.compare(asked, departments, editions, lineage)
    answer = {
        "pinned": pinned.comparison(request.build_absolute_uri, found, kin_of(asked, lineage)),
        "query": asked.query(),
        "schedule": asked.schedule,
        "measure": asked.column if asked.schedule else "",
        "view": asked.view,
        "years": found.years,
        "years_left_off": found.years_left_off,
        "groups": [_group(group, asked) for group in found.groups],
        "overlaps": found.overlaps,
        "real": _real(found),
        "averages": _averages(found),
        "measures": _measures(found) if "measures" in asked.shown else None,
    }
    return Response(SideBySideSerializer(answer, context={"request": request}).data)


def _of(group: Group) -> dict[str, Any]:
    """Whose and on which basis, as every part of the answer tells it."""
    return {"department": group.department.pk, "stage": group.stage, "scope": group.scope}


def _real(found: Comparison) -> dict[str, Any] | None:
    if found.prices is None:
        return None
    groups = [
        {
            **_of(one.group),
            "lines": [line for _row, line in one.rows],
        }
        for one in found.real
    ]
    return {
        "prices": found.prices.year,
        "label": prices_label(found.prices),
        "source": found.prices.source,
        "rates": found.prices.rates(found.years_in_prices),
        "factors": found.prices.factors(found.years_in_prices),
        "groups": groups,
    }


def _averages(found: Comparison) -> dict[str, Any] | None:
    counted = found.question.per
    if counted is None:
        return None
    groups = [
        {
            **_of(one.group),
            "lines": [
                {"key": row.key, "years": [{"year": cell.year.year, "per": cell.per} for cell in cells if cell.per is not None]}
                for row, cells in one.rows
            ],
        }
        for one in found.averages
    ]
    return {"per": counted, "label": per_label(counted), "unit": per_unit(counted), "groups": groups}


def _measures(found: Comparison) -> list[dict[str, Any]]:
    return [
        {
            **_of(one.group),
            "lines": [
                {
                    "key": line.key,
                    "compound": line.line,
                    "years": [{"one": year, "place": line.places.get(year.year)} for year in line.line.years],
                }
                for _row, line in one.rows
            ],
        }
        for one in found.measured
    ]


def _sentences(group: Group, step: Step, asked: Question) -> list[dict[str, str]]:
    told = [change for change in step.changes.lines if asked.wants(change.key)]
    return [
        {"key": one.key, "zh": str(sentence_of(one, group, step, "zh")), "en": str(sentence_of(one, group, step, "en"))} for one in told
    ]


def _group(group: Group, asked: Question) -> dict[str, Any]:
    figures = group.track.figures
    years = [
        {
            "year": year.year,
            "state": year.state,
            "edition": edition.pk if edition else None,
            "figures": [figures[year.year][key] for key in group.track.keys if asked.wants(key) and key in figures[year.year]],
        }
        for year, edition, _step in group.columns
    ]
    whys = {why.step.after: why for why in group.why}
    steps = [
        {
            "before": step.before,
            "after": step.after,
            "lines": [change for change in step.changes.lines if asked.wants(change.key)],
            "levels": () if asked.leaves_parts_out else [level for level in step.changes.levels if asked.wants(level.parent)],
            "claims": group.claims.get(step.after) or group.line_claims.get(step.after, ()),
            "reasons": whys[step.after].explained if step.after in whys else (),
            "other_bases": [one for one in group.against if one.step is step],
            "perhaps_same": whys[step.after].perhaps if step.after in whys else (),
            "sentences": _sentences(group, step, asked) if "sentences" in asked.shown else (),
        }
        for step in group.track.steps
    ]
    executions = [{"year": year, "key": key, "execution": one} for year, lines in group.executions.items() for key, one in lines.items()]
    return {
        **_of(group),
        "department_name": group.department.name,
        "years": years,
        "steps": steps,
        "executions": executions,
        "repeated_reasons": group.repeated,
        "told": group.told,
        "gaps": group.gaps,
    }
