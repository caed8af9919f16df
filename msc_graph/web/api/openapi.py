"""The description of `/api` in the words of OpenAPI 3.1, made from the declarations themselves."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from pydantic.json_schema import models_json_schema

from msc_graph.web.api.operations import OPERATIONS, Operation
from msc_graph.web.api.shapes import Problem

__all__ = ["ABOUT", "describe_api", "list_parameters"]

#: What comes last in a list of parameters.
_PAGING = ("limit", "cursor")
_REF = "#/components/schemas/{model}"

_LEAD = (
    "What the command line of msc_graph answers with `--format json`, over HTTP: a knowledge graph"
    " of mechanisms of mesenchymal stem cell exosome therapy."
)
#: What holds for all of it, point by point, for people and for programs alike.
ABOUT = (
    "Only GET and HEAD; nothing can be changed. Answers are JSON in UTF-8.",
    "An entity is given by its id, its label or any of its synonyms. A name that nobody has, and"
    " one that several entities have, get 404; then `near` of the problem holds names or ids that"
    " may be meant, and `/api/resolve` tells them apart.",
    "A parameter that is not declared, or out of bounds, gets 422, and the problem names it.",
    "Lists come in pages of `limit` items: `next` of the answer, and the Link header, lead on. A"
    " cursor holds for one list of one edition of the graph.",
    "An answer has an ETag that changes with the graph and the version of the software; sent back"
    " as If-None-Match it gets 304 and spares the work. What a limit cut has none, and says so.",
    "What takes too long, or too much, gets 503 or 413 with the reason: never a part of an answer"
    " that looks whole.",
)

#: Errors that any route may answer with, and those of routes that look something up.
_ERRORS = {
    "413": "The answer would be too long: ask for less of it.",
    "422": "A parameter is unknown, missing, given twice or out of bounds; the problem names it.",
    "503": "It took too long or too much memory, or too many were asking; try a narrower question.",
    "4XX": "The request itself was refused, such as for its host or its size.",
}
_MISSING = {"404": "No such thing, or a name that several have; `near` holds what may be meant."}


@cache
def describe_api() -> dict[str, Any]:
    """The whole description.

    Examples
    --------
    >>> describe_api()["openapi"], "/api/trace" in describe_api()["paths"]
    ('3.1.0', True)
    """
    models = {model for operation in OPERATIONS for model in operation.answers} | {Problem}
    ordered = sorted(models, key=lambda model: model.__name__)
    _, schemas = models_json_schema([(m, "validation") for m in ordered], ref_template=_REF)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "msc_graph",
            "version": _find_version(),
            "summary": "Mechanisms of MSC exosome therapy.",
            "description": "\n".join([_LEAD, "", *(f"- {point}" for point in ABOUT)]),
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "paths": {operation.path: {"get": _describe(operation)} for operation in OPERATIONS},
        "components": {
            "schemas": _clean(schemas["$defs"]),
            "responses": {
                name: _describe_problem(text)
                for name, text in (*_ERRORS.items(), *_MISSING.items())
            },
        },
    }


def list_parameters(operation: Operation) -> Iterator[dict[str, Any]]:
    """Each parameter of a route, in the words of OpenAPI."""
    schema = operation.parameters.model_json_schema()
    required, properties = schema.get("required", ()), schema.get("properties", {})
    for name in sorted(properties, key=lambda name: (name not in required, name in _PAGING)):
        inner = _without_null(_clean(properties[name]))
        text = inner.pop("description", "")
        yield {
            "name": name,
            "in": "path" if f"{{{name}}}" in operation.path else "query",
            "required": name in required,
            "description": text,
            "schema": inner,
        }


def _find_version() -> str:
    """Version of this package."""
    try:
        return version("msc-graph")
    except PackageNotFoundError:  # run from a folder, not installed
        return "0"


def _describe(operation: Operation) -> dict[str, Any]:
    errors = _ERRORS | (_MISSING if operation.names or operation.paged else {})
    known: dict[str, Any] = {
        name: {"$ref": f"#/components/responses/{name}"} for name in sorted(errors)
    }
    parameters = list(list_parameters(operation))
    responses: dict[str, Any] = {
        "200": {
            "description": "The answer.",
            "headers": _headers(operation),
            "content": {"application/json": {"schema": _describe_answer(operation)}},
        },
        "304": {"description": "What the If-None-Match header names still holds."},
    }
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": operation.detail,
        "responses": responses | known,
    }
    return described | ({"parameters": parameters} if parameters else {})


def _describe_answer(operation: Operation) -> dict[str, Any]:
    shapes: list[dict[str, Any]] = [
        {"$ref": _REF.format(model=model.__name__)} for model in operation.answers
    ]
    if operation.many:
        shapes = [{"type": "array", "items": shape} for shape in shapes]
    return shapes[0] if len(shapes) == 1 else {"anyOf": shapes}


def _headers(operation: Operation) -> dict[str, Any]:
    text = {"type": "string"}
    headers: dict[str, Any] = {
        "Cache-Control": {"description": "no-cache: ask again, with the ETag.", "schema": text},
        "ETag": {
            "description": "Names this very answer; not there if a limit cut it.",
            "schema": text,
        },
    }
    if operation.paged:
        headers["Link"] = {"description": "Address of the next page, rel=next.", "schema": text}
    return headers


def _describe_problem(text: str) -> dict[str, Any]:
    schema = {"$ref": _REF.format(model="Problem")}
    return {"description": text, "content": {"application/problem+json": {"schema": schema}}}


def _clean(schema: Any) -> Any:
    """A schema without the titles that repeat its names."""
    if isinstance(schema, list):
        return [_clean(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: {name: _clean(one) for name, one in value.items()}
        if key == "properties"
        else _clean(value)
        for key, value in schema.items()
        if key != "title" or not isinstance(value, str)
    }


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a value that is given: a parameter that is left out is not null."""
    if "anyOf" in schema:
        (given,) = (one for one in schema["anyOf"] if one.get("type") != "null")
        rest = {key: value for key, value in schema.items() if key != "anyOf"}
        schema = given | rest
    return {k: v for k, v in schema.items() if k != "default" or v is not None}
