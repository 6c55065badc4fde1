"""Tables that no rulings part, or only some: columns and rows from how their words are aligned, as the lattices that rulings give."""
