"""Lots and serial numbers: which goods they are, beside how many."""
