"""Who supplies where: winners choose areas in turn; a plain version and its compiled twin."""
