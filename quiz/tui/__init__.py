"""The quiz on the whole screen: one screen a file, one widget a file; `driver` carries out what the session asks for."""
