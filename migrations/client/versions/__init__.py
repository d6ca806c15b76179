"""Revisions of the till's database."""
