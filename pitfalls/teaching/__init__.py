"""What the notebooks need beside the lab: predictions, sliders, a browser of claims. Nothing else imports it."""
