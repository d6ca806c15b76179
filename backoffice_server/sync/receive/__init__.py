"""Receiving what tills push: verify, dedupe, order, log, post (sync.md §3)."""
