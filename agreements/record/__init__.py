"""One record and all that holds for any: rights, locks, saving, rules and what they derive, search, filters.

Its own actions lie here too: registering, renewing, publishing, trash, documents, comparing with the source, merging
partners.
"""
