"""Which dumps there are, and of which files each consists."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from budgets.api.parameters import LARGEST_YEAR, SMALLEST_YEAR, NoParameters, Parameters
from budgets.api.public import public
from budgets.api.serializers import address
from dumps import kept
from dumps.shapes import CHANGES, MANIFEST, PACKAGE, SUMS


class DumpSerializer(serializers.Serializer[Any]):
    """A complete dump: everything that was in force at `as_of`, or of one `year` (null: all), with how many rows each table has."""

    name = serializers.CharField()
    as_of = serializers.CharField(help_text="钉住的时刻")
    made = serializers.CharField()
    year = serializers.IntegerField(allow_null=True)
    bytes = serializers.SerializerMethodField(help_text="全部文件，字节")
    rows = serializers.DictField(child=serializers.IntegerField())
    url = serializers.SerializerMethodField(help_text="它的文件")
    package_url = serializers.SerializerMethodField(help_text="Data Package")
    manifest_url = serializers.SerializerMethodField(help_text="SHA-256、字节数和行数")
    sums_url = serializers.SerializerMethodField(help_text="给 sha256sum -c")
    changes_url = serializers.SerializerMethodField(help_text="比上一套多了什么、少了什么")

    def get_bytes(self, dump: dict[str, Any]) -> int:
        return sum(file["bytes"] for file in dump["files"])

    def get_url(self, dump: dict[str, Any]) -> str:
        return address(self, "api:dump", dump["name"])

    def get_package_url(self, dump: dict[str, Any]) -> str:
        return address(self, "dump-file", dump["name"], PACKAGE)

    def get_manifest_url(self, dump: dict[str, Any]) -> str:
        return address(self, "dump-file", dump["name"], MANIFEST)

    def get_sums_url(self, dump: dict[str, Any]) -> str:
        return address(self, "dump-file", dump["name"], SUMS)

    def get_changes_url(self, dump: dict[str, Any]) -> str:
        return address(self, "dump-file", dump["name"], CHANGES)


class DumpFileSerializer(serializers.Serializer[Any]):
    """A file of a dump. `year` and `region` are those of a part of the figures: of their disclosures and departments."""

    path = serializers.CharField()
    bytes = serializers.IntegerField()
    sha256 = serializers.CharField()
    table = serializers.CharField(allow_blank=True)
    rows = serializers.IntegerField(allow_null=True)
    year = serializers.IntegerField(allow_null=True)
    region = serializers.CharField(allow_null=True)
    url = serializers.URLField()


class DumpInFullSerializer(DumpSerializer):
    """A dump with its files."""

    files = DumpFileSerializer(many=True)


class DumpsSerializer(serializers.Serializer[Any]):
    """The dumps that are whole, the latest first; how many are kept is the operator's choice."""

    results = DumpSerializer(many=True)


class DumpParameters(Parameters):
    """GET /api/v1/dumps/NAME/"""

    year = serializers.IntegerField(
        required=False,
        min_value=SMALLEST_YEAR,
        max_value=LARGEST_YEAR,
        help_text=gettext_lazy("只列这一年的文件（facts 的一部分），和不分年的文件"),
    )
    format = serializers.ChoiceField([("csv", "csv"), ("parquet", "parquet")], required=False, help_text=gettext_lazy("只列这一种文件"))


@public("dumps", NoParameters, DumpsSerializer)
def dumps(request: Request, _given: dict[str, Any]) -> Response:
    """Complete dumps, the latest first."""
    return Response(DumpsSerializer({"results": kept.manifests()}, context={"request": request}).data)


@public("dump", DumpParameters, DumpInFullSerializer)
def dump(request: Request, given: dict[str, Any], name: str) -> Response:
    """One dump with its files: all, or those of a year or a format."""
    manifest = kept.manifest(name)
    if manifest is None:
        raise NotFound(_("没有这一项，或者它还没有公布。"))
    files = [file for file in manifest["files"] if _is_asked_for(file, given)]
    for file in files:
        file["url"] = request.build_absolute_uri(reverse("dump-file", args=[name, file["path"]]))
    return Response(DumpInFullSerializer({**manifest, "files": files}, context={"request": request}).data)


def _is_asked_for(file: dict[str, Any], given: dict[str, Any]) -> bool:
    of_the_year = file["year"] in (None, given.get("year", file["year"]))
    return of_the_year and ("format" not in given or not file["table"] or file["path"].startswith(f"{given['format']}/"))
