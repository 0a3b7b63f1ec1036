"""Cases from the readable files in `fixtures/`: what is missing is added, nothing is overwritten.

See `docs/decisions/0010-cases.md`.

To add a case: touch `fixtures/cases.yaml`, and `fixtures/sources.yaml` and `fixtures/partners.yaml` for what it
names; then `tests/agreements/cases/test_fixtures.py`. A new kind of row in a case is a line in
`agreements.cases.case.ROWS`, a new way to earn a stage one in `agreements.cases.life.VERBS`. More:
`docs/how-to/case.md`.
"""
