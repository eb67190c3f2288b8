"""What happens between hearing something and answering it: pure, without channel, database or clock."""
