"""The sentences that the register forms itself on its public pages, each with the rows on which it stands.

An entry is the English source of the sentence; its Indonesian pattern comes from the catalogue, so that both languages
are held. `%(name)s` stands for any words. `select` returns the rows: a page that says the sentence must have some, and
once `remove` has taken them away it must not say it any more. What an empty record says too is no entry: it is found by
walking an empty record.
"""

import re
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext, override, pgettext

from agreements.lifecycle.questions import QUESTIONS, QuestionSource
from agreements.lifecycle.rules import position
from agreements.lifecycle.tracks import TRACKS
from agreements.lifecycle.vocabulary import Stage, StepState, Track
from agreements.models import Agreement, CityStatement, FollowUp, LoadedRecord, Step
from agreements.record.digest import refresh_digest
from jambi_coop.lib.dates.known_date import KnownDate
from partners.models import Partner
from tests.factories import make_assessment

from .conftest import TODAY

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%%")


class Said(NamedTuple):
    """One sentence: `text` is its source (`plural` and `context` as in the catalogue), `after` what may follow."""

    text: str
    plural: str = ""
    context: str = ""
    after: str = ""
    before: str = ""

    def pattern(self, language: str) -> re.Pattern[str]:
        return _pattern(self, language)

    def _form(self, number: int) -> str:
        if self.plural:
            given = (self.text, self.plural, number)
            return npgettext(self.context, *given) if self.context else ngettext(*given)
        return pgettext(self.context, self.text) if self.context else _(self.text)


@cache
def _pattern(said: Said, language: str) -> re.Pattern[str]:
    with override(language):
        forms = {said._form(1), said._form(2)}
    words = "|".join(_regex(form) for form in sorted(forms))
    return re.compile(f"{said.before}(?:{words}){said.after}", re.IGNORECASE)


def _named(words: Any) -> Said:
    """Return a name of the code, such as that of a question, as a sentence of its own."""
    return Said("", before="|".join(re.escape(_in(words, language)) for language in ("id", "en")))


def _in(words: Any, language: str) -> str:
    with override(language):
        return str(words)


def _regex(text: str) -> str:
    parts, last = [], 0
    for found in PLACEHOLDER.finditer(text):
        parts += [re.escape(text[last : found.start()]), "%" if found.group() == "%%" else ".*?"]
        last = found.end()
    return "".join([*parts, re.escape(text[last:])])


class Group(NamedTuple):
    """Sentences that stand on the same rows of a page's subject (an agreement, a partner, or None for the register)."""

    name: str
    select: Callable[[Any], Iterable[Model] | bool]
    remove: Callable[[Any], None]
    sentences: tuple[Said, ...]


def said(*texts: str | Said) -> tuple[Said, ...]:
    return tuple(text if isinstance(text, Said) else Said(text) for text in texts)


QUESTION_NAMES = [*(question.name for question in QUESTIONS), *(source.label for source in QuestionSource)]

# --- rows of one record -----------------------------------------------------------------------------------------------


def rows_of(*names: str) -> tuple[Callable, Callable]:
    """Return how the rows in these relations of an agreement are found, and how they are taken away."""

    def select(agreement: Agreement) -> list[Model]:
        return [row for name in names for row in getattr(agreement, name).all()]

    def remove(agreement: Agreement) -> None:
        agreement.instruments.update(changes=None)
        if "parties" in names:
            agreement.instruments.all().delete()
        for name in names:
            getattr(agreement, name).all().delete()
        refresh_digest(Agreement.objects.get(pk=agreement.pk))

    return select, remove


def steps_reached(agreement: Agreement) -> list[Model] | bool:
    """The steps that say that the present stage was reached, or the day that stands for one."""
    steps = agreement.steps.filter(stage=agreement.stage).exclude(state=StepState.UNKNOWN)
    return list(steps) or bool(agreement.stage_as_of)


def forget_stage(agreement: Agreement) -> None:
    """Leave the record at the first stage of its track, which nothing says that it has reached."""
    first = TRACKS[Track(agreement.track)][0].stage
    agreement.steps.all().delete()
    Step.objects.create(agreement=agreement, stage=first, state=StepState.UNKNOWN)
    row = Agreement.objects.get(pk=agreement.pk)
    row.stage, row.stage_as_of, row.stage_source = first, KnownDate.unknown(), None
    row.save()
    refresh_digest(row)


def everything(agreement: Agreement) -> list[Model] | bool:
    """All dated facts of a record: what its condition and its status come from."""
    return rows_of(*DATED)[0](agreement) or steps_reached(agreement)


def forget_everything(agreement: Agreement) -> None:
    rows_of(*DATED)[1](agreement)
    forget_joining(agreement)
    forget_stage(Agreement.objects.get(pk=agreement.pk))


def check_all(agreement: Agreement) -> None:
    forget_everything(agreement)
    Agreement.objects.filter(pk=agreement.pk).update(checked_on=TODAY)


def forget_joining(agreement: Agreement) -> None:
    row = Agreement.objects.get(pk=agreement.pk)
    row.joined_on = KnownDate.unknown()
    row.save()


DATED = ("follow_ups", "instruments", "statements", "attestations", "transactions", "indicators", "beneficiaries")


def columns(*names: str, **blank: Any) -> tuple[Callable, Callable]:
    """Return how it is seen that these columns are filled, and how they are emptied."""

    def select(row: Model) -> bool:
        return any(getattr(row, name) for name in names)

    def remove(row: Model) -> None:
        type(row)._base_manager.filter(pk=row.pk).update(**blank)

    return select, remove


def later_stages(agreement: Agreement) -> bool:
    track = Track(agreement.track)
    return position(track, Stage(agreement.stage)) < len(TRACKS[track]) - 1


def go_to_the_end(agreement: Agreement) -> None:
    Agreement.objects.filter(pk=agreement.pk).update(stage=TRACKS[Track(agreement.track)][-1].stage)
    refresh_digest(Agreement.objects.get(pk=agreement.pk))


def sources_that_differ(agreement: Agreement) -> bool:
    rows = list(agreement.transactions.filter(kind="reported"))
    return any(
        one.currency == two.currency and one.amount != two.amount and one.source_id != two.source_id
        for one in rows
        for two in rows
    )


def is_granted_loan(agreement: Agreement) -> bool:
    return agreement.kind == Agreement.Kind.GRANTED_LOAN


def become_a_loan(agreement: Agreement) -> None:
    Agreement.objects.filter(pk=agreement.pk).update(kind=Agreement.Kind.LOAN)


def unknown_steps(agreement: Agreement) -> list[Model]:
    return list(agreement.steps.filter(state=StepState.UNKNOWN))


def forget_unknown_steps(agreement: Agreement) -> None:
    agreement.steps.filter(state=StepState.UNKNOWN).delete()


def is_comparison(agreement: Agreement) -> bool:
    return agreement.is_comparison


def become_ours(agreement: Agreement) -> None:
    Agreement.objects.filter(pk=agreement.pk).update(is_comparison=False)
    refresh_digest(Agreement.objects.get(pk=agreement.pk))


def is_stage_unknown(agreement: Agreement) -> bool:
    states = set(agreement.steps.filter(stage=agreement.stage).values_list("state", flat=True))
    return states == {StepState.UNKNOWN}


def reach_the_stage(agreement: Agreement) -> None:
    agreement.steps.filter(stage=agreement.stage).update(state=StepState.DONE)


def is_silent(agreement: Agreement) -> bool:
    """No dated fact of the last days in which one still counts."""
    known = [row.started_on for row in agreement.follow_ups.all()] + [row.done_on for row in agreement.follow_ups.all()]
    known += [row.signed_on for row in agreement.instruments.all()] + [row.as_of for row in agreement.statements.all()]
    since = TODAY - timedelta(days=settings.ATTESTATION_VALID_DAYS)
    return all(day.latest is None or day.latest < since for day in known)


def be_active_today(agreement: Agreement) -> None:
    day = KnownDate.day(TODAY)
    FollowUp.objects.create(agreement=agreement, kind="meeting", title="Rapat", done_on=day, is_public=True)
    refresh_digest(Agreement.objects.get(pk=agreement.pk))


def has_a_condition(agreement: Agreement) -> bool:
    return agreement.digest.is_committed and not agreement.is_comparison


def discontinue(agreement: Agreement) -> None:
    Agreement.objects.filter(pk=agreement.pk).update(stage=Stage.DISCONTINUED)
    refresh_digest(Agreement.objects.get(pk=agreement.pk))


def is_loaded(agreement: Agreement) -> bool:
    return LoadedRecord.objects.filter(object_id=agreement.pk).exists()


OF_A_RECORD = (
    Group(
        "stage",
        steps_reached,
        forget_stage,
        said(
            Said("Last known status: %(word)s", after=r"( \(.*\))?"),
            Said("Handed over", context="project", after=r" \(.*\)"),
            "“%(word)s” follows from the last recorded stage (%(stage)s) and the recorded terms; nobody types it. "
            "Dates win: once the last term has ended, the agreement counts as ended.",
            Said("as of %(day)s", before=r".+, "),
        ),
    ),
    Group(
        "no stage",
        is_stage_unknown,
        reach_the_stage,
        said("“%(word)s”: no stage is recorded that it has reached; nobody types the status."),
    ),
    Group(
        "silence",
        is_silent,
        be_active_today,
        said(
            "Status not known",
            Said("Not confirmed", context="follow-up condition", before=r".+: "),
            "No dated activity or instrument is recorded, and no office has confirmed anything%(asked)s.",
        ),
    ),
    Group("condition", has_a_condition, discontinue, said(Said("this decided here", before=r".+ \(", after=r"\)"))),
    Group(
        "dated facts",
        everything,
        forget_everything,
        said(
            "Handed over %(on)s.",
            "Latest recorded activity: %(date)s.",
            "Last recorded: %(last)s. Not confirmed after that (%(months)s%(asked)s).",
            "Known up to %(date)s, the latest recorded event.",
            Said("Completed", context="follow-up condition", before=r".+: "),
        ),
    ),
    Group(
        "instruments",
        *rows_of("instruments"),
        said(
            "Instruments",
            Said("Signed", after=r"(: .+)?"),
            Said("Validity", after=r"(: .+)?"),
            "No term recorded",
            Said("day not known", before=r".+: "),
            "Belongs to: %(text)s.",
            Said("In force", context="agreement"),
            Said("%(start)s to %(end)s", after=r" \(.+\)"),
        ),
    ),
    Group(
        "comparison",
        is_comparison,
        become_ours,
        said(
            Said("Comparison", context="tag", after=": .+"),
            "This is a case of %(region)s, kept for comparison. It stands outside every count of this register.",
            "This is a case of %(region)s, told from public records. Its files were not read for this register, so "
            "what is not recorded here may have been done all the same.",
            "What followed in the other region was not looked for.",
            Said("Not recorded", after=" – .+"),
            Said("Council (DPRD) of %(region)s", before=r".+ – "),
        ),
    ),
    Group("later stages", later_stages, go_to_the_end, said(Said("Not recorded yet", after=r"( – .+)?"))),
    Group(
        "unknown steps",
        unknown_steps,
        forget_unknown_steps,
        said(
            "“Not known” is not “not yet”: the step lies before the last recorded stage, and nothing recorded with it "
            "shows that it was taken.",
        ),
    ),
    Group(
        "steps",
        *rows_of("steps"),
        said(
            Said("the state and the partner", before=r".+ – "),
            Said("round %(number)s", before=r".+ – .+ \(", after=r"\)"),
            *(
                Said(word, context="step", after=r"( on| in)? .+")
                for word in ("finished", "begun", "answered", "signed", "joined")
            ),
            Said(
                "The public records do not tell of %(count)d step.",
                "The public records do not tell of %(count)d steps.",
                after=" .+",
            ),
            Said("Recorded without proof of the step", after=": .+"),
        ),
    ),
    Group(
        "follow-ups",
        *rows_of("follow_ups"),
        said(
            Said("Done", context="follow-up", before=r"(.*\d+ )?"),
            Said("Started, not recorded as done", before=r"(.*\d+ )?"),
            "started %(on)s",
            Said("%(figure)s participant:", "%(figure)s participants:", after=" .+"),
            "Participants by department and year",
            "Whoever took part several times counts several times.",
            "Department or body",
            "Total",
        ),
    ),
    Group(
        "attestations",
        *rows_of("attestations"),
        said("Read, asked and confirmed", "until %(end)s", "read on %(date)s"),
    ),
    Group(
        "statements",
        *rows_of("statements"),
        said("What the sources say", "Where sources differ, all are shown; none is preferred."),
    ),
    Group(
        "indicators",
        *rows_of("indicators"),
        said(
            Said("Measured", context="result", after=r"(: .+)?"),
            "Promised results and what was measured",
            "Indicator",
            Said("Before", context="baseline"),
            Said("Promised", context="result"),
            "Period",
            "No target recorded",
            "“Reached” compares the latest value that was approved and checked against its evidence with the target in "
            "force. Without such a value a result is not proven, which is not the same as not reached. A changed "
            "target never replaces the former one.",
        ),
    ),
    Group(
        "beneficiaries",
        *rows_of("beneficiaries"),
        said(
            Said("Beneficiaries", context="of a result"),
            "Each line is what one source gives. Only checked numbers of those served are added up: of one group the "
            "latest, and no groups that may overlap.",
            "Whom the results serve",
            Said("Number", context="how many"),
            "Who they are",
            Said("As of", context="beneficiaries"),
            Said("%(number)s household", "%(number)s households"),
        ),
    ),
    Group(
        "money",
        *rows_of("transactions"),
        said(
            "Money",
            "Each line is what one source gives. Only commitments and receipts that were checked against a document "
            "are added up, and currencies never with each other.",
            "Promised and received",
            "Currency",
            "Committed (checked lines)",
            "Received (checked lines)",
            "As sources report it, not added up",
            "none recorded",
            "Amount",
            "Date",
            "From – to",
            "Repaid by",
            "from %(name)s",
            Said("", before=r"(Rp|[A-Z]{3} )[\d.,]+( (juta|miliar|million|billion))?"),
        ),
    ),
    Group(
        "sources that differ",
        sources_that_differ,
        rows_of("transactions")[1],
        said("The sources give different figures; they are not added up."),
    ),
    Group(
        "a loan passed on as a grant",
        is_granted_loan,
        become_a_loan,
        said(
            Said(
                "The state took this loan and passes it on to the city as a grant, which the city does not pay back",
                after=r" \(.+\)\.",
            )
        ),
    ),
    Group(
        "citations",
        *rows_of("citations"),
        said(
            "The register chose these articles from what the sources tell.",
            "Not yet compared with the official text.",
            Said("In force", context="regulation"),
        ),
    ),
    Group("sectors", lambda row: list(row.sectors.all()), lambda row: row.sectors.clear(), said("Sector")),
    Group("place", *columns("location", location=""), said("Place in the city")),
    Group("role", *columns("city_role", city_role=""), said("Role of the city")),
    Group(
        "joining",
        lambda row: bool(row.joined_on),
        forget_joining,
        said(Said("Joined", context="membership")),
    ),
    Group(
        "parties",
        *rows_of("parties"),
        said(Said("With", after=" .+"), "Twin province (sister province)", "Twin city (sister city)"),
    ),
    Group(
        "loaded from a file",
        is_loaded,
        lambda row: LoadedRecord.objects.all().delete(),
        said("Compiled from the sources named on this page, entered on %(day)s"),
    ),
    Group(
        "no assessment",
        lambda row: not hasattr(row, "assessment"),
        make_assessment,
        said("The sources do not mention an assessment before signing."),
    ),
    Group(
        "assessment",
        lambda row: hasattr(row, "assessment"),
        lambda row: row.assessment.delete(),
        said(
            Said("", before=r"\d \w+ \d .+\."),
            *map(_named, QUESTION_NAMES),
            Said("Provided", context="reply"),
            Said("Partly provided", context="reply"),
            Said("", before=r"PP \d+/\d+ (Art\.|Pasal) .+"),
            *("Eight points of analysis", "What the partner is good at"),
            *("What the city needs", "First contact", "Official visits"),
            "Requirements and parts of the cooperation plan",
            "The eight points come from a study of the city's cooperation and are no requirement of law. A point that "
            "nobody answered is not known, which is not the same as not done. Days are counted from the first contact. "
            "That a signing was near a visit is told, and says nothing of haste by itself.",
        ),
    ),
    Group("not checked", lambda row: not row.checked_on, check_all, said("Not yet checked")),
    Group(
        "sources",
        lambda row: row.stage_source_id is not None,
        lambda row: (forget_everything(row), rows_of("citations")[1](row)),
        said(Said("Source", after=r"(: .+)?")),
    ),
)


# --- rows of a partner, and of the whole register ---------------------------------------------------------------------


def records_of(partner: Partner) -> list[Model]:
    return list(partner.parties.all())


def forget_records(partner: Partner) -> None:
    Agreement.objects.filter(parties__partner=partner).update(publication_class="internal")


OF_A_PARTNER = (
    Group(
        "country",
        lambda row: not row.country,
        lambda row: Partner.objects.filter(pk=row.pk).update(country="DE"),
        said("International body"),
    ),
    Group("short name", *columns("short_name", short_name=""), said("Short name")),
    Group("profile", *columns("profile", profile="", profile_en=""), said("Profile")),
    Group("parent", *columns("parent_id", parent=None), said("Part of")),
    Group(
        "children",
        lambda row: list(row.children.all()),
        lambda row: row.children.update(parent=None),
        said("Bodies under it"),
    ),
    Group(
        "records",
        records_of,
        forget_records,
        said(
            "signed %(day)s",
            "Last activity: %(day)s",
            "No activity recorded",
            "In force",
            "Status not known",
            Said("Handed over", context="project", after=r" \(.*\)"),
            "Comparison from other regions",
            "Twin province (sister province)",
            "Twin city (sister city)",
            Said("Comparison", context="tag"),
            "Partner of a case of %(others)s, kept for comparison; it is no partner of %(region)s in this register.",
            "No agreement: only a visit or another contact is recorded.",
        ),
    ),
)


def published(_subject: None) -> list[Model]:
    return list(Agreement.objects.public())


def unpublish(_subject: None) -> None:
    Agreement.objects.update(publication_class="internal")


OF_THE_REGISTER = (
    Group(
        "published records",
        published,
        unpublish,
        said(
            # counts
            Said("In force, running or handed over", before=r"(\d+ )?", after=r"(: \d+)?"),
            Said("Status not known", before=r"(\d+ )?", after=r"(: \d+)?"),
            *(
                Said(title, before="– ")
                for title in (
                    "Letters of intent (LoI) without an agreement",
                    "Projects, grants and loans",
                    "Memberships and observer seats",
                )
            ),
            Said(
                "%(number)s visit or contact is recorded beside them; it is no agreement",
                "%(number)s visits and contacts are recorded beside them; they are no agreements",
            ),
            "How follow-up stands",
            Said("Completed", context="follow-up condition", before=r"(.+: )?", after=r"(: \d+)?"),
            Said("Not confirmed", context="follow-up condition", before=r"(.+: )?", after=r"(: \d+)?"),
            "All figures",
            Said(
                "Of %(total)s agreements, %(attested)s are confirmed by an office today; of %(unconfirmed)s nobody has "
                "confirmed what happened after the last recorded event.",
                before=".+ ",
            ),
            "International bodies",
            "An agreement with partners of several countries counts in each of them.",
            # the list
            *("Newest signed first", "Ending soonest first", "Latest activity first", "By title"),
            Said("Last known status: %(word)s", after=r"( \(.*\))?"),
            "%(start)s to %(end)s",
            Said(
                "“Ending soon”: the last term ends within %(days)s day.",
                "“Ending soon”: the last term ends within %(days)s days.",
                after=" .+",
            ),
            "joined %(date)s",
            Said("signed %(day)s"),
            Said("Handed over", context="project", after=r" \(.*\)"),
            "Last recorded: %(last)s. Not confirmed after that (%(months)s%(asked)s).",
            "No dated activity or instrument is recorded, and no office has confirmed anything%(asked)s.",
            "Latest recorded activity: %(date)s.",
            "Handed over %(on)s.",
            "Download these results",
            Said("", before="XLSX CSV .+"),
            "The files hold all results, not only this page. To print the page, use your browser’s print command "
            "(Ctrl+P); it is laid out for A4.",
            Said(
                "The status follows from recorded steps and dates; nobody types it. Where the last term has ended, the "
                "agreement counts as ended, whatever the last recorded stage.",
                after=" .+",
            ),
            "“Latest activity” is the latest follow-up started or done, money received, fee paid or result measured "
            "that is shown in public.",
            Said("Comparison", context="tag", after=": .+"),
            Said(
                "The public records do not tell of %(count)d step.",
                "The public records do not tell of %(count)d steps.",
            ),
            *("Twin province (sister province)", "Twin city (sister city)"),
            # partners
            "International body",
            Said("%(number)s agreement", "%(number)s agreements"),
            "Last activity: %(day)s",
            "Only a visit or another contact is recorded",
            # follow-ups
            Said("%(number)s open follow-up has no due date.", "%(number)s open follow-ups have no due date."),
            "Evidence: no public document",
            Said("%(count)s participant", "%(count)s participants"),
            Said("%(count)s open follow-up", "%(count)s open follow-ups"),
            "No due date",
            "started %(on)s",
            "No office named",
            # statistics
            "Too few to conclude anything (n = %(number)s; at least three are needed).",
            Said(
                "%(count)d agreement without a known start is left out.",
                "%(count)d agreements without a known start are left out.",
            ),
            Said(
                "%(part)d of %(total)d published agreements is in force, running or handed over%(share)s",
                "%(part)d of %(total)d published agreements are in force, running or handed over%(share)s",
            ),
            Said(
                "%(people)s participant of finished courses since %(year)d is recorded",
                "%(people)s participants of finished courses since %(year)d are recorded",
            ),
            "Too little is confirmed to say how follow-up stands: %(part)d of %(total)d agreements are not",
            "Of %(total)d agreements, %(confirmed)d are confirmed by an office today; of %(unconfirmed)d nobody has "
            "confirmed what happened after the last recorded event.",
            *("Agreements counted", "Agreements that cannot be added", "Numbers not yet checked"),
            *("no number that may be added", "Numbers of those served, as their sources give them"),
            *("Values as reported by a source", "City office or other body", "Open with a due date", "Late"),
            Said("Open", context="follow-ups"),
            Said("as reported, not yet compared", before=r".+: .+; ", after=r"\)"),
            Said("%(number)s – not yet checked", before=r".+: "),
            Said("", before=r".+ \(n = \d+\)"),
            Said("", before=r": .+"),
            Said("Unit"),
            # about the register
            Said(
                "%(number)s record of this city was compiled from the sources that it names and published when the "
                "register was filled; nobody of the office has changed it since. Whether somebody has compared it with "
                "its sources stands with the record.",
                "%(number)s records of this city were compiled from the sources that they name and published when the "
                "register was filled; nobody of the office has changed them since. Whether somebody has compared them "
                "with their sources stands with each record.",
            ),
        ),
    ),
    Group(
        "claims that belong to no record",
        lambda _subject: list(CityStatement.objects.all()),
        lambda _subject: CityStatement.objects.all().delete(),
        said(Said("Source", after=": .+")),
    ),
)
