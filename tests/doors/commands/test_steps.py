import pytest

from teeka.doors.commands.steps import run_program, run_step
from teeka.doors.commands.terminal import FailedPartWay


def test_a_step_tells_its_time_its_memory_and_what_it_printed() -> None:
    step = run_program("a step", ["-c", "x = bytearray(60_000_000); print('{\"placed\": 3}')"])

    assert step.result == {"placed": 3}
    assert step.exit_code == 0
    assert step.seconds > 0
    assert step.peak_mib >= 57


def test_a_step_that_prints_no_json_has_an_empty_result() -> None:
    assert run_program("a step", ["-c", "print('hello')"]).result == {}


def test_a_command_that_is_refused_stops_the_run_with_its_own_words(tmp_path) -> None:
    with pytest.raises(FailedPartWay, match="Ask for at least one person"):
        run_step("sample", ("sample", tmp_path, "--people", "0"), home=tmp_path, quiet=True)
