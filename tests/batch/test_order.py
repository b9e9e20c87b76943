"""What is asked for, in files, folders and manifests."""

import pytest

from cs_lib.batch import order
from cs_lib.errors import UsageError

ENGAGEMENT = "client: {}\nas_of: 2026-09-30\ncurrency: EUR\ntables: {{contracts: c.csv}}\n"


def engagement(file, client="Acme"):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(ENGAGEMENT.format(client))
    return file


def asked(*names):
    return [(job.named, job.settings, job.variant) for job in order.read(names)]


def test_a_file_is_one_job_and_counts_once(tmp_path):
    file = engagement(tmp_path / "acme" / "engagement.yml")
    assert asked(file, file) == [("acme/engagement.yml", (), "")]


def test_a_folder_has_its_own_engagements_and_those_of_the_folders_in_it(tmp_path):
    engagement(tmp_path / "all" / "zeta.yml")
    engagement(tmp_path / "all" / "acme" / "engagement.yml")
    engagement(tmp_path / "all" / ".hidden" / "engagement.yml")
    (tmp_path / "all" / "notes.yml").write_text("to: do\n")
    (tmp_path / "all" / "manifest.yml").write_text("engagements: [zeta.yml]\n")
    names = [name for name, *_ in asked(tmp_path / "all")]
    assert names == ["acme/engagement.yml", "all/zeta.yml"]


def test_a_broken_engagement_is_a_job_that_fails_by_itself(tmp_path):
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "engagement.yml").write_text("client: [\n")
    assert [name for name, *_ in asked(tmp_path)] == ["acme/engagement.yml"]


def test_a_manifest_multiplies_engagements_by_its_matrix(tmp_path):
    engagement(tmp_path / "acme" / "engagement.yml")
    engagement(tmp_path / "beta" / "engagement.yml")
    manifest = tmp_path / "night.yml"
    manifest.write_text(
        "engagements: [acme/engagement.yml, beta]\n"
        "settings: {policies: {bad_rows: quarantine}}\n"
        "matrix:\n"
        "  policies.grain: [customer, parent]\n"
        "  rate: {low: {assumptions: {discount_rate: 0.08}}, plain: {}}\n"
    )
    found = asked(manifest)
    assert len(found) == 8
    assert found[0] == (
        "acme/engagement.yml",
        (
            "policies.bad_rows=quarantine",
            "policies.grain=customer",
            "assumptions.discount_rate=0.08",
        ),
        "customer-low",
    )
    assert found[-1][2] == "parent-plain"


def test_a_sheet_is_a_row_a_report(tmp_path):
    engagement(tmp_path / "acme.yml")
    sheet = tmp_path / "night.csv"
    sheet.write_text(
        "engagement,variant,policies.grain,as_of\n"
        "acme.yml,whole,,\n"
        "\n"
        "acme.yml,by parent,parent,2026-06-30\n"
    )
    assert [(settings, variant) for _, settings, variant in asked(sheet)] == [
        ((), "whole"),
        (("policies.grain=parent", "as_of=2026-06-30"), "by parent"),
    ]


def test_a_date_and_a_word_are_laid_over_as_they_are_written(tmp_path):
    engagement(tmp_path / "acme.yml")
    manifest = tmp_path / "night.yml"
    manifest.write_text('engagements: [acme.yml]\nsettings: {as_of: 2026-06-30, client: "yes"}\n')
    assert asked(manifest)[0][1] == ("as_of=2026-06-30", 'client="yes"')


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "m.yml",
            "engagements: [a.yml]\nmatrx: {}\n",
            "'matrx'; did you mean 'matrix'",
        ),
        ("m.yml", "engagements: a.yml\n", "must be a list of files and folders"),
        ("m.yml", "engagements: [a.yml]\nmatrix: {grain: parent}\n", "'grain' must be a list"),
        ("m.yml", "engagements: [gone.yml]\n", "there is no such file or folder"),
        ("m.csv", "client\nacme\n", "needs a column 'engagement'"),
        ("m.csv", "engagement,x,x\na.yml,1,2\n", "every column needs a name of its own"),
        ("m.csv", "engagement\na.yml,2\n", "row 2: has more cells than the header"),
        ("m.csv", "engagement,x\n,2\n", "row 2: names no engagement"),
    ],
)
def test_what_cannot_be_followed_is_said(tmp_path, name, text, said):
    engagement(tmp_path / "a.yml")
    (tmp_path / name).write_text(text)
    with pytest.raises(UsageError) as error:
        order.read([tmp_path / name])
    assert said in str(error.value)


def test_nothing_at_a_path_and_an_empty_folder_are_said(tmp_path):
    with pytest.raises(UsageError, match="there is no such file or folder"):
        order.read([tmp_path / "gone"])
    with pytest.raises(UsageError, match="holds no engagement"):
        order.read([tmp_path])
