"""What measures need and no ledger tells: costs, losses, complaints, surveys, and figures stored at the start."""
