"""Search for partners that may be the same body as a new one."""

import difflib
import re

from partners.models import Partner

LIKELY = 0.82
# Words that are common in the names of partners and so do not distinguish them.
COMMON = frozenset(
    {"city", "kota", "municipality", "pemerintah", "government", "of", "the", "and", "dan", "di", "republic"}
    | {"kabupaten", "regency", "province", "provinsi", "university", "universitas"}
)


def _key(text: str) -> str:
    tokens = [token for token in re.findall(r"\w+", text.casefold()) if token not in COMMON]
    return " ".join(sorted(tokens))


def similar(name: str, country: str = "", *, exclude_pk=None, limit: int = 5) -> list[Partner]:
    """Return the partners whose name is so similar to `name` that they may be the same body, the most similar first.

    Word order, case and words such as *Kota* or *City* do not count. Partners of another known country
    are left out.
    """
    wanted = _key(name)
    if not wanted:
        return []
    found = []
    for partner in Partner.objects.alive().filter(merged_into__isnull=True).exclude(pk=exclude_pk):
        if country and partner.country and partner.country != country:
            continue
        names = [partner.name, partner.name_local, partner.short_name]
        score = max(difflib.SequenceMatcher(None, wanted, _key(other)).ratio() for other in names if other)
        if score >= LIKELY:
            found.append((score, partner))
    found.sort(key=lambda pair: (-pair[0], pair[1].pk))
    return [partner for _score, partner in found[:limit]]
