"""What a branch does about goods below their cost, and what stands below a line of its receipts."""

import sqlalchemy as sa
from alembic import op

from backoffice_server.kernel import types

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.add_column("branch", sa.Column("below_cost", types.Code(), nullable=False, server_default="warn"))
    for name, on in (("print_salesperson", sa.false()), ("print_remarks", sa.true())):
        op.add_column("branch", sa.Column(name, sa.Boolean(), nullable=False, server_default=on))
