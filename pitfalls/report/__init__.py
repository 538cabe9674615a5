"""What a claim shows: tables, figures, pictures, a page."""
