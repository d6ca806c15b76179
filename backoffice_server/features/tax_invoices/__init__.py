"""Full tax invoices that buyers asked for at a till."""
