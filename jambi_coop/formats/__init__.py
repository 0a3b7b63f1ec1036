"""Formats in which dates are shown and typed; all others come from Django."""
