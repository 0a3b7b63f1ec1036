"""Requests, forms and answers: log-in, sessions, headers, tolerant filters, pages of a list, faults of a form."""
