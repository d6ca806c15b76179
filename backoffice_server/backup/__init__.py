"""Copies of the database: taken, sealed, tested by restoring them, and brought back."""
