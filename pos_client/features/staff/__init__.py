"""The people of the shop: who they are, what they may do, and how they sign in."""
