"""Answers that no file knows are told with the nearest name, and count for nothing."""

from tests.intake.builders import CONTRACTS, note

HEAD = "questionnaire,item,rater,score\n"


def checked(client, *rows: str):
    client.write("contracts.csv", CONTRACTS)
    client.write("assessments.csv", HEAD + "".join(f"{row}\n" for row in rows))
    return client.load(contracts="contracts.csv", assessments="assessments.csv")


def test_a_questionnaire_that_no_file_describes(client) -> None:
    taken = checked(client, "centricitty,A1,R1,2", "centricity,A1,R1,2")
    found = note(taken, "unknown_questionnaire", "assessments")
    assert found["detail"] == "no 'centricitty' (did you mean 'centricity'?)"
    assert (found["rows"], found["action"]) == (1, "dropped")


def test_a_statement_that_it_does_not_have(client) -> None:
    found = note(checked(client, "service,A4,R1,2"), "unknown_item", "assessments")
    assert found["detail"] == ("service: no 'A4' (known: A1, A2, A3, B1, B2, B3, B4, B5, B6, B7)")


def test_a_score_off_its_scale(client) -> None:
    taken = checked(client, "service,A1,R1,7", "service,A1,R2,4")
    found = note(taken, "score_off_scale", "assessments")
    assert (found["rows"], found["detail"]) == (1, "service: its scale runs from 0 to 4")


def test_sound_answers_say_nothing(client) -> None:
    taken = checked(client, "service,A1,R1,0", "service,B7,R1,4")
    assert not set(taken.quality["rule"]) & {"unknown_questionnaire", "unknown_item"}
