"""Labels for shelves and goods: what costs something else now, chosen goods, a whole category."""
