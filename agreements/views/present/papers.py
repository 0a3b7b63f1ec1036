"""Documents and legal bases of one agreement as the public reads them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from agreements.legal import LegalStatus, Standing, rests_only_on_revoked, standing_of
from agreements.models import Agreement, Citation, Document
from jambi_coop.lib.language import is_english
from jambi_coop.lib.publication import PublicationClass

from .words import Text, Texts, date_words, day_words, size_words

FILE_TYPES = {
    "application/pdf": "PDF",
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
}
PAGE_LANGUAGES = {Document.Language.INDONESIAN: "id", Document.Language.ENGLISH: "en"}


@dataclass(frozen=True)
class DocumentLine:
    """A public document, with the address it is served from."""

    title: Text
    url: str
    kind: str
    language: str
    number: str
    dated: str
    file: str
    is_old: bool


@dataclass(frozen=True)
class DocumentLink:
    """A public document where it proves something."""

    title: Text
    url: str


@dataclass(frozen=True)
class WithheldLine:
    """An exempt document of a public record: that it exists, and by what decision it is withheld.

    Its title, number, date and size stay inside: they may tell what is exempt.
    """

    kind: str
    ground: str
    decision_number: str
    decision_on: str
    review_on: str


@dataclass(frozen=True)
class Papers:
    documents: tuple[DocumentLine, ...]
    withheld: tuple[WithheldLine, ...]


@dataclass(frozen=True)
class CitationLine:
    """An article that the agreement rests on; `status` is a value of `LegalStatus` for the tag."""

    name: str
    title: Text
    article: str
    url: str
    summary: Text
    status: str
    word: str
    second_hand: bool


@dataclass(frozen=True)
class LegalPart:
    """`only_revoked` warns, with the rules that came instead in `replaced_by`."""

    citations: tuple[CitationLine, ...]
    only_revoked: bool
    replaced_by: str


def build_papers(agreement: Agreement) -> Papers:
    """From the kept `documents` that are public or exempt, as loaded; internal ones are not mentioned."""
    rows = list(agreement.documents.all())
    public = [row for row in rows if row.publication_class == PublicationClass.PUBLIC]
    replaced = {row.supersedes_id for row in public}
    return Papers(
        documents=tuple(_document(row, is_old=row.pk in replaced) for row in public),
        withheld=tuple(_withheld(row) for row in rows if row.publication_class == PublicationClass.EXEMPT),
    )


def public_links(agreement: Agreement) -> dict[int, DocumentLink]:
    """The public ones of the kept `documents` as loaded, by id; of no other is anything told."""
    public = [row for row in agreement.documents.all() if row.publication_class == PublicationClass.PUBLIC]
    return {row.pk: DocumentLink(_title(row), row.get_absolute_url()) for row in public}


def _title(row: Document) -> Text:
    lang = PAGE_LANGUAGES.get(row.language, "")
    return Text(row.title, lang if lang != ("en" if is_english() else "id") else "")


def _document(row: Document, *, is_old: bool) -> DocumentLine:
    file_type = FILE_TYPES.get(row.media_type, row.media_type.rpartition("/")[2].upper())
    return DocumentLine(
        title=_title(row),
        url=row.get_absolute_url(),
        kind=row.get_kind_display(),
        language=row.get_language_display(),
        number=row.number,
        dated=date_words(row.dated),
        file=f"{file_type}, {size_words(row.size)}",
        is_old=is_old,
    )


def _withheld(row: Document) -> WithheldLine:
    return WithheldLine(
        kind=row.get_kind_display(),
        ground=row.exempt_ground,
        decision_number=row.exempt_decision_number,
        decision_on=day_words(row.exempt_decision_on),
        review_on=day_words(row.exempt_review_on),
    )


def build_legal(agreement: Agreement, texts: Texts) -> LegalPart:
    """From `citations` with their articles, regulations and what revoked or amended those, as loaded."""
    rows = list(agreement.citations.all())
    only_revoked = rests_only_on_revoked(agreement)
    replaced_by = {
        row.legal_basis.regulation.revoked_by.short_name for row in rows if row.legal_basis.regulation.revoked_by
    }
    return LegalPart(
        citations=tuple(_citation(row, texts) for row in rows),
        only_revoked=only_revoked,
        replaced_by=", ".join(sorted(replaced_by)) if only_revoked else "",
    )


def _citation(row: Citation, texts: Texts) -> CitationLine:
    regulation = row.legal_basis.regulation
    standing = standing_of(regulation)
    return CitationLine(
        name=regulation.short_name,
        title=texts(regulation, "title"),
        article=row.legal_basis.article,
        url=regulation.get_absolute_url(),
        summary=texts(row.legal_basis, "summary"),
        status=standing.status.value,
        word=_standing_words(standing),
        second_hand=standing.second_hand,
    )


def _standing_words(standing: Standing) -> str:
    names = ", ".join(regulation.short_name for regulation in standing.by)
    if names and standing.status == LegalStatus.REVOKED:
        return _("Revoked by %(names)s") % {"names": names}
    if names and standing.status == LegalStatus.AMENDED:
        return _("Amended by %(names)s") % {"names": names}
    return standing.word
