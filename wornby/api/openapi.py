"""What the OpenAPI document says beyond the types."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel

from wornby.api.auth import scope_needed
from wornby.api.problems import PROBLEM_TYPE
from wornby.api.sessions import CSRF_HEADER, SECURE_COOKIE
from wornby.api.wire import ProblemOut
from wornby.datamodel import Scope

_PROBLEM_SCHEMA = {"schema": {"$ref": "#/components/schemas/ProblemOut"}}
PROBLEMS: dict[int | str, dict[str, Any]] = {
    "4XX": {"description": "What the caller can mend.", "content": {PROBLEM_TYPE: _PROBLEM_SCHEMA}},
    "5XX": {"description": "What the operator can mend.", "content": {PROBLEM_TYPE: _PROBLEM_SCHEMA}},
}


def body_of(
    json_model: type[BaseModel] | None,
    *,
    files: Mapping[str, bool],
    fields: type[BaseModel],
    needed: Sequence[str] = (),
) -> dict[str, Any]:
    """The description of a body that is JSON or a form.

    Args:
        json_model: Of the JSON variant, if there is one.
        files: Names of the form's files, and whether each may be repeated.
        fields: The form's other fields; each is a list of its values.
        needed: Names of the files without which the form says nothing.
    """
    file = {"type": "string", "contentMediaType": "application/octet-stream"}
    form = _inline(fields)
    properties = {name: {"type": "array", "items": file} if many else file for name, many in files.items()}
    form["properties"] = properties | form.get("properties", {})
    if needed:
        form["required"] = [*needed, *form.get("required", ())]
    content = {"multipart/form-data": {"schema": form}}
    if json_model is not None:
        content["application/json"] = {"schema": _inline(json_model)}
    return {"requestBody": {"required": True, "content": content}}


def json_body_of(model: type[BaseModel]) -> dict[str, Any]:
    """The description of a body that is JSON."""
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": _inline(model)}}}}


def describe(app: FastAPI, routes: Iterable[APIRoute]) -> dict[str, Any]:
    """The OpenAPI document, with the scope that each operation needs."""
    document = get_openapi(title=app.title, version=app.version, description=app.description, routes=list(app.routes))
    components = document.setdefault("components", {})
    components["securitySchemes"] = {
        "apiKey": {
            "type": "http",
            "scheme": "bearer",
            "description": "An API key, wb_…; without one, reading only, and only on the server's own machine.",
        },
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": SECURE_COOKIE,
            "description": f"Who is signed in. What is no GET also needs the session's token in {CSRF_HEADER}.",
        },
        "wearer": {"type": "http", "scheme": "wearer", "description": "The token of a wearer's link."},
    }
    schemas = components.setdefault("schemas", {})
    schemas["ProblemOut"] = ProblemOut.model_json_schema()
    for route in routes:
        scope = scope_needed(route.endpoint)
        for method in route.methods or ():
            operation = document["paths"].get(route.path_format, {}).get(method.lower())
            if operation is not None and scope is not None:
                operation["security"] = _ways_in(scope)
                operation["x-wornby-scope"] = scope.value
    return document


def _ways_in(scope: Scope) -> list[dict[str, list[str]]]:
    if scope is Scope.WEARER:
        return [{"wearer": []}]
    ways: list[dict[str, list[str]]] = [{"apiKey": []}, {"session": []}]
    return [{}, *ways] if scope is Scope.SHOPPER else ways


def _inline(model: type[BaseModel]) -> dict[str, Any]:
    """A model's schema with its definitions put in place: an extra of a route has no components."""
    schema = model.model_json_schema()
    definitions = schema.pop("$defs", {})

    def resolve(node: object) -> object:
        if isinstance(node, dict):
            if "$ref" in node:
                return resolve(definitions[node["$ref"].rpartition("/")[2]])
            return {name: resolve(value) for name, value in node.items()}
        return [resolve(item) for item in node] if isinstance(node, list) else node

    resolved = resolve(schema)
    return resolved if isinstance(resolved, dict) else {}
