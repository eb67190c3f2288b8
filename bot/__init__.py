"""The assistant: conversations, one turn, and the doors through which people reach it."""
