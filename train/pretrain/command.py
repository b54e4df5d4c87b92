"""The program that pretrains an encoder: python -m train.pretrain CONFIG [key=value ...].

A run's folder contains the results of its stages: text/ (folded, without near-duplicates), tokenizer/, ids/ (the text
in subwords), states/ to resume from, metrics.jsonl, encoder/ (for encoder.name= of python -m train), and packed/, the
same in 8 bits. A stage whose result already exists with the same settings is skipped.
"""

import json
import logging
import shutil
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from hasila.arabic.gazetteer import GAZETTEER, read_gazetteer
from hasila.files import whole_file, whole_folder
from hasila.program.config import as_plain, dump_config, load_config
from hasila.program.start import new_app
from train.arguments import ConfigArgument, OverridesArgument, OverwriteOption, is_first_process
from train.pretrain.settings import PretrainSettings
from train.run_folder import CONFIG_FILE, as_settings, check_same, only_one, run_folder

if TYPE_CHECKING:
    from transformers import BertForMaskedLM, PreTrainedTokenizerBase

    from train.pretrain.mlm import Text

app = new_app()
_log = logging.getLogger(__name__)
_ENCODER, _PACKED = "encoder", "packed"
_MADE_BY = "made-by.json"
"""The settings that the folder of a stage or of a finished run was made with."""


@app.command()
def pretrain_command(
    config: ConfigArgument, overrides: OverridesArgument = None, *, overwrite: OverwriteOption = False
) -> None:
    """Pretrain an encoder on text as CONFIG says. An interrupted run resumes; a finished one stays as it is.

    Each setting is described in train/pretrain/settings.py.
    """
    settings = load_config(PretrainSettings, config, overrides or [])
    folder = run_folder(settings, config)
    if is_done(settings, folder) and not overwrite:
        if is_first_process():
            typer.echo(f"{folder}/encoder is already done with these settings; --overwrite pretrains it again.")
        return

    from train.devices import is_main_process, leave_the_others  # noqa: PLC0415 - loads torch

    run(settings, folder, overwrite=overwrite)
    if is_main_process():
        typer.echo(f"Wrote {folder}/encoder, packed, config.yaml and metrics.jsonl.")
    leave_the_others()


def run(settings: PretrainSettings, folder: Path, *, overwrite: bool = False) -> None:
    """Run the stages of `settings` in `folder`, starting with the first that is not done; with `overwrite` train again.

    Raises ConfigError if `folder` has a state or an encoder of a run with other settings that may not be overwritten,
    and OutputError if another process trains there.
    """
    from train.devices import is_main_process, wait_for_everyone  # noqa: PLC0415 - as above
    from train.pretrain import mlm  # noqa: PLC0415 - --help and faults of the config are shown before torch is loaded
    from train.pretrain.teaching import teaching  # noqa: PLC0415 - as above
    from train.pretrain.transplant import check_start  # noqa: PLC0415 - as above

    check_start(settings.start.encoder, settings.start.layers)
    with only_one(folder) if is_main_process() else nullcontext():
        if is_main_process():
            _make_room(settings, folder, overwrite=overwrite)
            prepare(settings, folder)
        wait_for_everyone()
        tokenizer = _tokenizer(folder)
        text = _text(settings, folder, tokenizer)
        model = _start(settings, text, tokenizer)
        with teaching(settings, model, tokenizer, text.masker) as taught:
            mlm.pretrain(model, text, taught, settings, folder)
        if is_main_process():
            tokenizer.model_max_length = int(model.config.max_position_embeddings)
            _write(settings, folder, model, tokenizer)


def is_done(settings: PretrainSettings, folder: Path) -> bool:
    """Say whether `folder` contains a finished run with these settings."""
    return _is_made(folder, as_settings(settings))


def _make_room(settings: PretrainSettings, folder: Path, *, overwrite: bool) -> None:
    """Remove the result of an earlier run if `overwrite`, or raise ConfigError if it has other settings.

    A run can resume from a state with more or fewer steps; an encoder without a state would have to be trained again.
    """
    from train.pretrain import mlm  # noqa: PLC0415 - loads torch

    if overwrite:
        (folder / "metrics.jsonl").unlink(missing_ok=True)
        for part in ("states", _ENCODER, _PACKED):
            shutil.rmtree(folder / part, ignore_errors=True)
    mlm.check_states(settings, folder)
    if (folder / _ENCODER).is_dir() and not mlm.states(folder / "states"):
        check_same(settings, folder)
    (folder / _MADE_BY).unlink(missing_ok=True)


def _write(
    settings: PretrainSettings, folder: Path, model: "BertForMaskedLM", tokenizer: "PreTrainedTokenizerBase"
) -> None:
    """Write encoder/ for transformers and packed/ in the form that hasila ships, both with the model card.

    The mark that the run is done is written last.
    """
    from hasila.model import int8  # noqa: PLC0415 - loads torch
    from train.pretrain.encoder_card import encoder_card, read_pretraining_results  # noqa: PLC0415 - as above

    layers = int(model.config.num_hidden_layers)
    card = encoder_card(settings, read_pretraining_results(folder), model.bert.num_parameters(), layers)
    with whole_folder(folder / _ENCODER) as made:
        model.save_pretrained(made)
        tokenizer.save_pretrained(made)
        (made / "README.md").write_text(card, encoding="utf-8")
    int8.write(model, tokenizer, card, folder / _PACKED)
    _record(folder, as_settings(settings))


def prepare(settings: PretrainSettings, folder: Path) -> None:
    """Make the input of training: config.yaml, text/, tokenizer/ and ids/ in `folder`."""
    with whole_file(folder / CONFIG_FILE) as file:
        file.write(dump_config(settings))
    sources = {str(source.path): source.path.stat().st_size for source in settings.text.sources}
    text = {"text": as_plain(settings)["text"], "bytes": sources}
    pieces = {**text, "vocabulary": settings.vocabulary.pieces or settings.start.encoder}
    _stage(folder / "text", text, lambda made: _make_text(settings, made))
    _stage(folder / "tokenizer", pieces, lambda made: _make_tokenizer(settings, folder, made))
    _stage(folder / "ids", pieces, lambda made: _make_ids(folder, made))


def _stage(folder: Path, settings: Mapping[str, Any], make: Callable[[Path], None]) -> None:
    """Let `make` write `folder` unless it already exists with these settings."""
    if _is_made(folder, settings):
        return
    with whole_folder(folder) as made:
        make(made)
        _record(made, settings)


def _is_made(folder: Path, settings: Mapping[str, Any]) -> bool:
    record = folder / _MADE_BY
    return record.exists() and record.read_text(encoding="utf-8") == _recorded(settings)


def _record(folder: Path, settings: Mapping[str, Any]) -> None:
    with whole_file(folder / _MADE_BY) as file:
        file.write(_recorded(settings))


def _recorded(settings: Mapping[str, Any]) -> str:
    return json.dumps(settings, ensure_ascii=False)


def _make_text(settings: PretrainSettings, made: Path) -> None:
    from train.pretrain.texts import write_text  # noqa: PLC0415 - reads much

    counts = write_text(settings.text, made)
    _log.info("Text: %s", counts)


def _make_tokenizer(settings: PretrainSettings, folder: Path, made: Path) -> None:
    from train.pretrain.texts import HELD_OUT, TRAIN  # noqa: PLC0415 - as above
    from train.pretrain.transplant import start_tokenizer  # noqa: PLC0415 - as above
    from train.pretrain.vocabulary import FINENESS, fineness, train_tokenizer, word_counts  # noqa: PLC0415 - as above

    tokenizer: PreTrainedTokenizerBase
    if settings.vocabulary.pieces is None:
        tokenizer = start_tokenizer(settings.start.encoder)
    else:
        with (folder / "text" / TRAIN).open(encoding="utf-8") as lines:
            tokenizer = train_tokenizer(lines, settings.vocabulary.pieces)
    tokenizer.save_pretrained(made)
    with (folder / "text" / HELD_OUT).open(encoding="utf-8") as lines:
        names = [name for names in read_gazetteer(GAZETTEER).kinds.values() for name in names]
        measured = fineness(tokenizer, word_counts(lines), names)
    with whole_file(made / FINENESS) as file:
        json.dump(asdict(measured), file, indent=2)
    _log.info("Tokenizer: %s", measured)


def _make_ids(folder: Path, made: Path) -> None:
    from train.pretrain.packing import write_stream  # noqa: PLC0415 - loads transformers
    from train.pretrain.texts import HELD_OUT, TRAIN  # noqa: PLC0415 - as above

    for name in (TRAIN, HELD_OUT):
        with (folder / "text" / name).open(encoding="utf-8") as lines:
            write_stream(lines, _tokenizer(folder), made / Path(name).stem)


def _tokenizer(folder: Path) -> "PreTrainedTokenizerBase":
    from transformers import AutoTokenizer  # noqa: PLC0415 - as above

    tokenizer: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(
        folder / "tokenizer", local_files_only=True, trust_remote_code=False
    )
    return tokenizer


def _start(settings: PretrainSettings, text: "Text", tokenizer: "PreTrainedTokenizerBase") -> "BertForMaskedLM":
    """Return the model that training starts from."""
    from train.pretrain.transplant import begin_with_frequencies, kept_model, start_model  # noqa: PLC0415 - loads torch

    start = settings.start
    if settings.vocabulary.pieces is None:
        return kept_model(start.encoder, start.layers)
    model = start_model(start.encoder, start.layers, tokenizer, settings.training.seed)
    begin_with_frequencies(model, text.train.frequencies(len(tokenizer)))
    return model


def _text(settings: PretrainSettings, folder: Path, tokenizer: "PreTrainedTokenizerBase") -> "Text":
    from train.pretrain.masking import Masker  # noqa: PLC0415 - as above
    from train.pretrain.mlm import Text  # noqa: PLC0415 - as above
    from train.pretrain.packing import Packer, read_stream  # noqa: PLC0415 - as above
    from train.pretrain.texts import HELD_OUT, TRAIN  # noqa: PLC0415 - as above

    frame = (int(tokenizer.cls_token_id), int(tokenizer.sep_token_id))
    train, held_out = (
        Packer(read_stream(folder / "ids" / Path(name).stem), settings.masking.length, settings.training.seed, frame)
        for name in (TRAIN, HELD_OUT)
    )
    return Text(
        train, held_out, Masker(int(tokenizer.mask_token_id), frozenset(tokenizer.all_special_ids), len(tokenizer))
    )
