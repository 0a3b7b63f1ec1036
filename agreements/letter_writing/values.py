"""What a letter says of the record: the value of every merge field. What is not recorded stays empty."""

from collections.abc import Callable, Iterable, Iterator

from django.utils import translation

from agreements.lifecycle.citation import written_out
from agreements.lifecycle.vocabulary import PARTY_TRACKS, CouncilRole, Stage, StepState, Track, state_word
from agreements.models import Agreement, Instrument, Letter, Regulation, Signature, Step
from agreements.record.instruments import intents_of, side_name, term_of, text_of, texts_of
from agreements.record.wording import holder_label, kind_label
from jambi_coop.lib.countries.codes import country_name
from jambi_coop.lib.dates.known_date import KnownDate, format_known
from jambi_coop.lib.records.language import localised
from partners.models import Partner

from .kinds import LetterSpec

KINDS_OF_REGULATIONS = {"UU": "Undang-Undang", "PP": "Peraturan Pemerintah"}
ASKED_OF_COUNCIL = {CouncilRole.APPROVAL: "persetujuan", CouncilRole.OPINION: "pendapat dan pertimbangan"}


def record_values(spec: LetterSpec, agreement: Agreement, step: Step | None, language: str) -> dict[str, str]:
    """Return the values that come from the record, by the names of the fields, in the language of the letter."""
    with translation.override(language):
        facts: dict[str, Callable[[], str]] = {
            "judul": lambda: localised(agreement, "title"),
            "nomor_registri": lambda: agreement.register_number,
            "jenis": lambda: _kind(agreement),
            "mitra": lambda: "; ".join(partner_name(one, language) for one in partners_of(agreement)),
            "bidang": lambda: "; ".join(localised(one, "name") for one in agreement.legal_fields.all()),
            "ringkasan": lambda: localised(agreement, "summary"),
            "perangkat_daerah": lambda: localised(agreement.lead_office, "name") if agreement.lead_office else "",
            "tahap": lambda: _stage(agreement, language),
            "langkah": lambda: str(step.get_stage_display()) if step is not None else "",
            "pasal": lambda: articles(spec.basis_for(Track(agreement.track), step)),
            "dasar_hukum": lambda: "; ".join(_cited(agreement)),
            "naskah": lambda: "; ".join(_paper(agreement, one, language) for one in texts_of(agreement)),
            "masa_berlaku": lambda: _term(agreement, language),
            "pernyataan_kehendak": lambda: "; ".join(_paper(agreement, one, language) for one in intents_of(agreement)),
            "peran_dprd": lambda: _asked_of_council(agreement, step),
            "jawaban_dprd": lambda: _answer(agreement, Stage.COUNCIL, language),
            "pertimbangan_menteri": lambda: _answer(agreement, Stage.VERIFICATION, language),
            "surat_terdahulu": lambda: "; ".join(_sent_before(step, language)),
            "surat_tercatat": lambda: "\n".join(_recorded(agreement, language)),
            "nomor_register_kemenkeu": lambda: agreement.finance_register_number,
        }
        return {name: value() for name, value in facts.items()}


def partners_of(agreement: Agreement) -> list[Partner]:
    """Return the partners of a record, each once, in the order of the record."""
    parties = agreement.parties.select_related("partner").order_by("pk")
    return list(dict.fromkeys(party.partner for party in parties))


def partner_name(partner: Partner, language: str) -> str:
    """Return the name of a partner with that in its own script, and its country."""
    own = f" ({partner.name_local})" if partner.name_local else ""
    return ", ".join(filter(None, [f"{partner.name}{own}", country_name(partner.country, language)]))


def articles(basis: str) -> str:
    """Return articles as a letter names them: "Pasal 28 ayat (4) Peraturan Pemerintah Nomor 28 Tahun 2018 tentang Kerja
    Sama Daerah"; the title of the regulation as far as the register has it."""
    return " dan ".join(_article(piece) for piece in basis.split("; ")) if basis else ""


def _article(piece: str) -> str:
    short_name = piece.partition(" Ps ")[0]
    return f"{written_out(piece).removeprefix(short_name).strip()} {_regulation(short_name)}"


def _regulation(short_name: str) -> str:
    found = Regulation.objects.filter(short_name=short_name).first()
    if found is not None:
        return found.title
    kind, _space, number = short_name.partition(" ")
    number, _slash, year = number.partition("/")
    return f"{KINDS_OF_REGULATIONS.get(kind, kind)} Nomor {number} Tahun {year}"


def _kind(agreement: Agreement) -> str:
    return kind_label(agreement, [partner.level for partner in partners_of(agreement)])


def _stage(agreement: Agreement, language: str) -> str:
    since = _day(agreement.stage_as_of, language)
    return f"{agreement.get_stage_display()} ({since})" if since else str(agreement.get_stage_display())


def _cited(agreement: Agreement) -> Iterator[str]:
    for one in agreement.citations.select_related("legal_basis__regulation"):
        yield f"{one.legal_basis.article} {one.legal_basis.regulation.title}"


def _day(day: KnownDate, language: str) -> str:
    return format_known(day, language) if day else ""


def _numbered(name: str, number: str, day: str) -> str:
    """Return "name Nomor X tanggal Y", as far as these are known."""
    words = [name, f"Nomor {number}" if number else "", f"tanggal {day}" if day else ""]
    return " ".join(filter(None, words))


def _paper(agreement: Agreement, one: Instrument, language: str) -> str:
    numbers = _all_of(_numbers(agreement, one))
    return _numbered(one.title or str(one.get_kind_display()), numbers, _day(one.signed_on, language))


def _numbers(agreement: Agreement, one: Instrument) -> list[str]:
    """Return the numbers of a text, each with those who gave it: of two sides each has its own."""
    givers: dict[str, list[str]] = {}
    for sign in one.signatures.select_related("party__partner"):
        if sign.number:
            known = sign.side != Signature.Side.ALL
            givers.setdefault(sign.number, []).extend([side_name(agreement, sign)] if known else [])
    return [f"{number} ({_all_of(names)})" if names else number for number, names in givers.items()]


def _all_of(words: list[str]) -> str:
    """Return "a, b dan c", as `articles` joins them."""
    return " dan ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _term(agreement: Agreement, language: str) -> str:
    """Return how long the text holds, as it is recorded; "" where nobody has said so."""
    text = text_of(agreement)
    term = term_of(text) if text is not None else None
    if text is None or term is None:
        return ""
    if term.open_ended:
        return str(text.get_validity_display())
    until = _day(term.ends_on, language)
    worded = f"{text.duration} (" if text.duration else ""
    return f"{worded}sampai dengan {until}{')' if worded else ''}" if until else text.duration


def _asked_of_council(agreement: Agreement, step: Step | None) -> str:
    """UU 23/2014 Article 154(1): to the city's own cooperation the council approves; else what was recorded."""
    if agreement.track in PARTY_TRACKS:
        return ASKED_OF_COUNCIL[CouncilRole.APPROVAL]
    return ASKED_OF_COUNCIL.get(CouncilRole(step.council_role), "") if step is not None and step.council_role else ""


def _answer(agreement: Agreement, stage: Stage, language: str) -> str:
    """Return number and day of the approval of a stage, and that it approves; of several rounds the last. "" without
    one, and where neither number nor day is recorded."""
    step = agreement.steps.filter(stage=stage, state=StepState.APPROVED).order_by("-round").first()
    if step is None:
        return ""
    letter = _numbered("", step.reply_number, _day(step.ended_on, language))
    return f"{letter} ({state_word(stage, step.state).lower()})" if letter else ""


def _sent_before(step: Step | None, language: str) -> Iterator[str]:
    """Yield the letters of the city in a step, also of its earlier rounds."""
    if step is None:
        return
    steps = step.agreement.steps.filter(stage=step.stage, holder=step.holder)
    for letter in _known(Letter.objects.filter(step__in=steps).order_by("pk")):
        if letter.is_outgoing:
            yield _numbered("", letter.number, _day(letter.dated or letter.sent_on, language))


def _recorded(agreement: Agreement, language: str) -> Iterator[str]:
    """Yield every letter with its way and the holder, a line each."""
    letters = Letter.objects.filter(step__agreement=agreement).select_related("step").order_by("pk")
    for letter in _known(letters):
        day = _day(letter.dated or letter.moved_on, language)
        way = f"{letter.get_direction_display()}, {holder_label(agreement, letter.step.holder)}"
        yield f"{_numbered('', letter.number, day)} ({way})"


def _known(letters: Iterable[Letter]) -> Iterator[Letter]:
    """Yield the letters of which a number or a day is known: of others there is nothing to name."""
    yield from (one for one in letters if one.number or one.dated or one.sent_on or one.received_on)
