"""Floors: what this machine can do at most for the same work, without our program."""
