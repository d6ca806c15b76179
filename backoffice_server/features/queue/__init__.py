"""The digital queue: services of each branch, tickets of all its tills, and who is called where."""
