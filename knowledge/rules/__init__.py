"""What the note lets one compute. Pure: days and dated values are passed in, nothing reads a clock."""
