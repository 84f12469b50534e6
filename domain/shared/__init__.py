"""What every context speaks: errors and pages."""
