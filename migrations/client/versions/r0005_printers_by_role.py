"""Printers by what they are for: a print job names its printer's role, and the one printer that was set up
before becomes the receipt printer of the list.
"""

from alembic import op

revision = "r0005"
down_revision = "r0004"
branch_labels = None
depends_on = None

ROLE = "ALTER TABLE print_job ADD COLUMN role TEXT NOT NULL DEFAULT 'receipt'"
# As `devices.roles.to_text` writes it; a shop without a printer keeps none.
PRINTERS = """
INSERT INTO setting (key, value)
SELECT 'devices.printers', json_array(json_object(
    'role', 'receipt', 'address', found.value,
    'mm', CASE (SELECT value FROM setting WHERE key = 'printer.columns') WHEN '48' THEN 80 ELSE 58 END,
    'drawer_pin', CASE (SELECT value FROM setting WHERE key = 'drawer.pin') WHEN '5' THEN 5 ELSE 2 END
))
FROM setting AS found WHERE found.key = 'printer.address' AND found.value <> 'none://'
"""
OLD = "DELETE FROM setting WHERE key IN ('printer.address', 'printer.columns', 'drawer.pin')"


def upgrade() -> None:
    for statement in (ROLE, PRINTERS, OLD):
        op.execute(statement)
