"""Harm that the simulation must notice (sync.md §7.2): one small file each."""
