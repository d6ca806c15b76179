"""Sells the receipts of a log through real tills to a real back office, and compares its reports."""
