"""Countries: ISO 3166-1 codes, their names in Indonesian and English, and the form field that reads a name."""
