"""The guards of the letters that are made here, and of the templates of the office."""

from .guard import Guard, T

SENT, TEMPLATES = (f"{T}/letter_writing/test_sent.py",), (f"{T}/letter_writing/test_templates.py",)
CHECK = ("tests/jambi_coop/lib/documents/test_template_check.py",)
JUDGE, FILE = "jambi_coop/lib/documents/template_check.py", "jambi_coop/lib/documents/word_file.py"
PAGES, ACTS = "agreements/letter_writing/pages.py", "agreements/letter_writing/templates.py"

LETTERS_WRITTEN = [
    Guard(
        "letter: each number is that of its side",
        "agreements/letter_writing/values.py",
        'f"{number} ({_all_of(names)})" if names else number',
        "number",
        (f"{T}/letter_writing/test_letters.py",),
    ),
    Guard("template: an unknown field", JUDGE, "if name.lower() in known:", "if True:", CHECK),
    Guard("template: only page numbers beside merge fields", JUDGE, "if kind in ALLOWED and", "if kind and", CHECK),
    Guard("template: no macro", JUDGE, 'if macros or b"macroEnabled" in types:', "if False:", CHECK),
    Guard("template: no link to the outside", JUDGE, "        if one.outside:", "        if False:", CHECK),
    Guard("template: no embedded file", JUDGE, "if lower.startswith(EMBEDDED):", "if False:", CHECK),
    Guard("template: no object in the text", JUDGE, "        if found:\n", "        if False:\n", CHECK),
    Guard(
        "template: no bomb",
        FILE,
        "if len(entries) > MOST_PARTS or sum(info.file_size for info in entries) > MOST_BYTES:",
        "if False:",
        CHECK,
    ),
    Guard(
        "template: no entities",
        FILE,
        "if tree.getroottree().docinfo.doctype:",
        "if False:",
        CHECK,
    ),
    Guard(
        "template: judged before it is kept",
        ACTS,
        "    refuse_unfit(content, FIELDS)\n",
        "",
        TEMPLATES,
    ),
    Guard(
        "template: the file that was checked",
        ACTS,
        "if hashlib.sha256(content).hexdigest() != row.sha256:",
        "if not content:",
        TEMPLATES,
    ),
    Guard(
        "letter: who may write one",
        PAGES,
        'return sees_everything(user) and user.has_perms(["agreements.change_step", "agreements.add_document"])',
        "return sees_everything(user)",
        SENT,
    ),
    Guard("letter: only what the step can have", PAGES, "    if spec not in found:\n", "    if False:\n", SENT),
    Guard(
        "letter: sent with number and day",
        PAGES,
        "    form.refuse_unsent()\n",
        "",
        SENT,
    ),
    Guard(
        "letter: kept inside",
        "agreements/letter_writing/sent.py",
        "publication_class=PublicationClass.INTERNAL",
        "publication_class=PublicationClass.PUBLIC",
        SENT,
    ),
    Guard(
        "letter: a reminder has one effect",
        "agreements/letter_writing/sent.py",
        "        _refuse_recorded(row, spec, facts)\n",
        "",
        SENT,
    ),
    Guard(
        "letter: kept once",
        "agreements/letter_writing/sent.py",
        "    refuse_same_file(document)\n",
        "",
        SENT,
    ),
]
