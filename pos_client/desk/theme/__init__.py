"""Sizes, colours, fonts and icons. No other folder holds a colour or a size."""
