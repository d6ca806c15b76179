"""The devices of a till: what is set up, whether it works, and what to do when it does not."""
