"""Sales: every receipt, and each with what was booked from it."""
