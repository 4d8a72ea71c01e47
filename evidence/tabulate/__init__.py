"""What the findings add up to, and what they do not: pure functions over the nouns."""
