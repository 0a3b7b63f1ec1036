"""The sentences that the register forms on the pages of a partner, and on lists, counts and statistics."""

from django.db.models import Model

from agreements.models import Agreement, CityStatement
from partners.models import Partner

from .sentence_groups import Group, Said, said
from .sentence_rows import columns


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
            "Too little is confirmed to say how follow-up stands: %(part)d of %(total)d agreements are not confirmed",
            "Of %(total)d agreements, %(confirmed)d are confirmed by an office today; of %(unconfirmed)d nobody has "
            "confirmed what happened after the last recorded event.",
            *("Agreements counted", "Agreements that cannot be added", "Numbers not yet checked"),
            *("no number that may be added", "Numbers of those served, as their sources give them"),
            *("Values as reported by a source", "City office or other body", "Open with a due date", "Late"),
            Said("Not recorded as done", context="follow-ups"),
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
