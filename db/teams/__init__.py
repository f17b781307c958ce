"""Work teams, their cadres and units, what they answer for, and the proof of coverage."""
