"""Products: the list, one product's form, and bringing in a file."""
