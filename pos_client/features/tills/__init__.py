"""Tills: registers and their devices, enrolling, and shifts as the server confirms them."""
