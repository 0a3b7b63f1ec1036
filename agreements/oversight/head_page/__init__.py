"""The printable page for the head of the office: figures, indicators, and decisions to take."""
