"""Documents and legal bases of one agreement as the public reads them."""

from agreements.models import Agreement, Document
from agreements.public.regulation_status import regulation_status_of, rests_only_on_revoked
from jambi_coop.lib.records.publication import PublicationClass


def public_documents(agreement: Agreement) -> dict[int, Document]:
    """The public ones of the kept `documents` as loaded, by id: of no other may be told that it proves something."""
    return {row.pk: row for row in agreement.documents.all() if row.publication_class == PublicationClass.PUBLIC}


def withheld_documents(agreement: Agreement) -> list[Document]:
    """The exempt ones: told are that they exist, and by what decision they are withheld."""
    return [row for row in agreement.documents.all() if row.publication_class == PublicationClass.EXEMPT]


def legal_part(agreement: Agreement) -> dict:
    """From `citations` with their articles, regulations and what revoked or amended those, as loaded.

    `standings` are (article, its regulation, how that stands today); `only_revoked` warns, with the rules that came
    instead in `replaced_by`.
    """
    articles = [citation.legal_basis for citation in agreement.citations.all()]
    only_revoked = rests_only_on_revoked(agreement)
    revokers = {article.regulation.revoked_by.short_name for article in articles if article.regulation.revoked_by}
    return {
        "standings": [(article, article.regulation, regulation_status_of(article.regulation)) for article in articles],
        "only_revoked": only_revoked,
        "replaced_by": ", ".join(sorted(revokers)) if only_revoked else "",
    }
