"""What changed, as data."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view, permission_classes
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from budgets.api.problems import NotThere
from budgets.api.public import PROBLEMS
from budgets.models import Edition
from comparisons import demanded, series, spoken, standings, stored
from comparisons.api.parameters import ComparisonParameters
from comparisons.api.serializers import ComparisonSerializer
from comparisons.asked import BadQuestion
from comparisons.named import nothing_of
from comparisons.volume import Volume


@extend_schema(operation_id="comparisons", parameters=[ComparisonParameters], responses={200: ComparisonSerializer, **PROBLEMS})
@api_view(["GET", "HEAD"])
@permission_classes([AllowAny])
def comparisons(request: Request) -> Response:
    """A department's year against the year before: the headline indicators with what the text says of them, or one table line by line."""
    given = ComparisonParameters.read(request)
    if "measure" in given and "schedule" not in given:
        raise ValidationError({"measure": [_("只用于一张表：请同时写出 schedule。")]})
    edition = _edition(given)
    before = stored.previous(edition)
    volume, earlier = stored.read_with(edition, before)
    if "schedule" in given:
        changes = series.lines(volume, earlier, given["schedule"], given.get("measure", "total"), before.breaks)
        if not changes.lines:
            _demand(given, volume, edition)
    else:
        changes = series.headline(volume, earlier, breaks=before.breaks)
    claims = [] if "schedule" in given else spoken.claims(volume, changes)
    previous = before.edition.pk if before.edition else None
    answer = {"edition": edition.pk, "previous_edition": previous, "told": before.told, "claims": claims}
    shape = ComparisonSerializer({**answer, "lines": changes.lines, "levels": changes.levels}, context={"request": request})
    return Response(shape.data)


def _demand(given: dict[str, Any], volume: Volume, edition: Edition) -> None:
    try:
        demanded.column(given["schedule"], given.get("measure", ""), [volume], [edition])
    except BadQuestion as error:
        raise ValidationError(error.errors) from error


def _edition(given: dict[str, Any]) -> Edition:
    editions = stored.with_documents(Edition.objects.published()).filter(
        disclosure__department=given["department"],
        disclosure__fiscal_year=given["year"],
        disclosure__stage=given["stage"],
        disclosure__scope=given["scope"],
    )
    edition = editions.first()
    if edition is None:
        raise NotThere({"department": [_nothing(given["department"])]})
    return edition


def _nothing(department: int) -> str:
    """What is in force of a department instead of a document that is not; where nothing is, who there is."""
    kinds = standings.kinds(department)
    if not kinds:
        return nothing_of([department])
    there = "、".join(f"{kind.year} {kind.stage} {kind.scope}" for kind in kinds)
    return _("没有收录这个部门这一年的这种文件。有的是：{there}。").format(there=there)
