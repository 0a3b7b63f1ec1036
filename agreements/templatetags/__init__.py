"""Template tags: texts in two languages, money and dates in words, agreements of a partner, faults of a form."""
