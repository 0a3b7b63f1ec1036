"""Work before a signature: the assessment of a partner, and the desk of papers that wait with others."""
