"""What customers owe, and pay."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from backoffice_server.features.receivables.queries import account, receivables
from backoffice_server.features.receivables.service import receive_payment
from shared_models.rules.accounts import Account
from shared_models.values.codes import ErrorCode
from shared_models.values.money import Money
from shared_models.values.refusals import Refusal
from shared_models.wire.customers import PaidInto, ReceivePayment
from shared_models.wire.sales import OnCredit
from tests.factories.events import line
from tests.factories.members import (
    ANI,
    ON_TIME,
    booked,
    broken,
    flags,
    known,
    owed,
    sell,
    unpaid,
)
from tests.factories.warung import BERAS, BRANCH, Warung


def test_a_sale_on_account_is_owed_until_it_is_paid(warung: Warung) -> None:
    till = known(warung.stocked(), limit=100_000).opened()
    sell(till, unpaid(till, line(BERAS.item, BERAS.price)), on_account=72_000, credit=ON_TIME)
    warung.push(till.push())
    assert (owed(warung), booked(warung, Account.RECEIVABLES)) == (72_000, 72_000)
    pay = ReceivePayment(
        id=UUID(int=0x9A1), branch=BRANCH, customer=ANI, amount=Money(50_000), into=PaidInto.BANK
    )
    for _ in range(2):
        with warung.database.write() as unit:
            assert receive_payment(unit, pay, by=None).number == "BDG1-PTG-000001"
    assert (owed(warung), booked(warung, Account.BANK)) == (22_000, 50_000)
    more = pay.model_copy(update={"id": UUID(int=0x9A2)})
    with pytest.raises(Refusal) as refused, warung.database.write() as unit:
        receive_payment(unit, more, by=None)
    assert (refused.value.code, refused.value.facts["total"]) == (ErrorCode.TENDER_TOO_LARGE, 22_000)
    assert flags(warung) == set()
    assert broken(warung) == []


def test_who_owes_most_overdue_comes_first(warung: Warung) -> None:
    till = known(warung.stocked(), limit=1_000_000).opened()
    for due in (date(2026, 12, 20), date(2026, 11, 1)):
        words = OnCredit(due_on=due)
        sell(till, unpaid(till, line(BERAS.item, BERAS.price)), on_account=72_000, credit=words)
    warung.push(till.push())
    with warung.database.read() as unit:
        found = receivables(unit, branch_id=BRANCH, search="ani", day=date(2026, 11, 20))
        assert receivables(unit, branch_id=None, search="nobody", day=date(2026, 11, 20)).rows == ()
        moves = account(unit, customer_id=ANI, branch_id=BRANCH)
    (row,) = found.rows
    assert (row.owed, row.oldest_due, row.credit_limit) == (144_000, date(2026, 11, 1), 1_000_000)
    assert (row.ageing.not_due, row.ageing.to_30) == (72_000, 72_000)
    assert found.ageing == row.ageing
    assert [move.balance for move in moves] == [72_000, 144_000]
