"""The till's database: journal, shifts, carts, receipts, print jobs and the replica it sells from.

An event's `position` is its stream's number and its seq in one integer: one key, gapless by construction,
in the order of writing over all streams of this database. Replica tables have no named index and no foreign
key:
a snapshot fills a second set of them and changes places by renaming. Of a stream that came back from a black
box there may be several rows: what a machine that was set back wrote in the same places.
"""

from alembic import op

revision = "r0001"
down_revision = None
branch_labels = None
depends_on = None

SEQ = "(position & 1099511627775)"  # the lower 40 bits
STREAM = "(position >> 40)"

TILL = """
CREATE TABLE till (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    company BLOB NOT NULL, company_name TEXT NOT NULL,
    branch BLOB NOT NULL, branch_code TEXT NOT NULL,
    register_id BLOB NOT NULL, register_code TEXT NOT NULL,
    device BLOB NOT NULL, device_name TEXT NOT NULL,
    credential TEXT, stand_alone INTEGER NOT NULL,
    stream_no INTEGER NOT NULL REFERENCES stream
) STRICT
"""
STREAM_TABLE = """
CREATE TABLE stream (
    stream_no INTEGER PRIMARY KEY, stream BLOB NOT NULL,
    company BLOB NOT NULL, device BLOB NOT NULL, branch BLOB NOT NULL, register_id BLOB NOT NULL,
    kid INTEGER NOT NULL, device_key BLOB NOT NULL,
    purpose TEXT NOT NULL, because TEXT NOT NULL, series TEXT NOT NULL,
    head_seq INTEGER NOT NULL DEFAULT 0, head_hash BLOB NOT NULL, last_receipt INTEGER NOT NULL DEFAULT 0,
    acked INTEGER NOT NULL DEFAULT 0, archived INTEGER NOT NULL DEFAULT 0, token TEXT,
    exported INTEGER NOT NULL DEFAULT 0, lost_to INTEGER NOT NULL DEFAULT 0,
    certificate TEXT, holed INTEGER NOT NULL DEFAULT 0, under_review INTEGER NOT NULL DEFAULT 0,
    UNIQUE (company, register_id, device, series),
    CHECK (acked <= head_seq AND last_receipt <= head_seq)
) STRICT
"""
EVENT = f"""
CREATE TABLE event (
    position INTEGER PRIMARY KEY,
    stream_no INTEGER NOT NULL GENERATED ALWAYS AS {STREAM} VIRTUAL,
    seq INTEGER NOT NULL GENERATED ALWAYS AS {SEQ} VIRTUAL,
    hash BLOB NOT NULL, mac BLOB NOT NULL, type TEXT NOT NULL, at INTEGER NOT NULL, shift BLOB,
    bdate INTEGER NOT NULL, body TEXT NOT NULL
) STRICT
"""
EVENT_STAYS = """
CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
"""
EVENT_KEPT = """
CREATE TRIGGER event_is_kept_until_archived BEFORE DELETE ON event
WHEN OLD.seq > (SELECT archived FROM stream WHERE stream_no = OLD.stream_no)
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
"""
SHIFT = """
CREATE TABLE shift (
    shift BLOB PRIMARY KEY, number INTEGER NOT NULL, cashier BLOB NOT NULL, bdate INTEGER NOT NULL,
    opened_at INTEGER NOT NULL, opened_position INTEGER NOT NULL, opening_float INTEGER NOT NULL,
    closed_at INTEGER, closed_position INTEGER, counted INTEGER, pieces TEXT,
    head_seq INTEGER, head_hash BLOB,
    issued INTEGER NOT NULL DEFAULT 0, first_receipt TEXT, last_receipt TEXT,
    sales INTEGER NOT NULL DEFAULT 0, returns INTEGER NOT NULL DEFAULT 0,
    gross_sales INTEGER NOT NULL DEFAULT 0, discounts INTEGER NOT NULL DEFAULT 0,
    sales_total INTEGER NOT NULL DEFAULT 0, returns_total INTEGER NOT NULL DEFAULT 0,
    tax_on_sales INTEGER NOT NULL DEFAULT 0, tax_on_returns INTEGER NOT NULL DEFAULT 0,
    rounding INTEGER NOT NULL DEFAULT 0, cash_sales INTEGER NOT NULL DEFAULT 0,
    cash_refunds INTEGER NOT NULL DEFAULT 0, cash_in INTEGER NOT NULL DEFAULT 0,
    cash_out INTEGER NOT NULL DEFAULT 0, lines_removed INTEGER NOT NULL DEFAULT 0,
    carts_cleared INTEGER NOT NULL DEFAULT 0, drawer_openings INTEGER NOT NULL DEFAULT 0,
    reprints INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID
"""
ONE_OPEN_SHIFT = "CREATE UNIQUE INDEX one_open_shift ON shift ((closed_at IS NULL)) WHERE closed_at IS NULL"
CART = """
CREATE TABLE cart (
    cart BLOB PRIMARY KEY, state TEXT NOT NULL CHECK (state IN ('open', 'held')),
    name TEXT, actor BLOB NOT NULL, opened_at INTEGER NOT NULL,
    discount INTEGER NOT NULL DEFAULT 0, discount_bp INTEGER, discount_approver BLOB
) STRICT, WITHOUT ROWID
"""
ONE_OPEN_CART = "CREATE UNIQUE INDEX one_open_cart ON cart (state) WHERE state = 'open'"
CART_LINE = """
CREATE TABLE cart_line (
    cart BLOB NOT NULL REFERENCES cart, line INTEGER NOT NULL,
    product BLOB NOT NULL, sku TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL,
    tax_class TEXT NOT NULL, unit TEXT NOT NULL, factor INTEGER NOT NULL, decimals INTEGER NOT NULL,
    qty INTEGER NOT NULL CHECK (qty > 0), price INTEGER NOT NULL CHECK (price > 0), source TEXT NOT NULL,
    list_price INTEGER, discount INTEGER NOT NULL DEFAULT 0, discount_bp INTEGER,
    price_approver BLOB, discount_approver BLOB,
    PRIMARY KEY (cart, line)
) STRICT, WITHOUT ROWID
"""
SALE = """
CREATE TABLE sale (
    position INTEGER PRIMARY KEY, sale BLOB NOT NULL UNIQUE, receipt TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL, at INTEGER NOT NULL, bdate INTEGER NOT NULL,
    shift BLOB NOT NULL, cashier BLOB NOT NULL,
    lines INTEGER NOT NULL, total INTEGER NOT NULL, due INTEGER NOT NULL, original BLOB, cart BLOB UNIQUE
) STRICT
"""
RETURNS_OF = "CREATE INDEX returns_of_sale ON sale (original) WHERE original IS NOT NULL"
RETURNED = """
CREATE TABLE returned (
    sale BLOB NOT NULL, line INTEGER NOT NULL, qty INTEGER NOT NULL, PRIMARY KEY (sale, line)
) STRICT, WITHOUT ROWID
"""
PAYMENT_REFERENCE = """
CREATE TABLE payment_reference (
    method TEXT NOT NULL, reference TEXT NOT NULL, receipt TEXT NOT NULL, PRIMARY KEY (method, reference)
) STRICT, WITHOUT ROWID
"""
PENDING = """
CREATE TABLE pending (product BLOB PRIMARY KEY, qty INTEGER NOT NULL) STRICT, WITHOUT ROWID
"""
PRINT_JOB = """
CREATE TABLE print_job (
    job INTEGER PRIMARY KEY, kind TEXT NOT NULL, sale BLOB, shift BLOB, copy_no INTEGER NOT NULL DEFAULT 0,
    paper INTEGER NOT NULL, drawer INTEGER NOT NULL, data TEXT,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'printing', 'done', 'failed', 'unknown', 'dropped')),
    made_at INTEGER NOT NULL, fault TEXT
) STRICT
"""
PRINT_WAITING = "CREATE INDEX print_to_do ON print_job (state) WHERE state NOT IN ('done', 'dropped')"
SYNC = """
CREATE TABLE sync_state (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    epoch BLOB, cursor TEXT, company_seq INTEGER NOT NULL DEFAULT 0, branch_seq INTEGER NOT NULL DEFAULT 0,
    page TEXT, page_epoch BLOB, page_cursor TEXT, page_company_seq INTEGER, page_branch_seq INTEGER,
    skew_ms INTEGER, skew_at INTEGER, last_contact INTEGER,
    revoked INTEGER NOT NULL DEFAULT 0
) STRICT
"""
SYNC_ROW = "INSERT INTO sync_state (one) VALUES (1)"
SETTING = "CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID"

REPLICA = """
CREATE TABLE replica (
    entity TEXT NOT NULL, key TEXT NOT NULL, version INTEGER NOT NULL, body TEXT,
    PRIMARY KEY (entity, key)
) STRICT, WITHOUT ROWID
"""
PRODUCT = """
CREATE TABLE product (
    product_no INTEGER PRIMARY KEY, product BLOB NOT NULL UNIQUE, version INTEGER NOT NULL,
    sku TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, tax_class TEXT NOT NULL, category BLOB,
    active INTEGER NOT NULL, cost INTEGER
) STRICT
"""
PRODUCT_UNIT = """
CREATE TABLE product_unit (
    product_no INTEGER NOT NULL, unit_no INTEGER NOT NULL, unit TEXT NOT NULL,
    factor INTEGER NOT NULL, decimals INTEGER NOT NULL, codes TEXT NOT NULL, PRIMARY KEY (product_no, unit_no)
) STRICT, WITHOUT ROWID
"""
PRODUCT_CODE = """
CREATE TABLE product_code (
    code TEXT NOT NULL, product_no INTEGER NOT NULL, unit_no INTEGER NOT NULL, is_sku INTEGER NOT NULL,
    PRIMARY KEY (code, is_sku, product_no, unit_no)
) STRICT, WITHOUT ROWID
"""
PRODUCT_PRICE = """
CREATE TABLE product_price (
    product_no INTEGER NOT NULL, unit_no INTEGER NOT NULL, valid_from INTEGER NOT NULL, own INTEGER NOT NULL,
    price_id BLOB NOT NULL, valid_to INTEGER, price INTEGER NOT NULL,
    PRIMARY KEY (product_no, unit_no, valid_from, own, price_id)
) STRICT, WITHOUT ROWID
"""
STOCK = """
CREATE TABLE stock (
    product BLOB PRIMARY KEY, version INTEGER NOT NULL, qty INTEGER NOT NULL
) STRICT, WITHOUT ROWID
"""
SEARCH = """
CREATE VIRTUAL TABLE product_search USING fts5(
    name, content='', tokenize='unicode61 remove_diacritics 2', prefix='1 2 3'
)
"""

STATEMENTS = (
    STREAM_TABLE, TILL, EVENT, EVENT_STAYS, EVENT_KEPT, SHIFT, ONE_OPEN_SHIFT, CART, ONE_OPEN_CART, CART_LINE,
    SALE, RETURNS_OF, RETURNED, PAYMENT_REFERENCE, PENDING, PRINT_JOB, PRINT_WAITING, SYNC, SYNC_ROW, SETTING,
    REPLICA, PRODUCT, PRODUCT_UNIT, PRODUCT_CODE, PRODUCT_PRICE, STOCK, SEARCH,
)  # fmt: skip


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
