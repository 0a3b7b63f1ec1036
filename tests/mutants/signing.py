"""The guards of instruments and signatures."""

from .guard import Guard

T = "tests/agreements"

SIGNING = [
    Guard(
        "white list: signature of a partner without a public page",
        "agreements/public/agreement_page/instruments.py",
        "if row.party is not None and not _is_shown(row.party):",
        "if False:",
        (f"{T}/public/test_white_list.py",),
    ),
    Guard(
        "white list: who withdrew",
        "agreements/public/agreement_page/instruments.py",
        "if party is None or _is_shown(party):",
        "if True:",
        (f"{T}/public/test_white_list.py",),
    ),
    Guard(
        "white list: number of a partner in the search",
        "agreements/record/search.py",
        " if signature.party_id in sides)",
        ")",
        (f"{T}/public/test_white_list.py",),
    ),
    Guard(
        "gate: papers that no stage brings",
        "agreements/stages/signing.py",
        "    refuse_signing(agreement, instrument)\n",
        "",
        (f"{T}/stages/test_signing.py",),
    ),
    Guard(
        "gate: which papers bind",
        "agreements/stages/signing.py",
        "instrument.kind in BINDING",
        "instrument.kind == InstrumentKind.MOU",
        (f"{T}/stages/test_signing.py",),
    ),
    Guard(
        "signing: the kind of a signed paper stays",
        "agreements/stages/instrument_admin.py",
        'fixed = ["kind"] if obj and obj.is_signed else []',
        "fixed = []",
        (f"{T}/stages/test_instrument_pages.py",),
    ),
    Guard(
        "signing: a signed paper is not deleted",
        "agreements/stages/instrument_admin.py",
        "return may and (obj is None or not obj.signatures.exists())",
        "return may",
        (f"{T}/stages/test_instrument_pages.py",),
    ),
    Guard(
        "signing: no side of the future",
        "agreements/record/signing.py",
        "        refuse_future(side.signed_on, today)\n",
        "        pass\n",
        (f"{T}/stages/test_signing.py",),
    ),
    Guard(
        "signing: no end before it",
        "agreements/record/saving.py",
        "if agreement.ended_on and agreement.ended_on.certainly_before(signing_day(agreement)):",
        "if False:",
        (f"{T}/stages/test_actions.py",),
    ),
]
