"""Who is at the till and what is in its drawer: sign-in, opening, cash in and out, X, counting and Z."""
