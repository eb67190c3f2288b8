"""What a procedure is about: the things of it, what dialogs look up, and what they bring about."""
