"""Reference tables as files."""
