"""What till and back office agree on.

Values, rules and everything that travels. Standard library and pydantic only.
"""
