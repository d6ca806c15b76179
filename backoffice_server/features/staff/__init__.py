"""Staff: who may do what, sessions of the back office, PINs for the tills."""
