"""What answers when the picture does not: what was seen of it before."""
