"""The books: trial balance, the entries of an account, one journal entry."""
