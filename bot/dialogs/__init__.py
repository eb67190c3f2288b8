"""The conversations, one file each: pure generators that ask, say, and return what should happen."""
