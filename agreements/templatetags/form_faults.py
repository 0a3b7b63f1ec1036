"""Template tags with the faults of an admin page: of its form and of its inline rows."""

from django import template
from django.utils.text import capfirst

from jambi_coop.lib.web.form_faults import Fault, faults_of, faults_of_rows

register = template.Library()


@register.simple_tag
def faults_of_page(adminform, inline_admin_formsets) -> list[Fault]:
    """`{% faults_of_page adminform inline_admin_formsets as faults %}`: all faults in the order of the page."""
    found = faults_of(adminform.form)
    for rows in inline_admin_formsets:
        names = [capfirst(str(name)) for name in (rows.opts.verbose_name, rows.opts.verbose_name_plural)]
        found += faults_of_rows(rows.formset, *names)
    return found


@register.simple_tag
def faults_of_form(form) -> list[Fault]:
    """`{% faults_of_form form as faults %}`: the faults of a form without inline rows."""
    return faults_of(form)
