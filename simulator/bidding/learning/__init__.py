"""Learning: how firms change what they quote from round to round; one rule a file, behind one protocol."""
