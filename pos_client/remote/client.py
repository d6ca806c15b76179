"""One HTTP client for one server. Every failure leaves as a Refusal with a code the user can be told."""

import json
import os
import threading
from collections.abc import Hashable, Mapping
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from shared_models.wire.base import ApiModel
from shared_models.wire.problems import Problem

if TYPE_CHECKING:
    import ssl

    import httpx

T = TypeVar("T")
Params = Mapping[str, object]

CONNECT_S: Final = 5
READ_S: Final = 30


class Client:
    """Built where it is first used, never on the GUI thread: httpx takes 100 ms and more to begin.

    `verify` is True, or the file of a shop's own certificate; where it is True, `SSL_CERT_FILE` of the
    environment may name that file. May be shared by threads.
    """

    def __init__(self, base_url: str, *, verify: bool | str = True) -> None:
        self.base_url = base_url.rstrip("/")
        self._verify = verify
        self._lock = threading.Lock()
        self._http: httpx.Client | None = None
        self.token: str | None = None
        self.credential: str | None = None

    def call(
        self,
        method: str,
        path: str,
        reply: type[T],
        *,
        params: Params | None = None,
        body: ApiModel | None = None,
        content: bytes | None = None,
    ) -> T:
        """The reply as a wire type. Raises Refusal: the server's own, or SERVER_UNREACHABLE."""
        sent = content if body is None else body.model_dump_json().encode()
        kind = "application/json" if body is not None else "application/octet-stream"
        headers = {"Content-Type": kind} if sent is not None else {}
        return read(reply, self.send(method, path, params=params, content=sent, headers=headers))

    def send(
        self,
        method: str,
        path: str,
        *,
        params: Params | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> bytes:
        """The bytes of a good reply. Raises Refusal as `call` does."""
        import httpx  # noqa: PLC0415 - a till's first window does not wait for it

        try:
            response = self.http().request(
                method,
                path,
                params=asked(params or {}),
                content=content,
                headers=self.headers() | dict(headers or {}),
            )
        except (httpx.HTTPError, httpx.InvalidURL, OSError, RuntimeError) as error:
            # InvalidURL: an address nobody can use. OSError: no certificate to trust in the file.
            # RuntimeError: closed by another thread.
            raise Refusal(ErrorCode.SERVER_UNREACHABLE, why=type(error).__name__) from error
        if response.is_error:
            refusal = refusal_of(response.status_code, response.content)
            wait = response.headers.get("Retry-After", "")
            if wait.isdigit():
                refusal.facts.setdefault("retry_after_s", int(wait))
            raise refusal
        return response.content

    def headers(self) -> dict[str, str]:
        """Who asks: a till by its device's credential, a person by the session's token."""
        if self.credential:
            return {"Authorization": f"Till {self.credential}"}
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    def http(self) -> "httpx.Client":
        import httpx  # noqa: PLC0415 - as above

        with self._lock:
            if self._http is None:
                self._http = httpx.Client(
                    base_url=self.base_url,
                    timeout=httpx.Timeout(READ_S, connect=CONNECT_S),
                    verify=_trusted(self._verify),
                    # A shop's own server is never behind the proxy of the office next door.
                    trust_env=False,
                )
            return self._http

    def close(self) -> None:
        with self._lock:
            if self._http is not None:
                self._http.close()
                self._http = None


def _trusted(verify: bool | str) -> "ssl.SSLContext | bool":  # noqa: FBT001 - httpx's own form
    """Whom to believe: the shop's own certificate, or those that every machine knows."""
    own = verify if isinstance(verify, str) else os.environ.get("SSL_CERT_FILE", "")
    if not own or verify is False:
        return verify is not False
    import ssl  # noqa: PLC0415 - only with a certificate of one's own

    return ssl.create_default_context(cafile=own)


def asked(params: Params) -> dict[str, str]:
    """Parameters as they stand in an address; what is None is not asked for."""
    return {
        key: str(value).lower() if isinstance(value, bool) else str(value)
        for key, value in params.items()
        if value is not None and value != ""
    }


def refusal_of(status: int, content: bytes) -> Refusal:
    """The refusal a reply carries; a reply that is no Problem (a proxy, another program) is a fault."""
    try:
        problem = Problem.model_validate_json(content, extra="ignore")
    except ValidationError:
        busy = status in {HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT}
        return Refusal(ErrorCode.SERVER_BUSY if busy else ErrorCode.SERVER_FAULT, status=status)
    refusal = Refusal(problem.code)
    refusal.facts.update(problem.facts)
    if problem.reference:
        refusal.facts["reference"] = problem.reference
    return refusal


def read(reply: type[T], content: bytes) -> T:
    """The reply, whatever a newer server says besides: a till is often older than its back office."""
    if reply is type(None):
        return reply()
    try:
        return cast(T, _adapter(cast(Hashable, reply)).validate_json(content, extra="ignore"))
    except (ValidationError, json.JSONDecodeError) as error:
        # A server too new for this till, or no back office at all behind this address.
        raise Refusal(ErrorCode.SERVER_FAULT, why="unreadable") from error


@lru_cache(maxsize=64)
def _adapter(reply: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(cast(Any, reply))
