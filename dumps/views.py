"""The files of dumps, to be downloaded: whole, or from the byte on at which a download broke off."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import IO, Final

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from budgets.parquet import PARQUET
from dumps import kept
from dumps.ranges import NotThere, asked_range
from dumps.shapes import MANIFEST, SUMS

_TYPES: Final = {"parquet": PARQUET, "gz": "application/gzip", "json": "application/json"}
_NONE: Final = gettext_noop("没有这个文件；有哪些，见 /api/v1/dumps/。")
_PIECE: Final = 1 << 16


@require_safe
def file(request: HttpRequest, name: str, path: str) -> HttpResponseBase:
    """One file of a dump that is whole: one that its manifest names, its digests, or the manifest itself. It never changes."""
    found = _digest_and_size(name, path)
    if found is None:
        raise Http404(_(_NONE))
    digest, size = found
    etag = f'"{digest}"'
    try:
        answer = _answer(request, name, path, etag, size)
    except FileNotFoundError:  # it gave way to a later dump just now
        raise Http404(_(_NONE)) from None
    answer.headers["ETag"] = etag
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["Cache-Control"] = "public, max-age=86400"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Disposition"] = f'attachment; filename="{path.rpartition("/")[2]}"'
    return answer


def _digest_and_size(name: str, path: str) -> tuple[str, int] | None:
    manifest = kept.manifest(name)
    if manifest is None:
        return None
    if path in (MANIFEST, SUMS):
        with kept.opened(name, path) as own:
            content = own.read()
        return hashlib.sha256(content).hexdigest(), len(content)
    return next(((one["sha256"], one["bytes"]) for one in manifest["files"] if one["path"] == path), None)


def _answer(request: HttpRequest, name: str, path: str, etag: str, size: int) -> HttpResponseBase:
    if (known := get_conditional_response(request, etag=etag)) is not None:
        return known
    header, pinned = request.headers.get("Range", ""), request.headers.get("If-Range", etag)
    try:
        wanted = asked_range(header, size) if request.method == "GET" and pinned == etag else None
    except NotThere:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}", "Content-Type": "text/plain; charset=utf-8"})
    kind = _TYPES.get(path.rpartition(".")[2], "text/plain; charset=utf-8")
    part = wanted or range(size)
    answer: HttpResponseBase = HttpResponse(content_type=kind)
    if request.method == "GET":
        answer = StreamingHttpResponse(_Part(kept.opened(name, path), part), status=206 if wanted else 200, content_type=kind)
    answer.headers["Content-Length"] = str(len(part))
    if wanted:
        answer.headers["Content-Range"] = f"bytes {wanted.start}-{wanted.stop - 1}/{size}"
    return answer


class _Part:
    """These bytes of a file, piece by piece; closed with the answer, read or not."""

    def __init__(self, file: IO[bytes], part: range) -> None:
        self._file, self._left = file, len(part)
        file.seek(part.start)
        self.close = file.close

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        piece = self._file.read(min(_PIECE, self._left))
        self._left -= len(piece)
        if not piece:
            raise StopIteration
        return piece
