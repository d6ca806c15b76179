"""Working days: what people noted at tills, and what a clerk added."""
