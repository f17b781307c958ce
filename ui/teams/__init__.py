"""工作组: the proof of coverage, teams, closing gaps, the certificate."""
