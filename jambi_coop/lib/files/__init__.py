"""Private files: kept under generated names, known by their content, photos without location."""
