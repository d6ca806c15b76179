"""Ways to pay, and the value that customers hold with the shop: gift vouchers, gift cards, store credit."""
