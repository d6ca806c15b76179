"""Sales and returns as posted, shifts and drawer cash, and totals kept beside them in the same transaction.

Amounts and quantities of returns are negative in these tables. Quantities: thousandths of the base unit.
"""

from sqlalchemy import CheckConstraint, Column, Index, Integer, PrimaryKeyConstraint, Table

from backoffice_server.kernel.append_only import append_only
from backoffice_server.kernel.metadata import metadata
from backoffice_server.kernel.types import Bytes, Code, Day, Flag, Id, Instant, Money, Number, Quantity, Words

# total = revenue + tax (owed before cash rounding); total + rounding = sum of sale_payment.amount. gross:
# price before discounts, discount: all discounts, both as the customer saw them (tax inside when
# inclusive). cost: what the document moved on cost of goods sold (5101), true-ups of negative stock
# included.
sale = append_only(
    Table(
        "sale",
        metadata,
        Column("branch_id", Id, nullable=False),
        Column("sale_id", Id, nullable=False),
        Column("posting_no", Number, nullable=False),
        Column("kind", Code, nullable=False),
        Column("receipt", Code, nullable=False),
        Column("register_id", Id, nullable=False),
        Column("shift_id", Id, nullable=True),
        Column("cashier_id", Id, nullable=True),
        Column("customer_id", Id, nullable=True),
        Column("at", Instant, nullable=False),
        Column("local_hour", Integer, nullable=False),
        Column("bdate", Day, nullable=False),
        Column("line_count", Integer, nullable=False),
        Column("gross", Money, nullable=False),
        Column("discount", Money, nullable=False),
        Column("revenue", Money, nullable=False),
        Column("tax", Money, nullable=False),
        Column("total", Money, nullable=False),
        Column("rounding", Money, nullable=False),
        Column("cost", Money, nullable=False),
        Column("method", Code, nullable=False),  # the tender method, or `mixed`
        Column("original_branch_id", Id, nullable=True),  # returns: the sale taken back, null without one
        Column("original_sale_id", Id, nullable=True),
        Column("stream_id", Id, nullable=False),  # the event it was posted from: (stream_id, seq, event_hash)
        Column("seq", Number, nullable=False),
        Column("event_hash", Bytes, nullable=False),
        Column("promoted", Money, nullable=False, server_default="0"),  # of the discount: by promotions
        PrimaryKeyConstraint("branch_id", "sale_id"),
        CheckConstraint("kind IN ('sale', 'return')", name="kind_known"),
        CheckConstraint("total = revenue + tax", name="total_adds_up"),
        sqlite_with_rowid=False,
    )
)
Index(None, sale.c.branch_id, sale.c.bdate, sale.c.posting_no)
Index(None, sale.c.branch_id, sale.c.receipt)
Index(
    None,
    sale.c.branch_id,
    sale.c.original_sale_id,
    sqlite_where=sale.c.original_sale_id.is_not(None),
    postgresql_where=sale.c.original_sale_id.is_not(None),
)
Index(
    None,
    sale.c.customer_id,
    sale.c.bdate,
    sqlite_where=sale.c.customer_id.is_not(None),
    postgresql_where=sale.c.customer_id.is_not(None),
)

# `line` is the receipt's line number. `sold_qty`: in the unit it was sold in. `of_line`: line of the
# original sale.
sale_line = append_only(
    Table(
        "sale_line",
        metadata,
        Column("branch_id", Id, nullable=False),
        Column("posting_no", Number, nullable=False),
        Column("line", Integer, nullable=False),
        Column("product_id", Id, nullable=False),
        Column("category_id", Id, nullable=True),
        Column("qty", Quantity, nullable=False),
        Column("sold_qty", Quantity, nullable=False),
        Column("discount", Money, nullable=False),
        Column("revenue", Money, nullable=False),
        Column("tax", Money, nullable=False),
        Column("cost", Money, nullable=False),
        Column("of_line", Integer, nullable=True),
        PrimaryKeyConstraint("branch_id", "posting_no", "line"),
        sqlite_with_rowid=False,
    )
)

# What stayed (sale, change taken off the cash) or was paid out (return: negative), per tender of the receipt;
# what was set aside for other than the goods has the other sign. `kind`: the shop's own name for the way to
# pay (payment_method.code).
sale_payment = append_only(
    Table(
        "sale_payment",
        metadata,
        Column("branch_id", Id, nullable=False),
        Column("posting_no", Number, nullable=False),
        Column("line", Integer, nullable=False),
        Column("method", Code, nullable=False),
        Column("amount", Money, nullable=False),
        Column("kind", Code, nullable=True),
        PrimaryKeyConstraint("branch_id", "posting_no", "line"),
        sqlite_with_rowid=False,
    )
)

# What a promotion took off a line, out of its discount.
sale_promotion = append_only(
    Table(
        "sale_promotion",
        metadata,
        Column("branch_id", Id, nullable=False),
        Column("posting_no", Number, nullable=False),
        Column("line", Integer, nullable=False),
        Column("promotion_id", Id, nullable=False),
        Column("amount", Money, nullable=False),
        PrimaryKeyConstraint("branch_id", "posting_no", "line", "promotion_id"),
        sqlite_with_rowid=False,
    )
)

# VAT owed on deposits: of those a receipt takes (> 0), or uses and pays back (< 0). `forfeited_vat`: what
# stays owed of a deposit that was given up.
sale_deposit = append_only(
    Table(
        "sale_deposit",
        metadata,
        Column("branch_id", Id, nullable=False),
        Column("posting_no", Number, nullable=False),
        Column("vat", Money, nullable=False),
        Column("forfeited_vat", Money, nullable=False),
        PrimaryKeyConstraint("branch_id", "posting_no"),
        sqlite_with_rowid=False,
    )
)

# Who sold a line; lines that name nobody have no row.
sale_seller = append_only(
    Table(
        "sale_seller",
        metadata,
        Column("branch_id", Id, nullable=False),
        Column("posting_no", Number, nullable=False),
        Column("line", Integer, nullable=False),
        Column("staff_id", Id, nullable=False),
        PrimaryKeyConstraint("branch_id", "posting_no", "line"),
        sqlite_with_rowid=False,
    )
)

# A promotion's code that a sale used up. `over`: by what was posted then, more often than allowed.
sale_voucher = append_only(
    Table(
        "sale_voucher",
        metadata,
        Column("branch_id", Id, nullable=False),
        Column("posting_no", Number, nullable=False),
        Column("promotion_id", Id, nullable=False),
        Column("code", Code, nullable=False),
        Column("customer_id", Id, nullable=True),
        Column("over", Flag, nullable=False),
        PrimaryKeyConstraint("branch_id", "posting_no", "promotion_id", "code"),
        sqlite_with_rowid=False,
    )
)
Index("ix_sale_voucher_promotion_id_code", sale_voucher.c.promotion_id, sale_voucher.c.code)

# Derived: per product and business date. Net units = units_sold - units_returned (both >= 0).
product_day = Table(
    "product_day",
    metadata,
    Column("branch_id", Id, nullable=False),
    Column("product_id", Id, nullable=False),
    Column("bdate", Day, nullable=False),
    Column("units_sold", Quantity, nullable=False),
    Column("units_returned", Quantity, nullable=False),
    Column("revenue", Money, nullable=False),
    Column("tax", Money, nullable=False),
    Column("cost", Money, nullable=False),
    PrimaryKeyConstraint("branch_id", "product_id", "bdate"),
    sqlite_with_rowid=False,
    postgresql_with={"fillfactor": 70},
)

# Derived: one row per product. `units_90`, `revenue_90`: net, over the 90 days ending on `as_of`
# (inclusive). A reader that asks for another cut-off than `as_of` sums product_day instead. `last_sale`:
# youngest date sold.
product_stat = Table(
    "product_stat",
    metadata,
    Column("branch_id", Id, nullable=False),
    Column("product_id", Id, nullable=False),
    Column("as_of", Day, nullable=False),
    Column("units_90", Quantity, nullable=False),
    Column("revenue_90", Money, nullable=False),
    Column("units_to_date", Quantity, nullable=False),
    Column("revenue_to_date", Money, nullable=False),
    Column("last_sale", Day, nullable=True),
    PrimaryKeyConstraint("branch_id", "product_id"),
    sqlite_with_rowid=False,
    postgresql_with={"fillfactor": 70},
)

# A shift as the server knows it: its own running figures (the names of wire/shifts.ShiftFigures, kept up
# with each posting) and, once closed, the till's figures as JSON, the count and the issued receipts. Of
# several closings (a clone, a till rolled back): `counted` is their sum, the rest is of the latest.
shift = Table(
    "shift",
    metadata,
    Column("branch_id", Id, nullable=False),
    Column("shift_id", Id, nullable=False),
    Column("register_id", Id, nullable=False),
    Column("number", Integer, nullable=False),
    Column("cashier_id", Id, nullable=True),
    Column("bdate", Day, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant, nullable=True),
    Column("opening_float", Money, nullable=False),
    Column("sales", Number, nullable=False),
    Column("returns", Number, nullable=False),
    Column("gross_sales", Money, nullable=False),
    Column("discounts", Money, nullable=False),
    Column("sales_total", Money, nullable=False),
    Column("returns_total", Money, nullable=False),
    Column("tax_on_sales", Money, nullable=False),
    Column("tax_on_returns", Money, nullable=False),
    Column("rounding", Money, nullable=False),
    Column("cash_sales", Money, nullable=False),
    Column("cash_refunds", Money, nullable=False),
    Column("cash_in", Money, nullable=False),
    Column("cash_out", Money, nullable=False),
    Column("lines_removed", Number, nullable=False),
    Column("carts_cleared", Number, nullable=False),
    Column("drawer_openings", Number, nullable=False),
    Column("reprints", Number, nullable=False),
    Column("acknowledged", Number, nullable=False),  # receipts of the shift held (posted or under review)
    Column("posted", Number, nullable=False),  # receipts of the shift posted
    Column("settled", Money, nullable=False),  # expected cash that its closings took out of the drawer
    Column("counted", Money, nullable=True),
    Column("issued", Number, nullable=True),
    Column("till_figures", Words, nullable=True),
    PrimaryKeyConstraint("branch_id", "shift_id"),
    sqlite_with_rowid=False,
)
Index(None, shift.c.branch_id, shift.c.register_id, shift.c.number)
Index(None, shift.c.branch_id, shift.c.bdate)

# Each closing of a shift. `closing_id`: its document, the shift of the first closing, the event of a later
# one. `expected`: cash of the shift that no closing before it took out of the drawer.
shift_closing = append_only(
    Table(
        "shift_closing",
        metadata,
        Column("branch_id", Id, nullable=False),
        Column("closing_id", Id, nullable=False),
        Column("posting_no", Number, nullable=False),
        Column("shift_id", Id, nullable=False),
        Column("expected", Money, nullable=False),
        Column("counted", Money, nullable=False),
        Column("at", Instant, nullable=False),
        PrimaryKeyConstraint("branch_id", "closing_id"),
        sqlite_with_rowid=False,
    )
)

# Cash in or out of a drawer outside a sale; `cash_id` is the event's id. `amount` > 0 into the drawer, <
# 0 out. `reason`: as booked.
cash_movement = append_only(
    Table(
        "cash_movement",
        metadata,
        Column("branch_id", Id, nullable=False),
        Column("cash_id", Id, nullable=False),
        Column("posting_no", Number, nullable=False),
        Column("register_id", Id, nullable=False),
        Column("shift_id", Id, nullable=True),
        Column("reason", Code, nullable=False),
        Column("amount", Money, nullable=False),
        Column("at", Instant, nullable=False),
        Column("bdate", Day, nullable=False),
        Column("actor_id", Id, nullable=True),
        PrimaryKeyConstraint("branch_id", "cash_id"),
        sqlite_with_rowid=False,
    )
)

# What was confirmed before a line was sold: an age (`born` null: by the looks), or a prescription.
sale_check = append_only(
    Table(
        "sale_check",
        metadata,
        Column("branch_id", Id, nullable=False),
        Column("posting_no", Number, nullable=False),
        Column("line", Integer, nullable=False),
        Column("kind", Code, nullable=False),
        Column("at_least", Integer, nullable=True),
        Column("born", Day, nullable=True),
        Column("number", Code, nullable=True),
        Column("prescriber", Words, nullable=True),
        PrimaryKeyConstraint("branch_id", "posting_no", "line", "kind"),
        sqlite_with_rowid=False,
    )
)
