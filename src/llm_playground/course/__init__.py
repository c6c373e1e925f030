"""The course: lessons, exercises that check themselves, and a quiz before and after.

    from llm_playground import course
    course.exercises["top_p"]                           # the task, and a stub to begin with
    course.check("top_p", my_top_p)                     # what was tried, what came out, what was expected
    course.hint("top_p")                                # a nudge; course.hint("top_p", 2) is a stronger one
    course.solution("top_p")
    course.progress()
    course.quiz("pre")                                  # ten questions before the course; "post" is after it
    course.export("ada.json", learner="Ada Lovelace")   # one file, to be handed in
    course.report("handed-in")                          # such files of a class, as a table

What is solved and answered is kept in a file of the learner's own.
"""

from __future__ import annotations

from llm_playground.course.checking import check
from llm_playground.course.exercises import exercises
from llm_playground.course.handing_in import export, report
from llm_playground.course.helping import hint, solution
from llm_playground.course.progress import progress
from llm_playground.course.quizzing import quiz

__all__ = ["check", "exercises", "export", "hint", "progress", "quiz", "report", "solution"]
