"""The back office: receives, posts, proves and reports what the tills sell."""
