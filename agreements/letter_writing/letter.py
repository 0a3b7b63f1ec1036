"""One letter: the facts of the record and what was typed, filled into the template that is in use."""

from collections.abc import Mapping
from dataclasses import dataclass

from agreements.models import Agreement, Step
from agreements.record.letterhead import letterhead
from jambi_coop.lib.dates.known_date import format_known
from jambi_coop.lib.documents.merge import fill
from jambi_coop.lib.documents.word_file import paragraphs_of

from .fields import FIELDS, missing, with_blanks
from .kinds import LetterSpec
from .templates import Paper
from .values import record_values
from .wording import words_of

TYPED: Mapping[str, str] = {
    "number": "nomor",
    "classification": "sifat",
    "attachments": "lampiran",
    "subject": "hal",
    "dated": "tanggal",
    "addressee": "kepada",
    "via": "melalui",
    "place": "tempat_tujuan",
    "post": "jabatan",
    "name": "nama",
    "copies": "tembusan",
    "period": "periode",
    "destination": "tujuan_perjalanan",
    "journey_time": "waktu_perjalanan",
    "purpose": "keperluan_perjalanan",
    "message": "isi",
    "decision": "keputusan",
}
"""The merge field of each field of the form."""


@dataclass(frozen=True)
class Made:
    """A letter that was made, and the meaning of the fields that it leaves blank."""

    content: bytes
    missing: list[str]

    @property
    def paragraphs(self) -> list[str]:
        """What a reader sees of it, for the page."""
        return paragraphs_of(self.content)


def make_letter(
    spec: LetterSpec, agreement: Agreement, step: Step | None, typed: Mapping[str, object], paper: Paper
) -> Made:
    """Fill the template; what is neither recorded nor typed stays a visible blank."""
    language = words_of(spec.kind).language
    values = {
        **record_values(spec, agreement, step, language),
        **_of_letterhead(spec),
        **{TYPED[name]: _text(name, value, language) for name, value in typed.items() if name in TYPED},
    }
    return Made(fill(paper.content, with_blanks(values)), missing(values, paper.fields))


def make_sample(paper: Paper) -> Made:
    """Fill the template with the meaning of each field in brackets, where there is no record to try it with."""
    values = {name: f"[{meaning}]" for name, meaning in FIELDS.items()}
    return Made(fill(paper.content, values), [])


def bracketed() -> dict[str, str]:
    """Return what stands in a trial letter for what is typed: the meaning of the field in brackets."""
    return {name: f"[{FIELDS[field]}]" for name, field in TYPED.items() if name not in ("dated", "copies")}


def _of_letterhead(spec: LetterSpec) -> dict[str, str]:
    head = letterhead()
    values = {"kop": "\n".join(head.text_lines), "tempat": head.place}
    return {**values, "pangkat": head.rank, "nip": head.employee_number} if spec.by_office else values


def _text(name: str, value: object, language: str) -> str:
    if name == "dated":
        return format_known(value, language) if value else ""  # type: ignore[arg-type] # the form reads a KnownDate
    text = str(value or "").strip()
    if name == "copies" and text:
        return f"{'Copy:' if language == 'en' else 'Tembusan:'}\n{text}"
    return text
