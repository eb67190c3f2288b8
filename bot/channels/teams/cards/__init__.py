"""Messages as Adaptive Cards 1.5. Pure: plain dicts, no botbuilder."""
