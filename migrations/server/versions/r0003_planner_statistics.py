"""What SQLite's planner must know of a shop's tables, before the shop has any rows.

PostgreSQL gathers statistics by itself. SQLite gathers none until ANALYZE runs, and connections that are open
then never hear of it: an index on (branch, day) looked no better than the key of the branch, and verify took
minutes instead of seconds. So the figures of a real shop (nine months, 15,000 receipts, one branch) stand in
from the first day, and plans never change under a running server.
"""

from alembic import op

revision = "0003"
down_revision = "0002"

# table, index (of a table without rowid its own name), "rows, rows per value of the first column, …of two, …"
STATISTICS = (
    ("account", "sqlite_autoindex_account_1", "100 1"),
    ("account_day", "account_day", "3000 3000 200 1"),
    ("barcode", "barcode", "5000 1"),
    ("barcode", "ix_barcode_product_id", "5000 2"),
    ("branch", "sqlite_autoindex_branch_1", "2 1"),
    ("branch", "uq_branch_code", "2 1"),
    ("cash_movement", "cash_movement", "1000 1000 1"),
    ("category", "sqlite_autoindex_category_1", "50 1"),
    ("category", "uq_category_code", "50 1"),
    ("event", "sqlite_autoindex_event_1", "17000 17000 4200 1 1"),
    ("event_outcome", "event_outcome", "17000 17000 4200 1 1 1"),
    ("feed_row", "feed_row", "9000 4000 2000 1"),
    ("feed_row", "uq_feed_row_scope_id_seq", "9000 4000 1"),
    ("journal_line", "ix_journal_line_branch_id_account_posting_no", "60000 60000 6000 1"),
    ("journal_line", "journal_line", "60000 60000 4 1"),
    ("posting", "ix_posting_branch_id_posting_date_posting_no", "18000 18000 90 1"),
    ("posting", "posting", "18000 18000 1"),
    ("price", "ix_price_product_id", "9000 2 2 1"),
    ("price", "sqlite_autoindex_price_1", "9000 1"),
    ("product", "ix_product_category_id", "4000 80"),
    ("product", "ix_product_name_key", "4000 1 1"),
    ("product", "sqlite_autoindex_product_1", "4000 1"),
    ("product", "uq_product_sku", "4000 1"),
    ("product_day", "product_day", "180000 180000 50 1"),
    ("product_stat", "product_stat", "4000 4000 1"),
    ("product_unit", "product_unit", "5000 2 1"),
    ("register", "ix_register_register_id", "8 1"),
    ("register", "sqlite_autoindex_register_1", "8 4 1"),
    ("register", "uq_register_branch_id_code", "8 4 1"),
    ("review", "ix_review_branch_id_code_subject", "8000 8000 1000 1"),
    ("review", "sqlite_autoindex_review_1", "8000 8000 1"),
    ("review_mark", "review_mark", "8500 8500 4 2 1"),
    ("sale", "ix_sale_branch_id_bdate_posting_no", "15000 15000 70 1"),
    ("sale", "ix_sale_branch_id_original_sale_id", "1600 1600 1"),
    ("sale", "ix_sale_branch_id_receipt", "15000 15000 1"),
    ("sale", "sale", "15000 15000 1"),
    ("sale_line", "sale_line", "320000 320000 20 1"),
    ("sale_payment", "sale_payment", "15000 15000 1 1"),
    ("shift", "ix_shift_branch_id_bdate", "900 900 4"),
    ("shift", "ix_shift_branch_id_register_id_number", "900 900 220 1"),
    ("shift", "shift", "900 900 1"),
    ("staff", "sqlite_autoindex_staff_1", "10 1"),
    ("staff", "uq_staff_username", "10 1"),
    ("stock", "stock", "4000 4000 1"),
    ("stock_adjustment", "sqlite_autoindex_stock_adjustment_1", "1400 1400 1"),
    ("stock_adjustment_line", "stock_adjustment_line", "2000 2000 2 1"),
    ("stock_move", "stock_move", "320000 320000 85 1 1"),
    ("stream", "ix_stream_branch_id_register_id", "8 4 1"),
    ("stream", "ix_stream_stream_id", "8 1"),
    ("stream", "sqlite_autoindex_stream_1", "8 4 1"),
)


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        return
    # ANALYZE of empty tables writes nothing, but makes the table that the planner reads when it connects.
    connection.exec_driver_sql("ANALYZE")
    connection.exec_driver_sql("DELETE FROM sqlite_stat1")
    connection.exec_driver_sql("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)", list(STATISTICS))
