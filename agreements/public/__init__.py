"""The pages for everybody: list, agreement, follow-ups, legal bases, procedure, feeds, documents. Reads only."""
