"""In and out (*in- och utläsning*): reports from files and to files. No network, ever."""

from kommunuppfoljning.io.example import example_report
from kommunuppfoljning.io.json import read_report, write_report

__all__ = ["example_report", "read_report", "write_report"]
