"""How the learner is doing: each panel is a file of this room, counts plain rows and can draw itself as text."""
