"""What was computed and claimed, kept on the disk. No torch."""
