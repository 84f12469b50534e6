"""One injector module for each context and technology: which adapter stands behind which port."""
