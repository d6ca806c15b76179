"""What the customer screens ask of the back office."""

from dataclasses import dataclass
from uuid import UUID

from pos_client.remote.api import Api, Sheet
from shared_models.wire.customers import (
    CorrectPoints,
    CustomerBooked,
    CustomerLine,
    CustomerStanding,
    CustomerTerms,
    PointsLine,
)
from shared_models.wire.importing import ImportPreview
from shared_models.wire.paging import Page
from shared_models.wire.replica import CustomerRow


@dataclass(frozen=True, slots=True)
class CustomerWish:
    """Which customers the list shows. `active` None: all."""

    search: str = ""
    active: bool | None = True


def list_customers(api: Api, sheet: Sheet, wish: CustomerWish) -> Page[CustomerLine]:
    return api.customers(sheet, search=wish.search, active=wish.active)


def save_customer(api: Api, row: CustomerRow) -> CustomerRow:
    return api.save_customer(row)


def standing(api: Api, customer: UUID) -> CustomerStanding:
    return api.customer_standing(customer)


def points(api: Api, sheet: Sheet, customer: UUID) -> Page[PointsLine]:
    return api.points(customer, sheet)


def correct_points(api: Api, request: CorrectPoints) -> CustomerBooked:
    return api.correct_points(request)


def terms(api: Api) -> CustomerTerms:
    return api.customer_terms()


def save_terms(api: Api, wanted: CustomerTerms) -> CustomerTerms:
    return api.save_customer_terms(wanted)


def import_file(api: Api, *, name: str, content: bytes, dry_run: bool) -> ImportPreview:
    """What an import of the file would do (`dry_run`), or did."""
    return api.import_customers(name=name, content=content, dry_run=dry_run)
