"""The feed, company, branches, staff, taxes, catalogue, parties and tills."""

import sqlalchemy as sa
from alembic import op

from backoffice_server.kernel import append_only, types

revision = "0001"
down_revision = None

GUARDED = ("enrolment", "own_key", "price")


def upgrade() -> None:
    op.create_table(
        "branch",
        sa.Column("branch_id", types.Id(), nullable=False),
        sa.Column("code", types.Code(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("zone", types.Code(), nullable=False),
        sa.Column("day_starts_at_hour", sa.Integer(), nullable=False),
        sa.Column("rounding_step", sa.BigInteger(), nullable=False),
        sa.Column("rounding_mode", types.Code(), nullable=False),
        sa.Column("receipt_header", sa.Text(), nullable=False),
        sa.Column("receipt_footer", sa.Text(), nullable=False),
        sa.Column("line_discount_limit_bp", sa.Integer(), nullable=False),
        sa.Column("blind_close", sa.Boolean(), nullable=False),
        sa.Column("next_posting_no", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("next_posting_no >= 1", name=op.f("ck_branch_next_posting_no_positive")),
        sa.CheckConstraint("rounding_step >= 0", name=op.f("ck_branch_rounding_step_not_negative")),
        sa.PrimaryKeyConstraint("branch_id", name=op.f("pk_branch")),
        postgresql_with={"fillfactor": 50},
    )
    op.create_index("uq_branch_code", "branch", ["code"], unique=True)
    op.create_table(
        "category",
        sa.Column("category_id", types.Id(), nullable=False),
        sa.Column("code", types.Code(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("category_id", name=op.f("pk_category")),
    )
    op.create_index("uq_category_code", "category", ["code"], unique=True)
    op.create_table(
        "company",
        sa.Column("company_id", types.Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("currency", types.Code(), nullable=False),
        sa.Column("currency_digits", sa.Integer(), nullable=False),
        sa.Column("is_pkp", sa.Boolean(), nullable=False),
        sa.Column("npwp", sa.Text(), nullable=True),
        sa.Column("epoch", types.Id(), nullable=False),
        sa.Column("books_from", types.Day(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.CheckConstraint("currency_digits BETWEEN 0 AND 4", name=op.f("ck_company_currency_digits_sane")),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_company")),
    )
    op.create_table(
        "customer",
        sa.Column("customer_id", types.Id(), nullable=False),
        sa.Column("code", types.Code(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_customer")),
    )
    op.create_index("uq_customer_code", "customer", ["code"], unique=True)
    op.create_table(
        "device",
        sa.Column("device_id", types.Id(), nullable=False),
        sa.Column("branch_id", types.Id(), nullable=False),
        sa.Column("register_id", types.Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("app", types.Code(), nullable=False),
        sa.Column("kid", sa.Integer(), nullable=False),
        sa.Column("series", types.Code(), nullable=False),
        sa.Column("purpose", types.Code(), nullable=False),
        sa.Column("credential_hash", types.Bytes(), nullable=False),
        sa.Column("enrolled_at", types.Instant(), nullable=False),
        sa.Column("revoked_at", types.Instant(), nullable=True),
        sa.Column("revoked_by", types.Id(), nullable=True),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_device")),
    )
    op.create_index("ix_device_branch_id_register_id", "device", ["branch_id", "register_id"], unique=False)
    op.create_index("uq_device_credential_hash", "device", ["credential_hash"], unique=True)
    op.create_table(
        "enrolment",
        sa.Column("branch_id", types.Id(), nullable=False),
        sa.Column("device_id", types.Id(), nullable=False),
        sa.Column("kid", sa.Integer(), nullable=False),
        sa.Column("register_id", types.Id(), nullable=False),
        sa.Column("series", types.Code(), nullable=False),
        sa.Column("purpose", types.Code(), nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("branch_id", "device_id", "kid", name=op.f("pk_enrolment")),
        info={"append_only": True},
    )
    op.create_index(
        "ix_enrolment_branch_id_register_id", "enrolment", ["branch_id", "register_id"], unique=False
    )
    op.create_index("ix_enrolment_device_id", "enrolment", ["device_id"], unique=False)
    op.create_table(
        "enrolment_code",
        sa.Column("code_hash", types.Bytes(), nullable=False),
        sa.Column("branch_id", types.Id(), nullable=False),
        sa.Column("register_id", types.Id(), nullable=False),
        sa.Column("purpose", types.Code(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("created_by", types.Id(), nullable=True),
        sa.Column("expires_at", types.Instant(), nullable=True),
        sa.Column("used_at", types.Instant(), nullable=True),
        sa.Column("used_by", types.Id(), nullable=True),
        sa.CheckConstraint("purpose IN ('live', 'import')", name=op.f("ck_enrolment_code_purpose_known")),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_enrolment_code")),
    )
    op.create_table(
        "own_key",
        sa.Column("device_id", types.Id(), nullable=False),
        sa.Column("kid", sa.Integer(), nullable=False),
        sa.Column("wrapped", types.Bytes(), nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_own_key")),
        info={"append_only": True},
    )
    op.create_table(
        "feed_commit",
        sa.Column("scope_id", types.Id(), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("first_seq", sa.BigInteger(), nullable=False),
        sa.Column("token", types.Id(), nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.CheckConstraint("first_seq <= last_seq", name=op.f("ck_feed_commit_in_order")),
        sa.PrimaryKeyConstraint("scope_id", "last_seq", name=op.f("pk_feed_commit")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "feed_head",
        sa.Column("scope_id", types.Id(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("last >= 0", name=op.f("ck_feed_head_last_not_negative")),
        sa.PrimaryKeyConstraint("scope_id", name=op.f("pk_feed_head")),
    )
    op.create_table(
        "feed_row",
        sa.Column("scope_id", types.Id(), nullable=False),
        sa.Column("entity", types.Code(), nullable=False),
        sa.Column("key", types.Code(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("row", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("scope_id", "entity", "key", name=op.f("pk_feed_row")),
        postgresql_with={"fillfactor": 70},
        sqlite_with_rowid=False,
    )
    op.create_index("uq_feed_row_scope_id_seq", "feed_row", ["scope_id", "seq"], unique=True)
    op.create_table(
        "register",
        sa.Column("branch_id", types.Id(), nullable=False),
        sa.Column("register_id", types.Id(), nullable=False),
        sa.Column("code", types.Code(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("branch_id", "register_id", name=op.f("pk_register")),
    )
    op.create_index("ix_register_register_id", "register", ["register_id"], unique=False)
    op.create_index("uq_register_branch_id_code", "register", ["branch_id", "code"], unique=True)
    op.create_table(
        "sign_in_failure",
        sa.Column("username", types.Code(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("username", name=op.f("pk_sign_in_failure")),
    )
    op.create_table(
        "staff",
        sa.Column("staff_id", types.Id(), nullable=False),
        sa.Column("username", types.Code(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", types.Code(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("pin_hash", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "role IN ('cashier', 'supervisor', 'clerk', 'owner')", name=op.f("ck_staff_role_known")
        ),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_staff")),
    )
    op.create_index("uq_staff_username", "staff", ["username"], unique=True)
    op.create_table(
        "tax_rule",
        sa.Column("code", types.Code(), nullable=False),
        sa.Column("tax_class", types.Code(), nullable=False),
        sa.Column("valid_from", types.Day(), autoincrement=False, nullable=False),
        sa.Column("rate_bp", sa.Integer(), nullable=False),
        sa.Column("base_num", sa.Integer(), nullable=False),
        sa.Column("base_den", sa.Integer(), nullable=False),
        sa.Column("inclusive", sa.Boolean(), nullable=False),
        sa.Column("rounding", types.Code(), nullable=False),
        sa.CheckConstraint("rounding IN ('half_up', 'down')", name=op.f("ck_tax_rule_rounding_known")),
        sa.CheckConstraint(
            "base_den >= 1 AND base_num BETWEEN 0 AND base_den", name=op.f("ck_tax_rule_base_is_a_part")
        ),
        sa.PrimaryKeyConstraint("code", "tax_class", "valid_from", name=op.f("pk_tax_rule")),
    )
    op.create_table(
        "product",
        sa.Column("product_id", types.Id(), nullable=False),
        sa.Column("sku", types.Code(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", types.Code(), nullable=False),
        sa.Column("search_key", types.Code(), nullable=False),
        sa.Column("kind", types.Code(), nullable=False),
        sa.Column("category_id", types.Id(), nullable=True),
        sa.Column("tax_class", types.Code(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("placeholder", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('goods', 'service')", name=op.f("ck_product_kind_known")),
        sa.CheckConstraint(
            "tax_class IN ('taxable', 'exempt', 'not_collected', 'non_taxable')",
            name=op.f("ck_product_tax_class_known"),
        ),
        sa.CheckConstraint("cost IS NULL OR cost >= 0", name=op.f("ck_product_cost_not_negative")),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.category_id"], name=op.f("fk_product_category_id")
        ),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_product")),
    )
    op.create_index("ix_product_category_id", "product", ["category_id"], unique=False)
    op.create_index("ix_product_name_key", "product", ["name_key", "product_id"], unique=False)
    op.create_index("uq_product_sku", "product", ["sku"], unique=True)
    op.create_table(
        "session",
        sa.Column("token_hash", types.Bytes(), nullable=False),
        sa.Column("staff_id", types.Id(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("expires_at", types.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.staff_id"], name=op.f("fk_session_staff_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_session")),
    )
    op.create_index("ix_session_staff_id", "session", ["staff_id"], unique=False)
    op.create_table(
        "barcode",
        sa.Column("barcode", types.Code(), nullable=False),
        sa.Column("product_id", types.Id(), nullable=False),
        sa.Column("unit", types.Code(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["product.product_id"], name=op.f("fk_barcode_product_id")),
        sa.PrimaryKeyConstraint("barcode", name=op.f("pk_barcode")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_barcode_product_id", "barcode", ["product_id"], unique=False)
    op.create_table(
        "price",
        sa.Column("price_id", types.Id(), nullable=False),
        sa.Column("product_id", types.Id(), nullable=False),
        sa.Column("unit", types.Code(), nullable=False),
        sa.Column("branch_id", types.Id(), nullable=True),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", types.Day(), nullable=False),
        sa.Column("valid_to", types.Day(), nullable=True),
        sa.Column("introduced", sa.BigInteger(), nullable=False),
        sa.Column("made_at", types.Instant(), nullable=False),
        sa.Column("made_by", types.Id(), nullable=True),
        sa.CheckConstraint("price >= 0", name=op.f("ck_price_price_not_negative")),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_price_validity_in_order")
        ),
        sa.ForeignKeyConstraint(["product_id"], ["product.product_id"], name=op.f("fk_price_product_id")),
        sa.PrimaryKeyConstraint("price_id", name=op.f("pk_price")),
        info={"append_only": True},
    )
    op.create_index("ix_price_product_id", "price", ["product_id", "unit", "valid_from"], unique=False)
    op.create_table(
        "product_unit",
        sa.Column("product_id", types.Id(), nullable=False),
        sa.Column("unit", types.Code(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("factor", sa.BigInteger(), nullable=False),
        sa.Column("decimals", sa.Integer(), nullable=False),
        sa.CheckConstraint("decimals BETWEEN 0 AND 3", name=op.f("ck_product_unit_decimals_sane")),
        sa.CheckConstraint("factor > 0", name=op.f("ck_product_unit_factor_positive")),
        sa.CheckConstraint("position > 0 OR factor = 1000", name=op.f("ck_product_unit_base_unit_is_one")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.product_id"], name=op.f("fk_product_unit_product_id")
        ),
        sa.PrimaryKeyConstraint("product_id", "unit", name=op.f("pk_product_unit")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "list_price",
        sa.Column("product_id", types.Id(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("valid_from", types.Day(), nullable=False),
        sa.Column("valid_until", types.Day(), nullable=True),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.product_id"], name=op.f("fk_list_price_product_id")
        ),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_list_price")),
        sqlite_with_rowid=False,
    )
    for table in GUARDED:
        for statement in append_only.ddl(table, op.get_bind().dialect.name):
            op.execute(statement)
