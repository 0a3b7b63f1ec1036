"""The documents and legal bases that the public page of an agreement shows."""

from agreements.models import Agreement, Document
from agreements.public.regulation_status import regulation_status_of, rests_only_on_revoked
from jambi_coop.lib.records.publication import PublicationClass


def public_documents(agreement: Agreement) -> dict[int, Document]:
    """Return the public ones of `documents` by id. Of any other, the page must not say that it proves something."""
    return {row.pk: row for row in agreement.documents.all() if row.publication_class == PublicationClass.PUBLIC}


def withheld_documents(agreement: Agreement) -> list[Document]:
    """Return the exempt documents: the page says only that they exist and by which decision they are withheld."""
    return [row for row in agreement.documents.all() if row.publication_class == PublicationClass.EXEMPT]


def legal_part(agreement: Agreement) -> dict:
    """Return the legal bases, from `citations` with their articles, regulations and what revoked or amended those.

    `standings` are (article, its regulation, the status of that today); `unchecked` if one was not compared with the
    official text; `only_revoked` is a warning, with the regulations that revoked the cited ones in `replaced_by`.
    """
    articles = [citation.legal_basis for citation in agreement.citations.all()]
    only_revoked = rests_only_on_revoked(agreement)
    revokers = {article.regulation.revoked_by.short_name for article in articles if article.regulation.revoked_by}
    standings = [(article, article.regulation, regulation_status_of(article.regulation)) for article in articles]
    return {
        "standings": standings,
        "unchecked": not all(standing.checked for _article, _regulation, standing in standings),
        "only_revoked": only_revoked,
        "replaced_by": ", ".join(sorted(revokers)) if only_revoked else "",
    }
