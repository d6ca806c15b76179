"""Customers, as far as a till needs them."""
