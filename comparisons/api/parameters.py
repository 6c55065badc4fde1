"""Query parameters of comparisons."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy
from rest_framework import serializers

from budgets.api.parameters import LARGEST_ID, STANDARD_TABLES, Parameters
from budgets.models import Scope, Stage
from comparisons.asked import MOST_YEARS


class ComparisonParameters(Parameters):
    """GET /api/v1/comparisons/. Without `schedule` the headline indicators, with it every line of that table."""

    department = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, help_text=gettext_lazy("部门编号"))
    year = serializers.IntegerField(min_value=1000, max_value=9999, help_text=gettext_lazy("年度，与前一年相比"))  # the documents decide
    stage = serializers.ChoiceField(Stage.choices, help_text=gettext_lazy("预算或决算"))
    scope = serializers.ChoiceField(Scope.choices, help_text=gettext_lazy("部门或单位口径"))
    schedule = serializers.ChoiceField(STANDARD_TABLES, required=False, help_text=gettext_lazy("表，如 expenditure"))
    measure = serializers.CharField(required=False, max_length=60, help_text=gettext_lazy("项，如 total、basic；默认 total"))


class SignalParameters(serializers.Serializer[Any]):
    """GET /api/v1/signals/. Without more than a department the signals of all its documents in force."""

    department = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, help_text=gettext_lazy("部门编号"))
    year = serializers.ListField(
        child=serializers.IntegerField(), required=False, max_length=MOST_YEARS, help_text=gettext_lazy("年度，可给几个")
    )
    stage = serializers.MultipleChoiceField(choices=Stage.choices, required=False, help_text=gettext_lazy("预算或决算"))
    scope = serializers.MultipleChoiceField(choices=Scope.choices, required=False, help_text=gettext_lazy("部门或单位口径"))
