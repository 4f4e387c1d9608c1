"""Which keys mean what, and the line that tells them. What an action does stands in its screen."""
