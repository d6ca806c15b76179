"""What the screens of ways to pay ask of the back office."""

from typing import NamedTuple

from pos_client.features.payments.state import LAST, Draft, free_code, row_of
from pos_client.remote.api import Api
from shared_models.values.codes import ErrorCode, TenderMethod
from shared_models.values.refusals import Refusal
from shared_models.wire.payments import OrderMethods
from shared_models.wire.replica import PaymentMethodRow


class Ways(NamedTuple):
    """Every way to pay in its order, and the account each kind waits in, as it is written."""

    methods: tuple[PaymentMethodRow, ...]
    accounts: dict[TenderMethod, str]


def list_ways(api: Api) -> Ways:
    accounts = {one.method: f"{one.account} {one.name}" for one in api.clearing_accounts()}
    return Ways(api.payment_methods(), accounts)


def save_way(api: Api, *, before: PaymentMethodRow | None, draft: Draft) -> PaymentMethodRow:
    """Add (`before` None) or change one. Refuses CONFLICT when somebody has changed it since."""
    known = {row.code: row for row in api.payment_methods()}
    if before is None:
        code = free_code(draft.name_en or draft.name, known)
        return api.save_payment_method(row_of(draft, code=code, position=LAST))
    now = known.get(before.code)
    # Another place in the order is no other way to pay.
    if now is None or now.model_copy(update={"position": before.position}) != before:
        raise Refusal(ErrorCode.CONFLICT, what="payment_method")
    return api.save_payment_method(row_of(draft, code=now.code, position=now.position))


def order_ways(api: Api, codes: tuple[str, ...]) -> Ways:
    api.order_payment_methods(OrderMethods(codes=codes))
    return list_ways(api)
