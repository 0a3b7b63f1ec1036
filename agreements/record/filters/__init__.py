"""Filters and orders of agreements, read from the query string of a page."""
