"""Tills: registers, one-time enrolment codes, devices and their keys."""
