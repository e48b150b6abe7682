"""From a spreadsheet somebody sent to a checked report; the only package that knows openpyxl, and only in a child process."""
