"""The public page of one agreement, a module for each part of it: orders, sums, sentences beside the model rows.

The functions here read rows that `view` has loaded and query nothing. A template is given only rows that may be shown,
and never goes from a row to other rows that may not.
"""
