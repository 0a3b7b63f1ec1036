"""Work after a signature: follow-ups and their desk, targets and measured values, reviews."""
