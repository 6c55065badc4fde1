"""What is put right of the OpenAPI description when it is made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

_JSON: Final = "application/json"
_COMPONENTS: Final = "#/components/schemas/"


def only_what_is_asked_for(result: dict[str, Any], **_about: Any) -> dict[str, Any]:
    """Where `fields` may leave out any field of a row, the row's description says of none that it is always there.

    A hook of drf-spectacular: takes and returns the whole description.
    """
    components = result["components"]["schemas"]
    for name in {name for answer in _told_in_part(result) for name in _rows(answer, components)}:
        components[name].pop("required", None)
    return result


def _told_in_part(result: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The schemas of the answers of those operations that take `fields`."""
    for path in result["paths"].values():
        for operation in path.values():
            if any(one["name"] == "fields" for one in operation.get("parameters", ())):
                yield operation["responses"]["200"]["content"][_JSON]["schema"]


def _rows(answer: dict[str, Any], components: dict[str, Any]) -> Iterator[str]:
    """The components that describe a row of an answer: of a list those of its results."""
    name = answer["$ref"].removeprefix(_COMPONENTS)
    results = components[name].get("properties", {}).get("results")
    if results is None:
        yield name
    else:
        yield results["items"]["$ref"].removeprefix(_COMPONENTS)
