"""The desk of follow-ups in the admin: a list with filters, and small changes to one or several rows."""
