"""The guards of results and beneficiaries; what a guard is stands in `guards.py`."""

from .guard import WHITE_LIST, Guard, T

RESULTS = [
    Guard(
        "public: beneficiaries that are withheld",
        "agreements/models/result.py",
        "return self.filter(is_public=True).exclude(held_back)",
        "return self.exclude(held_back)",
        (*WHITE_LIST, f"{T}/oversight/test_statistics.py"),
    ),
    Guard(
        "public: beneficiaries of a withheld result",
        "agreements/models/result.py",
        "return self.filter(is_public=True).exclude(held_back)",
        "return self.filter(is_public=True)",
        (*WHITE_LIST, f"{T}/oversight/test_statistics.py"),
    ),
    Guard(
        "public: withheld beneficiaries as evidence",
        "agreements/record/rule_facts.py",
        "if row.is_public and row.indicator_id in shown]",
        "if row.is_public]",
        (f"{T}/record/test_beneficiaries.py",),
    ),
    Guard(
        "beneficiaries: expected among those served",
        "agreements/record/beneficiaries.py",
        "if row.kind == Kind.SERVED and row.is_checked",
        "if row.is_checked",
        (f"{T}/record/test_beneficiaries.py",),
    ),
    Guard(
        "beneficiaries: unchecked numbers in sums",
        "agreements/record/beneficiaries.py",
        "if row.kind == Kind.SERVED and row.is_checked",
        "if row.kind == Kind.SERVED",
        (f"{T}/record/test_beneficiaries.py",),
    ),
    Guard(
        "beneficiaries: groups that may overlap",
        "agreements/record/beneficiaries.py",
        "return None if may_overlap or len(found) < len(latest)",
        "return None if len(found) < len(latest)",
        (f"{T}/record/test_beneficiaries.py",),
    ),
    Guard(
        "beneficiaries: two sources of one group",
        "agreements/record/beneficiaries.py",
        "return last if all(last.as_of.certainly_after(row.as_of) for row in others) else None",
        "return last",
        (f"{T}/record/test_beneficiaries.py",),
    ),
]
