"""Stock: levels by branch, the card of one product, and adjustments."""
