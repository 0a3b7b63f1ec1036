"""Everything that holds for any record: rights, locks, saving, rules and derived values, search, filters.

The actions on the record itself are here too: registering, renewing, publishing, trash, documents, comparing with the
source, merging partners.
"""
