"""What the head and the office look at: the work list, the page for the head, statistics, the nightly check."""
