"""What till and back office agree on: values, rules and everything that travels. Standard library and pydantic only."""
