"""Microsoft Teams: the door, and what Wegwijzer says as Adaptive Cards."""
