"""A class on one machine: the door that asks for a code, who is here, and what a teacher sets for all."""
