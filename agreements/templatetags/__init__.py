"""Template tags: texts, dates and amounts in words, the agreements of a partner, the faults of a form."""
