"""Questions: one file a task."""
