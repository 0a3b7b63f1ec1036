"""Numbers about the whole register, as plain values: what the page of statistics and its downloads show."""
