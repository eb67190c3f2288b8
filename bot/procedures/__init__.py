"""What runs over days and across people: its data, what dialogs look up of it, and what they bring about."""

"""What a procedure is about: the things of it, what dialogs look up, and what they bring about."""
