"""The command line hasila, as a user starts it."""

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from samples.processes import running
from samples.program import Program
from samples.texts import ROOT

from hasila.part_file import PartFile


def test_extraction_of_a_file_is_a_json_line_with_exact_spans(hasila: Program, tiny_checkpoint: Path) -> None:
    result = hasila("extract", tiny_checkpoint, ROOT / "data/article/article.txt")
    assert (result.code, result.err) == (0, "")
    (line,) = result.out.splitlines()
    row = json.loads(line)
    assert row["id"] == "article.txt"
    assert row["text"] == (ROOT / "data/article/article.txt").read_text(encoding="utf-8")
    assert all(row["text"][span["start"] : span["end"]] == span["text"] for span in row["spans"])


@pytest.fixture
def ready_made(tiny_checkpoint: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put the tiny checkpoint where the model of the package is."""
    monkeypatch.setattr("hasila.model.encoders.READY_MADE", tiny_checkpoint)
    return tiny_checkpoint


@pytest.mark.usefixtures("ready_made")
def test_without_a_checkpoint_the_model_in_the_package_reads(hasila: Program, tiny_checkpoint: Path) -> None:
    file = ROOT / "data/article/article.txt"
    result = hasila("extract", file)
    assert (result.code, result.err) == (0, "")
    assert result.out == hasila("extract", tiny_checkpoint, file).out
    assert result.out == hasila("extract", file, "--checkpoint", tiny_checkpoint).out


@pytest.mark.usefixtures("ready_made")
def test_with_the_option_a_folder_in_the_first_place_is_one_of_texts(hasila: Program, tiny_checkpoint: Path) -> None:
    result = hasila("extract", tiny_checkpoint, "--checkpoint", tiny_checkpoint)
    assert result.code == 2
    assert "the folder is a checkpoint, and has no texts" in result.err


@pytest.mark.usefixtures("ready_made")
@pytest.mark.parametrize(
    ("first", "message"),
    [
        ("runs/none", "runs/none: there is no such checkpoint folder"),
        ("none.txt", "none.txt: cannot be read: No such file or directory"),
    ],
)
def test_a_first_argument_that_is_not_there_is_taken_for_what_its_ending_says(
    hasila: Program, first: str, message: str
) -> None:
    result = hasila("extract", first, ROOT / "data/article/article.txt")
    assert result.code == 2
    assert message in result.err


def test_standard_input_is_read_where_no_file_is_named(
    hasila: Program, tiny_checkpoint: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for arguments in ([], ["-"]):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("قتل جندي".encode())))
        assert json.loads(hasila("extract", tiny_checkpoint, *arguments).out)["id"] == "-"


@pytest.mark.parametrize(("form", "beginning"), [("jsonl", '{"id"'), ("conll", "# id = "), ("html", "<!DOCTYPE html>")])
def test_each_form_is_written_whole_to_the_output(
    hasila: Program, tiny_checkpoint: Path, tmp_path: Path, form: str, beginning: str
) -> None:
    output = tmp_path / "deep/out"
    result = hasila("extract", tiny_checkpoint, ROOT / "data/article/article.txt", "--format", form, "-o", output)
    assert (result.code, result.out) == (0, "")
    assert output.read_text(encoding="utf-8").startswith(beginning)
    assert list(output.parent.iterdir()) == [output]


def test_a_column_is_named_by_an_option(hasila: Program, tiny_checkpoint: Path, tmp_path: Path) -> None:
    (tmp_path / "news.csv").write_text("id,body\n7,قتل جندي\n", encoding="utf-8")
    result = hasila("extract", tiny_checkpoint, tmp_path / "news.csv", "--column", "body", "--batch-size", 1)
    assert json.loads(result.out)["id"] == "7"


def bad_inputs(folder: Path) -> list[tuple[Sequence[object], str]]:
    """Return arguments of extract after the checkpoint, and what the message must say."""
    (folder / "latin.txt").write_bytes(b"caf\xe9")
    (folder / "broken.jsonl").write_text('{"text": "a"}\n{\n[\n', encoding="utf-8")
    return [
        ([folder / "absent.txt"], "absent.txt: cannot be read: No such file or directory"),
        ([folder / "latin.txt", "--encoding", "utf-8"], "latin.txt: is not UTF-8 at byte 3; save it as UTF-8"),
        ([folder / "latin.txt", "--encoding", "klingon"], "no known encoding of text; one is windows-1256"),
        (
            [folder / "latin.txt", "--resume", "-f", "html"],
            "--resume goes on with jsonl, conll, csv, but --format is html",
        ),
        ([folder / "broken.jsonl", "--strict"], "broken.jsonl:3: is not JSON"),
        ([folder / "broken.jsonl", "--format", "xml"], "Invalid value for '--format'"),
        ([folder / "broken.jsonl", "--batch-size", 0], "Invalid value for '--batch-size'"),
        ([ROOT / "data/article/article.txt", "--device", "abacus"], "--device is 'abacus'"),
        ([ROOT / "data/article/article.txt", "-o", folder / "latin.txt/out"], "cannot be written"),
    ]


@pytest.mark.parametrize("case", range(9))
def test_bad_input_gets_a_message_exit_code_2_and_no_file(
    hasila: Program, tiny_checkpoint: Path, tmp_path: Path, case: int
) -> None:
    arguments, message = bad_inputs(tmp_path)[case]
    before = sorted(tmp_path.iterdir())
    extra = [] if "-o" in arguments else ["-o", tmp_path / "out.jsonl"]
    result = hasila("extract", tiny_checkpoint, *arguments, *extra)
    assert result.code == 2
    assert message in result.err
    assert "Traceback" not in result.err
    assert sorted(tmp_path.iterdir()) == before


def test_a_folder_that_is_no_checkpoint_gets_a_message_and_exit_code_2(hasila: Program, tmp_path: Path) -> None:
    result = hasila("extract", tmp_path, ROOT / "data/article/article.txt")
    assert result.code == 2
    assert f"{tmp_path}: the folder has neither a text" in result.err
    assert "nor hasila.json, which a checkpoint has" in result.err


@pytest.mark.parametrize("name", ["news.jsonl", "./news.jsonl", "link.jsonl", "hard.jsonl"])
def test_an_output_that_is_an_input_is_refused_by_any_of_its_names(
    hasila: Program, tiny_checkpoint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    given = tmp_path / "news.jsonl"
    given.write_text('{"text": "قتل جندي"}\n', encoding="utf-8")
    (tmp_path / "link.jsonl").symlink_to(given)
    (tmp_path / "hard.jsonl").hardlink_to(given)
    result = hasila("extract", tiny_checkpoint, given, "-o", name)
    assert (result.code, result.err) == (
        2,
        f"hasila: error: {Path(name)}: is an input as well ({given}); write to another file\n",
    )
    assert given.read_text(encoding="utf-8") == '{"text": "قتل جندي"}\n'


@pytest.mark.parametrize("name", ["new/", "there", "there/"])
def test_an_output_that_is_a_folder_is_refused_and_none_is_made(
    hasila: Program, tiny_checkpoint: Path, tmp_path: Path, name: str
) -> None:
    (tmp_path / "there").mkdir()
    result = hasila("extract", tiny_checkpoint, ROOT / "data/article/article.txt", "-o", f"{tmp_path}/{name}")
    message = f"hasila: error: {tmp_path}/{name}: is a folder; name the file to write in it\n"
    assert (result.code, result.err) == (2, message)
    assert [*tmp_path.rglob("*")] == [tmp_path / "there"]


def test_an_output_that_is_a_hyphen_is_standard_output(
    hasila: Program, tiny_checkpoint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = hasila("extract", tiny_checkpoint, ROOT / "data/article/article.txt", "-o", "-")
    assert json.loads(result.out)["id"] == "article.txt"
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize("arguments", [[], ["-"]])
def test_an_output_that_standard_input_comes_from_is_refused(
    hasila: Program, tiny_checkpoint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    given = tmp_path / "news.txt"
    given.write_text("قتل جندي", encoding="utf-8")
    with given.open(encoding="utf-8") as redirected:
        monkeypatch.setattr(sys, "stdin", redirected)
        result = hasila("extract", tiny_checkpoint, *arguments, "-o", given)
    assert (result.code, given.read_text(encoding="utf-8")) == (2, "قتل جندي")
    assert "is read as standard input as well" in result.err


def test_columns_are_not_replaced_by_the_json_lines_made_of_them(hasila: Program, tmp_path: Path) -> None:
    (tmp_path / "a.conll").write_text("باريس B-LOC\n", encoding="utf-8")
    assert hasila("convert", tmp_path / "a.conll", "-o", tmp_path / "a.conll").code == 2
    assert (tmp_path / "a.conll").read_text(encoding="utf-8") == "باريس B-LOC\n"


def test_extraction_keeps_the_fields_of_a_row_and_the_type_of_its_id(
    hasila: Program, tiny_checkpoint: Path, tmp_path: Path
) -> None:
    row = {"id": 7, "title": "خبر", "body": "قتل جندي", "date": "2024-05-01"}
    (tmp_path / "news.jsonl").write_text(json.dumps(row), encoding="utf-8")
    made = json.loads(hasila("extract", tiny_checkpoint, tmp_path / "news.jsonl", "--column", "body").out)
    assert {**made, "spans": []} == {"id": 7, "title": "خبر", "date": "2024-05-01", "text": "قتل جندي", "spans": []}


def test_check_is_silent_about_a_clean_corpus_and_exits_1_for_faults(hasila: Program, tmp_path: Path) -> None:
    clean = hasila("check", ROOT / "data/article")
    assert (clean.code, clean.out) == (0, "")
    (tmp_path / "a.jsonl").write_text('{"id": 1}\n', encoding="utf-8")
    faulty = hasila("check", tmp_path)
    assert (faulty.code, faulty.out) == (1, f"{tmp_path}/a.jsonl:1: error: the row lacks text, spans\n")
    assert faulty.err == f"{tmp_path}: 1 errors, 0 warnings\n"


def test_check_takes_other_labels_and_strict_minds_warnings(hasila: Program, tmp_path: Path) -> None:
    rows = [{"id": i, "text": "بيروت", "spans": [{"start": 0, "end": 5, "label": x}]} for i, x in enumerate(["A", "B"])]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert hasila("check", tmp_path).code == 1
    assert hasila("check", tmp_path, "--labels", "A,B").code == 0
    assert hasila("check", tmp_path, "--labels", "A,B", "--strict").code == 1
    assert hasila("check", tmp_path / "absent").code == 2


def test_strict_minds_a_casualty_without_a_toll_but_no_note(hasila: Program, tmp_path: Path) -> None:
    toll = {"span": 0, "harm": ["killed"], "low": 3, "high": 3, "kind": "integer", "incident": 1}
    row = {"id": 1, "text": "مقتل حارسين", "spans": [{"start": 0, "end": 11, "label": "CASUALTY"}], "tolls": [toll]}
    (tmp_path / "a.jsonl").write_text(json.dumps(row), encoding="utf-8")
    noted = hasila("check", tmp_path, "--strict")
    assert (noted.code, noted.err) == (0, f"{tmp_path}: 0 errors, 0 warnings, 1 notes\n")
    assert noted.out.startswith(f"{tmp_path}/a.jsonl:1: note: 1: toll 0 «مقتل حارسين» counts 3 killed")
    (tmp_path / "a.jsonl").write_text(json.dumps({**row, "tolls": []}), encoding="utf-8")
    assert hasila("check", tmp_path).code == 0
    assert hasila("check", tmp_path, "--strict").code == 1


def test_labels_may_have_blanks_around_their_commas_and_an_empty_one_is_refused(
    hasila: Program, tmp_path: Path
) -> None:
    row = {"id": 1, "text": "بيروت", "spans": [{"start": 0, "end": 5, "label": "B"}]}
    (tmp_path / "a.jsonl").write_text(json.dumps(row), encoding="utf-8")
    assert hasila("check", tmp_path, "--labels", "A, B").code == 0
    refused = hasila("check", tmp_path, "--labels", "A,,B")
    assert (refused.code, "a label between two commas is empty" in refused.err) == (2, True)


def test_check_lists_five_findings_of_a_kind_and_all_of_them_where_it_is_told_to(
    hasila: Program, tmp_path: Path
) -> None:
    rows = [{"id": i, "text": f"بيروت{i}", "spans": [{"start": 0, "end": 3, "label": "ACTOR"}]} for i in range(400)]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    short, whole = hasila("check", tmp_path), hasila("check", tmp_path, "--all")
    assert (short.code, whole.code, len(whole.out.splitlines())) == (1, 1, 400)
    assert short.out.splitlines() == [
        *whole.out.splitlines()[:5],
        "and 395 more of this kind; --all shows them",
    ]
    assert short.err == whole.err == f"{tmp_path}: 400 errors, 0 warnings\n"


def test_bio_files_are_written_from_the_json_lines(hasila: Program, tmp_path: Path) -> None:
    shutil.copy(ROOT / "data/article/article.jsonl", tmp_path)
    assert hasila("bio", tmp_path).code == 0
    for name in ("train.conll", "dev.conll", "test.conll"):
        assert (tmp_path / "bio" / name).read_bytes() == (ROOT / "data/article/bio" / name).read_bytes()
    assert hasila("check", tmp_path).code == 0


def test_a_span_that_has_no_tags_is_told_by_passage(hasila: Program, tmp_path: Path) -> None:
    row = {"id": "a", "text": "بيروت", "spans": [{"start": 0, "end": 3, "label": "LOCATION"}]}
    (tmp_path / "a.jsonl").write_text(json.dumps(row), encoding="utf-8")
    result = hasila("bio", tmp_path)
    assert (result.code, "a: LOCATION 0:3 «بير» cuts through a word" in result.err) == (2, True)
    assert not list((tmp_path / "bio").iterdir())
    assert hasila("bio", tmp_path / "absent").code == 2


def test_a_split_that_would_leave_the_folder_is_refused_before_anything_is_written(
    hasila: Program, tmp_path: Path
) -> None:
    rows: list[dict[str, object]] = [
        {"id": name, "text": "بيروت", "spans": [], "split": name} for name in ("train", "../evil")
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    result = hasila("bio", tmp_path)
    assert result.code == 2
    assert "passage ../evil: split is '../evil', which cannot name a file: it contains '/'" in result.err
    assert [path.name for path in tmp_path.iterdir()] == ["a.jsonl"]


def test_the_version_is_shown(hasila: Program) -> None:
    assert hasila("--version").out.startswith("hasila 0.")


def test_a_missing_package_is_told_with_the_pip_command(
    hasila: Program, tiny_checkpoint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.parquet").touch()
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    result = hasila("extract", tiny_checkpoint, tmp_path / "a.parquet")
    assert result.code == 2
    assert "pip install 'hasila[parquet]'" in result.err


def process(*arguments: object, out: int = subprocess.PIPE) -> AbstractContextManager["subprocess.Popen[str]"]:
    """Start hasila as a process of its own."""
    # A job in the background inherits that SIGINT is ignored; the program must see it, wherever these tests run.
    start = "import signal as s; s.signal(s.SIGINT, s.default_int_handler); from hasila.cli import run; run()"
    command = [sys.executable, "-c", start, *map(str, arguments)]
    return running(command, stdin=subprocess.PIPE, stdout=out)


def test_a_full_disk_at_standard_output_gets_a_message_and_exit_code_2(tiny_checkpoint: Path) -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    with process("extract", tiny_checkpoint, ROOT / "data/article/article.txt", out=full) as started:
        _, err = started.communicate(timeout=60)
    os.close(full)
    assert started.returncode == 2
    assert err == "hasila: error: standard output: cannot be written: No space left on device\n"


def test_a_reader_that_leaves_early_is_no_error(tiny_checkpoint: Path) -> None:
    with process("extract", tiny_checkpoint, *[ROOT / "data/article/article.txt"] * 200) as started:
        assert started.stdout is not None
        started.stdout.close()
        assert started.stderr is not None
        assert started.stderr.read() == ""
    assert started.returncode == 1


def test_ctrl_c_leaves_no_file_and_exits_130(tiny_checkpoint: Path, tmp_path: Path) -> None:
    with process("extract", tiny_checkpoint, "-", "--input-format", "jsonl", "-o", tmp_path / "out.jsonl") as started:
        deadline = time.monotonic() + 60
        while not list(tmp_path.iterdir()) and time.monotonic() < deadline:
            time.sleep(0.1)  # until the half-written file is there
        started.send_signal(signal.SIGINT)
        _, err = started.communicate(timeout=60)
    assert started.returncode == 130
    assert "interrupted; no file was left half-written" in err
    assert list(tmp_path.iterdir()) == []


def rows(path: Path, *texts: object) -> Path:
    """Write a row for each text and return the path."""
    lines = (json.dumps({"id": str(number), "text": text, "url": f"u{number}"}) for number, text in enumerate(texts))
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def test_rows_that_cannot_be_read_are_set_apart_and_the_others_read(
    hasila: Program, tiny_checkpoint: Path, tmp_path: Path
) -> None:
    news = rows(tmp_path / "news.jsonl", "قتل جندي", None, "", "هدوء في تدمر", 7)
    result = hasila("extract", tiny_checkpoint, news, "--rejects", tmp_path / "rejects.jsonl")
    assert result.code == 3
    assert [json.loads(line)["id"] for line in result.out.splitlines()] == ["0", "3"]
    rejects = [json.loads(line) for line in (tmp_path / "rejects.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(one["line"], one["reason"], one["row"]["id"]) for one in rejects] == [
        (2, "has no text in 'text'", "1"),
        (3, "its text is empty", "2"),
        (5, "has int in 'text', not a text", "4"),
    ]
    assert "2 texts, 5 words in 0:0" in result.err
    assert "3 rows could not be read" in result.err


def test_where_no_row_can_be_read_nothing_is_written(hasila: Program, tiny_checkpoint: Path, tmp_path: Path) -> None:
    news = rows(tmp_path / "news.jsonl", None, None)
    result = hasila("extract", tiny_checkpoint, news, "-o", tmp_path / "out.jsonl")
    assert result.code == 2
    assert "news.jsonl:2: has no text in 'text'" in result.err
    assert "none of the texts can be read" in result.err
    assert list(tmp_path.iterdir()) == [news]


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("a.csv", "\ufeffid,url,label,start,end,words,score\r\n".encode()),
        ("a.html", b"<!DOCTYPE html>"),
        ("a.parquet", b"PAR1"),
        ("a.xlsx", b"PK"),
        ("a.conll", b"# id = 0"),
        ("a.jsonl", b'{"id": "0", "url": "u0", "text": '),
        ("a.out", b'{"id": "0", "url": "u0", "text": '),
    ],
)
def test_the_ending_of_the_output_is_its_form(
    hasila: Program, tiny_checkpoint: Path, tmp_path: Path, name: str, begins: bytes
) -> None:
    news = rows(tmp_path / "news.jsonl", "قتل جندي", "هدوء في تدمر")
    assert hasila("extract", tiny_checkpoint, news, "-o", tmp_path / name).code == 0
    assert (tmp_path / name).read_bytes().startswith(begins)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([name, "news.jsonl"])


@pytest.mark.parametrize("form", ["label-studio", "doccano", "brat"])
def test_the_forms_of_annotation_tools_are_written_to_a_file(
    hasila: Program, tiny_checkpoint: Path, tmp_path: Path, form: str
) -> None:
    news = rows(tmp_path / "news.jsonl", "قتل جندي", "هدوء في تدمر")
    assert hasila("extract", tiny_checkpoint, news, "-f", form, "-o", tmp_path / "out").code == 0
    assert (tmp_path / "out").exists()
    result = hasila("extract", tiny_checkpoint, news, "-f", form)
    assert result.code == 2
    assert f"--format {form} is written to a file; name it: --output FILE" in result.err


def test_a_row_may_be_a_text_with_its_spans_by_label(hasila: Program, tiny_checkpoint: Path, tmp_path: Path) -> None:
    news = rows(tmp_path / "news.jsonl", "قتل جندي")
    result = hasila("extract", tiny_checkpoint, news, "-f", "csv", "--one-row-per", "text")
    assert result.out.splitlines()[0] == "\ufeffid,url,text,ACTOR,LOCATION,CASUALTY"


def test_a_run_that_was_cut_off_goes_on_to_the_same_bytes(
    hasila: Program, tiny_checkpoint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    news = rows(tmp_path / "news.jsonl", *[f"قتل {number} جنود" for number in range(5)], None)
    command = ("extract", tiny_checkpoint, news, "-o", out := tmp_path / "out.csv", "--rejects", tmp_path / "rejects")
    assert hasila(*command).code == 3
    whole, rejects = out.read_bytes(), (tmp_path / "rejects").read_bytes()
    out.unlink()
    write_text = PartFile.write_text

    def cut_off(part: PartFile, words: str) -> None:
        if part.texts == 2:
            raise KeyboardInterrupt
        write_text(part, words)

    with monkeypatch.context() as patched:
        patched.setattr(PartFile, "write_text", cut_off)
        result = hasila(*command)
    assert result.code == 130
    assert "out.csv.part: holds 2 texts; the same command with --resume goes on" in result.err
    result = hasila(*command, "--resume", "--min-confidence", 0.5)
    assert result.code == 2
    assert "out.csv.part: was begun with other values of min-confidence" in result.err
    assert hasila(*command, "--resume").code == 3
    assert out.read_bytes() == whole
    assert (tmp_path / "rejects").read_bytes() == rejects
    assert sorted(path.name for path in tmp_path.iterdir()) == ["news.jsonl", "out.csv", "rejects"]


def test_what_comes_through_a_pipe_cannot_be_resumed(hasila: Program, tiny_checkpoint: Path, tmp_path: Path) -> None:
    result = hasila("extract", tiny_checkpoint, "-", "-o", tmp_path / "out.jsonl", "--resume")
    assert result.code == 2
    assert "standard input and pipes cannot be read again" in result.err


def test_sigterm_ends_a_run_as_ctrl_c_does(tiny_checkpoint: Path, tmp_path: Path) -> None:
    with process("extract", tiny_checkpoint, "-", "--input-format", "jsonl", "-o", tmp_path / "out.jsonl") as started:
        deadline = time.monotonic() + 60
        while not list(tmp_path.iterdir()) and time.monotonic() < deadline:
            time.sleep(0.1)
        started.send_signal(signal.SIGTERM)
        _, err = started.communicate(timeout=60)
    assert started.returncode == 130
    assert "interrupted" in err
    assert list(tmp_path.iterdir()) == []


def test_an_output_whose_ending_does_not_say_its_form_is_told(
    hasila: Program, tiny_checkpoint: Path, tmp_path: Path
) -> None:
    news = rows(tmp_path / "news.jsonl", "قتل جندي")
    for name, more in (("a.docx", ()), ("a.xlsx", ("-f", "jsonl"))):
        result = hasila("extract", tiny_checkpoint, news, "-o", tmp_path / name, *more)
        assert f"{name}: is written as jsonl, which its ending does not say" in result.err
    for name, more in (("a", ()), ("a.json", ("-f", "doccano")), ("a.csv", ("-f", "csv"))):
        assert "is written as" not in hasila("extract", tiny_checkpoint, news, "-o", tmp_path / name, *more).err


def test_an_output_that_would_be_compressed_is_refused(hasila: Program, tiny_checkpoint: Path, tmp_path: Path) -> None:
    news = rows(tmp_path / "news.jsonl", "قتل جندي")
    result = hasila("extract", tiny_checkpoint, news, "-o", tmp_path / "a.csv.gz")
    assert result.code == 2
    assert "what is written is not compressed; name it a.csv, and compress it after" in result.err
    assert not (tmp_path / "a.csv.gz").exists()


def test_a_file_of_rejects_that_is_the_output_too_is_refused(
    hasila: Program, tiny_checkpoint: Path, tmp_path: Path
) -> None:
    news = rows(tmp_path / "news.jsonl", "قتل جندي", None)
    out = tmp_path / "out.jsonl"
    (tmp_path / "link").symlink_to(out)
    result = hasila("extract", tiny_checkpoint, news, "-o", out, "--rejects", tmp_path / "link")
    assert result.code == 2
    assert "link: is the output as well" in result.err
    assert not out.exists()


def test_a_folder_with_a_link_to_nothing_is_read_and_the_link_told(
    hasila: Program, tiny_checkpoint: Path, tmp_path: Path
) -> None:
    (tmp_path / "news").mkdir()
    rows(tmp_path / "news/a.jsonl", "قتل جندي")
    (tmp_path / "news/b.txt").symlink_to("gone")
    result = hasila("extract", "--checkpoint", tiny_checkpoint, tmp_path / "news", "-o", tmp_path / "out.jsonl")
    assert result.code == 3
    assert "news/b.txt: cannot be read: No such file or directory" in result.err
    assert "1 text, 2 words in 0:0" in result.err
    assert "1 row could not be read" in result.err


def test_files_without_a_text_are_told(hasila: Program, tiny_checkpoint: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,text\n", encoding="utf-8")
    result = hasila("extract", tiny_checkpoint, tmp_path / "a.csv")
    assert (result.code, result.out) == (0, "")
    assert "there is no text to read" in result.err
