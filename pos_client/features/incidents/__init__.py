"""Restores of the back office: what each lost, what the tills brought back, and what is missing still."""
