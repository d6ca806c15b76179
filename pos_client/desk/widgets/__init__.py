"""Widgets that know the tokens and nothing of the shop."""
