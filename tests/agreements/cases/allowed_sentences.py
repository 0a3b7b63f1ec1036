"""The sentences that the register forms itself on its public pages, each with the rows on which it stands.

An entry is the English source of the sentence; its Indonesian pattern comes from the catalogue, so that both languages
are held. `%(name)s` stands for any words. `select` returns the rows: a page that says the sentence must have some, and
once `remove` has taken them away it must not say it any more. What an empty record says too is no entry: it is found by
walking an empty record.
"""

from agreements.lifecycle.questions import QUESTIONS, QuestionSource
from agreements.models import LoadedRecord
from tests.factories import make_assessment

from .sentence_groups import Group, Said, named, said
from .sentence_rows import (
    be_active_today,
    become_a_loan,
    become_ours,
    check_all,
    columns,
    discontinue,
    everything,
    forget_everything,
    forget_joining,
    forget_stage,
    forget_unknown_steps,
    go_to_the_end,
    has_a_condition,
    is_comparison,
    is_granted_loan,
    is_loaded,
    is_silent,
    is_stage_unknown,
    later_stages,
    reach_the_stage,
    rows_of,
    sources_that_differ,
    steps_reached,
    unknown_steps,
)

QUESTION_NAMES = [*(question.name for question in QUESTIONS), *(source.label for source in QuestionSource)]

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
            "Known up to %(date)s, the latest recorded activity or paper.",
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
            Said("Recorded without proof of the step"),
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
                "Recorded as a loan of the state that is passed on to the city as a grant, "
                "so that it is no debt of the city; the law provides for this way",
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
            *map(named, QUESTION_NAMES),
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
