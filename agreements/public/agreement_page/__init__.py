"""The public page of one agreement, with a module for each part: order, sums and sentences on the model rows.

The functions here read rows that `view` has loaded and make no queries. A template gets only rows that may be shown,
and never reads other rows through them that may not.
"""
