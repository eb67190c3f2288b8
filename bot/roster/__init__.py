"""The roster: who is who and who supervises whom, read from a CSV file that the administrator hands in."""
