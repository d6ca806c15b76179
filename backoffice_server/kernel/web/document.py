"""The OpenAPI document: who may ask, how every refusal looks, and what bodies read by hand must hold."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from backoffice_server.kernel.web.people import signed_in, somebody, till_device
from shared_models.wire.problems import Problem

Document = dict[str, Any]
REFS: Final = "#/components/schemas/{model}"
REFUSAL: Final = {
    "description": "A Problem",
    "content": {"application/problem+json": {"schema": {"$ref": REFS.format(model="Problem")}}},
}
PERSON: Final = {"person": list[str]()}
TILL: Final = {"till": list[str]()}
SCHEMES: Final = {
    "person": {"type": "http", "scheme": "bearer"},
    "till": {"type": "apiKey", "in": "header", "name": "Authorization", "description": "Till <credential>"},
}
_DOORS: Final[dict[Callable[..., Any], list[dict[str, list[str]]]]] = {
    signed_in: [PERSON],
    till_device: [TILL],
    somebody: [PERSON, TILL],
}


@dataclass(frozen=True, slots=True)
class ByHand:
    """What routes read themselves, by path of a POST: bodies, and who may ask where both a person and a till
    may.
    """

    bodies: Mapping[str, type[BaseModel]]
    for_both: frozenset[str]


def describe(app: FastAPI, by_hand: ByHand) -> None:
    """Let `app` tell of itself."""

    def document() -> Document:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app, by_hand)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign] # FastAPI's own way to change its document


def _document(app: FastAPI, by_hand: ByHand) -> Document:
    told = get_openapi(title=app.title, version=app.version, routes=app.routes)
    parts = told.setdefault("components", {})
    parts["securitySchemes"] = SCHEMES
    models: list[type[BaseModel]] = [Problem, *by_hand.bodies.values()]
    _, schemas = models_json_schema([(model, "validation") for model in models], ref_template=REFS)
    parts.setdefault("schemas", {}).update(schemas.get("$defs", {}))
    for context in iter_route_contexts(app.routes):
        route, path = context.original_route, context.path_format or ""
        if isinstance(route, APIRoute) and path in told["paths"]:
            for method in route.methods or ():
                _complete(told["paths"][path][method.lower()], route, path, by_hand)
    return told


def _complete(operation: Document, route: APIRoute, path: str, by_hand: ByHand) -> None:
    operation["responses"].pop("422", None)
    operation["responses"] |= {"4XX": REFUSAL, "503": REFUSAL}
    body = by_hand.bodies.get(path)
    if body is not None:
        schema = {"$ref": REFS.format(model=body.__name__)}
        operation["requestBody"] = {"content": {"application/json": {"schema": schema}}, "required": True}
    doors = [_DOORS[called] for called in _called(route.dependant) if called in _DOORS]
    if path in by_hand.for_both:
        doors = [[PERSON, TILL]]
    if doors:
        operation["security"] = doors[0]


def _called(dependant: Dependant) -> Iterator[Callable[..., Any]]:
    if dependant.call is not None:
        yield dependant.call
    for inner in dependant.dependencies:
        yield from _called(inner)
