"""Shapes of old texts: what an editor knows of each, once as the action takes it and once as the form is filled in."""

from typing import NamedTuple

from agreements.lifecycle.vocabulary import InstrumentKind
from agreements.models import Party
from agreements.record.signing import SideSigned, SignedText
from agreements.stages.take_in import EarlyEnd, OldParty, OldText, PastActivity
from jambi_coop.lib.dates.parser import parse
from partners.models import Partner
from tests.factories import make_partner

DATES = ("starts_on", "ends_on", "signed_on")


class Shape(NamedTuple):
    """An old text and what must follow from it. `partners`: name -> facts of the partner, with `role` and `signed`.

    `says` and `never`: sentences of the public page; `file`: cells of the public file, by key; `waivers`: how many
    steps the Verifikator's one act records as steps without proof.
    """

    name: str
    stage: str
    track: str
    says: list[str]
    never: list[str]
    file: dict
    waivers: int = 0
    kind: str = "sister_city"
    paper: str = "mou"
    before: str = "yes"
    region: str = ""
    on: str = ""
    city: dict = {}
    partners: dict = {"Kota Seremban": {"level": "city"}}
    validity: dict = {"validity": "not_known"}
    extensions: list = []
    ending: dict = {}
    activity: dict = {}

    def __str__(self):
        return self.name


def _partner(name, facts):
    values = {key: value for key, value in facts.items() if key not in ("role", "signed")}
    return Partner.objects.filter(name=name).first() or make_partner(name, **values)


def _read(facts):
    return {name: parse(value) if name in DATES else value for name, value in facts.items()}


def as_old_text(shape):
    """Return the shape as the action takes it."""
    parties = [
        OldParty(
            partner=_partner(name, facts),
            role=facts.get("role", Party.Role.PARTY),
            signed=SideSigned(side="partner", **_read(facts["signed"])) if "signed" in facts else None,
        )
        for name, facts in shape.partners.items()
    ]
    sides = [SideSigned(side="all", signed_on=parse(shape.on))] if shape.on else []
    if shape.city:
        sides.append(SideSigned(side="city", **_read(shape.city)))
    extensions = []
    for facts in shape.extensions:
        facts = _read(facts)
        side = SideSigned(side="all", signed_on=facts.pop("signed_on", parse("")))
        extensions.append(SignedText(sides=[side], **facts))
    ending = None
    if shape.ending:
        by = parties[0].partner if shape.ending.get("by") == "partner" else None
        ending = EarlyEnd(how=shape.ending["how"], by=by, on=parse(shape.ending.get("on", "")))
    activity = PastActivity(**{**shape.activity, "on": parse(shape.activity["on"])}) if shape.activity else None
    return OldText(
        kind=shape.kind,
        title=shape.name,
        region=shape.region,
        parties=parties,
        paper=InstrumentKind(shape.paper),
        before=shape.before,
        text=SignedText(sides=sides, **_read(shape.validity)),
        extensions=extensions,
        ending=ending,
        activity=activity,
    )


def as_form(shape):
    """Return the shape as the fields of the form."""
    data = {
        "kind": shape.kind,
        "title": shape.name,
        "region": shape.region,
        "before": shape.before,
        "signed_on": shape.on,
        **shape.validity,
        **{f"city-{name}": value for name, value in shape.city.items()},
        **{f"activity_{name}": value for name, value in shape.activity.items()},
    }
    if shape.paper != "membership":
        data["paper"] = shape.paper
    for number, (name, facts) in enumerate(shape.partners.items(), start=1):
        data[f"partner{number}-partner"] = _partner(name, facts).pk
        data[f"partner{number}-role"] = facts.get("role", "party")
        data |= {f"partner{number}-{key}": value for key, value in facts.get("signed", {}).items()}
    for number, facts in enumerate(shape.extensions, start=1):
        data |= {f"extension{number}-{name}": value for name, value in facts.items()}
    if shape.ending:
        data["ending"] = "-".join(filter(None, [shape.ending["how"], shape.ending.get("by")]))
        data["ended_on"] = shape.ending.get("on", "")
    return data
