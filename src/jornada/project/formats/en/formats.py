"""English: 9:00 AM, not 9 a.m. — a sentence that ended with it had two full stops."""

TIME_FORMAT = "g:i A"
HOUR_FORMAT = "g A"
DATETIME_FORMAT = "N j, Y, g:i A"
SHORT_DATETIME_FORMAT = "m/d/Y g:i A"
