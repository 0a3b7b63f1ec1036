"""Template tag with the addresses of pages, for a reader who sees the examples or not."""

from django import template
from django.urls import reverse

from jambi_coop.lib.web.examples import keeping_examples

register = template.Library()


@register.simple_tag(takes_context=True)
def page(context, name: str, query: str = "") -> str:
    """`{% page 'agreements:list' query %}`: the address of a public list; it keeps asking for the examples where this
    page shows them (`examples` in the context)."""
    address = f"{reverse(name)}?{query}" if query else reverse(name)
    return keeping_examples(address, bool(context.get("examples")))
