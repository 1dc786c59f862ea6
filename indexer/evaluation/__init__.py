"""How good is it? Figures against texts of which the right answer is known."""
