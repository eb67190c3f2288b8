"""The doors: each translates a channel into turns and messages into what the channel shows."""
