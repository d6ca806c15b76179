"""Lots by expiry, where pieces with serial numbers are, and what was confirmed at sales."""
