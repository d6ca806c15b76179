"""Full tax invoices that buyers asked for at the tills."""
