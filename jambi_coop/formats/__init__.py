"""How dates are shown and typed; the rest comes from Django's own formats."""
