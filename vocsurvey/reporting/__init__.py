"""What the numbers mean: scores with their intervals, rates, summaries. Pure."""
