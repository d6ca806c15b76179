"""Everything that travels, typed once: events, changes, requests, replies, problems."""
