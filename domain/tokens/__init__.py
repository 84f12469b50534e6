"""What a token count is, which model it is for, and how a long text is counted in parts."""
