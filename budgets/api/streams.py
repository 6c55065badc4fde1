"""Everything that a question about figures finds, as one file: CSV, JSON Lines or Parquet, written by PostgreSQL itself and handed on.

Python would take ten times as long for a million figures, and a list of them more memory than a server has. A line of JSON is what a list
has as a row (`FactSerializer`: a test holds both together); CSV and Parquet have the place in the document as columns of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain
from typing import Any, Final, Literal

from django.db import connection, transaction
from django.db.models import BooleanField, Case, CharField, ExpressionWrapper, F, Func, JSONField, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Concat
from django.http import StreamingHttpResponse
from django.urls import reverse

from budgets.api.columns import columns_of
from budgets.api.serializers import FactSerializer
from budgets.models import Fact
from budgets.parquet import PARQUET, Column, parquet

Format = Literal["csv", "jsonl", "parquet"]
CONTENT_TYPES: Final = {"csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl", "parquet": PARQUET}

_MARK: Final = "\ufeff".encode()
"""What tells a spreadsheet that the file is UTF-8."""
_SECONDS: Final = 600
"""A file that takes longer is broken off: the client sees that it is not whole."""
_PIECE: Final = 1 << 16
_OF: Final = "edition__disclosure__"

Absolute = Callable[[str], str]
"""A path of this site as a whole address."""
Columns = dict[str, Any]
"""Expressions by the names under which they are told."""


class _Harmless(Func):
    """Words of documents as a spreadsheet shows and never computes them; a negative number as it is printed is none of these."""

    template = (
        r"(CASE WHEN left(%(expressions)s, 1) IN ('=', '+', '-', '@', E'\t', E'\r', E'\n') AND %(expressions)s !~ '^-[0-9.,]+$'"
        r" THEN '''' || %(expressions)s ELSE %(expressions)s END)"
    )
    output_field = TextField()


class _Rounded(Func):
    """A number with so many decimals, as text: a reader's program must not make a float of it."""

    template = "round(%(expressions)s)::text"
    output_field = TextField()


class _OfficialName(Func):
    """The name of the department of this number, as `Department.name` tells it. All names are looked up once, not for each row."""

    template = (
        "coalesce((SELECT jsonb_object_agg(department_id, name) FROM"
        " (SELECT DISTINCT ON (department_id) department_id, name FROM budgets_departmentname WHERE kind = 'official'"
        " ORDER BY department_id, valid_to IS NULL DESC, valid_from DESC NULLS LAST, id DESC) AS latest"
        ") ->> (%(expressions)s)::text, '#' || %(expressions)s)"
    )
    output_field = TextField()


class _Object(Func):
    """An object of JSON, its members in order."""

    function = "json_build_object"
    output_field = JSONField()


def whole(rows: QuerySet[Fact], kind: Format, absolute: Absolute, *, marked: bool = False) -> StreamingHttpResponse:
    """All these facts in the order of their ids. `marked`: CSV with the mark of UTF-8, for a spreadsheet.

    What is read is decided here, before the first row is written: as of which moment, nobody knows while an answer goes out.
    """
    lines, pieces = copied(statement(rows, kind, absolute)), _in_pieces
    if kind == "parquet":
        pieces = partial(parquet, columns=columns())
    elif kind == "csv":
        lines = chain([(_MARK if marked else b"") + head()], lines)
    else:
        lines = (line.replace(rb"\\", b"\\") for line in lines)  # COPY doubles them, and escapes nothing else that JSON can have
    response = StreamingHttpResponse(pieces(lines), content_type=CONTENT_TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="facts.{kind}"'
    return response


def columns() -> list[Column]:
    """The columns of CSV and Parquet in their order."""
    told = {column.name: column for column in columns_of(FactSerializer)}
    return [told[name] for name in _columns("csv", str)]


def head() -> bytes:
    """The first line of CSV."""
    return (",".join(_columns("csv", str)) + "\n").encode()


def statement(rows: QuerySet[Fact], kind: Format, absolute: Absolute) -> str:
    """The COPY that writes these facts, one row a line."""
    found = _columns(kind, absolute)
    named = {f"c_{name}": column for name, column in found.items()}
    sql, params = rows.order_by("pk").annotate(**named).values_list(*named).query.sql_with_params()
    told = ", ".join(f"'{name}', found.c_{name}" for name in found)
    as_json = f"COPY (SELECT json_build_object({told}) FROM ({sql}) AS found) TO STDOUT"  # noqa: S608  names of our own
    with connection.cursor() as cursor:
        written: str = cursor.mogrify(as_json if kind == "jsonl" else f"COPY ({sql}) TO STDOUT (FORMAT csv)", params)
    return written


def _columns(kind: Format, absolute: Absolute) -> Columns:
    if kind == "jsonl":
        source = _Object(*(part for name, column in _source().items() for part in (Value(name), column)))
        return _about() | _words(F) | _value() | {"corrected": _corrected(), "source": source} | _addresses(absolute)
    told = _Harmless if kind == "csv" else F  # no program that reads Parquet computes what it reads
    about, place = _about(), _source()
    if kind == "csv":
        about["department_name"], place["sheet"] = _Harmless(about["department_name"]), _Harmless(place["sheet"])
    plain = {f"source_{name}": column for name, column in place.items()}
    return about | _words(told) | _value() | {"corrected": Cast(_corrected(), TextField())} | plain | _addresses(absolute)


def _about() -> Columns:
    return {
        "id": F("pk"),
        "edition": F("edition_id"),
        "department": F(f"{_OF}department_id"),
        "department_name": _OfficialName(f"{_OF}department_id"),
        "fiscal_year": F("fiscal_year"),
        "stage": F(f"{_OF}stage"),
        "scope": F(f"{_OF}scope"),
        "table": F("table"),
        "schedule": F("schedule"),
    }


def _words(told: Callable[[str], Any]) -> Columns:
    of_the_document = ("row_key", "code", "item", "label", "printed", "unit")
    ours = ("path", "level", "side", "block", "measure", "figure", "header")
    return {name: told(name) for name in of_the_document} | {name: F(name) for name in ours}


def _value() -> Columns:
    return {
        "presence": F("presence"),
        "kind": F("kind"),
        "yuan": _Rounded("yuan", Value(4)),
        "value": _Rounded("value", Value(6)),
        "confidence": _Rounded("confidence", Value(3)),
    }


def _corrected() -> ExpressionWrapper[Q]:
    return ExpressionWrapper(Q(correction__isnull=False), output_field=BooleanField())


def _source() -> Columns:
    return {"document": F("document__sha256"), **{name: F(name) for name in ("page", "bbox", "line", "span", "sheet", "cell")}}


def _addresses(absolute: Absolute) -> Columns:
    image = Concat(*_parts("document-page-image", absolute, F("document_id"), F("page")), output_field=CharField())
    is_drawn = Q(page__isnull=False, document__media_type="application/pdf")
    return {
        "evidence_url": Concat(*_parts("evidence-fact", absolute, F("pk")), output_field=CharField()),
        "page_image_url": Case(When(is_drawn, then=image), default=Value(None), output_field=CharField()),
    }


def _parts(name: str, absolute: Absolute, *columns: F) -> list[Any]:
    """An address with columns in the place of its numbers."""
    marks = [900_000_001 + at for at in range(len(columns))]
    rest, parts = absolute(reverse(name, args=marks)), list[Any]()
    for mark, column in zip(marks, columns, strict=True):
        before, rest = rest.split(str(mark), 1)
        parts += [Value(before), Cast(column, TextField())]
    return [*parts, Value(rest)]


def copied(written: str) -> Iterator[bytes]:
    """What PostgreSQL writes, row by row."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = '{_SECONDS}s'")
        with cursor.copy(written) as found:
            yield from map(bytes, found)


def _in_pieces(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes, many rows at a time."""
    piece = bytearray()
    for line in lines:
        piece += line
        if len(piece) >= _PIECE:
            yield bytes(piece)
            piece.clear()
    yield bytes(piece)
