"""What bears the name is whole."""

import pytest

from cs_lib.intake.setup.whole_file import whole


def test_a_file_bears_its_name_when_it_is_whole(tmp_path):
    file = tmp_path / "ask.xlsx"
    with whole(file) as beside:
        beside.write_text("whole")
        assert not file.exists()
    assert [path.name for path in tmp_path.iterdir()] == ["ask.xlsx"]
    assert file.read_text() == "whole"


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt, SystemExit])
def test_what_was_stopped_leaves_what_was_there(tmp_path, error):
    file = tmp_path / "ask.xlsx"

    def stopped():
        with whole(file) as beside:
            beside.write_text("tor")
            raise error

    with pytest.raises(error):
        stopped()
    assert list(tmp_path.iterdir()) == []
    file.write_text("before")
    with pytest.raises(error):
        stopped()
    assert (file.read_text(), len(list(tmp_path.iterdir()))) == ("before", 1)
