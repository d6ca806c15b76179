"""Migrations of the till's database: expand, backfill, enforce."""
