"""What the till's screens share: the frame of their panels, approvals, paper, the scanner's ear."""
