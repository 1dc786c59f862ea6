"""What a summary is, and how one is read."""
