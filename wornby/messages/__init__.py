"""Messages to people: by e-mail, or by a text that somebody copies."""
