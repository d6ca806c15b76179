"""Sale on account: limits, due dates, instalments and ageing."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_models.rules.accounts import Account
from shared_models.rules.credit import (
    AgeBucket,
    CreditAccount,
    CreditFault,
    Due,
    OfflineCredit,
    PaymentTerm,
    aged,
    bucket_of,
    credit_faults,
    credit_left,
    giro_bounced_entry,
    giro_cleared_entry,
    instalments,
    pay_oldest_first,
    received_entry,
    term_of,
)
from shared_models.rules.entries import JournalLine, entry
from shared_models.rules.posting import LineCost, entry_of
from shared_models.values.money import Money
from tests.factories.receipts import cart_of, sale_of

TODAY = date(2026, 11, 21)
SRI = CreditAccount(limit=Money(1_000_000), outstanding=Money(600_000), oldest_due=TODAY)


def amounts(lines: tuple[JournalLine, ...]) -> dict[str, int]:
    return {line.account.value: line.amount for line in lines}


@pytest.mark.parametrize(
    ("amount", "on", "offline", "faults"),
    [
        (400_000, TODAY, None, []),
        (400_001, TODAY, None, [CreditFault.OVER_LIMIT]),
        (0, TODAY, None, [CreditFault.NOT_POSITIVE]),
        (1, TODAY + timedelta(days=1), None, [CreditFault.OVERDUE]),
        (200_000, TODAY, OfflineCredit(Money(250_000), Money(50_000)), []),
        (200_001, TODAY, OfflineCredit(Money(250_000), Money(50_000)), [CreditFault.OVER_OFFLINE_CAP]),
        (
            200_000,
            TODAY,
            OfflineCredit(Money(250_000), Money(300_000)),
            [CreditFault.OVER_LIMIT, CreditFault.OVER_OFFLINE_CAP],
        ),
    ],
)
def test_what_may_go_on_account(
    amount: int, on: date, offline: OfflineCredit | None, faults: list[CreditFault]
) -> None:
    assert credit_faults(Money(amount), SRI, on=on, offline=offline) == faults


def test_a_shop_may_wait_before_it_blocks() -> None:
    patient = CreditAccount(Money(1_000_000), Money(600_000), TODAY, overdue_days_allowed=7)
    assert credit_left(patient, on=TODAY + timedelta(days=7)) == 400_000
    assert credit_left(patient, on=TODAY + timedelta(days=8)) == 0


amounts_of_money = st.integers(min_value=0, max_value=10**7).map(Money)
near_days = st.integers(min_value=-120, max_value=120).map(lambda days: TODAY + timedelta(days=days))
accounts = st.builds(
    CreditAccount,
    limit=amounts_of_money,
    outstanding=amounts_of_money,
    oldest_due=st.one_of(st.none(), near_days),
    overdue_days_allowed=st.integers(min_value=0, max_value=60),
)


@given(
    accounts,
    st.integers(min_value=-10, max_value=10**7).map(Money),
    st.one_of(st.none(), st.builds(OfflineCredit, amounts_of_money, amounts_of_money)),
)
def test_a_sale_has_no_fault_exactly_when_it_fits_what_is_left(
    account: CreditAccount, amount: Money, offline: OfflineCredit | None
) -> None:
    left = credit_left(account, on=TODAY, offline=offline)
    assert (not credit_faults(amount, account, on=TODAY, offline=offline)) == (0 < amount <= left)


@pytest.mark.parametrize(
    ("text", "sold_on", "due"),
    [
        ("30 days", TODAY, date(2026, 12, 21)),
        ("1 day", TODAY, date(2026, 11, 22)),
        ("0", TODAY, TODAY),
        ("EOM+10", TODAY, date(2026, 12, 10)),
        ("eom + 0", TODAY, date(2026, 11, 30)),
        ("EOM", date(2028, 2, 3), date(2028, 2, 29)),
        ("EOM+31", date(2026, 12, 31), date(2027, 1, 31)),
    ],
)
def test_terms(text: str, sold_on: date, due: date) -> None:
    assert term_of(text).due_date(sold_on) == due


@pytest.mark.parametrize("text", ["", "30 weeks", "EOM-1", "-3", "1000", "EOM+1000", "days"])
def test_what_is_no_term(text: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        term_of(text)


@given(st.builds(PaymentTerm, st.integers(min_value=0, max_value=999), st.booleans()))
def test_a_term_reads_as_it_is_written(term: PaymentTerm) -> None:
    assert term_of(str(term)) == term
    assert term.due_date(TODAY) >= TODAY


def test_the_remainder_is_due_last() -> None:
    dues = instalments(Money(1_000_000), 3, first_due=date(2026, 12, 31))
    assert dues == (
        Due(date(2026, 12, 31), Money(333_333)),
        Due(date(2027, 1, 31), Money(333_333)),
        Due(date(2027, 2, 28), Money(333_334)),
    )
    after_down_payment = instalments(Money(1_200_000 - 300_000), 3, first_due=TODAY)
    assert [due.amount for due in after_down_payment] == [300_000] * 3


@pytest.mark.parametrize("count", [0, 11])
def test_dues_of_nothing_are_refused(count: int) -> None:
    with pytest.raises(ValueError, match=str(count)):
        instalments(Money(10), count, first_due=TODAY)


@given(
    st.integers(min_value=60, max_value=10**10).map(Money), st.integers(min_value=1, max_value=60), near_days
)
def test_instalments_sum_to_the_whole_month_after_month(total: Money, count: int, first: date) -> None:
    dues = instalments(total, count, first_due=first)
    assert sum(due.amount for due in dues) == total
    assert {due.amount for due in dues[:-1]} <= {total // count}
    assert 0 <= dues[-1].amount - total // count < count
    months = [due.due_on.year * 12 + due.due_on.month for due in dues]
    assert months == list(range(months[0], months[0] + count))
    assert all(due.due_on.day == first.day or (due.due_on + timedelta(days=1)).day == 1 for due in dues)


@pytest.mark.parametrize(
    ("late", "bucket"),
    [
        (-5, AgeBucket.NOT_DUE),
        (0, AgeBucket.NOT_DUE),
        (1, AgeBucket.TO_30),
        (30, AgeBucket.TO_30),
        (31, AgeBucket.TO_60),
        (60, AgeBucket.TO_60),
        (61, AgeBucket.TO_90),
        (90, AgeBucket.TO_90),
        (91, AgeBucket.OVER_90),
    ],
)
def test_buckets(late: int, bucket: AgeBucket) -> None:
    assert bucket_of(TODAY - timedelta(days=late), on=TODAY) is bucket


def test_each_instalment_ages_by_its_own_date() -> None:
    dues = instalments(Money(300_000), 3, first_due=TODAY - timedelta(days=45))
    assert aged(dues, on=TODAY) == {
        AgeBucket.NOT_DUE: 100_000,
        AgeBucket.TO_30: 100_000,
        AgeBucket.TO_60: 100_000,
        AgeBucket.TO_90: 0,
        AgeBucket.OVER_90: 0,
    }


dues_of_a_customer = st.lists(
    st.builds(Due, near_days, st.integers(min_value=1, max_value=10**6).map(Money)), max_size=6
)


@given(dues_of_a_customer, amounts_of_money)
def test_money_received_pays_the_oldest_first(dues: list[Due], amount: Money) -> None:
    left, unused = pay_oldest_first(dues, amount)
    owed = sum(due.amount for due in dues)
    assert sum(due.amount for due in left) == max(owed - amount, 0)
    assert unused == max(amount - owed, 0)
    assert sum(aged(left, on=TODAY).values()) == sum(due.amount for due in left)
    untouched = [due for due in left if due in dues]
    assert len(left) - len(untouched) <= 1
    if left:
        oldest = min(due.due_on for due in left)
        assert all(due in left for due in dues if due.due_on > oldest)


def test_money_received_is_not_negative() -> None:
    with pytest.raises(ValueError, match="-1"):
        pay_oldest_first([], Money(-1))


# journal_vectors.json.


def test_sale_credit() -> None:
    in_cash = entry_of(sale_of(cart_of([2_220_000])), {1: LineCost(cost=Money(1_600_000))})
    on_account = entry([*in_cash, *received_entry(Money(-2_220_000), into=Account.TILL_CASH)])
    assert amounts(on_account) == {
        "1121": 2_220_000,
        "4101": -2_000_000,
        "2131": -220_000,
        "5101": 1_600_000,
        "1141": -1_600_000,
    }


def test_ar_receipt_and_giro() -> None:
    amount = Money(2_220_000)
    assert amounts(received_entry(amount, into=Account.BANK)) == {"1111": amount, "1121": -amount}
    assert amounts(received_entry(amount, into=Account.GIRO_RECEIVABLE)) == {"1124": amount, "1121": -amount}
    assert amounts(giro_cleared_entry(amount)) == {"1111": amount, "1124": -amount}
    assert amounts(giro_bounced_entry(amount)) == {"1121": amount, "1124": -amount}
