"""Who asks: a signed-in member of staff (`Bearer …`) or an enrolled till (`Till …`)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, cast

from fastapi import Depends, Request

from backoffice_server.kernel.people import EnrolledTill, SignedInStaff
from backoffice_server.kernel.unit import Unit
from backoffice_server.kernel.web.units import database_of
from shared_models.values.codes import ErrorCode, Permission
from shared_models.values.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Doors:
    """How a token becomes somebody; the app hands in the slices' own functions."""

    staff: Callable[[Unit, str], SignedInStaff | None]
    till: Callable[[Unit, str], EnrolledTill | None]


def _credentials(request: Request, scheme: str) -> str:
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != scheme or not secret:
        raise Refusal(ErrorCode.NOT_SIGNED_IN)
    return secret


def signed_in(request: Request) -> SignedInStaff:
    """The person behind the request; refuses when there is none."""
    token = _credentials(request, "bearer")
    doors = cast(Doors, request.app.state.doors)
    with database_of(request).read() as unit:
        person = doors.staff(unit, token)
    if person is None:
        raise Refusal(ErrorCode.NOT_SIGNED_IN)
    return person


def till_device(request: Request) -> EnrolledTill:
    """The till behind the request, also a revoked one; refuses when there is none."""
    credential = _credentials(request, "till")
    doors = cast(Doors, request.app.state.doors)
    with database_of(request).read() as unit:
        till = doors.till(unit, credential)
    if till is None:
        raise Refusal(ErrorCode.NOT_SIGNED_IN)
    return till


def _active(till: Annotated[EnrolledTill, Depends(till_device)]) -> EnrolledTill:
    if till.revoked:
        raise Refusal(ErrorCode.DEVICE_REVOKED)
    return till


def somebody(request: Request) -> SignedInStaff | EnrolledTill:
    """A person or a till: for what both may hear."""
    if request.headers.get("Authorization", "").lower().startswith("till "):
        return _active(till_device(request))
    return signed_in(request)


def needs(permission: Permission) -> Any:
    """`clerk: Annotated[SignedInStaff, needs(Permission.ADMIN_CATALOG)]`."""

    def allowed(person: Annotated[SignedInStaff, Depends(signed_in)]) -> SignedInStaff:
        if permission not in person.permissions:
            raise Refusal(ErrorCode.NOT_ALLOWED, permission=permission.value)
        return person

    return Depends(allowed)


Clerk = Annotated[SignedInStaff, Depends(signed_in)]
TillDevice = Annotated[EnrolledTill, Depends(till_device)]
ActiveTill = Annotated[EnrolledTill, Depends(_active)]
Somebody = Annotated[SignedInStaff | EnrolledTill, Depends(somebody)]
