"""The API says what it is: its description is fresh, and every quantity carries its unit."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.house import ROOT, require_part

UNITS = ("_s", "_ms", "_bytes", "_bps", "_px", "_fps", "_hz")

# Numbers that have no unit, each with its reason. A name is argued whole or by its ending.
ARGUED = {
    r"(.*_)?counts?": "how many there are",
    r"total(_.+)?|done|remaining": "counts of a list or of a job's steps",
    r"(.*_)?(number|position|index|rank|order|priority|attempt)": "an ordinal: which one, not how much",
    r"(season|episode|part|track|disc|avatar)": "an ordinal by its common name",
    r"(.*_)?year(_.+)?": "a year of the calendar",
    r"(.*_)?rating": "a rating on its own scale, named in the schema",
    r"(.*_)?(limit|offset|page)": "counts rows of a list",
    r"(.*_)?(ratio|fraction|percent)": "a share of a whole; the name says of which kind",
    r"(.*_)?channels|bit_depth|level|profile_number": "numbers that codecs define as such",
    r"status": "an HTTP status, in the error answer",
    r"(.*_)?version": "numbers of a release",
    r"(id|.*_id|(.*_)?cursor)": "names a row or a stream, is not calculated with",
    r"port": "names a socket, is not calculated with",
}


def test_numeric_fields_carry_their_unit(openapi: dict[str, Any]) -> None:
    argued = re.compile("|".join(f"(?:{pattern})" for pattern in ARGUED))
    nameless = sorted(
        f"{where}.{name}"
        for where, name in _list_numeric_fields(openapi)
        if not name.endswith(UNITS) and not argued.fullmatch(name)
    )
    assert not nameless, "without a unit in the name: " + ", ".join(nameless)


@pytest.mark.parametrize("name", ["duration", "bitrate", "file_size", "width", "timeout"])
def test_quantities_without_unit_are_found(name: str) -> None:
    schema = {"properties": {name: {"anyOf": [{"type": "number"}, {"type": "null"}]}}}
    found = list(_list_numeric_fields({"components": {"schemas": {"File": schema}}}))
    assert found == [("File", name)]
    assert not any(re.fullmatch(pattern, name) for pattern in ARGUED)


def test_openapi_of_the_web_client_is_fresh(openapi: dict[str, Any]) -> None:
    kept = json.loads(require_part("web/src/api/openapi.json").read_text())
    assert kept == openapi, "web/src/api/openapi.json is stale: make api"


def test_every_route_has_a_name_of_its_own(openapi: dict[str, Any]) -> None:
    names = [
        operation["operationId"]
        for path in openapi["paths"].values()
        for method, operation in path.items()
        if method in {"get", "put", "post", "patch", "delete"}
    ]
    assert len(names) == len(set(names))


@pytest.fixture(scope="module")
def openapi() -> dict[str, Any]:
    """What `kino openapi` prints."""
    require_part("kino/cli.py")
    printed = subprocess.run(
        [sys.executable, "-c", "from kino.cli import main; main()", "openapi"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert printed.returncode == 0, printed.stderr
    described: dict[str, Any] = json.loads(printed.stdout)
    return described


def _list_numeric_fields(openapi: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, schema in openapi.get("components", {}).get("schemas", {}).items():
        if name not in {"HTTPValidationError", "ValidationError"}:
            yield from _list_numeric_properties(name, schema)
    for path, operations in openapi.get("paths", {}).items():
        for operation in operations.values():
            parameters = operation.get("parameters", []) if isinstance(operation, dict) else []
            yield from ((path, each["name"]) for each in parameters if _is_numeric(each.get("schema", {})))


def _list_numeric_properties(where: str, schema: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, inner in schema.get("properties", {}).items():
        if _is_numeric(inner):
            yield where, name
        yield from _list_numeric_properties(f"{where}.{name}", inner)


def _is_numeric(schema: dict[str, Any]) -> bool:
    """Whether a value of this schema can be a number, or a list or map of numbers."""
    if schema.get("type") in {"integer", "number"}:
        return "enum" not in schema and "const" not in schema
    choices = [*schema.get("anyOf", []), *schema.get("oneOf", []), *schema.get("allOf", [])]
    inner = [schema[key] for key in ("items", "additionalProperties") if isinstance(schema.get(key), dict)]
    return any(_is_numeric(each) for each in [*choices, *inner])
