"""Commands of `manage.py`: the nightly runs, checks, groups and first account, cases, generated documents."""
