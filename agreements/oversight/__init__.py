"""Oversight for the head and the office: work list, page for the head, statistics, nightly check."""
