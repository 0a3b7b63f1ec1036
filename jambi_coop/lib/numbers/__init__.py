"""Numbers: the one parser of typed numbers, the form fields that read them, and the figures that pages show."""
