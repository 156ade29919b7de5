"""The attack on published survey results by whoever can add, subtract and try all possibilities.

`python -m tools.survey_attack` makes random organisations and waves, publishes them with the
portal's own code and asks of each small group whether its answers can be computed. What it asks
and what it found: docs/survey-attack.md.
"""
