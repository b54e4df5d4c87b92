"""Systems by seeds over corpora."""
