"""What is asked before a signature: the assessment of a partner, and the desk where papers wait with others."""
