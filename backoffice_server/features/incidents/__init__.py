"""Backups taken and tested, restores, and what came back after them."""
