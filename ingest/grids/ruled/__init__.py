"""Tables of lattices: captions, heads and bodies, joined over pages."""
