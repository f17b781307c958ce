"""双报到: who reported to where they live, what they did, and the slip to the employer."""
