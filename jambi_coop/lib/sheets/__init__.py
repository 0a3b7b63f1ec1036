"""Spreadsheets that come in: which file it is, what is in its cells, and where its table begins and ends."""
