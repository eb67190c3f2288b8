"""Finding the topic that a question is about."""
