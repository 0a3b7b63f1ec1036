"""Letters of the city as Word files: filled from the record, from templates that the office may replace."""
