"""Command that writes `docs/lifecycle.md` from the life cycle in code."""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import override

from agreements.lifecycle.rules import allowed_verbs, is_gated
from agreements.lifecycle.tracks import TRACKS
from agreements.lifecycle.vocabulary import SATISFIED, Stage, Track, Verb

TARGET = settings.BASE_DIR / "docs" / "lifecycle.md"

HEAD = """# The life of an agreement

Generated from `agreements/lifecycle` by `manage.py describe_lifecycle`; a test keeps it equal. Labels are the
Indonesian ones of the screen.

The gate: in the tracks KSDPL and KSDLL, signing and every stage after it need the mandatory steps before signing to
be {satisfied}, or a recorded waiver for each (UU 23/2014 Article 367(2), PP 28/2018 Articles 28-33). Before signing,
missing steps are shown, never enforced. A step *tidak diketahui* never satisfies.
"""


def describe() -> str:
    """Return the whole page as Markdown, with Indonesian labels."""
    with override("id"):
        satisfied = " or ".join(f"*{state.label.lower()}*" for state in sorted(SATISFIED))
        parts = [HEAD.format(satisfied=satisfied)]
        parts.extend(_track(track) for track in TRACKS)
        parts.append(_verbs())
        return "\n".join(parts)


def _track(track: Track) -> str:
    lines = [f"## {track.label}", "", "```mermaid", "flowchart LR"]
    specs = TRACKS[track]
    for before, after in zip(specs, specs[1:], strict=False):
        gate = " -- gate --> " if not is_gated(track, before.stage) and is_gated(track, after.stage) else " --> "
        lines.append(f'  {before.stage}["{before.stage.label}"]{gate}{after.stage}["{after.stage.label}"]')
    if any(spec.stage == Stage.VERIFICATION for spec in specs):
        lines.append("  verification -. repair .-> plan")
    lines += ["```", "", "| # | stage | public group | held by | answer waited for | optional | basis |"]
    lines.append("|---|---|---|---|---|---|---|")
    for number, spec in enumerate(specs, 1):
        holders = ", ".join(str(holder.label) for holder in spec.holders)
        if spec.instead:
            holders = f"{holders} or {spec.instead.label}"
        limit = f"yes, {spec.working_day_limit} working days" if spec.working_day_limit else "yes"
        cells = [
            str(number),
            str(spec.name),
            str(spec.group.label),
            holders,
            limit if spec.asked else "",
            "yes" if spec.optional else "",
            spec.basis,
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _verbs() -> str:
    lines = ["## Verbs by stage", "", "| track | stage | verbs |", "|---|---|---|"]
    for track, specs in TRACKS.items():
        for stage in [*(spec.stage for spec in specs), Stage.TERMINATED, Stage.DISCONTINUED]:
            verbs = ", ".join(str(Verb(verb).label) for verb in allowed_verbs(track, stage))
            lines.append(f"| {track} | {stage.label} | {verbs} |")
    return "\n".join(lines) + "\n"


class Command(BaseCommand):
    """Overwrites `docs/lifecycle.md`; a test compares the file with the code."""

    help = "Write docs/lifecycle.md from the life cycle in code."

    def handle(self, *args, **options):
        TARGET.write_text(describe(), encoding="utf-8")
        self.stdout.write(f"Wrote {TARGET.relative_to(settings.BASE_DIR)}")
