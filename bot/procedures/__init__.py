"""What procedures are about: their data, what they look up, and what they bring about."""
