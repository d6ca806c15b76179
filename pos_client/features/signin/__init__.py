"""Signing in to the back office."""
