"""Filters over agreements and follow-ups from the query string of a page."""
