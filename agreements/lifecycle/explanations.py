"""Each stage explained in plain words, for people who do not read laws.

The texts follow the articles named in `TRACKS`, as far as these were read. Articles that were not read are left out,
and a text that is not certain says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from .tracks import Text
from .vocabulary import Stage, Track


@dataclass(frozen=True)
class Explanation:
    """The explanation of one stage: `what` happens, the `paper` that results from it, and the `letter` that the city
    sends next; empty where the law names none."""

    what: Text
    paper: Text = ""
    letter: Text = ""


_OF_STAGE: Mapping[Stage, Explanation] = {
    Stage.INITIATIVE: Explanation(
        _(
            "The city or the foreign local government proposes to cooperate. The foreign local government may also "
            "go through the Minister of Home Affairs or the Minister of Foreign Affairs."
        ),
        _("Proposal or offer"),
    ),
    Stage.EXPLORATION: Explanation(
        _(
            "The mayor finds out what the cooperation would offer, and what the region and the nation would gain. "
            "It goes on only where the answer is good."
        ),
        _("Result of the exploration"),
        _("Letters to both Ministers, for coordination and consultation"),
    ),
    Stage.CONSULTATION: Explanation(
        _(
            "The mayor coordinates with and consults the Minister of Home Affairs and the Minister of Foreign Affairs. "
            "This comes before any Letter of Intent is signed."
        ),
        _("Letters or minutes of the consultation"),
    ),
    Stage.INTENT: Explanation(
        _("The mayor and the partner sign that they mean to cooperate. It is not yet the agreement."),
        _("Letter of Intent (pernyataan kehendak kerja sama)"),
    ),
    Stage.PLAN: Explanation(
        _("The city writes down with whom, why, on what, how far, with whose money and for how long."),
        _("Cooperation plan (rencana kerja sama) with its seven parts"),
        _("Request to the city council (DPRD) to approve the plan"),
    ),
    Stage.COUNCIL: Explanation(
        _(
            "The city council (DPRD) decides on the plan, at most 45 working days after it has received the letter. "
            "PP 28/2018 does not say what follows when they pass."
        ),
        _("Approval of the city council (DPRD)"),
    ),
    Stage.VERIFICATION: Explanation(
        _(
            "The Minister of Home Affairs examines the plan. Either the city is to repair it, and the plan goes "
            "through a second round, or the city may draft the text."
        ),
        _("Written consideration of the Minister"),
    ),
    Stage.DRAFT: Explanation(
        _("The city drafts the text of the agreement and submits it to the Minister of Home Affairs."),
        _("Draft agreement (rancangan naskah kerja sama)"),
        _("The draft, to the Minister of Home Affairs"),
    ),
    Stage.INTERMINISTERIAL: Explanation(
        _(
            "The Minister of Home Affairs calls a meeting on the draft, with at least the Ministry of Foreign Affairs, "
            "the ministry of the subject, the province and the city."
        ),
        _("Approval of the draft by the Minister of Home Affairs"),
    ),
    Stage.DISCUSSION: Explanation(
        _("The Minister of Foreign Affairs, or an official appointed for it, discusses the text with the partner."),
        _("Text on which both sides agree"),
    ),
    Stage.CONFIRMATION: Explanation(
        _(
            "The Minister of Foreign Affairs confirms that the text accords with the political and legal aspects. The "
            "letter reaches the city through the Minister of Home Affairs; on it rests the signing."
        ),
        _("Letter of confirmation (surat konfirmasi)"),
    ),
    Stage.SIGNING: Explanation(
        _(
            "The mayor and the partner sign. Full powers (surat kuasa) may be asked for as well; PP 28/2018 does not "
            "mention them."
        ),
        _("Agreement text, often called Memorandum of Understanding"),
    ),
    Stage.IMPLEMENTATION: Explanation(
        _(
            "The city's departments and the partner do what was agreed, and the city reports on it to the Minister "
            "of Home Affairs."
        ),
        _("Implementation report"),
        _("The report, to the Minister of Home Affairs"),
    ),
    Stage.COMPLETED: Explanation(
        _("The term has run out or the purpose is reached. How it may be extended or ended early stands in its text."),
    ),
    Stage.CENTRAL_APPROVAL: Explanation(
        _("The central government agreed to the cooperation, as far as the old file shows it."),
        _("Approval of the central government"),
    ),
    Stage.FULL_POWERS: Explanation(
        _(
            "Some older files hold a letter by which somebody could sign for the Government of Indonesia. UU 24/2000 "
            "asks for it with treaties, but not of the President or the Foreign Minister, nor for technical "
            "cooperation that carries out a treaty in force (Article 7)."
        ),
        _("Full powers (surat kuasa)"),
    ),
    Stage.SELECTED: Explanation(
        _("The city is chosen to receive the project, grant or loan. Nothing has been signed yet."),
        _("Letter or announcement of the selection"),
    ),
    Stage.STATE_AGREEMENT: Explanation(
        _(
            "The state, not the city, signs the loan or grant agreement with the foreign side, and it is registered "
            "with the Ministry of Finance. A direct grant is signed by the technical ministry, after consulting the "
            "Ministry of Finance and Bappenas."
        ),
        _("Loan or grant agreement of the state"),
    ),
    Stage.ON_GRANTING: Explanation(
        _("Where the money is passed on to the city, the Minister of Finance and the mayor agree on how."),
        _("Agreement that passes the loan or grant on"),
    ),
    Stage.HANDOVER: Explanation(
        _(
            "Goods and services are handed over with a record. So PP 2/2012 says, which PP 37/2023 Article 79 keeps in "
            "force where it is not contrary."
        ),
        _("Handover record (berita acara serah terima)"),
        _("The handover record, to the Minister of Finance"),
    ),
    Stage.OPERATION: Explanation(_("What was built or delivered is in use.")),
    Stage.RUNNING: Explanation(_("The partner offers courses, and employees of the city take part.")),
    Stage.PROPOSAL: Explanation(_("A project, grant or loan of the state that touches the city is proposed.")),
    Stage.CONTACT: Explanation(
        _("Somebody came, or wrote, and no agreement is recorded. What comes of it later is a record of its own.")
    ),
    Stage.OBSERVER: Explanation(_("The city takes part as an observer, without being a member.")),
    Stage.MEMBER: Explanation(
        _("The city is a member, and may pay a fee. There is no text between two parties as with a twin city.")
    ),
}

_OF_TRACK: Mapping[tuple[Track, Stage], Explanation] = {
    (Track.KSDLL, Stage.INITIATIVE): Explanation(
        _(
            "The city proposes to cooperate. The offer of a foreign institution comes only through the Minister of "
            "Home Affairs or the Minister of Foreign Affairs."
        ),
        _("Proposal or offer"),
    ),
    (Track.PASS_ON, Stage.COUNCIL): Explanation(
        _(
            "The city council (DPRD) gives its opinion on a planned agreement of the state that touches the city. "
            "To a loan or grant that is passed on to the city it gives its approval."
        ),
        _("Opinion and considerations, or approval, of the city council"),
    ),
    (Track.PASS_ON, Stage.IMPLEMENTATION): Explanation(
        _("The work is done. Whoever carries it out, the mayor included, reports on it each quarter."),
        _("Quarterly report: procurement, physical progress, money used, problems, what comes next"),
        _("The quarterly report, to the Minister of Finance and Bappenas, where the city carries it out"),
    ),
    (Track.PASS_ON, Stage.COMPLETED): Explanation(_("The project has ended.")),
    (Track.PROGRAMME, Stage.COMPLETED): Explanation(_("The programme has ended.")),
    (Track.MEMBERSHIP, Stage.PROPOSAL): Explanation(_("The city considers joining an international organisation.")),
    (Track.MEMBERSHIP, Stage.COMPLETED): Explanation(_("The membership has ended.")),
    (Track.LEGACY, Stage.INTENT): Explanation(
        _("Both sides wrote that they meant to cooperate, where such a letter exists."), _("Letter of Intent")
    ),
    (Track.LEGACY, Stage.SIGNING): Explanation(
        _("It was signed before 13 July 2018, when PP 28/2018 came in, and stays valid until it ends."),
        _("Agreement text"),
    ),
    (Track.LEGACY, Stage.IMPLEMENTATION): Explanation(_("Both sides do what was agreed.")),
}

TRACK_NOTES: Mapping[Track, Text] = {
    Track.KSDPL: _(
        "The city itself is a party, with a local government abroad: as a twin (sister city) or in another form."
    ),
    Track.KSDLL: _(
        "The city itself is a party, with a foreign institution such as a university, on the central government's "
        "approval. From the plan on, the stages follow those with a foreign local government (PP 28/2018 Articles "
        "38-40)."
    ),
    Track.PASS_ON: _(
        "The state has the agreement; the city carries it on or benefits from it. Steps may come in another order. "
        "PP 10/2011 is told as it was read; later changes of it have not been looked up."
    ),
    Track.PROGRAMME: _("No law was found that sets stages for it; these are the stages that the register keeps."),
    Track.MEMBERSHIP: _("No law was found that sets stages for it; these are the stages that the register keeps."),
    Track.LEGACY: _(
        "Agreements signed before PP 28/2018 are valid until they end (Article 48). The register keeps what the old "
        "files show and does not ask the later stages of them. The rules of that time have not been read for it."
    ),
    Track.CONTACT: _("No procedure: a visit or a contact without a text. It is no cooperation and counts as none."),
}


def explanation_of(track: Track, stage: Stage) -> Explanation:
    """Return the explanation of a stage in its track; raises LookupError where none is written."""
    return _OF_TRACK.get((track, stage)) or _OF_STAGE[stage]
