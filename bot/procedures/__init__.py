"""What runs over days and across people: its data, what dialogs look up of it, and what they bring about."""
