"""Orders with a deposit and quotations: what tills agreed with customers, and what became of it."""
