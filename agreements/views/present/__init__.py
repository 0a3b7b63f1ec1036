"""What pages for the public say beyond the words of their rows: orders, sums, sentences.

The functions here read rows that a view has loaded and query nothing. A template is given only rows that may be shown,
and never goes from a row to other rows that may not.
"""
