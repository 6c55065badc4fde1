"""Tables of a text, told by the number of its spaces."""
