"""Receipts of this till: found, shown as printed, printed again; goods that come back."""
