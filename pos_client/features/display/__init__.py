"""What the customer sees while being served: lines, total, the code to pay by, thanks; then pictures."""
