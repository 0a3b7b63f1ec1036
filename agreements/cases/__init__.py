"""Cases from the readable files in `fixtures/`: what is missing is added, nothing is overwritten.

See `docs/decisions/0010-cases.md`.
"""
