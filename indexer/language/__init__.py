"""What the words of summaries and queries mean."""
