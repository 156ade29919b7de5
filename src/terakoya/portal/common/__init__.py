"""What every app may use: clock, errors, money, dates, model bases. Owns no rows."""
