"""Move texts, terms and signatures of the former version into instruments; nothing is lost.

- The agreement's own text with its city and partner signatures becomes one instrument, each term a validity: of that
  text, or of an extension. Steps that sign a paper point at it, and their day moves there.
- A paper is taken as signed where a day, a step or the stage said so; what was typed before a signing goes to its note.
- Where two columns gave different days, both are kept: the day of the text stands with “the parties, not told apart”,
  that of the step in the note, and the check of the register names the difference.
- The history of the former columns and rows is written anew as the history of the new rows.

It cannot be undone: an instrument can hold what the former columns cannot.
"""

from django.db import migrations
from django.utils import timezone

REASON = "0018_move_to_instruments"
PARTS = ("earliest", "latest", "precision")
PARTY_TRACKS = ("ksdpl", "ksdll", "legacy")
SIGNED = ("signing", "implementation", "completed", "terminated")
BEGUN = ("implementation", "handover", "operation", "running", "member", "completed", "terminated")
SATISFIED = ("done", "approved")
KIND_OF_TEXT = {
    "mou": "mou",
    "implementing": "implementing",
    "plan_of_action": "plan_of_action",
    "grant": "pass_on",
    "minutes": "minutes",
}
KIND_OF_TRACK = {"pass_on": "pass_on", "membership": "membership", "programme": "other"}
KIND_OF_BASIS = {"addendum": "extension", "exchange": "exchange", "automatic": "automatic"}
KIND_OF_STAGE = {"intent": "intent", "state_agreement": "state_agreement", "handover": "handover"}
CITY = {
    "name": "city_signatory",
    "position": "city_signatory_title",
    "place": "city_signed_place",
    "number": "city_document_number",
}
PARTY = {
    "name": "signatory",
    "position": "signatory_title",
    "place": "signed_place",
    "number": "document_number",
}


def day_of(row, name):
    """Return the three columns of a date of known precision."""
    return tuple(getattr(row, f"{name}_{part}") for part in PARTS)


def set_day(row, name, value):
    for part, one in zip(PARTS, value, strict=True):
        setattr(row, f"{name}_{part}", one)


UNKNOWN = (None, None, "unknown")


def is_known(value):
    return value[2] != "unknown"


def latest(days):
    """Return the day with the last latest possible day; unknown without any."""
    return max((day for day in days if day[1] is not None), key=lambda day: day[1], default=UNKNOWN)


class Mover:
    """Writes the rows of the new tables, each with its history."""

    def __init__(self, apps):
        def model(name):
            return apps.get_model("agreements", name)

        self.instrument, self.old_instrument = model("Instrument"), model("HistoricalInstrument")
        self.signature, self.old_signature = model("Signature"), model("HistoricalSignature")
        self.agreement, self.old_agreement = model("Agreement"), model("HistoricalAgreement")
        self.party, self.old_party = model("Party"), model("HistoricalParty")
        self.term, self.old_term = model("Term"), model("HistoricalTerm")
        self.step, self.review = model("Step"), model("Review")
        self.old_step = model("HistoricalStep")
        self.now = timezone.now()

    def remember(self, model, row, values=None, *, like=None, sign="+"):
        """Write one entry of history of `row`: its values, but for `values`, at the moment of the former entry
        `like`."""
        entry = model(history_type=sign, history_date=self.now, history_change_reason=REASON)
        for field in row._meta.concrete_fields:
            setattr(entry, field.attname, getattr(row, field.attname))
        for name, value in (values or {}).items():
            setattr(entry, name, value)
        if like is not None:
            entry.history_date, entry.history_user_id = like.history_date, like.history_user_id
            entry.history_change_reason = like.history_change_reason
        entry.save()

    # --- one agreement ---------------------------------------------------------------------------

    def move(self, agreement):
        terms = sorted(
            self.term.objects.filter(agreement=agreement),
            key=lambda term: (term.starts_on_earliest is not None, term.starts_on_earliest, term.pk),
        )
        parties = list(self.party.objects.filter(agreement=agreement).order_by("pk"))
        steps = list(self.step.objects.filter(agreement=agreement).order_by("round", "pk"))
        for step in steps:
            if step.stage in KIND_OF_STAGE and step.state in SATISFIED:
                self.move_step(agreement, step, KIND_OF_STAGE[step.stage])
        text = self.move_text(agreement, terms, parties, steps)
        for term in terms:
            if text is None or not self.was_given(term, text):
                self.move_term(agreement, term, text)

    def move_step(self, agreement, step, kind, row=None):
        """Give a step that signed a paper its instrument, with the day and the signatories."""
        before = self.step.objects.filter(agreement=agreement, stage=step.stage, instrument__isnull=False)
        former = before.order_by("round").last() if kind == "intent" else None
        row = self.instrument(
            agreement=agreement,
            kind=kind,
            document_id=step.document_id,
            source_id=step.source_id,
            changes_id=former.instrument_id if former else None,
        )
        set_day(row, "signed_on", day_of(step, "decided_on"))
        row.save()
        self.remember(self.old_instrument, row)
        self.sign(row, "all", {"name": step.signatories}, day_of(step, "decided_on"))
        self.point(step, row)

    def point(self, step, row):
        step.instrument_id, step.signatories = row.pk, ""
        set_day(step, "decided_on", UNKNOWN)
        step.version += 1
        step.save()
        self.remember(self.old_step, step, sign="~")

    def sign(self, row, side, values, day, party=None, *, remember=True):
        signature = self.signature(instrument=row, side=side, party=party, **values)
        set_day(signature, "signed_on", day)
        signature.save()
        if remember:
            self.remember(self.old_signature, signature)
        return signature

    # --- the text of the agreement ---------------------------------------------------------------

    def move_text(self, agreement, terms, parties, steps):
        """Return the instrument of the agreement's own text; None where nothing was recorded of one."""
        signing = next((one for one in steps if one.stage == "signing" and one.state in SATISFIED), None)
        granting = next((one for one in steps if one.stage == "on_granting" and one.state in SATISFIED), None)
        step = signing or granting
        has_kind = agreement.instrument not in ("", "no_text")
        city = {name: getattr(agreement, old) for name, old in CITY.items()}
        sides = [(party, {name: getattr(party, old) for name, old in PARTY.items()}) for party in parties]
        days = [day_of(agreement, "signed_on"), day_of(agreement, "city_signed_on")]
        days += [day_of(party, "signed_on") for party in parties]
        said = any(city.values()) or any(any(values.values()) for _party, values in sides)
        by_stage = agreement.track in PARTY_TRACKS and agreement.stage in SIGNED
        own = [term for term in terms if term.basis == "text"]
        dated = any(map(is_known, days))
        begun = bool(own) and agreement.stage in BEGUN and agreement.track in ("pass_on", "membership")
        is_signed = dated or step is not None or by_stage or begun
        if not (is_signed or has_kind or said or own or agreement.original_kept_at):
            return None
        kind = KIND_OF_TEXT.get(agreement.instrument) or KIND_OF_TRACK.get(agreement.track, "mou")
        row = self.instrument(agreement=agreement, kind=kind, kept_at=agreement.original_kept_at)
        if kind == "other":
            row.title = "Naskah (jenisnya tidak dicatat)"
        if step is not None:
            row.document_id, row.source_id = step.document_id, step.source_id
        if own:
            self.fill_validity(row, own[0])
        if step is not None:
            self.note_of_step(row, step, days[0])
        if not is_signed:
            self.note_unsigned(row, city, sides)
        row.save()
        self.history_of_text(row, agreement, own[0] if own else None)
        if is_signed:
            self.sign_text(row, agreement, sides, step)
            row.save()
        if step is not None:
            self.point(step, row)
        self.moved[agreement.pk] = own[0].pk if own else None
        if own:
            self.review.objects.filter(term_id=own[0].pk).update(instrument_id=row.pk)
        return row

    moved: dict = {}

    def was_given(self, term, text):
        return self.moved.get(text.agreement_id) == term.pk

    def note_of_step(self, row, step, signed_on):
        """Keep what of the signing step has no place of its own: another day than the text's, and its signatories."""
        lines = []
        day = day_of(step, "decided_on")
        if is_known(day) and is_known(signed_on) and day != signed_on:
            lines.append(f"Langkah penandatanganan mencatat hari lain: {day[0] or '…'} – {day[1] or '…'}.")
        if step.signatories:
            lines.append(f"Penandatangan menurut langkah: {step.signatories}.")
        row.note = "\n".join(lines)

    def note_unsigned(self, row, city, sides):
        """Keep what was typed for a signing that has not taken place."""
        lines = [("Kota", city), *((f"Mitra {party.partner_id}", values) for party, values in sides)]
        said = [f"{who}: {', '.join(filter(None, values.values()))}" for who, values in lines if any(values.values())]
        if said:
            row.note = "\n".join([*filter(None, [row.note]), "Dicatat sebelum penandatanganan.", *said])

    def sign_text(self, row, agreement, sides, step):
        """Write the signatures: the city's, each partner's, and the day of the text where none of these has it."""
        city_day, signed_on = day_of(agreement, "city_signed_on"), day_of(agreement, "signed_on")
        city = {name: getattr(agreement, old) for name, old in CITY.items()}
        days = []
        if any(city.values()) or is_known(city_day):
            signature = self.sign(row, "city", city, city_day, remember=False)
            self.history_of_side(signature, CITY, "city_signed_on", self.old_agreement.objects.filter(id=agreement.pk))
            days.append(city_day)
        for party, values in sides:
            day = day_of(party, "signed_on")
            if any(values.values()) or is_known(day):
                signature = self.sign(row, "partner", values, day, party=party, remember=False)
                self.history_of_side(signature, PARTY, "signed_on", self.old_party.objects.filter(id=party.pk))
                days.append(day)
        text_day = signed_on if is_known(signed_on) or step is None else day_of(step, "decided_on")
        if not days or (is_known(text_day) and text_day != latest(days)):
            signature = self.sign(row, "all", {}, text_day, remember=False)
            self.history_of_side(signature, {}, "signed_on", self.old_agreement.objects.filter(id=agreement.pk))
            days.append(text_day)
        set_day(row, "signed_on", latest(days))

    # --- terms -----------------------------------------------------------------------------------

    def fill_validity(self, row, term):
        row.validity = validity_of(term)
        set_day(row, "starts_on", day_of(term, "starts_on"))
        set_day(row, "ends_on", day_of(term, "ends_on"))
        row.review_on, row.notice_months = term.review_on, term.notice_months
        row.document_id = term.document_id or row.document_id

    def move_term(self, agreement, term, text):
        kind = KIND_OF_BASIS.get(term.basis) or (text.kind if text is not None else "mou")
        row = self.instrument(agreement=agreement, kind=kind, changes=text)
        if kind == "other":
            row.title = "Naskah (jenisnya tidak dicatat)"
        self.fill_validity(row, term)
        row.save()
        self.history_of_term(row, term)
        if kind != "automatic":
            self.sign(row, "all", {}, UNKNOWN)
        self.review.objects.filter(term_id=term.pk).update(instrument_id=row.pk)

    # --- history ---------------------------------------------------------------------------------

    def history_of_term(self, row, term):
        """Write the former entries of a term as entries of the instrument that has its validity now."""
        former = list(self.old_term.objects.filter(id=term.pk).order_by("history_date", "history_id"))
        for number, entry in enumerate(former):
            values = {"validity": validity_of(entry), "document_id": entry.document_id}
            for name in ("starts_on", "ends_on"):
                values |= {f"{name}_{part}": getattr(entry, f"{name}_{part}") for part in PARTS}
            values |= {"review_on": entry.review_on, "notice_months": entry.notice_months, "version": entry.version}
            self.remember(self.old_instrument, row, values, like=entry, sign="~" if number else "+")
        self.remember(self.old_instrument, row, sign="~" if former else "+")

    def history_of_text(self, row, agreement, term):
        if term is not None:
            self.history_of_term(row, term)
            return
        self.remember(self.old_instrument, row)

    def history_of_side(self, signature, columns, day, entries):
        """Write each former state of the columns that make up a signature now as an entry of its history."""
        last, sign = None, "+"
        for entry in entries.order_by("history_date", "history_id"):
            values = {name: getattr(entry, old) for name, old in columns.items()}
            values |= {f"signed_on_{part}": getattr(entry, f"{day}_{part}") for part in PARTS}
            empty = not any(getattr(entry, old) for old in columns.values()) and not is_known(day_of(entry, day))
            if values == last or (last is None and empty):
                continue
            self.remember(self.old_signature, signature, values, like=entry, sign=sign)
            last, sign = values, "~"
        self.remember(self.old_signature, signature, sign=sign)


def validity_of(term):
    """Return the answer that a term gives to the question how long its text holds."""
    if term.open_ended:
        return "open"
    known = is_known(day_of(term, "starts_on")) or is_known(day_of(term, "ends_on"))
    return "period" if known else "not_known"


def move(apps, schema_editor):
    mover = Mover(apps)
    mover.moved = {}
    for agreement in mover.agreement.objects.order_by("pk").iterator():
        mover.move(agreement)
    mover.agreement.objects.filter(instrument="no_text").update(without_text=True)


def index_of_signing(apps, schema_editor):
    """Move the index of the order by signing; SQLite also loses that of the ends when it writes the table anew."""
    last = " NULLS LAST" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute("DROP INDEX IF EXISTS agreement_by_signing")
    schema_editor.execute(
        f"CREATE INDEX digest_by_signing ON agreements_digest (signed_on_earliest DESC{last}, agreement_id DESC)"
    )
    schema_editor.execute(
        f"CREATE INDEX IF NOT EXISTS digest_by_end ON agreements_digest (ends_latest{last}, agreement_id)"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0017_instruments"),
    ]

    operations = [
        migrations.RunPython(move),
        migrations.RunPython(index_of_signing),
    ]
