"""Everything that holds for any record: rights, locks, saving, rules and derived values, search, filters.

Its own actions lie here too: registering, renewing, publishing, trash, documents, comparing with the source, merging
partners.
"""
