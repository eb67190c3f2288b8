"""The command line's commands, each loading only what it needs."""
