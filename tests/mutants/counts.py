"""The guards of what is counted: nothing but the real cooperation of this city."""

from tests.mutants.guard import Guard

ONLY_OURS = ("tests/agreements/test_only_of_this_city.py",)
COUNTS = [
    Guard(
        "counts: examples",
        "agreements/models/of_this_city.py",
        '        found &= Q(**{f"{path}is_example": False})',
        "        pass",
        ONLY_OURS,
    ),
    Guard(
        "counts: visits and contacts",
        "agreements/models/of_this_city.py",
        '        found &= ~Q(**{f"{path}track": Track.CONTACT})',
        "        pass",
        ONLY_OURS,
    ),
    Guard(
        "counts: cases of other regions",
        "agreements/models/of_this_city.py",
        'found = Q(**{f"{path}is_comparison": False})',
        "found = Q()",
        ONLY_OURS,
    ),
    Guard(
        "counts: partners of other regions",
        "partners/models.py",
        '~Exists(here), Q(pk__in=elsewhere.values("pk")) | Q(',
        "Q(",
        ONLY_OURS,
    ),
    Guard(
        "counts: invented partners",
        "partners/models.py",
        "return found if examples else found.filter(is_example=False)",
        "return found",
        ONLY_OURS,
    ),
    Guard(
        "counts: examples on the head's page",
        "agreements/oversight/head_page/pages.py",
        "examples=asks_for_examples(request))",
        "examples=True)",
        ONLY_OURS,
    ),
    Guard(
        "counts: examples in files of the staff",
        "jambi_coop/lib/tables/export_admin.py",
        "            rows = rows.filter(is_example=False)\n",
        "            pass\n",
        ONLY_OURS,
    ),
    Guard(
        "counts: what was heard after the year",
        "agreements/oversight/statistics/results.py",
        "first_day__lte=until, last_day__gte=until",
        "first_day__lte=today, last_day__gte=today",
        ("tests/agreements/oversight/test_statistics_results.py",),
    ),
    Guard(
        "counts: from the first text",
        "agreements/oversight/statistics/results.py",
        'Coalesce(Subquery(first_text[:1]), "joined_on_latest", evidence)',
        'Coalesce("digest__anchor_on", "joined_on_latest", evidence)',
        ("tests/agreements/oversight/test_statistics_results.py",),
    ),
]
