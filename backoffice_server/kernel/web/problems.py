"""Every refusal leaves as a Problem: code and facts, no sentence; a bug as a reference to its log line."""

import logging
import sqlite3
from typing import Final

import psycopg
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from backoffice_server.kernel.edges import random_bytes
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Fault, Refusal, invalid
from shared_models.wire.problems import Problem

logger = logging.getLogger(__name__)

CONFLICT: Final = 409
BROKEN_OFF: Final = 400
STATUS: Final = {
    ErrorCode.INVALID: 422,
    ErrorCode.NOT_FOUND: 404,
    ErrorCode.TOO_LARGE: 413,
    ErrorCode.NOT_SIGNED_IN: 401,
    ErrorCode.WRONG_LOGIN: 401,
    ErrorCode.NOT_ALLOWED: 403,
    ErrorCode.DEVICE_REVOKED: 403,
    ErrorCode.TOO_MANY_TRIES: 429,
    ErrorCode.SERVER_FAULT: 500,
    ErrorCode.SERVER_BUSY: 503,
    ErrorCode.RESNAPSHOT: 410,
    ErrorCode.ENROLMENT_CODE_UNKNOWN: 404,
    ErrorCode.ENROLMENT_CODE_EXPIRED: 410,
}
_CODE_OF_STATUS: Final = {
    401: ErrorCode.NOT_SIGNED_IN,
    403: ErrorCode.NOT_ALLOWED,
    404: ErrorCode.NOT_FOUND,
    413: ErrorCode.TOO_LARGE,
}
RETRY_AFTER_S: Final = 2
_OPERATIONAL: Final = (
    sqlite3.OperationalError,
    psycopg.OperationalError,
    psycopg.InterfaceError,
    psycopg.InternalError,
)


def problem_response(
    refusal: Refusal, *, reference: str | None = None, status: int | None = None
) -> Response:
    """The reply that carries a refusal. Returned, not raised, it lets the request's unit be committed."""
    status = status or STATUS.get(refusal.code, CONFLICT)
    problem = Problem(
        title=refusal.code.value, status=status, code=refusal.code, facts=refusal.facts, reference=reference
    )
    headers = (
        {"Retry-After": str(refusal.facts.get("retry_after_s", RETRY_AFTER_S))}
        if status in {429, 503}
        else None
    )
    return Response(
        problem.model_dump_json(), status_code=status, media_type="application/problem+json", headers=headers
    )


def install(app: FastAPI) -> None:
    """Give every way to fail its Problem."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http)
    for error in (DBAPIError, sqlite3.Error, psycopg.Error):  # bulk statements raise the driver's own
        app.add_exception_handler(error, _database)
    app.add_exception_handler(PoolTimeout, _busy)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(Exception, _bug)


async def _refused(_: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, Refusal)
    return problem_response(refusal)


async def _malformed(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = [
        Fault(
            field=".".join(str(part) for part in fault["loc"] if part not in {"body", "query"}),
            code=ErrorCode.INVALID,
            facts=(("kind", str(fault["type"])),),
        )
        for fault in error.errors()
    ]
    return problem_response(invalid(faults))


async def _http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = _CODE_OF_STATUS.get(error.status_code, ErrorCode.INVALID)
    problem = Problem(title=str(error.detail), status=error.status_code, code=code)
    return Response(
        problem.model_dump_json(),
        status_code=error.status_code,
        media_type="application/problem+json",
        headers=error.headers,
    )


async def _database(request: Request, error: Exception) -> Response:
    """The database is away, full or too busy: nothing was kept, ask again. Anything else is our bug."""
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, _OPERATIONAL):
        logger.error("the database cannot serve %s: %s", request.url.path, cause)
        return problem_response(Refusal(ErrorCode.SERVER_BUSY))
    return await _bug(request, error)


async def _busy(request: Request, error: Exception) -> Response:
    logger.warning("no connection free for %s: %s", request.url.path, error)
    return problem_response(Refusal(ErrorCode.SERVER_BUSY))


async def _gone(request: Request, _: Exception) -> Response:
    """The line fell in the middle of the question: nothing was done, and nobody hears this."""
    logger.info("whoever asked %s is gone", request.url.path)
    return problem_response(Refusal(ErrorCode.INVALID), status=BROKEN_OFF)


async def _bug(request: Request, error: Exception) -> Response:
    reference = random_bytes(4).hex()
    logger.error("fault %s at %s %s", reference, request.method, request.url.path, exc_info=error)
    return problem_response(Refusal(ErrorCode.SERVER_FAULT), reference=reference)
