"""Orders with a deposit and quotations of every branch."""
