"""Branches: who sells where, what the receipt says, and how the tills of a branch sell."""
