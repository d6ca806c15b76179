"""Ways to pay, and what customers hold with the shop: gift cards, vouchers, store credit."""
