"""What customers owe: an append-only account per customer and branch, and the payments that settle it."""
