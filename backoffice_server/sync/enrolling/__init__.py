"""Enrolling a till; an empty company takes over the shop of one that stood alone (sync.md §3)."""
