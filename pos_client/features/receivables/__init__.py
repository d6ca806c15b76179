"""What customers owe: by age, and the payments that settle it."""
