"""Promotions: the list, the form of every kind, and a cart to try them out."""
