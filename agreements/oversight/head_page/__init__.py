"""One printable page for the head of the office: figures, indicators, and what to decide."""
