"""What is carried: bags."""
