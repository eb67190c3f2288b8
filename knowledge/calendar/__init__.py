"""The year of Samen Opleiden as data: which deadlines there are, for whom, and on which days they fall."""
