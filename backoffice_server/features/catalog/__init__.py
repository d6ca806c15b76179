"""The catalogue: products, categories, units with barcodes and prices, and their import from files."""
