"""Statistics on the whole register, computed as plain values, and the page and downloads that show them."""
