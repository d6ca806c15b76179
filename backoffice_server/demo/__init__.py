"""The demonstration shop: an invented minimarket in Bandung, its goods and its people."""
