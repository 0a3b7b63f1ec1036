"""The life of an agreement as data: tracks, stages, the legal gate, the verbs.

No query, no clock, no request. `docs/lifecycle.md` is generated from this package.
"""
