"""The rules of Steelyard: pure, standard library only, no I/O, no clock, no randomness."""
