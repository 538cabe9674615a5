"""Small attackers: what one cue alone tells, read off the views by a few lines that see nothing else; one file each."""
