"""Money: amounts as text and in words, the form field that reads them, currencies (ISO 4217)."""
