"""What leaves the house on paper or on a terminal, made from frames and figures, never from screenshots."""
