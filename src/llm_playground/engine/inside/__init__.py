"""A look inside as the faces call it: one model, one text, and a record or arrays of what was asked."""
