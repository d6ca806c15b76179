"""Fast and slow movers: which products earn, which lie still."""
