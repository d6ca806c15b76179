"""Checks of posted documents: entries, goods, money, tax, and that each stands in its own branch."""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Select, and_, case, func, literal, or_, select

from backoffice_server.features.ledger.service import DocumentKind
from backoffice_server.features.ledger.tables import journal_line, posting
from backoffice_server.features.payments.tables import payment_reference, stored_document, stored_move
from backoffice_server.features.points.tables import points_correction, points_move
from backoffice_server.features.receivables.tables import receivable_move, receivable_payment
from backoffice_server.features.sales.tables import (
    cash_movement,
    sale,
    sale_deposit,
    sale_line,
    sale_payment,
    sale_promotion,
    sale_voucher,
    shift,
    shift_closing,
)
from backoffice_server.features.stock.tables import stock_adjustment, stock_adjustment_line, stock_move
from backoffice_server.features.tills.tables import register
from backoffice_server.kernel.unit import Unit
from backoffice_server.proof.findings import Finding, count, from_rows
from shared_models.rules.accounts import Account
from shared_models.rules.posting import PAYMENT_ACCOUNT
from shared_models.values.codes import TenderMethod

# Points are booked as what they owe, not as what they pay: members.py compares them.
POINTS: Final = TenderMethod.LOYALTY_POINT.value
PAYING: Final = tuple(
    dict.fromkeys(account for word, account in PAYMENT_ACCOUNT.items() if word.value != POINTS)
)
RECEIPTS: Final = (DocumentKind.SALE.value, DocumentKind.RETURN.value)
STORED: Final = (DocumentKind.STORED_ISSUED.value, DocumentKind.STORED_TAKEN_OFF.value)


POSTED: Final = (
    journal_line,
    stock_move,
    sale_line,
    sale_payment,
    sale_promotion,
    sale_voucher,
    sale_deposit,
    stock_adjustment_line,
    points_move,
    receivable_move,
    stored_move,
    stored_document,
    payment_reference,
)


def entries_balance(unit: Unit) -> Iterable[Finding]:
    """I2: every journal entry sums to 0, and every line belongs to a posting of its branch."""
    lines = journal_line.c
    query = (
        select(lines.branch_id, lines.posting_no, func.sum(lines.amount).label("sum"))
        .group_by(lines.branch_id, lines.posting_no)
        .having(func.sum(lines.amount) != 0)
    )
    checked = count(unit, select(func.count()).select_from(posting))
    yield from_rows(unit, "I2", "every journal entry sums to 0", checked, query)


def numbers_are_dense(unit: Unit) -> Iterable[Finding]:
    """Posting numbers of a branch run from 1 without a hole: the order a rebuild replays."""
    numbers = posting.c.posting_no
    query = (
        select(posting.c.branch_id, func.count().label("postings"), func.max(numbers).label("last"))
        .group_by(posting.c.branch_id)
        .having(or_(func.count() != func.max(numbers), func.min(numbers) != 1))
    )
    checked = count(unit, select(func.count()).select_from(posting))
    yield from_rows(unit, "I3", "posting numbers are dense per branch", checked, query)


def receipts_have_all_parts(unit: Unit) -> Iterable[Finding]:
    """I3: each sale has exactly one entry, its lines, its moves of stock and its payments, and they agree."""
    checked = count(unit, select(func.count()).select_from(sale))
    yield from_rows(unit, "I3", "each receipt has one entry", checked, _without_one_entry())
    yield from_rows(unit, "I3", "each receipt has its lines, summing to it", checked, _lines_differ())
    yield from_rows(unit, "I3", "each receipt has its payments", checked, _payments_differ())
    yield from_rows(unit, "I3", "each receipt agrees with its entry", checked, _entry_differs())
    moves = count(unit, select(func.count()).select_from(stock_move))
    yield from_rows(unit, "I3", "each move of stock has its document line", moves, _moves_without_line())
    entries = count(unit, select(func.count()).select_from(posting))
    yield from_rows(unit, "I3", "each entry has its document", entries, _entries_without_document())
    yield from_rows(unit, "I3", "no document has two entries", entries, _posted_twice())
    yield from_rows(unit, "I3", "goods moved are the inventory account's entry", entries, _goods_differ())


def promotions_are_in_the_discounts(unit: Unit) -> Iterable[Finding]:
    """I3: what promotions took is what their receipts say, and on each line a part of its discount."""
    checked = count(unit, select(func.count()).select_from(sale_promotion))
    rule = "promotions of a receipt sum to what it says"
    yield from_rows(unit, "I3", rule, checked, _promoted_differs())
    rule = "promotions on a line are a part of its discount"
    yield from_rows(unit, "I3", rule, checked, _promoted_too_much())


def tax_is_what_was_sold(unit: Unit) -> Iterable[Finding]:
    """I12: the tax account's lines are the tax of the receipts, and what is owed on deposits before them."""
    booked = (
        select(journal_line.c.branch_id, func.sum(-journal_line.c.amount).label("booked"))
        .where(journal_line.c.account == Account.OUTPUT_VAT.value)
        .group_by(journal_line.c.branch_id)
        .subquery()
    )
    sold = select(sale.c.branch_id, func.sum(sale.c.tax).label("sold")).group_by(sale.c.branch_id).subquery()
    own = sale_deposit.c
    ahead = (
        select(own.branch_id, func.sum(own.vat + own.forfeited_vat).label("ahead"))
        .group_by(own.branch_id)
        .subquery()
    )
    query = (
        select(sold.c.branch_id, sold.c.sold, ahead.c.ahead, booked.c.booked)
        .outerjoin(booked, booked.c.branch_id == sold.c.branch_id)
        .outerjoin(ahead, ahead.c.branch_id == sold.c.branch_id)
        .where(sold.c.sold + func.coalesce(ahead.c.ahead, 0) != func.coalesce(booked.c.booked, 0))
    )
    checked = count(unit, select(func.count()).select_from(sale).where(sale.c.tax != 0))
    yield from_rows(unit, "I12", "output tax = tax of the receipts", checked, query)


def nothing_crosses_branches(unit: Unit) -> Iterable[Finding]:
    """I21: rows belong to a posting and to a register of their own branch."""
    for table in POSTED:
        checked = count(unit, select(func.count()).select_from(table))
        rule = f"{table.name} belongs to a posting of its branch"
        yield from_rows(unit, "I21", rule, checked, _without_posting(table))
    for table in (sale, shift, cash_movement):
        checked = count(unit, select(func.count()).select_from(table))
        rule = f"{table.name} belongs to a register of its branch"
        query = (
            select(table.c.branch_id, table.c.register_id)
            .outerjoin(
                register,
                and_(
                    register.c.branch_id == table.c.branch_id,
                    register.c.register_id == table.c.register_id,
                ),
            )
            .where(register.c.register_id.is_(None))
            .distinct()
        )
        yield from_rows(unit, "I21", rule, checked, query)


def _same_posting(one: Any, other: Any) -> Any:
    return and_(one.c.branch_id == other.c.branch_id, one.c.posting_no == other.c.posting_no)


def _without_posting(table: Any) -> Select[Any]:
    return (
        select(table.c.branch_id, table.c.posting_no)
        .outerjoin(posting, _same_posting(posting, table))
        .where(posting.c.posting_no.is_(None))
        .distinct()
    )


def _without_one_entry() -> Select[Any]:
    return (
        select(sale.c.branch_id, sale.c.receipt, sale.c.sale_id)
        .outerjoin(
            posting,
            and_(
                _same_posting(posting, sale),
                posting.c.document_id == sale.c.sale_id,
                posting.c.document_kind == sale.c.kind,
                posting.c.bdate == sale.c.bdate,
            ),
        )
        .where(posting.c.posting_no.is_(None))
    )


def _lines_differ() -> Select[Any]:
    own = sale_line.c
    sums = (
        select(
            own.branch_id,
            own.posting_no,
            func.count().label("lines"),
            func.sum(own.revenue).label("revenue"),
            func.sum(own.tax).label("tax"),
            func.sum(own.cost).label("cost"),
            func.sum(own.discount).label("discount"),
        )
        .group_by(own.branch_id, own.posting_no)
        .subquery()
    )
    # A receipt that only sells gift cards has none.
    told = {"lines": sale.c.line_count} | {
        name: sale.c[name] for name in ("revenue", "tax", "cost", "discount")
    }
    differs = or_(*(func.coalesce(sums.c[name], 0) != figure for name, figure in told.items()))
    return (
        select(sale.c.branch_id, sale.c.receipt, sale.c.posting_no)
        .outerjoin(sums, _same_posting(sums, sale))
        .where(differs)
    )


def _payments_differ() -> Select[Any]:
    own = sale_payment.c
    sums = (
        select(own.branch_id, own.posting_no, func.sum(own.amount).label("paid"))
        .group_by(own.branch_id, own.posting_no)
        .subquery()
    )
    return (
        select(sale.c.branch_id, sale.c.receipt, sale.c.posting_no, sums.c.paid)
        .outerjoin(sums, _same_posting(sums, sale))
        .where(func.coalesce(sums.c.paid, 0) != sale.c.total + sale.c.rounding)
    )


def _promoted_differs() -> Select[Any]:
    own = sale_promotion.c
    sums = (
        select(own.branch_id, own.posting_no, func.sum(own.amount).label("promoted"))
        .group_by(own.branch_id, own.posting_no)
        .subquery()
    )
    return (
        select(sale.c.branch_id, sale.c.receipt, sale.c.posting_no)
        .outerjoin(sums, _same_posting(sums, sale))
        .where(func.coalesce(sums.c.promoted, 0) != sale.c.promoted)
    )


def _promoted_too_much() -> Select[Any]:
    """Also amounts without a line. Those of returns are negative, as their discounts are."""
    own = sale_promotion.c
    sums = (
        select(own.branch_id, own.posting_no, own.line, func.sum(own.amount).label("promoted"))
        .group_by(own.branch_id, own.posting_no, own.line)
        .subquery()
    )
    on = and_(_same_posting(sale_line, sums), sale_line.c.line == sums.c.line)
    beyond = case(
        (sale_line.c.discount >= 0, or_(sums.c.promoted < 0, sums.c.promoted > sale_line.c.discount)),
        else_=or_(sums.c.promoted > 0, sums.c.promoted < sale_line.c.discount),
    )
    return (
        select(sums.c.branch_id, sums.c.posting_no, sums.c.line)
        .outerjoin(sale_line, on)
        .where(or_(sale_line.c.line.is_(None), beyond))
    )


def _entry_differs() -> Select[Any]:
    """Revenue, tax, cost, rounding and payments of a receipt against the accounts they are booked on."""
    booked = {
        "revenue": (Account.SALES, Account.SALES_DISCOUNTS, Account.SALES_RETURNS),
        "tax": (Account.OUTPUT_VAT,),
        "rounding": (Account.CASH_ROUNDING,),
        "cost": (Account.COST_OF_GOODS,),
    } | {account.name: (account,) for account in PAYING}
    own = journal_line.c
    columns = [_sum_of(name, accounts) for name, accounts in booked.items()]
    sums = select(own.branch_id, own.posting_no, *columns).group_by(own.branch_id, own.posting_no).subquery()
    paid = _paid()
    owed = _owed_for_points()
    # Points keep part of a sale's revenue back, and what they pay is revenue as far as they released it.
    kept_back = func.coalesce(paid.c[POINTS], 0) + func.coalesce(owed.c.liability, 0)
    # A deposit lies net of its VAT, which is owed beside the tax of the receipt.
    vat, kept = (func.coalesce(sale_deposit.c[name], 0) for name in ("vat", "forfeited_vat"))
    beside = {Account.CUSTOMER_DEPOSITS: vat, Account.OTHER_INCOME: kept}
    differs = or_(
        *(
            func.coalesce(sums.c[one.name], 0)
            != func.coalesce(paid.c[one.name], 0) + beside.get(one, literal(0))
            for one in PAYING
        ),
        func.coalesce(sums.c.revenue, 0) != kept_back - sale.c.revenue,
        func.coalesce(sums.c.tax, 0) != -(sale.c.tax + vat + kept),
        func.coalesce(sums.c.rounding, 0) != -sale.c.rounding,
        func.coalesce(sums.c.cost, 0) != sale.c.cost,
        posting.c.bdate != sale.c.bdate,
        posting.c.document_kind != sale.c.kind,
    )
    return (
        select(sale.c.branch_id, sale.c.receipt, sale.c.posting_no)
        .join(posting, _same_posting(posting, sale))
        .outerjoin(sums, _same_posting(sums, sale))
        .outerjoin(paid, _same_posting(paid, sale))
        .outerjoin(owed, _same_posting(owed, sale))
        .outerjoin(sale_deposit, _same_posting(sale_deposit, sale))
        .where(differs)
    )


def _paid() -> Any:
    """Payments of a receipt by the account they are booked on: several ways to pay may share one."""
    own = sale_payment.c
    columns = [
        func.sum(case((own.method.in_(_words(account)), own.amount), else_=0)).label(account.name)
        for account in PAYING
    ]
    columns.append(func.sum(case((own.method == POINTS, own.amount), else_=0)).label(POINTS))
    return select(own.branch_id, own.posting_no, *columns).group_by(own.branch_id, own.posting_no).subquery()


def _owed_for_points() -> Any:
    own = points_move.c
    liability = func.sum(own.liability).label("liability")
    return select(own.branch_id, own.posting_no, liability).group_by(own.branch_id, own.posting_no).subquery()


def _words(account: Account) -> list[str]:
    return [word.value for word, own in PAYMENT_ACCOUNT.items() if own is account]


def _sum_of(name: str, accounts: tuple[Account, ...]) -> Any:
    codes = [account.value for account in accounts]
    amount = case((journal_line.c.account.in_(codes), journal_line.c.amount), else_=0)
    return func.sum(amount).label(name)


def _moves_without_line() -> Select[Any]:
    query: Select[Any] = select(stock_move.c.branch_id, stock_move.c.posting_no, stock_move.c.line)
    missing = []
    # What is sold leaves: a line of a receipt and its move have opposite signs.
    for lines, sign in ((sale_line, -1), (stock_adjustment_line, 1)):
        query = query.outerjoin(
            lines,
            and_(
                _same_posting(lines, stock_move),
                lines.c.line == stock_move.c.line,
                lines.c.product_id == stock_move.c.product_id,
                lines.c.qty == sign * stock_move.c.qty,
            ),
        )
        missing.append(lines.c.line.is_(None))
    return query.where(*missing)


def _posted_twice() -> Select[Any]:
    document = (posting.c.branch_id, posting.c.document_kind, posting.c.document_id)
    return select(*document, func.count().label("entries")).group_by(*document).having(func.count() > 1)


def _entries_without_document() -> Select[Any]:
    """Postings whose document is not there, whatever its kind."""
    documents = (
        (sale, sale.c.sale_id, RECEIPTS),
        (stock_adjustment, stock_adjustment.c.adjustment_id, (DocumentKind.STOCK_ADJUSTMENT.value,)),
        (cash_movement, cash_movement.c.cash_id, (DocumentKind.CASH_MOVED.value,)),
        (shift, shift.c.shift_id, (DocumentKind.SHIFT_OPENED.value,)),
        (shift_closing, shift_closing.c.closing_id, (DocumentKind.SHIFT_CLOSED.value,)),
        (points_correction, points_correction.c.correction_id, (DocumentKind.POINTS_CORRECTED.value,)),
        (receivable_payment, receivable_payment.c.payment_id, (DocumentKind.RECEIVABLE_PAID.value,)),
        (stored_document, stored_document.c.document_id, STORED),
    )
    query: Select[Any] = select(posting.c.branch_id, posting.c.posting_no, posting.c.document_kind)
    found: list[Any] = []
    for table, key, kinds in documents:
        on = and_(
            table.c.branch_id == posting.c.branch_id,
            key == posting.c.document_id,
            posting.c.document_kind.in_(kinds),
        )
        query = query.outerjoin(table, on)
        found.append(key.is_(None))
    return query.where(*found)


def _goods_differ() -> Select[Any]:
    moved = (
        select(stock_move.c.branch_id, stock_move.c.posting_no, func.sum(stock_move.c.value).label("moved"))
        .group_by(stock_move.c.branch_id, stock_move.c.posting_no)
        .subquery()
    )
    booked = (
        select(
            journal_line.c.branch_id,
            journal_line.c.posting_no,
            func.sum(journal_line.c.amount).label("booked"),
        )
        .where(journal_line.c.account == Account.INVENTORY.value)
        .group_by(journal_line.c.branch_id, journal_line.c.posting_no)
        .subquery()
    )
    zero = literal(0)
    return (
        select(posting.c.branch_id, posting.c.posting_no, moved.c.moved, booked.c.booked)
        .outerjoin(moved, _same_posting(moved, posting))
        .outerjoin(booked, _same_posting(booked, posting))
        .where(func.coalesce(moved.c.moved, zero) != func.coalesce(booked.c.booked, zero))
    )
