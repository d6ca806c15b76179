"""Selling: the input line, the cart, paying, the change. The one screen a cashier looks at all day."""
