"""The web chat: pages that work without JavaScript, and quicker with it."""
