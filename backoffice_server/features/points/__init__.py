"""Loyalty points: an append-only ledger per customer, and the batches that are owed."""
