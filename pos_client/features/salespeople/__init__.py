"""Who sold what: the report of salespeople."""
