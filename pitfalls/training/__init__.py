"""One trial: trained in the only loop there is, then read."""
