"""From rows to words: pure functions of a table. No torch."""
