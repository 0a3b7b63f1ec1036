"""Dates as well as they are known: the type, the parser, form and model fields, counting, working days."""
