"""案内: asking members to take their courses, by mail and on マイ研修, in working hours.

Owns the organisation's working days, the days of reminders around a due date, and who was
reminded when. What is assigned to whom until when is learning's.
"""
