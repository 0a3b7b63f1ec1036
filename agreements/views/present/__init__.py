"""What the public page of one agreement shows, as plain values: the white list of the public site.

Builders read rows that the view has loaded and query nothing. A fact that no dataclass here names
cannot be shown.
"""

from .page import DetailPage, build_page
from .words import Text, Texts

__all__ = ["DetailPage", "Text", "Texts", "build_page"]
