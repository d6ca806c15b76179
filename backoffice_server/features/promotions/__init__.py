"""Promotions: what is offered to whom, where and when, and the codes that ask for it."""
