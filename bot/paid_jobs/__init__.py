"""The red-green list: which students of a CSV file may have a paid job as placement."""
