"""Rows with a version and a history: two editors at once, the conflict page, bulk writes, double submits."""
