"""Customers in the admin tab: who they are, their points, and how points are given."""
