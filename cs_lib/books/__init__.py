"""What every step asks: the client's books, opened once, and what is read off them."""
