"""Working days in the office: who was there, how long, what is missing, and what a clerk adds."""
