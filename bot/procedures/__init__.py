"""What runs over days and across people, from a wish to a decision: what dialogs look up and bring about."""
